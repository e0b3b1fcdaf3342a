import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import {
  AcctSessionId,
  accessRequest,
  accountingRequest,
  Code,
  checkChap,
  coaRequest,
  decodePacket,
  disconnectRequest,
  ErrorCause,
  encodeReply,
  encodeRequest,
  exchange,
  Packet,
  reply,
  startDynamicAuthorizationServer,
  type UdpServer,
  userPassword,
} from '../../../radius/index.ts'
import { eventually } from '../../support/eventually.ts'
import { startOnLoopback } from '../server/start-on-loopback.ts'

const SECRET = 'gateway secret'
const brief = { initialTimeout: 20, maxTimeout: 40, maxAttempts: 4 }
/** A busy machine reads an answer late. */
const patient = { ...brief, maxAttempts: 1000 }
const askAccess = () => accessRequest({ username: 'ada', password: 'lovelace', secret: SECRET })

/** A server without manners: told of every datagram, it may send what it likes. */
async function startPeer(
  answer: (datagram: Buffer, send: (octets: Buffer) => void, from: RemoteInfo) => void,
): Promise<{ socket: Socket; port: number; heard: Buffer[] }> {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (datagram, from) => {
    heard.push(datagram)
    answer(datagram, (octets) => socket.send(octets, from.port, from.address), from)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { socket, port: socket.address().port, heard }
}

describe('an exchange', () => {
  let peer: Awaited<ReturnType<typeof startPeer>> | undefined
  let server: UdpServer | undefined

  afterEach(async () => {
    peer?.socket.close()
    await server?.close()
    peer = undefined
    server = undefined
  })

  it('sends the same octets again until it is answered', async () => {
    peer = await startPeer((datagram, send) => {
      if (peer!.heard.length < 3) return
      send(encodeReply(reply(Code.AccessAccept), decodePacket(datagram), SECRET))
    })
    const result = await exchange({
      address: '127.0.0.1',
      port: peer.port,
      secret: SECRET,
      packet: askAccess(),
      ...patient,
    })
    expect(result.attempts).to.be.at.least(3)
    expect(result.packet?.code).to.equal(Code.AccessAccept)
    expect(peer.heard.every((datagram) => datagram.equals(peer!.heard[0]!))).to.equal(true)
    // Message-Authenticator stands first.
    expect(peer.heard[0]![20]).to.equal(80)
  })

  it('takes an answer that came in time, however late it is read', async () => {
    const packet = disconnectRequest()
    const answer = encodeReply(reply(Code.DisconnectAck), decodePacket(encodeRequest(packet, SECRET)), SECRET)
    /** Whether it has heard, may answer, and has answered. */
    const steps = new Int32Array(new SharedArrayBuffer(12))
    const worker = new Worker(
      `const { parentPort, workerData: { answer, steps } } = require('node:worker_threads')
       const socket = require('node:dgram').createSocket('udp4')
       socket.on('message', (_, from) => {
         Atomics.store(steps, 0, 1)
         Atomics.wait(steps, 1, 0)
         socket.send(answer, from.port, from.address, () => Atomics.store(steps, 2, 1))
       })
       socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port))`,
      { eval: true, workerData: { answer, steps } },
    )
    try {
      const [port] = await once(worker, 'message')
      const patience = { initialTimeout: 2000, maxAttempts: 1 }
      const result = exchange({ ...patience, address: '127.0.0.1', port, secret: SECRET, packet })
      const began = performance.now()
      await eventually(() => Atomics.load(steps, 0) === 1)
      Atomics.store(steps, 1, 1)
      Atomics.notify(steps, 1)
      // Nothing is read meanwhile.
      while (Atomics.load(steps, 2) === 0 || performance.now() - began < 1.2 * patience.initialTimeout);
      expect((await result).packet?.code).to.equal(Code.DisconnectAck)
    } finally {
      await worker.terminate()
    }
  })

  it('gives up after its attempts', async () => {
    peer = await startPeer(() => {})
    const target = { address: '127.0.0.1', port: peer.port, secret: SECRET }
    const result = await exchange({ ...target, packet: disconnectRequest(), ...brief })
    expect(result).to.deep.equal({ timeout: true, attempts: 4 })
    expect(peer.heard).to.have.length(4)
  })

  it('ignores forged answers and takes the true one that follows', async () => {
    peer = await startPeer((datagram, send) => {
      const request = decodePacket(datagram)
      const other = new Packet(request.code, (request.identifier + 1) % 256, request.authenticator)
      send(Buffer.from('nonsense'))
      send(encodeReply(reply(Code.AccessAccept), request, 'a guess'))
      send(encodeReply(reply(Code.AccessAccept), other, SECRET))
      send(encodeReply(reply(Code.AccountingResponse), request, SECRET))
      send(withoutSignature(reply(Code.AccessAccept), request))
      send(encodeReply(reply(Code.AccessReject), request, SECRET))
    })
    const result = await exchange({
      address: '127.0.0.1',
      port: peer.port,
      secret: SECRET,
      packet: askAccess(),
      ...patient,
    })
    expect(result.packet?.code).to.equal(Code.AccessReject)
  })

  it('ignores a forged answer whose only proof is its authenticator', async () => {
    peer = await startPeer((datagram, send) => {
      const asked = decodePacket(datagram)
      send(encodeReply(reply(Code.DisconnectAck), asked, 'a guess'))
      send(encodeReply(reply(Code.DisconnectNak), asked, SECRET))
    })
    const target = { address: '127.0.0.1', port: peer.port, secret: SECRET }
    const result = await exchange({ ...target, packet: disconnectRequest(), ...patient })
    expect(result.packet?.code).to.equal(Code.DisconnectNak)
  })

  it('takes an answer without Message-Authenticator only where that is allowed', async () => {
    peer = await startPeer((datagram, send) => send(withoutSignature(reply(Code.AccessAccept), decodePacket(datagram))))
    const options = { address: '127.0.0.1', port: peer.port, secret: SECRET, ...patient }
    expect((await exchange({ ...options, ...brief, packet: askAccess() })).timeout).to.equal(true)
    const lenient = await exchange({ ...options, packet: askAccess(), requireMessageAuthenticator: false })
    expect(lenient.packet?.code).to.equal(Code.AccessAccept)
  })

  it('goes from the local address that it is given', async () => {
    const sources: string[] = []
    peer = await startPeer((datagram, send, from) => {
      sources.push(from.address)
      send(encodeReply(reply(Code.AccountingResponse), decodePacket(datagram), SECRET))
    })
    await exchange({
      address: '127.0.0.1',
      port: peer.port,
      secret: SECRET,
      packet: accountingRequest().add(AcctSessionId, '1'),
      localAddress: '127.20.30.40',
      ...patient,
    })
    expect(new Set(sources)).to.deep.equal(new Set(['127.20.30.40']))
  })

  it('carries PAP and CHAP passwords to the server', async () => {
    const seen: [string | undefined, boolean][] = []
    server = await startOnLoopback('auth', SECRET, async (request) => {
      seen.push([userPassword(request)?.toString(), checkChap(request, 'päss')])
      return reply(Code.AccessAccept)
    })
    const target = { address: '127.0.0.1', port: server.port, secret: SECRET }
    const long = 'p'.repeat(100)
    await exchange({ ...target, packet: accessRequest({ username: 'ada', password: long, secret: SECRET }) })
    await exchange({
      ...target,
      packet: accessRequest({ username: 'ada', chap: { password: 'päss' }, secret: SECRET }),
    })
    await exchange({
      ...target,
      packet: accessRequest({ username: 'ada', chap: { password: 'other' }, secret: SECRET }),
    })
    expect(seen).to.deep.equal([
      [long, false],
      [undefined, true],
      [undefined, false],
    ])
  })

  it('asks a gateway to disconnect and reads its refusal', async () => {
    server = await startDynamicAuthorizationServer({
      host: '127.0.0.1',
      port: 0,
      secretFor: () => SECRET,
      handler: async ({ packet }) =>
        packet.code === Code.DisconnectRequest
          ? reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.SessionContextNotFound)
          : reply(Code.CoaAck),
    })
    const target = { address: '127.0.0.1', port: server.port, secret: SECRET }
    const refused = await exchange({ ...target, packet: disconnectRequest().add(AcctSessionId, 'gone') })
    expect(refused.packet?.code).to.equal(Code.DisconnectNak)
    expect(refused.packet?.get(ErrorCause)).to.equal(503)
    expect((await exchange({ ...target, packet: coaRequest() })).packet?.code).to.equal(Code.CoaAck)
  })

  it('takes any spelling of an IPv6 address, and no name', async function () {
    const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))
    if (!hasIpv6) {
      console.log('      skipped: this machine has no ::1')
      this.skip()
    }
    server = await startDynamicAuthorizationServer({
      host: '::1',
      port: 0,
      secretFor: (address) => (address === '::1' ? SECRET : undefined),
      handler: async () => reply(Code.DisconnectAck),
    })
    const target = { port: server.port, secret: SECRET, packet: disconnectRequest(), ...patient }
    expect((await exchange({ ...target, address: '0:0::0001' })).packet?.code).to.equal(Code.DisconnectAck)
    const error = await exchange({ ...target, address: 'gateway.example' }).catch((thrown: Error) => thrown.message)
    expect(error).to.equal('"gateway.example" is not an IP address to send RADIUS to')
  })

  it('rejects where it cannot send from the address', async () => {
    const target = { address: '127.0.0.1', port: 9, secret: SECRET, packet: disconnectRequest() }
    const error = await exchange({ ...target, localAddress: '192.0.2.77' }).then(
      () => undefined,
      (thrown: NodeJS.ErrnoException) => thrown.code,
    )
    expect(error).to.equal('EADDRNOTAVAIL')
  })
})

/** A reply as an old server sends it: authentic, but without Message-Authenticator. */
function withoutSignature(answer: Packet, request: Packet): Buffer {
  const asAccounting = new Packet(Code.AccountingRequest, request.identifier, request.authenticator)
  return encodeReply(answer, asAccounting, SECRET)
}

describe('encodeRequest and exchange', () => {
  it('agree on the octets, so that a stored request can be sent again', () => {
    const packet = askAccess()
    expect(encodeRequest(packet, SECRET).equals(encodeRequest(packet, SECRET))).to.equal(true)
  })
})
