import { expect } from 'chai'
import {
  type AccessRequestProtection,
  accessRequest,
  Code,
  createResponder,
  type DiscardReason,
  delayed,
  encodePacket,
  encodeRequest,
  isResponseAuthentic,
  Packet,
  ProxyState,
  type Responder,
  type ResponderOptions,
  reply,
  SessionTimeout,
  type Source,
  statusRequest,
  UserName,
} from '../../../radius/index.ts'

const SECRET = 'not very secret'
const FROM: Source = { address: '192.0.2.1', port: 1024 }

interface Client {
  secret: string
  requireMessageAuthenticator: boolean
  limitProxyState?: boolean
}

const strict: Client = { secret: SECRET, requireMessageAuthenticator: true }
const lenient: Client = { secret: SECRET, requireMessageAuthenticator: false, limitProxyState: true }
const ask = (username = 'ada'): Packet => accessRequest({ username, password: 'lovelace', secret: SECRET })
const signed = (packet: Packet): Buffer => encodeRequest(packet, SECRET)

describe('a responder', () => {
  let responder: Responder<Source>
  let sent: Buffer[]
  let heard: number
  let onSent: () => void

  const start = (
    options: Partial<ResponderOptions<Client, Source>> = {},
    client: Client | undefined = strict,
  ): void => {
    sent = []
    heard = 0
    onSent = () => {}
    responder = createResponder<Client, Source>({
      kind: 'auth',
      clientAt: () => client,
      send(datagram) {
        sent.push(datagram)
        onSent()
      },
      handler() {
        heard += 1
        return reply(Code.AccessAccept)
      },
      ...options,
    })
  }

  afterEach(() => responder.close())

  it('has sent the reply of a handler that makes no promise when it is done with the packet', () => {
    start()
    responder.receive(signed(ask()), FROM)
    expect(sent.map((datagram) => datagram[0])).to.deep.equal([Code.AccessAccept])
    expect(responder.stats).to.include({ received: 1, verified: 1, replied: 1 })
  })

  it('rejects an Access-Request whose reply cannot be encoded, and says so', () => {
    const errors: string[] = []
    start({
      handler: () => reply(Code.AccessAccept).add(SessionTimeout, 8799.8765),
      onError: (error) => errors.push(String(error)),
    })
    responder.receive(signed(ask()), FROM)
    expect(sent.map((datagram) => datagram[0])).to.deep.equal([Code.AccessReject])
    expect(responder.stats).to.include({ replied: 1, failed: 1 })
    expect(errors.join()).to.include('Session-Timeout: 8799.8765')
    responder.receive(signed(ask()), FROM)
    expect(sent).to.have.length(2)
  })

  it('says why it discards a packet', () => {
    start()
    const reasons: (DiscardReason | undefined)[] = [
      responder.receive(signed(ask()), FROM),
      responder.receive(Buffer.from('hello'), FROM),
      responder.receive(encodePacket(ask()), FROM),
      responder.receive(encodeRequest(ask(), 'another secret'), FROM),
    ]
    expect(reasons).to.deep.equal([
      undefined,
      'too-short',
      'missing-message-authenticator',
      'wrong-message-authenticator',
    ])
  })

  it('holds a reply back for its time, drops its retransmissions meanwhile, and repeats it afterwards', async () => {
    start({
      handler() {
        heard += 1
        return delayed(reply(Code.AccessReject), 30)
      },
    })
    const released = new Promise<void>((resolve) => {
      onSent = resolve
    })
    const datagram = signed(ask())
    responder.receive(datagram, FROM)
    responder.receive(datagram, FROM)
    expect(sent).to.have.length(0)
    await released
    responder.receive(datagram, FROM)
    expect(sent).to.have.length(2)
    expect(sent[1]!.equals(sent[0]!)).to.equal(true)
    expect(heard).to.equal(1)
    expect(responder.stats).to.include({ duplicates: 2, replied: 2 })
  })

  it('sends what it holds back when it closes', async () => {
    start({ handler: () => delayed(reply(Code.AccessReject), 600_000) })
    responder.receive(signed(ask()), FROM)
    expect(sent).to.have.length(0)
    await responder.close()
    expect(sent.map((datagram) => datagram[0])).to.deep.equal([Code.AccessReject])
  })

  it('does not send the late reply of a request whose identifier has been used again', async () => {
    const decisions: ((packet: Packet) => void)[] = []
    start({
      handler: () =>
        new Promise<Packet>((resolve) => {
          decisions.push(resolve)
        }),
    })
    const [first, second] = [1, 2].map((octet) => new Packet(Code.AccessRequest, 7, Buffer.alloc(16, octet)))
    responder.receive(signed(first!), FROM)
    responder.receive(signed(second!), FROM)
    for (const decide of decisions) decide(reply(Code.AccessAccept))
    await new Promise((resolve) => {
      onSent = () => resolve(undefined)
    })
    await responder.close()
    expect(sent).to.have.length(1)
    expect(isResponseAuthentic(sent[0]!, second!.authenticator, SECRET)).to.equal(true)
  })

  it('tells what each Access-Request shows of its sender, refused ones too, but not forged ones', () => {
    const seen: Omit<AccessRequestProtection, 'packet'>[] = []
    const onAccessRequest = (_: Client, { packet: _packet, ...shown }: AccessRequestProtection): void => {
      seen.push(shown)
    }
    start({ onAccessRequest }, lenient)
    responder.receive(signed(ask().add(ProxyState, Buffer.from('x'))), FROM)
    responder.receive(encodePacket(ask()), FROM)
    responder.receive(encodePacket(ask().add(ProxyState, Buffer.from('x'))), FROM)
    responder.receive(encodeRequest(ask(), 'a guess'), FROM)
    responder.receive(signed(statusRequest()), FROM)
    responder.receive(Buffer.from('hello'), FROM)
    start({ onAccessRequest })
    responder.receive(encodePacket(ask()), FROM)
    expect(seen).to.deep.equal([
      { signed: true, proxyState: true, refused: false },
      { signed: false, proxyState: false, refused: false },
      { signed: false, proxyState: true, refused: true },
      { signed: false, proxyState: false, refused: true },
    ])
  })

  it('passes on what another process answers, unless that has passed it on', () => {
    const passed: Buffer[] = []
    let told = 0
    start({
      passOn(packet, datagram) {
        if (packet.get(UserName) === 'ada') return false
        passed.push(datagram)
        return true
      },
      onAccessRequest() {
        told += 1
      },
    })
    const mine = signed(ask('ada'))
    const other = signed(ask('eve'))
    responder.receive(mine, FROM)
    responder.receive(other, FROM)
    responder.receive(encodeRequest(ask('eve'), 'a guess'), FROM)
    expect(passed).to.deep.equal([other])
    expect(heard).to.equal(1)
    responder.receive(other, FROM, true)
    expect(heard).to.equal(2)
    expect(told, 'it was told of where it was received').to.equal(2)
    expect(responder.stats).to.include({ received: 4, verified: 3, passedOn: 1, replied: 2 })
  })
})
