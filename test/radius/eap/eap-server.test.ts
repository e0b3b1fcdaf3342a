import { expect } from 'chai'
import { decodeEap, EapCode, EapType, encodeEap } from '../../../radius/eap/eap-packet.ts'
import { TlsFlag } from '../../../radius/eap/tls/tls-fragments.ts'
import {
  CallingStationId,
  Code,
  createEapServer,
  EapMessage,
  type EapOutcome,
  type EapServer,
  ErrorCause,
  MsMppeRecvKey,
  Packet,
  type RadiusClient,
  type RadiusRequest,
  type Reply,
  reply,
  State,
  type UdpServer,
} from '../../../radius/index.ts'
import { createEapClient, type EapClientOptions } from '../../../scripts/bench/eap-client.ts'
import { requirePeer } from '../../support/peers.ts'
import { startOnLoopback } from '../server/start-on-loopback.ts'
import { createAuthority, type TestCertificate } from './certificates.ts'

const SECRET = 'eap secret'
const client: RadiusClient = { secret: SECRET, requireMessageAuthenticator: true }

describe('an EAP server', () => {
  let certificates: ReturnType<typeof createAuthority>
  let ca: TestCertificate
  let certificate: TestCertificate
  let eap: EapServer<RadiusClient, string>
  let good: Set<string>
  let udp: UdpServer | undefined

  before(function () {
    certificates = createAuthority(requirePeer(this, 'openssl'))
    ca = certificates.authority('city ca')
    certificate = certificates.issue('radius.city.example', ca, 'serverAuth')
  })

  after(() => certificates?.remove())

  beforeEach(() => {
    good = new Set(['ada', 'bob', 'eve'])
    const credentials = { key: certificate.key, cert: certificate.cert }
    eap = createEapServer({
      tls: () => credentials,
      methods: ['ttls', 'peap'],
      credential: async (name) => (good.has(name) ? { password: `password of ${name}`, account: name } : undefined),
      certificate: async () => undefined,
      resume: async (account) => good.has(account),
      stateTag: 7,
    })
  })

  afterEach(async () => {
    await udp?.close()
    udp = undefined
    eap.close()
  })

  interface Sent {
    message: Buffer
    state?: Buffer | undefined
    station?: string
    address?: string
  }

  const requestOf = ({ message, state, station = 'AA', address = '192.0.2.1' }: Sent): RadiusRequest => {
    const packet = new Packet(Code.AccessRequest, 1, Buffer.alloc(16, 9)).add(CallingStationId, station)
    if (message.length > 0) packet.add(EapMessage, message)
    else packet.append(Buffer.of(EapMessage.number, 2))
    if (state) packet.add(State, state)
    return { packet, client, source: { address, port: 5000 }, receivedAt: Date.now() }
  }

  const send = (sent: Sent): Promise<EapOutcome<string>> => eap.handle(requestOf(sent))

  const response = (identifier: number, type: number, data: Buffer): Buffer =>
    encodeEap({ code: EapCode.Response, identifier, type, data })

  const asked = (outcome: EapOutcome<string>): { identifier: number; type: number; state: Buffer; reply: Reply } => {
    if (outcome.kind !== 'challenge') throw new Error(`not a challenge but ${JSON.stringify(outcome)}`)
    const packet = decodeEap(outcome.reply.get(EapMessage)!)!
    return { identifier: packet.identifier, type: packet.type!, state: outcome.reply.get(State)!, reply: outcome.reply }
  }

  const identity = response(3, EapType.Identity, Buffer.from('anonymous'))
  const greet = async () => asked(await send({ message: identity }))

  it('begins with its first method under a State that nobody guesses, whose first octet is the tag', async () => {
    const [one, two] = [await greet(), await greet()]
    expect(one).to.include({ type: EapType.Ttls, identifier: 4 })
    expect(one.state[0]).to.equal(7)
    expect(one.state.length).to.be.at.least(16)
    expect(one.state).to.not.deep.equal(two.state)
  })

  it('asks who is there where the gateway leaves the first word to it', async () => {
    const { type, identifier, state } = asked(await send({ message: Buffer.alloc(0) }))
    expect(type).to.equal(EapType.Identity)
    const next = asked(await send({ message: response(identifier, EapType.Identity, Buffer.from('ada')), state }))
    expect(next.type).to.equal(EapType.Ttls)
  })

  it('has no answer for a State that is unknown, of another gateway or of another device', async () => {
    const { identifier, state } = await greet()
    const message = response(identifier, EapType.Nak, Buffer.of(EapType.Peap))
    const unknown = { kind: 'discard', reason: 'unknown-state' }
    expect(await send({ message, state: Buffer.alloc(24, 1) })).to.deep.equal(unknown)
    expect(await send({ message, state, address: '192.0.2.2' })).to.deep.equal(unknown)
    expect(await send({ message, state, station: 'BB' })).to.deep.equal(unknown)
    expect(eap.stats.discards.get('unknown-state')).to.equal(3)
    expect(asked(await send({ message, state })).type).to.equal(EapType.Peap)
  })

  it('repeats its request where the answer is none, and gives up the fifth time', async () => {
    const { identifier, state } = await greet()
    const bad = [
      response(identifier + 1, EapType.Ttls, Buffer.of(0)),
      response(identifier, EapType.Peap, Buffer.of(0)),
      response(identifier, EapType.Ttls, Buffer.of(TlsFlag.Length, 0, 0)),
      Buffer.of(2, identifier, 0xff, 0xff, EapType.Ttls),
    ]
    for (const message of bad) {
      const again = asked(await send({ message, state }))
      expect(again.identifier).to.equal(identifier)
      expect(again.reply.get(ErrorCause)).to.equal(ErrorCause.values.InvalidEapPacket)
    }
    const last = await send({ message: bad[0]!, state })
    expect(last).to.include({ kind: 'failure', reason: 'too-many-invalid-packets' })
    expect(decodeEap((last as { reply: Reply }).reply.get(EapMessage)!)?.code).to.equal(EapCode.Failure)
    expect(eap.stats.open).to.equal(0)
  })

  it('takes one Nak, and fails where it asks for nothing or comes twice', async () => {
    const first = await greet()
    const nothing = response(first.identifier, EapType.Nak, Buffer.of(0))
    expect(await send({ message: nothing, state: first.state })).to.include({ reason: 'no-common-method' })
    const second = await greet()
    const { state } = second
    const wanted = response(second.identifier, EapType.Nak, Buffer.of(EapType.Tls, EapType.Peap))
    const { identifier, type } = asked(await send({ message: wanted, state }))
    expect(type).to.equal(EapType.Peap)
    const again = response(identifier, EapType.Nak, Buffer.of(EapType.Ttls))
    expect(await send({ message: again, state })).to.include({ kind: 'failure', reason: 'no-common-method' })
  })

  it('is not harmed by octets that are no TLS, nor by a flood of fragments', async () => {
    const first = await greet()
    const noise = response(first.identifier, EapType.Ttls, Buffer.concat([Buffer.of(0), Buffer.alloc(500, 0x41)]))
    const end = await send({ message: noise, state: first.state })
    expect(end).to.include({ kind: 'failure', reason: 'tls-failed' })

    const second = await greet()
    let { identifier } = second
    let outcome: EapOutcome<string>
    do {
      const part = Buffer.concat([Buffer.of(TlsFlag.More), Buffer.alloc(100)])
      outcome = await send({ message: response(identifier, EapType.Ttls, part), state: second.state })
      if (outcome.kind === 'challenge') identifier = asked(outcome).identifier
    } while (outcome.kind === 'challenge')
    expect(outcome).to.include({ kind: 'failure', reason: 'too-many-rounds' })
  })

  it('keeps its conversations within bounds through a flood of starts', async () => {
    for (let index = 0; index < 3000; index += 1) await send({ message: identity, station: `mac ${index}` })
    expect(eap.stats.open).to.equal(1000)
    expect(eap.stats.evicted).to.equal(2000)
  })

  describe('asked by devices', () => {
    let policy: 'accept' | 'reject'
    let accounts: { account: string; resumed: boolean }[]
    let base: Omit<EapClientOptions, 'username' | 'password' | 'callingStationId'>

    beforeEach(async () => {
      policy = 'accept'
      accounts = []
      udp = await startOnLoopback('auth', SECRET, async (request) => {
        const outcome = await eap.handle(request)
        if (outcome.kind === 'discard') return undefined
        if (outcome.kind !== 'success') return outcome.reply
        const { account, resumed } = outcome
        accounts.push({ account, resumed })
        if (policy === 'reject') return outcome.reject(reply(Code.AccessReject))
        const accept = outcome.accept(reply(Code.AccessAccept))
        expect(accept.get(MsMppeRecvKey)).to.have.length(50)
        return accept
      })
      base = { address: '127.0.0.1', port: udp.port, secret: SECRET, ca: ca.cert, version: 'TLSv1.3' }
    })

    const authenticate = async (username: string, version: EapClientOptions['version'], session?: Buffer) => {
      const device = await createEapClient()
      try {
        const who = { username, password: `password of ${username}`, callingStationId: `of ${username}` }
        return await device.authenticate({ ...base, ...who, version, session })
      } finally {
        device.close()
      }
    }

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`gives each its own account back when many resume at once over ${version}`, async () => {
        const names = ['ada', 'bob', 'eve']
        const full = await Promise.all(names.map((name) => authenticate(name, version)))
        accounts = []
        await Promise.all(
          names.map(async (name, index) => {
            let { session } = full[index]!
            for (let round = 0; round < 4; round += 1) {
              const mixed = authenticate(names[(index + 1) % 3]!, version)
              const again = await authenticate(name, version, session)
              expect(again).to.include({ accepted: true, resumed: true })
              session = again.session
              await mixed
            }
          }),
        )
        for (const name of names) {
          expect(accounts.filter(({ account, resumed }) => account === name && resumed)).to.have.length(4)
          expect(accounts.filter(({ account, resumed }) => account === name && !resumed)).to.have.length(4)
        }
      })

      it(`makes who resumes over ${version} authenticate in full once its account is gone`, async () => {
        const { session } = await authenticate('ada', version)
        good.delete('ada')
        expect(await authenticate('ada', version, session)).to.include({ accepted: false, resumed: false })
        expect(eap.stats.failures.get('unknown-user')).to.equal(1)
      })

      it(`lets nobody resume over ${version} whom policy has refused`, async () => {
        policy = 'reject'
        const { session, accepted } = await authenticate('ada', version)
        expect(accepted).to.equal(false)
        policy = 'accept'
        expect(await authenticate('ada', version, session)).to.include({ accepted: true, resumed: false })
      })

      it(`lets nobody resume over ${version} whose password was wrong`, async () => {
        const device = await createEapClient()
        const wrong = { username: 'ada', password: 'guess', callingStationId: 'x', version }
        const { session, accepted } = await device.authenticate({ ...base, ...wrong })
        expect(accepted).to.equal(false)
        const again = await device.authenticate({ ...base, ...wrong, session })
        expect(again).to.include({ accepted: false, resumed: false })
        device.close()
      })
    }
  })
})
