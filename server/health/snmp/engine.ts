import { Agent, defaultTiming, type SnmpAddress, type SnmpTiming } from './agent.ts'
import type { SnmpClient } from './client.ts'
import { createExchange, type Exchange } from './exchange.ts'
import { get } from './get.ts'
import { createNames, type Resolve } from './names.ts'
import { isThere } from './there.ts'
import { nextOfEach, walk } from './walk.ts'

export { defaultTiming, type SnmpAddress, type SnmpTiming } from './agent.ts'

/** One agent, asked over the engine's sockets; it remembers what the agent can do, and its keys. */
export interface AgentClient extends SnmpClient {
  /** Asks the smallest question, once. @throws {NoAnswer} */
  isThere(): Promise<void>
  /** It has answered before, so that it is known how long that takes. */
  readonly isKnown: boolean
  /** The same agent, asked with other patience. */
  patient(timing: SnmpTiming): AgentClient
}

/** SNMP v1, v2c and v3 with any number of agents over few sockets: one that is slow or dead holds up no other. */
export interface SnmpEngine {
  client(address: SnmpAddress, timing?: SnmpTiming): AgentClient
  /** Requests that wait for an answer now. */
  waiting(): number
  /** Answers have come, as it seems, that were not read yet. */
  isBehind(): boolean
  /** Every request that waits ends in {@link NoAnswer}. */
  close(): Promise<void>
}

/** @param resolve how names are looked up; default as the operating system does */
export function createSnmpEngine(resolve?: Resolve, exchange: Exchange = createExchange()): SnmpEngine {
  const names = createNames(resolve)
  let lanes = 0
  return {
    client: (address, timing = defaultTiming) => new BoundClient(new Agent(address, exchange, names, lanes++), timing),
    waiting: exchange.waiting,
    isBehind: exchange.isBehind,
    close: exchange.close,
  }
}

/** One object without functions of its own: there are tens of thousands of agents. */
class BoundClient implements AgentClient {
  private readonly agent: Agent
  private readonly timing: SnmpTiming

  constructor(agent: Agent, timing: SnmpTiming) {
    this.agent = agent
    this.timing = timing
  }

  get isKnown(): boolean {
    return this.agent.delayMs > 0
  }

  get(oids: readonly string[]): ReturnType<SnmpClient['get']> {
    return get(this.agent, oids, this.timing)
  }

  async next(oid: string): ReturnType<SnmpClient['next']> {
    const [found] = await nextOfEach(this.agent, [oid], this.timing)
    return found && !found.isEnd ? found : undefined
  }

  walk(roots: readonly string[]): ReturnType<SnmpClient['walk']> {
    return walk(this.agent, roots, this.timing)
  }

  isThere(): Promise<void> {
    return isThere(this.agent, this.timing)
  }

  patient(timing: SnmpTiming): AgentClient {
    return new BoundClient(this.agent, timing)
  }
}
