import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { tick } from '../../../../server/health/poller/polling.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../../server/health/snmp/engine.ts'
import { eventually } from '../../../support/eventually.ts'

/** Answers every GET at once, in a thread of its own, with what was asked and no value; counts them. */
const AGENT = `
  const { parentPort, workerData: answered } = require('node:worker_threads')
  const socket = require('node:dgram').createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('message', (message, { port, address }) => {
    const answer = Buffer.from(message)
    const community = 2 + 3
    answer[community + 2 + answer[community + 1]] = 0xa2
    socket.send(answer, port, address, () => Atomics.add(answered, 0, 1))
  })
  socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port))
`
/** Far more than are read in one turn of the event loop. */
const REQUESTS = 600
const TIMEOUT_MS = 100
/** As many as the engine has sockets. */
const LANES = 4
const sysUpTime = '1.3.6.1.2.1.1.3.0'

describe('a process that is busy', () => {
  let agent: Worker
  let engine: SnmpEngine
  let port: number
  const answered = new Int32Array(new SharedArrayBuffer(4))
  before(async () => {
    agent = new Worker(AGENT, { eval: true, workerData: answered })
    ;[port] = await once(agent, 'message')
  })
  beforeEach(() => {
    engine = createSnmpEngine()
  })
  afterEach(() => engine.close())
  after(() => agent.terminate())

  const address = () => ({ host: '127.0.0.1', port, credential: { version: '2c', community: 'public' } }) as const
  /** Until all have answered and every patience is over. */
  const busy = () => {
    const until = performance.now() + 3 * TIMEOUT_MS
    while (Atomics.load(answered, 0) < REQUESTS || performance.now() < until);
  }
  /** All is sent, then nothing is read. */
  const askAll = async () => {
    // The sockets are open then, and send at once.
    await Promise.all(Array.from({ length: LANES }, () => engine.client(address()).get([sysUpTime])))
    Atomics.store(answered, 0, 0)
    const asked = Array.from({ length: REQUESTS }, () =>
      engine.client(address(), { timeoutMs: TIMEOUT_MS, retries: 0 }).get([sysUpTime]),
    )
    busy()
    return { asked }
  }

  it('takes no agent for silent whose answer has come, and was not read yet', async () => {
    const { asked } = await askAll()
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'rejected')).to.have.length(0)
  })

  it('polls no more agents before it has read what others answered', async () => {
    const { asked } = await askAll()
    let looked = 0
    const take = () => {
      looked++
      return []
    }
    const assignment = { agents: new Map() }
    const context = { engine, calendar: { take }, assignment, intervalMs: 1000, lastTick: 0 } as never
    await Promise.race(asked)
    // Of each socket 32 were read.
    await turn()
    expect(engine.isBehind()).to.equal(true)
    tick(context)
    expect(looked).to.equal(0)
    await Promise.all(asked)
    await eventually(() => !engine.isBehind())
    expect(engine.isBehind()).to.equal(false)
    tick(context)
    expect(looked).to.equal(1)
  })

  it('gives up an agent that is silent', async () => {
    await agent.terminate()
    const [outcome] = await Promise.allSettled([
      engine.client(address(), { timeoutMs: 50, retries: 1 }).get([sysUpTime]),
    ])
    expect(outcome?.status).to.equal('rejected')
  })
})
