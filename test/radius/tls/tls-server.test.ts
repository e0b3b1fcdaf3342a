import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { expect } from 'chai'
import {
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  Code,
  checkMessageAuthenticator,
  coaRequest,
  decodePacket,
  disconnectRequest,
  ErrorCause,
  encodePacket,
  encodeReply,
  encodeRequest,
  isResponseAuthentic,
  Packet,
  ProxyState,
  RADSEC_SECRET,
  type RadiusHandler,
  ReplyMessage,
  reply,
  startTlsServer,
  statusRequest,
  type TlsDiscardReason,
  type TlsRefusal,
  type TlsServer,
  type TlsServerOptions,
  UserName,
} from '../../../radius/index.ts'
import { eventually } from '../../support/eventually.ts'
import { type Identity, type TestCa, testCa } from './tls-certificates.ts'
import { connectTls, type TlsClient } from './tls-client.ts'

const client = { secret: RADSEC_SECRET, requireMessageAuthenticator: false }
const named = (username: string) => accessRequest({ username, password: 'lovelace', secret: RADSEC_SECRET })
/** The identifier as given: requests under way at once need one each. */
const numbered = (identifier: number): Buffer => {
  const { code, authenticator, attributes } = named(`r${identifier}`)
  return encoded(new Packet(code, identifier, authenticator).append(attributes))
}
const encoded = (packet: Packet) => encodeRequest(packet, RADSEC_SECRET)
/** Greets whoever is named, so that a reply is known by its request. */
const greet: RadiusHandler = ({ packet }) => reply(Code.AccessAccept).add(ReplyMessage, `hola ${packet.get(UserName)}`)
const greetings = (packets: Packet[]) => packets.map((packet) => packet.get(ReplyMessage))
const ofLength = (length: number) => Buffer.of(1, 1, length >> 8, length & 255)

describe('the TLS server', () => {
  let ca: TestCa
  let serverIdentity: Identity
  let gateway: Identity
  let server: TlsServer
  let clients: TlsClient[]
  let discards: TlsDiscardReason[]
  let refusals: TlsRefusal[]

  before(async () => {
    ca = await testCa()
    serverIdentity = await ca.issue('radius.example', 'server')
    gateway = await ca.issue('norte-02', 'client')
  })
  beforeEach(() => {
    clients = []
    discards = []
    refusals = []
  })
  afterEach(async () => {
    for (const one of clients) one.close()
    await server.close()
  })

  const start = async (options: Partial<TlsServerOptions<typeof client>> = {}): Promise<void> => {
    server = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      tls: () => ({ ...serverIdentity, ca: ca.cert }),
      clientFor: ({ certificate }) => (certificate.subject === 'CN=norte-02' ? client : undefined),
      authHandler: greet,
      acctHandler: () => reply(Code.AccountingResponse),
      onDiscard: (reason) => discards.push(reason),
      onRefuse: (reason) => refusals.push(reason),
      ...options,
    })
  }
  const enter = async (options: ConnectionOptions = gateway): Promise<TlsClient> => {
    const one = await connectTls({ port: server.port, ca: ca.cert, ...options })
    clients.push(one)
    return one
  }
  /** How long the server's side of the connection lasts does not matter; that it ends does. */
  const isTurnedAway = async (options: ConnectionOptions): Promise<void> => {
    const one = await enter(options).catch(() => undefined)
    if (one) expect(await one.closed).to.deep.equal([])
  }

  it('answers authentication, accounting and Status-Server on one connection', async () => {
    await start()
    const one = await enter()
    const asked = named('ada').add(ProxyState, Buffer.from('p'))
    one.send(encoded(asked))
    const answer = await one.next()
    expect(answer.code).to.equal(Code.AccessAccept)
    expect(answer.getAll(ProxyState).map(String)).to.deep.equal(['p'])
    expect(isResponseAuthentic(answer.raw!, asked.authenticator, RADSEC_SECRET)).to.equal(true)
    expect(checkMessageAuthenticator(answer.raw!, RADSEC_SECRET, asked.authenticator)).to.equal('right')
    const start_ = accountingRequest().add(AcctStatusType, AcctStatusType.values.Start).add(AcctSessionId, 's1')
    one.send(encoded(start_), encoded(statusRequest()))
    expect((await one.next()).code).to.equal(Code.AccountingResponse)
    expect((await one.next()).code).to.equal(Code.AccessAccept)
    expect(server.stats.auth.verified + server.stats.acct.verified).to.equal(3)
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`speaks ${version}`, async () => {
      await start()
      const one = await enter({ ...gateway, minVersion: version, maxVersion: version })
      expect(one.socket.getProtocol()).to.equal(version)
      one.send(encoded(named('ada')))
      expect(greetings([await one.next()])).to.deep.equal(['hola ada'])
      expect(one.socket.isSessionReused()).to.equal(false)
    })
  }

  it('refuses older TLS, no certificate, another CA’s, and one that nobody has registered', async () => {
    await start()
    const other = await (await testCa('Another CA')).issue('norte-02', 'client')
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await isTurnedAway({ ...gateway, ...old })
    await isTurnedAway({})
    await isTurnedAway(other)
    await eventually(() => refusals.length === 3)
    expect(refusals).to.deep.equal(['handshake-failed', 'handshake-failed', 'handshake-failed'])
    await isTurnedAway(await ca.issue('stranger', 'client'))
    await eventually(() => refusals.length === 4)
    expect(refusals[3]).to.equal('unknown-certificate')
    expect(server.stats.refused.get('handshake-failed')).to.equal(3)
  })

  it('answers many requests in whatever order their answers come', async () => {
    const held: Array<() => void> = []
    await start({
      authHandler: async (request) => {
        if (request.packet.get(UserName) === 'r0') await new Promise<void>((resolve) => held.push(resolve))
        return greet(request)
      },
    })
    const one = await enter()
    const numbers = Array.from({ length: 256 }, (_, index) => index)
    one.send(...numbers.map(numbered))
    const fast: Packet[] = []
    while (fast.length < 255) fast.push(await one.next())
    expect(greetings(fast)).to.have.members(numbers.slice(1).map((number) => `hola r${number}`))
    for (const release of held) release()
    expect(greetings([await one.next()])).to.deep.equal(['hola r0'])
  })

  describe('after a packet that no RADIUS client sends', () => {
    const wrong: Array<[string, TlsDiscardReason, () => Buffer]> = [
      ['a Length of 0', 'bad-length', () => ofLength(0)],
      ['a Length of 19', 'bad-length', () => ofLength(19)],
      ['a Length of 4097', 'bad-length', () => ofLength(4097)],
      ['a Length of 65535', 'bad-length', () => ofLength(65_535)],
      [
        'an attribute that overruns',
        'attribute-overrun',
        () => Buffer.concat([encodePacket(new Packet(1)).fill(22, 3, 4), Buffer.of(1, 99)]),
      ],
      ['a wrong authenticator', 'wrong-request-authenticator', () => encodeRequest(accountingRequest(), 'other')],
      ['a wrong Message-Authenticator', 'wrong-message-authenticator', () => encodeRequest(named('eve'), 'other')],
    ]
    for (const [what, reason, packet] of wrong) {
      it(`gives the answers already due, then closes: ${what}`, async () => {
        let release = (): void => {}
        const held = new Promise<void>((resolve) => {
          release = resolve
        })
        await start({ authHandler: (request) => held.then(() => greet(request)) })
        const one = await enter()
        one.send(numbered(0), numbered(1), packet(), encoded(named('late')))
        await eventually(() => discards.length > 0)
        expect(discards).to.deep.equal([reason])
        expect(one.socket.destroyed).to.equal(false)
        release()
        expect(greetings(await one.closed)).to.have.members(['hola r0', 'hola r1'])
        await eventually(() => server.stats.connections === 0)
      })
    }
  })

  it('drops alone what RFC 6613 lets it: an unexpected code, a missing Message-Authenticator', async () => {
    await start({ clientFor: () => ({ ...client, requireMessageAuthenticator: true }) })
    const one = await enter()
    one.send(encodePacket(new Packet(99)), encodePacket(named('eve')), encoded(coaRequest()), encoded(named('ada')))
    expect(greetings([await one.next()])).to.deep.equal(['hola ada'])
    expect(discards).to.deep.equal(['unexpected-code', 'missing-message-authenticator', 'unexpected-code'])
  })

  it('stops an open connection whose certificate is taken back', async () => {
    let known: typeof client | undefined = client
    await start({ clientFor: () => known })
    const one = await enter()
    one.send(encoded(named('ada')))
    await one.next()
    known = undefined
    one.send(encoded(named('eve')))
    expect(await one.closed).to.deep.equal([])
    expect(discards).to.deep.equal(['unknown-client'])
  })

  it('reads no more than it may have outstanding, and goes on when answers are out', async () => {
    let running = 0
    let most = 0
    const held: Array<() => void> = []
    await start({
      maxPending: 4,
      authHandler: async (request) => {
        most = Math.max(most, ++running)
        await new Promise<void>((resolve) => held.push(resolve))
        running -= 1
        return greet(request)
      },
    })
    const one = await enter()
    one.send(...Array.from({ length: 40 }, (_, index) => numbered(index)))
    const answers: Packet[] = []
    for (let round = 0; round < 10; round++) {
      await eventually(() => held.length === 4)
      for (const release of held.splice(0)) release()
      for (let count = 0; count < 4; count++) answers.push(await one.next())
    }
    expect(new Set(greetings(answers)).size).to.equal(40)
    expect(most).to.equal(4)
  })

  it('holds little for a client that does not read, and answers all when it does', async () => {
    const long = 'x'.repeat(250)
    await start({
      authHandler: () => {
        const answer = reply(Code.AccessReject)
        for (let count = 0; count < 15; count++) answer.add(ReplyMessage, long)
        return answer
      },
    })
    const one = await enter()
    one.socket.pause()
    const many = 5000
    const request = encoded(named('ada'))
    one.send(...Array.from({ length: many }, () => request))
    // 5,000 replies are 19 MB: the server stops reading when the sockets' buffers and its own backlog are full.
    const two = await enter()
    let others = 0
    const readOfOne = () => server.stats.auth.received - others
    await eventually(async () => {
      const before = readOfOne()
      // If it still read from the first, it would meanwhile.
      for (let round = 0; round < 50; round++) {
        two.send(request)
        await two.next()
        others += 1
      }
      return before > 0 && before === readOfOne()
    })
    expect(readOfOne()).to.be.below(many)
    one.socket.resume()
    for (let count = 0; count < many; count++) await one.next()
  })

  it('keeps at most so many connections of one certificate: the oldest goes', async () => {
    await start({ maxPerCertificate: 2 })
    const [first, second, third] = [await enter(), await enter(), await enter()]
    await first.closed
    for (const one of [second, third]) {
      one.send(encoded(named('ada')))
      await one.next()
    }
    await eventually(() => server.stats.connections === 2)
  })

  it('refuses connections beyond its number', async () => {
    await start({ maxConnections: 1 })
    const first = await enter()
    first.send(encoded(named('ada')))
    await first.next()
    await isTurnedAway(gateway)
    await eventually(() => refusals.length === 1)
    expect(refusals).to.deep.equal(['too-many-connections'])
  })

  it('bounds the handshakes under way, and serves again when the idle ones are gone', async () => {
    await start()
    const idle = Array.from({ length: 100 }, () => connect(server.port, '127.0.0.1').on('error', () => {}))
    try {
      await eventually(() => refusals.length === 36)
      expect(new Set(refusals)).to.deep.equal(new Set(['too-many-handshakes']))
      await isTurnedAway(gateway)
    } finally {
      for (const socket of idle) socket.destroy()
    }
    const one = await eventually(() => enter().catch(() => undefined))
    one.send(encoded(named('ada')))
    await one.next()
  })

  /** What four addresses may have at most: a handshake that never goes on, on each connection. */
  const flood = (begin: (socket: Socket) => void) =>
    [2, 3, 4, 5].flatMap((host) =>
      Array.from({ length: 64 }, () => {
        const socket = connect({ port: server.port, host: '127.0.0.1', localAddress: `127.0.0.${host}` })
        socket.on('error', () => {}).once('connect', () => begin(socket))
        return socket
      }),
    )
  const stuck: Record<string, (socket: Socket) => void> = {
    'say nothing': () => {},
    'stop within their first message': (socket) => void socket.write(Buffer.from('16030100c8010000c40303', 'hex')),
    'close their own side': (socket) => void socket.end(),
  }
  for (const [what, begin] of Object.entries(stuck)) {
    it(`lets others in beside 256 connections that ${what}, at once and for ever`, async () => {
      await start({ handshakeMs: 300 })
      const sockets = flood(begin)
      try {
        await Promise.all(sockets.map((socket) => socket.readyState === 'open' || once(socket, 'connect')))
        const beside = await enter()
        beside.send(encoded(named('ada')))
        expect(greetings([await beside.next()])).to.deep.equal(['hola ada'])
        await eventually(() => sockets.every((socket) => socket.resume().closed))
        const after = await enter()
        after.send(encoded(named('bea')))
        expect(greetings([await after.next()])).to.deep.equal(['hola bea'])
      } finally {
        for (const socket of sockets) socket.destroy()
      }
    })
  }

  it('closes a connection that is idle', async () => {
    await start({ idleMs: 30 })
    await (await enter()).closed
    await eventually(() => server.stats.connections === 0)
  })

  it('closes a connection whose packet does not end, however often an octet of it comes', async () => {
    await start({ packetMs: 50 })
    const one = await enter()
    const octets = Buffer.alloc(4096, 1)
    octets.writeUInt16BE(4096, 2)
    let at = 0
    const trickle = setInterval(() => one.send(octets.subarray(at, ++at)), 1)
    await one.closed
    clearInterval(trickle)
    expect(at).to.be.below(4096)
  })

  it('answers a client that has closed its own side', async () => {
    await start({ authHandler: async (request) => greet(request) })
    const one = await enter({ ...gateway, allowHalfOpen: true } as ConnectionOptions)
    one.socket.end(encoded(named('ada')))
    expect(greetings([await one.next()])).to.deep.equal(['hola ada'])
    await one.closed
  })

  it('takes new certificates for new connections while the old ones stay', async () => {
    await start()
    const before = await enter()
    serverIdentity = await ca.issue('new.example', 'server')
    server.renew()
    const after = await enter()
    expect(before.socket.getPeerX509Certificate()?.subject).to.equal('CN=radius.example')
    expect(after.socket.getPeerX509Certificate()?.subject).to.equal('CN=new.example')
    for (const one of [before, after]) {
      one.send(encoded(named('ada')))
      await one.next()
    }
  })

  it('names a port that is taken by the error EADDRINUSE', async () => {
    await start()
    const { port } = server
    const error = await startTlsServer({
      ...{ host: '127.0.0.1', port, tls: () => ({ ...serverIdentity, ca: ca.cert }), clientFor: () => client },
      ...{ authHandler: greet, acctHandler: greet },
    }).catch((reason: NodeJS.ErrnoException) => reason.code)
    expect(error).to.equal('EADDRINUSE')
  })

  it('lets a running handler answer before it closes', async () => {
    let release = (): void => {}
    await start({
      authHandler: async (request) => {
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return greet(request)
      },
    })
    const one = await enter()
    one.send(encoded(named('ada')))
    await eventually(() => server.stats.auth.verified === 1)
    const closed = server.close()
    release()
    expect(greetings(await one.closed)).to.deep.equal(['hola ada'])
    await closed
  })

  describe('asks gateways over the connections that they opened', () => {
    const ask = (packet: Packet) => server.exchange([...fingerprints][0] ?? '', packet)
    const fingerprints = new Set<string>()
    const startAsking = async (options: Partial<TlsServerOptions<typeof client>> = {}) => {
      fingerprints.clear()
      await start({
        clientFor(peer) {
          fingerprints.add(peer.fingerprint)
          return client
        },
        ...options,
      })
      const one = await enter()
      await eventually(() => server.stats.connections === 1)
      return one
    }

    it('and gets ACK and NAK, in any order, beside requests the other way', async () => {
      const one = await startAsking()
      const [first, second] = [
        ask(disconnectRequest().add(AcctSessionId, 'a')),
        ask(coaRequest().add(AcctSessionId, 'b')),
      ]
      const [asked, other] = [await one.next(), await one.next()]
      expect([asked.code, other.code]).to.deep.equal([Code.DisconnectRequest, Code.CoaRequest])
      expect(asked.identifier).to.not.equal(other.identifier)
      const nak = reply(Code.CoaNak).add(ErrorCause, ErrorCause.values.SessionContextNotFound)
      one.send(encodeReply(nak, other, RADSEC_SECRET), encoded(named('ada')))
      expect((await second)?.packet?.get(ErrorCause)).to.equal(503)
      expect(greetings([await one.next()])).to.deep.equal(['hola ada'])
      one.send(encodeReply(reply(Code.DisconnectAck), asked, RADSEC_SECRET))
      expect(await first).to.deep.include({ attempts: 1 })
      expect((await first)?.packet?.code).to.equal(Code.DisconnectAck)
    })

    it('once, and gives up when no answer comes', async () => {
      const one = await startAsking({ coaTimeoutMs: 20 })
      expect(await ask(disconnectRequest())).to.deep.equal({ timeout: true, attempts: 1 })
      one.close()
      expect(await one.closed).to.have.length(1)
    })

    it('and gives up at once when the connection breaks', async () => {
      const one = await startAsking()
      const answer = ask(disconnectRequest())
      await one.next()
      one.close()
      expect(await answer).to.deep.equal({ timeout: true, attempts: 1 })
      await eventually(() => ask(disconnectRequest()) === undefined)
    })

    it('at most 256 things at a time', async () => {
      const one = await startAsking()
      const answers = Array.from({ length: 257 }, () => ask(disconnectRequest()))
      expect(await answers[256]).to.deep.equal({ timeout: true, attempts: 0 })
      for (let count = 0; count < 256; count++) {
        one.send(encodeReply(reply(Code.DisconnectAck), await one.next(), RADSEC_SECRET))
      }
      for (const answer of answers.slice(0, 256)) expect((await answer)?.packet?.code).to.equal(Code.DisconnectAck)
    })

    it('counts an answer to nothing, and closes on one that is forged', async () => {
      const one = await startAsking()
      one.send(encodeReply(reply(Code.DisconnectAck), decodePacket(encoded(disconnectRequest())), RADSEC_SECRET))
      await eventually(() => discards.length === 1)
      const answer = ask(disconnectRequest())
      one.send(encodeReply(reply(Code.DisconnectAck), await one.next(), 'other'))
      expect(await answer).to.deep.equal({ timeout: true, attempts: 1 })
      await one.closed
      expect(discards).to.deep.equal(['unexpected-reply', 'wrong-reply'])
    })
  })
})
