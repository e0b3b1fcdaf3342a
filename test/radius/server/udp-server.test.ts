import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import {
  AcctSessionId,
  accessRequest,
  accountingRequest,
  Code,
  checkMessageAuthenticator,
  type DiscardReason,
  decodePacket,
  encodePacket,
  encodeRequest,
  isResponseAuthentic,
  Packet,
  ProxyState,
  type RadiusHandler,
  ReplyMessage,
  reply,
  SessionTimeout,
  startUdpServer,
  statusRequest,
  type UdpServer,
  type UdpServerOptions,
  UserName,
} from '../../../radius/index.ts'

const SECRET = 'not very secret'
const client = { secret: SECRET, requireMessageAuthenticator: true }
const accept: RadiusHandler = async () => reply(Code.AccessAccept).add(SessionTimeout, 60)
const askAccess = (): Packet => accessRequest({ username: 'ada', password: 'lovelace', secret: SECRET })

describe('the UDP server', () => {
  let server: UdpServer
  let socket: Socket
  let discards: DiscardReason[]
  let discarded: () => Promise<void>

  const start = async (options: Partial<UdpServerOptions<typeof client>> = {}): Promise<void> => {
    discards = []
    let tell = (): void => {}
    discarded = () =>
      new Promise((resolve) => {
        tell = resolve
      })
    server = await startUdpServer({
      host: '127.0.0.1',
      port: 0,
      kind: 'auth',
      clientAt: () => client,
      handler: accept,
      onDiscard(reason) {
        discards.push(reason)
        tell()
      },
      ...options,
    })
  }
  const send = (datagram: Buffer): void => socket.send(datagram, server.port, '127.0.0.1')
  const ask = async (datagram: Buffer): Promise<Buffer> => {
    const answer = once(socket, 'message')
    send(datagram)
    return (await answer)[0] as Buffer
  }
  const sendDiscarded = async (datagram: Buffer): Promise<void> => {
    const told = discarded()
    send(datagram)
    await told
  }

  beforeEach(async () => {
    socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  })

  afterEach(async () => {
    socket.close()
    await server.close()
  })

  it('answers with authenticators that are right, Message-Authenticator first and Proxy-State in order', async () => {
    await start()
    const request = askAccess().add(ProxyState, Buffer.from('one')).add(ProxyState, Buffer.from('two'))
    const answer = await ask(encodeRequest(request, SECRET))
    const packet = decodePacket(answer)
    expect(packet.code).to.equal(Code.AccessAccept)
    expect(packet.identifier).to.equal(request.identifier)
    expect(answer[20]).to.equal(80)
    expect(answer[21]).to.equal(18)
    expect(checkMessageAuthenticator(answer, SECRET, request.authenticator)).to.equal('right')
    expect(isResponseAuthentic(answer, request.authenticator, SECRET)).to.equal(true)
    expect(packet.getAll(ProxyState).map(String)).to.deep.equal(['one', 'two'])
    expect(packet.get(SessionTimeout)).to.equal(60)
    expect(server.stats).to.include({ received: 1, replied: 1, duplicates: 0 })
  })

  it('puts Message-Authenticator first in the reply to a request that had none', async () => {
    await start({ clientAt: () => ({ ...client, requireMessageAuthenticator: false }) })
    const request = askAccess()
    const answer = await ask(encodePacket(request))
    expect(answer[20]).to.equal(80)
    expect(checkMessageAuthenticator(answer, SECRET, request.authenticator)).to.equal('right')
  })

  it('answers a retransmission with the same octets and does not decide it again', async () => {
    let decided = 0
    await start({
      handler: async () => {
        decided += 1
        return reply(Code.AccessReject).add(ReplyMessage, `decision ${decided}`)
      },
    })
    const datagram = encodeRequest(askAccess(), SECRET)
    const first = await ask(datagram)
    const second = await ask(datagram)
    expect(second.equals(first)).to.equal(true)
    expect(decided).to.equal(1)
    expect(server.stats.duplicates).to.equal(1)
  })

  it('drops a retransmission while the first is being decided, and answers once', async () => {
    let decide: (packet: Packet) => void = () => {}
    let decided = 0
    const begun = new Promise<void>((resolve) => {
      void start({
        handler: ({ packet }) => {
          if (packet.get(UserName) !== 'ada') return Promise.resolve(reply(Code.AccessAccept))
          decided += 1
          resolve()
          return new Promise((settle) => {
            decide = settle
          })
        },
      }).then(() => send(datagram))
    })
    const datagram = encodeRequest(askAccess(), SECRET)
    await begun
    send(datagram)
    // Loopback keeps the order: when this one is answered, the retransmission has been seen.
    const other = accessRequest({ username: 'eve', password: 'x', secret: SECRET })
    await ask(encodeRequest(other, SECRET))
    expect(server.stats.duplicates).to.equal(1)
    const answer = once(socket, 'message')
    decide(reply(Code.AccessAccept))
    expect(decodePacket((await answer)[0]).code).to.equal(Code.AccessAccept)
    expect(decided).to.equal(1)
  })

  it('takes the same identifier with another authenticator for a new request', async () => {
    await start()
    const first = askAccess()
    const second = new Packet(Code.AccessRequest, first.identifier, Buffer.alloc(16, 7)).add(UserName, 'bob')
    await ask(encodeRequest(first, SECRET))
    const answer = await ask(encodeRequest(second, SECRET))
    expect(isResponseAuthentic(answer, second.authenticator, SECRET)).to.equal(true)
    expect(server.stats.duplicates).to.equal(0)
  })

  it('lets no forged packet near the cache: the reply is still there for the retransmission', async () => {
    await start()
    const request = askAccess()
    const datagram = encodeRequest(request, SECRET)
    const first = await ask(datagram)
    const forged = encodeRequest(new Packet(Code.AccessRequest, request.identifier, Buffer.alloc(16, 9)), 'a guess')
    await sendDiscarded(forged)
    expect((await ask(datagram)).equals(first)).to.equal(true)
    expect(discards).to.deep.equal(['wrong-message-authenticator'])
  })

  it('drops packets from unknown addresses and counts them', async () => {
    await start({ clientAt: () => undefined })
    await sendDiscarded(encodeRequest(askAccess(), SECRET))
    expect(server.stats.discarded.get('unknown-client')).to.equal(1)
    expect(server.stats.replied).to.equal(0)
  })

  it('does not answer a wrong secret, nor a missing Message-Authenticator, nor a malformed packet', async () => {
    await start()
    await sendDiscarded(encodeRequest(askAccess(), 'another secret'))
    await sendDiscarded(encodePacket(askAccess()))
    await sendDiscarded(Buffer.from('hello'))
    await sendDiscarded(encodeRequest(accountingRequest(), SECRET))
    expect(discards).to.deep.equal([
      'wrong-message-authenticator',
      'missing-message-authenticator',
      'too-short',
      'unexpected-code',
    ])
    // The next answer belongs to the next request: nothing was sent for the others.
    const request = askAccess()
    const answer = await ask(encodeRequest(request, SECRET))
    expect(isResponseAuthentic(answer, request.authenticator, SECRET)).to.equal(true)
    expect(server.stats.replied).to.equal(1)
  })

  it('drops Proxy-State without Message-Authenticator where the client is no proxy', async () => {
    await start({ clientAt: () => ({ ...client, requireMessageAuthenticator: false, limitProxyState: true }) })
    await sendDiscarded(encodePacket(askAccess().add(ProxyState, Buffer.from('x'))))
    expect(discards).to.deep.equal(['proxy-state-without-message-authenticator'])
  })

  it('verifies Accounting-Requests and answers without Message-Authenticator', async () => {
    await start({ kind: 'acct', handler: async () => reply(Code.AccountingResponse) })
    await sendDiscarded(encodeRequest(accountingRequest().add(AcctSessionId, 'a'), 'another secret'))
    expect(discards).to.deep.equal(['wrong-request-authenticator'])
    const datagram = encodeRequest(accountingRequest().add(AcctSessionId, 'a'), SECRET)
    const answer = await ask(datagram)
    expect(answer).to.have.length(20)
    expect(isResponseAuthentic(answer, datagram.subarray(4, 20), SECRET)).to.equal(true)
  })

  it('answers no request whose handler fails, counts it, and hears its retransmission again', async () => {
    const errors: unknown[] = []
    let failures = 1
    let told = (): void => {}
    const failed = new Promise<void>((resolve) => {
      told = resolve
    })
    await start({
      handler: (request) => (failures-- > 0 ? Promise.reject(new Error('no database')) : accept(request)),
      onError: (error) => {
        errors.push(error)
        told()
      },
    })
    const datagram = encodeRequest(askAccess(), SECRET)
    send(datagram)
    await failed
    expect(decodePacket(await ask(datagram)).code).to.equal(Code.AccessAccept)
    expect(server.stats).to.include({ failed: 1, replied: 1, duplicates: 0 })
    expect(errors.map(String)).to.deep.equal(['Error: no database'])
  })

  it('lives through a callback that throws: the packet is dropped, counted and told of', async () => {
    const errors: unknown[] = []
    let failing = true
    const told = new Promise<void>((resolve) => {
      void start({
        clientAt() {
          if (failing) throw new Error('no such address family')
          return undefined
        },
        onDiscard() {
          throw new Error('no log')
        },
        onError(error) {
          errors.push((error as Error).message)
          if (errors.length === 2) resolve()
          throw new Error('no log either')
        },
      }).then(() => {
        send(encodeRequest(askAccess(), SECRET))
        setImmediate(() => {
          failing = false
          send(encodeRequest(askAccess(), SECRET))
        })
      })
    })
    await told
    expect(errors).to.deep.equal(['no such address family', 'no log'])
    expect(server.stats.failed).to.equal(2)
  })

  it('answers nothing where the handler says so', async () => {
    await start({
      handler: async ({ packet }) => (packet.get(UserName) === 'ada' ? undefined : reply(Code.AccessAccept)),
    })
    send(encodeRequest(askAccess(), SECRET))
    const second = accessRequest({ username: 'bob', password: 'x', secret: SECRET })
    const answer = await ask(encodeRequest(second, SECRET))
    expect(isResponseAuthentic(answer, second.authenticator, SECRET)).to.equal(true)
    expect(server.stats.unanswered).to.equal(1)
  })

  it('answers Status-Server without asking the handler', async () => {
    await start({ handler: () => Promise.reject(new Error('asked')) })
    const answer = await ask(encodeRequest(statusRequest(), SECRET))
    expect(decodePacket(answer).code).to.equal(Code.AccessAccept)
    expect(server.stats.failed).to.equal(0)
  })

  it('does not answer Status-Server without Message-Authenticator, whatever the client may leave out', async () => {
    await start({ clientAt: () => ({ ...client, requireMessageAuthenticator: false }) })
    await sendDiscarded(encodePacket(statusRequest()))
    expect(discards).to.deep.equal(['missing-message-authenticator'])
  })

  it('names a port that is taken by the error EADDRINUSE', async () => {
    await start()
    const second = startUdpServer({
      host: '127.0.0.1',
      port: server.port,
      kind: 'auth',
      clientAt: () => client,
      handler: accept,
    })
    const error = await second.then(
      () => undefined,
      (thrown: NodeJS.ErrnoException) => thrown.code,
    )
    expect(error).to.equal('EADDRINUSE')
  })

  it('lets a running handler answer before it closes, and takes nothing more', async () => {
    let decide: (packet: Packet) => void = () => {}
    let begin = (): void => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    await start({
      handler: () => {
        begin()
        return new Promise((resolve) => {
          decide = resolve
        })
      },
    })
    send(encodeRequest(askAccess(), SECRET))
    await begun
    const answer = once(socket, 'message')
    const closed = server.close()
    decide(reply(Code.AccessAccept))
    expect(decodePacket((await answer)[0]).code).to.equal(Code.AccessAccept)
    await closed
  })
})
