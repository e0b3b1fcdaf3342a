import type { Log } from '../../log.ts'
import { discoveries } from '../metrics.ts'
import type { Learned } from '../profiles/learned.ts'
import { sysUpTime } from '../profiles/system.ts'
import { type Reading, saysNothing } from '../readings/agent-reading.ts'
import type { Answered } from '../readings/results.ts'
import type { Slots } from '../slots.ts'
import { type Discovery, NoAnswer, type SnmpClient } from '../snmp/client.ts'
import type { SnmpTiming } from '../snmp/engine.ts'
import { whileThere } from '../snmp/while-there.ts'
import type { SpareTime } from '../spare-time.ts'
import type { Tolerance } from '../state.ts'
import { pollByPlan } from './poll.ts'
import { phaseOf } from './schedule.ts'
import { steadyNow } from './steady-clock.ts'
import { mostFailures } from './tolerances.ts'
import { type Tracked, withoutLearned } from './tracked.ts'

/** Every agent is discovered anew after this (ms), and up to half as much, so that not all are at once. */
const DISCOVERED_FOR = 6 * 3_600_000
/** An agent that does not fit is discovered anew at most once in so long (ms), or in so many intervals. */
const UNFIT_FOR = 600_000
const UNFIT_INTERVALS = 5

export interface AskContext {
  log: Log
  intervalMs: number
  tolerance: Tolerance
  discovery: Discovery<Reading, Learned>
  /** How long a walk waits for each answer. */
  walking: SnmpTiming
  /** Walks at a time. */
  slots: Slots
  /** Walks begin in it. */
  spareTime: SpareTime
  /** Is told of what was learned, to keep it. */
  learned(agentId: number, learned: Learned): void
}

type Why = 'new' | 'time' | 'unfit' | 'outdated' | 'booted'

/**
 * Asks an agent what its plan says, and discovers it before where there is none, where the plan is old, or where the
 * answer does not fit it. One that is down, or was never seen, is asked the smallest question first.
 *
 * @throws {NoAnswer}
 */
export async function ask(context: AskContext, tracked: Tracked): Promise<Answered> {
  const isDown = tracked.failures > 0 && tracked.failures >= mostFailures(context.tolerance, tracked.target)
  // One that is not known yet may be slow: it is waited for as long as a walk waits.
  const patient = () => tracked.client.patient(context.walking)
  if (!tracked.plan || isDown) await patient().isThere()
  if (!tracked.plan || isOfAnotherUplink(tracked)) await discover(context, tracked, 'new')
  else if (isOld(tracked) && context.spareTime.isThere()) await discover(context, tracked, 'time').catch(ifNoAnswer)
  // But once: three polls of such patience are more than two intervals.
  const client = tracked.client.isKnown || tracked.failures > 0 ? tracked.client : patient()
  const answer = await pollByPlan(client, tracked.plan!)
  const rest = Math.min(UNFIT_FOR, context.intervalMs * UNFIT_INTERVALS)
  const mayDiscover = steadyNow() - tracked.discoveredAt >= rest
  if (answer) {
    const why = answer.isOutdated ? 'outdated' : hadJustBooted(tracked, answer, rest) ? 'booted' : undefined
    if (why && mayDiscover && context.spareTime.isThere()) await discover(context, tracked, why).catch(ifNoAnswer)
    return answer
  }
  if (mayDiscover) {
    await discover(context, tracked, 'unfit')
    const anew = await pollByPlan(client, tracked.plan!)
    if (anew) return anew
  }
  // It is there, whatever it says.
  return { ...saysNothing(tracked.plan!.profile, steadyNow()), responseMs: 0 }
}

/** The operator has said since which interface is the uplink. */
const isOfAnotherUplink = ({ plan, target }: Tracked): boolean => (plan?.named ?? null) !== target.uplink

const isOld = ({ target, discoveredAt }: Tracked): boolean =>
  steadyNow() - discoveredAt > DISCOVERED_FOR + phaseOf(target.agentId, DISCOVERED_FOR / 2)

/** When it was discovered it had run for less than this (ms), so that not all of it may have been there yet. */
function hadJustBooted({ discoveredAt }: Tracked, { uptimeSeconds }: Answered, forMs: number): boolean {
  if (uptimeSeconds === null) return false
  const ran = uptimeSeconds * 1000 - (steadyNow() - discoveredAt)
  return ran >= 0 && ran < forMs
}

async function discover(context: AskContext, tracked: Tracked, why: Why): Promise<void> {
  const { discovery, walking, slots, spareTime, learned } = context
  // Also where it fails: it is not tried at every poll.
  tracked.discoveredAt = steadyNow()
  const { client, target } = tracked
  const isThere = () => client.get([sysUpTime])
  const walked = (patient: SnmpClient) => discovery.discover(patient, target.uplink)
  const plan = await slots.run(async () => {
    await spareTime.wait()
    discoveries.inc({ why })
    return whileThere(client.patient(walking), isThere, walked)
  })
  tracked.plan = withoutLearned(plan)
  learned(tracked.target.agentId, plan.learned)
}

/** The plan that there is goes on being used. */
function ifNoAnswer(error: unknown): void {
  if (!(error instanceof NoAnswer)) throw error
}
