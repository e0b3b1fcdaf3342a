import type { Answered } from '../readings/results.ts'
import { resultOf } from '../readings/results.ts'
import type { Tolerance } from '../state.ts'
import type { PollResult } from '../store.ts'
import type { PollState } from './poll-state.ts'
import { type Said, shareOut } from './share-out.ts'
import { toleranceOf } from './tolerances.ts'
import type { Tracked } from './tracked.ts'

interface Context {
  tolerance: Tolerance
  residentsAffected?(hotspotId: number): number
}

/**
 * What one poll of an agent means for each of its hotspots; their states are moved on.
 *
 * @param answer undefined where it did not answer
 */
export function resultsOf(tracked: Tracked, answer: Answered | undefined, context: Context): PollResult[] {
  const { target, states } = tracked
  const said = answer && shareOut(answer, target)
  const results: PollResult[] = []
  for (const hotspot of target.hotspots) {
    const { id } = hotspot
    const own = said?.get(id)
    const before = states.get(id)
    // What lists it no more has listed it before; no word at all is none that it is down.
    if (answer && (own === undefined || (own === 'unlisted' && !before))) continue
    const result = resultFor(id, before, own, toleranceOf(context.tolerance, hotspot))
    states.set(id, stateAfter(result, before))
    results.push(withResidentsAffected(result, before, context))
  }
  return results
}

function stateAfter({ health, profile, memory, clients, whole, at }: PollResult, before?: PollState): PollState {
  return { health, profile, memory, clients, writtenAt: whole ? at.getTime() : before?.writtenAt }
}

/** What a controller says of its access point counts at once: it has waited for it already. */
function resultFor(id: number, before: PollState | undefined, said: Said, tolerance: Tolerance): PollResult {
  if (said === 'down')
    return resultOf(id, before, undefined, Date.now(), { ...tolerance, failures: 1 }, 'down-at-controller')
  if (said === 'unlisted') return resultOf(id, before, undefined, Date.now(), tolerance, 'not-listed')
  return resultOf(id, before, said, Date.now(), tolerance)
}

function withResidentsAffected(
  result: PollResult,
  before: PollState | undefined,
  { residentsAffected }: Context,
): PollResult {
  const { state } = result.health
  const fell = (state === 'down' || state === 'degraded') && state !== before?.health.state
  return fell && residentsAffected ? { ...result, residentsAffected: residentsAffected(result.hotspotId) } : result
}
