import { type Agent, type SnmpTiming, writer } from './agent.ts'
import { nameList, PduTag, type Request } from './wire/pdu.ts'

/** Every agent has it (RFC 3418): by it one that is there is told from one that is not. */
const sysUpTime = nameList(['1.3.6.1.2.1.1.3.0'], writer)
export const smallestQuestion: Request = { tag: PduTag.Get, list: sysUpTime, first: 0, second: 0 }

/** Asks the smallest question, once. @param withinMs it is given up then at the latest @throws {NoAnswer} */
export async function isThere(agent: Agent, timing: SnmpTiming, withinMs?: number): Promise<void> {
  await agent.ask(smallestQuestion, { timeoutMs: timing.timeoutMs * (timing.retries + 1), retries: 0 }, withinMs)
}

/** Whether an agent that does not answer a large request answers a small one. */
export interface Doubt {
  isThere(): Promise<boolean>
  /** It is not to be asked any more. */
  end(): void
}

/**
 * The smallest question, asked beside a large one when that is asked again, or at once where the one before was lost (a slow
 * agent has no time to answer it later): it costs no time.
 */
export function askWhetherThere(agent: Agent, timing: SnmpTiming): Doubt {
  let asked: Promise<boolean> = Promise.resolve(false)
  const { againMs, giveUpMs } = agent.triesOf(timing)
  const ask = (withinMs: number) => {
    asked = isThere(agent, timing, withinMs).then(
      () => true,
      () => false,
    )
  }
  if (agent.isInDoubt) {
    ask(giveUpMs)
    return { isThere: () => asked, end: () => {} }
  }
  const timer = againMs < giveUpMs ? setTimeout(() => ask(giveUpMs - againMs), againMs) : undefined
  return { isThere: () => asked, end: () => clearTimeout(timer) }
}
