import type { RemoteInfo } from 'node:dgram'
import { mock } from 'node:test'
import { type Agent, answerOf } from '../../../../scripts/simulators/snmp/agent.ts'
import { decodeRequest, encodeResponse } from '../../../../scripts/simulators/snmp/message.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../../server/health/snmp/engine.ts'
import { createExchange } from '../../../../server/health/snmp/exchange.ts'
import type { Sockets } from '../../../../server/health/snmp/sockets.ts'

export const HOST = '192.0.2.1'

/** SNMP agents without a network, in a time that a test lets pass: minutes of it take a moment. */
export interface SimulatedNetwork {
  engine: SnmpEngine
  /** ms of the monotonic clock. */
  now(): number
  /** Lets time pass, step by step. @param each is called after each step, when all that follows from it has been done */
  pass(ms: number, each?: () => void): Promise<void>
  /** Lets time pass until something is done. */
  during<T>(work: Promise<T>): Promise<T>
  /** The clocks are the system's again. */
  end(): Promise<void>
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** @param agentAt the agent at this port @param stepMs of time that passes at once */
export function simulatedNetwork(agentAt: (port: number) => Agent, stepMs: number): SimulatedNetwork {
  let now = 1_000_000
  mock.timers.enable({ apis: ['setTimeout'] })
  const clock = mock.method(performance, 'now', () => now)
  const open = (onMessage: (message: Buffer, from: RemoteInfo) => void): Sockets => ({
    send(message, { address, port }) {
      const agent = agentAt(port)
      const request = decodeRequest(message)!
      if (agent.silent?.()) return
      const answer = () =>
        onMessage(encodeResponse(request, answerOf(agent, request)), { address, port, family: 'IPv4', size: 0 })
      setTimeout(answer, agent.delayMs?.() ?? 1)
    },
    isBehind: () => false,
    close: async () => {},
  })
  const engine = createSnmpEngine(undefined, createExchange(open))
  const step = async () => {
    now += stepMs
    mock.timers.tick(stepMs)
    await turn()
  }
  return {
    engine,
    now: () => now,
    async pass(ms, each) {
      for (const until = now + ms; now < until; ) {
        await step()
        each?.()
      }
    },
    async during(work) {
      let isDone = false
      const ended = work.finally(() => {
        isDone = true
      })
      ended.catch(() => {})
      while (!isDone) await step()
      return ended
    },
    async end() {
      await engine.close()
      mock.timers.reset()
      clock.mock.restore()
    },
  }
}
