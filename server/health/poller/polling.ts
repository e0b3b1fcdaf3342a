import { pollLag, pollSeconds, polls } from '../metrics.ts'
import type { Answered } from '../readings/results.ts'
import { NoAnswer } from '../snmp/client.ts'
import { ask } from './ask.ts'
import type { Context } from './context.ts'
import { resultsOf } from './results.ts'
import { mostAtOnce, nextPoll } from './schedule.ts'
import { steadyNow } from './steady-clock.ts'
import { mostFailures } from './tolerances.ts'
import type { Tracked } from './tracked.ts'

/** Named once: thousands of polls end a second. */
const answered = polls.labels('answered')
const lost = polls.labels('no-answer')

/** ms that polls are begun at a look; then it is read first what was answered. */
const LONGEST_BEGINNING = 10
/** Polls that are begun between looks at the time. */
const FEW = 20

/**
 * First step of a reading: which agents are due. While answers wait to be read none is asked: polls are late then, where
 * otherwise those that have answered would seem to be silent.
 */
export function tick(context: Context): void {
  const { assignment, calendar, engine, intervalMs, lastTick } = context
  if (engine.isBehind()) return
  const now = steadyNow()
  const most = mostAtOnce(assignment.agents.size, now - lastTick, intervalMs)
  context.lastTick = now
  for (let begun = 0; begun < most && steadyNow() - now < LONGEST_BEGINNING; begun += FEW) {
    const due = calendar.take(now, Math.min(FEW, most - begun))
    for (const { id, at } of due) {
      const tracked = assignment.agents.get(id)
      if (tracked) launch(context, tracked, at)
    }
    if (due.length < FEW) return
  }
}

function launch(context: Context, tracked: Tracked, dueAt: number): void {
  const { log, running } = context
  const begunAt = steadyNow()
  tracked.polling = 'once'
  pollLag.observe(Math.max(0, begunAt - dueAt) / 1000)
  const done = pollAgent(context, tracked)
    .catch((error) => log.error({ err: error, agentId: tracked.target.agentId }, 'a poll failed'))
    .finally(() => {
      running.delete(done)
      setNext(context, tracked, begunAt)
    })
  running.add(done)
}

/** Second step: asks the agent, works out what its answer means for each of its hotspots, and has that written. */
async function pollAgent(context: Context, tracked: Tracked): Promise<void> {
  const begunAt = steadyNow()
  const answer = await tryAsk(context, tracked)
  if (context.signal.aborted) return
  pollSeconds.observe((steadyNow() - begunAt) / 1000)
  ;(answer ? answered : lost).inc()
  tracked.failures = answer ? 0 : tracked.failures + 1
  if (context.assignment.agents.get(tracked.target.agentId) !== tracked) return
  context.agentKeeper.take(tracked, answer)
  if (answer) context.unknown.take(tracked.target, answer)
  for (const result of resultsOf(tracked, answer, context)) context.writer.add(result)
}

/** @returns undefined where the agent does not answer */
async function tryAsk(context: Context, tracked: Tracked): Promise<Answered | undefined> {
  try {
    return await ask(context, tracked)
  } catch (error) {
    if (!(error instanceof NoAnswer)) context.log.warn({ err: error, agentId: tracked.target.agentId }, 'a poll failed')
    return undefined
  }
}

/** Agents that have something to say are asked now, whatever it is; one that is being asked, once more. */
export function askSoon({ assignment, calendar }: Context, agentIds: readonly number[]): void {
  for (const id of agentIds) {
    const tracked = assignment.agents.get(id)
    if (tracked?.polling) tracked.polling = 'again'
    else if (tracked) calendar.set(id, steadyNow())
  }
}

/** Last step: when it is polled next. */
function setNext(
  { assignment, calendar, intervalMs, tolerance: general }: Context,
  tracked: Tracked,
  begunAt: number,
): void {
  const { agentId } = tracked.target
  const again = tracked.polling === 'again'
  tracked.polling = undefined
  if (assignment.agents.get(agentId) !== tracked) return
  const endedAt = steadyNow()
  const { failures } = tracked
  const tolerance = failures === 0 ? general : { ...general, failures: mostFailures(general, tracked.target) }
  calendar.set(agentId, again ? endedAt : nextPoll(agentId, { failures, begunAt, endedAt }, intervalMs, tolerance))
}
