import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import {
  accessRequest,
  Code,
  encodeRequest,
  exchange,
  reply,
  startUdpServer,
  type UdpServer,
} from '../../../radius/index.ts'

const SECRET = 'not very secret'
const FLOOD_LIMIT = 200_000
const REQUESTS = 400
const AT_ONCE = 16

/** Sends up to 10,000 datagrams a second from an address, in a thread of its own, until it is told to stop or has sent enough. */
const flooder = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { address, port, datagrams, limit } = workerData
  const socket = require('node:dgram').createSocket('udp4')
  let sent = 0
  let timer
  const flood = () => {
    for (let index = 0; index < 20 && sent < limit; index += 1)
      socket.send(datagrams[sent++ % datagrams.length], port, '127.0.0.1')
  }
  socket.bind(0, address, () => {
    parentPort.postMessage('begun')
    timer = setInterval(flood, 2)
  })
  parentPort.once('message', () => {
    clearInterval(timer)
    socket.close()
    parentPort.postMessage(sent)
  })
`

describe('a flood', () => {
  let server: UdpServer

  beforeEach(async () => {
    server = await startUdpServer({
      host: '127.0.0.1',
      port: 0,
      kind: 'auth',
      clientAt: (address) =>
        address === '127.0.0.1' ? { secret: SECRET, requireMessageAuthenticator: true } : undefined,
      handler: () => reply(Code.AccessAccept),
    })
  })

  afterEach(() => server.close())

  /** Requests a second of residents, whose gateway sends again what is lost. Each must be accepted. */
  const legitimateRate = async (): Promise<number> => {
    const began = performance.now()
    let left = REQUESTS
    const gateway = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const { packet } = await exchange({
          address: '127.0.0.1',
          port: server.port,
          secret: SECRET,
          packet: accessRequest({ username: 'ada', password: 'lovelace', secret: SECRET }),
          initialTimeout: 250,
          maxTimeout: 1_000,
          maxAttempts: 30,
        })
        expect(packet?.code).to.equal(Code.AccessAccept)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, gateway))
    return (1_000 * REQUESTS) / (performance.now() - began)
  }

  const underFlood = async (address: string, datagrams: Buffer[]): Promise<void> => {
    const quiet = await legitimateRate()
    const { verified: before } = server.stats
    const workerData = { address, port: server.port, datagrams, limit: FLOOD_LIMIT }
    const worker = new Worker(flooder, { eval: true, workerData })
    await once(worker, 'message')
    const loud = await legitimateRate()
    // Both may come in one go.
    const [sent, exited] = [once(worker, 'message'), once(worker, 'exit')]
    worker.postMessage('stop')
    const { verified, duplicates } = server.stats
    console.log(
      `      ${(await sent)[0]} datagrams of the flood; legitimate rate ${Math.round(loud)}/s beside ${Math.round(quiet)}/s without: ${(loud / quiet).toFixed(2)}`,
    )
    await exited
    expect(verified - before - duplicates, 'nothing of the flood is remembered').to.be.within(0, REQUESTS)
    expect(server.stats.failed).to.equal(0)
  }

  it('from an unknown address leaves every gateway its answers and takes no memory', async () => {
    const request = encodeRequest(accessRequest({ username: 'eve', password: 'x', secret: SECRET }), SECRET)
    await underFlood('127.0.0.2', [request])
    expect(server.stats.discarded.get('unknown-client')).to.be.greaterThan(0)
  })

  it("of malformed and forged packets from a gateway's address leaves every gateway its answers", async () => {
    const request = encodeRequest(accessRequest({ username: 'ada', password: 'x', secret: SECRET }), SECRET)
    const forged = encodeRequest(accessRequest({ username: 'ada', password: 'x', secret: 'guess' }), 'guess')
    await underFlood('127.0.0.1', [request.subarray(0, 12), request.subarray(0, 60), Buffer.alloc(200, 1), forged])
    const { discarded } = server.stats
    expect([...discarded.keys()]).to.include.members(['too-short', 'truncated', 'wrong-message-authenticator'])
  })
})
