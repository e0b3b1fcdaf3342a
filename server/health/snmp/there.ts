import { type Agent, type SnmpTiming, writer } from './agent.ts'
import { nameList, PduTag, type Request } from './wire/pdu.ts'

/** Every agent has it (RFC 3418): by it one that is there is told from one that is not. */
const sysUpTime = nameList(['1.3.6.1.2.1.1.3.0'], writer)
export const smallestQuestion: Request = { tag: PduTag.Get, list: sysUpTime, first: 0, second: 0 }

/** Asks the smallest question, once. @param withinMs it is given up then at the latest @throws {NoAnswer} */
export async function isThere(agent: Agent, timing: SnmpTiming, withinMs?: number): Promise<void> {
  await agent.ask(smallestQuestion, { timeoutMs: timing.timeoutMs * (timing.retries + 1), retries: 0 }, withinMs)
}

/**
 * Whether an agent that does not answer a large request answers a small one: the smallest question is asked beside it when
 * that is asked again, or at once where the one before was lost (a slow agent has no time to answer it later). It costs no
 * time.
 */
export class Doubt {
  private readonly agent: Agent
  private readonly timing: SnmpTiming
  private asked: Promise<boolean> | undefined

  constructor(agent: Agent, timing: SnmpTiming) {
    this.agent = agent
    this.timing = timing
    if (agent.isInDoubt) this.ask(agent.triesOf(timing).giveUpMs)
  }

  /** The large request is asked again. */
  again(): void {
    const { againMs, giveUpMs } = this.agent.triesOf(this.timing)
    if (!this.asked) this.ask(giveUpMs - againMs)
  }

  isThere(): Promise<boolean> {
    return this.asked ?? Promise.resolve(false)
  }

  private ask(withinMs: number): void {
    this.asked = isThere(this.agent, this.timing, withinMs).then(
      () => true,
      () => false,
    )
  }
}
