import { hotspotsLettingInSince, lastLetInAt } from '../access/log/accepts.ts'
import type { Database } from '../database/connection.ts'
import { hotspotsInUse } from '../network/hotspots/views.ts'
import { hotspotsEverUsed, hotspotsUsedSince } from '../sessions/heard/used-hotspots.ts'
import { lastBegunAt } from '../sessions/heard/usual-use.ts'
import { type KeptEvidence, keptEvidence, wordOf } from './evidence/kept.ts'
import type { Silence } from './evidence/silence.ts'
import { type Weighed, weigh } from './evidence/weigh.ts'
import { type ParentFault, parentFaults } from './parents/faults.ts'

type Connections = Pick<Database, 'query' | 'pool'>

/** How long use of a hotspot is evidence that it works: a quiet night makes it unchecked, not down. */
export const USE_COUNTS_MS = 3 * 3_600_000

/** What is known of a hotspot's state, and by what: see `evidence/weigh.ts`. */
export interface KnownState extends Weighed {
  /** It was seen to work, now or before. One that never was cannot fail. */
  hasWorked: boolean
  /** Since when nobody is heard of, and how many usually come; undefined: that is not unusual. */
  silence?: Silence | undefined
  /** What it hangs on, where that is at fault; undefined: nothing is. */
  parent?: ParentFault | undefined
}

/** Of a hotspot of which nothing is known: that is no fault, and takes nobody's service away. */
export const nothingKnown: KnownState = { state: 'unknown', cause: null, evidence: [], since: null, hasWorked: false }

/** The state of every hotspot in use, or of those of `ids`: the one answer for maps, figures, pages and alerts. */
export async function knownStates(db: Connections, ids?: readonly number[]): Promise<Map<number, KnownState>> {
  const now = Date.now()
  const [kept, all, parents] = await Promise.all([keptEvidence(db, ids), ids ?? hotspotsInUse(db), parentFaults(db)])
  const said = (id: number) => wordOf(kept.get(id) ?? {})
  const unpolled = all.filter((id) => !said(id))
  const down = all.flatMap((id) => {
    const word = said(id)
    if (word?.state === 'down') return [{ id, since: word.since, answered: word.answered }]
    const parent = word ? undefined : parents.get(id)
    return parent?.fault === 'down' ? [{ id, since: parent.since, answered: false }] : []
  })
  const neverAnswered = down.filter(({ answered }) => !answered).map(({ id }) => id)
  const [used, begun, usedBefore] = await Promise.all([
    usedLately(db, unpolled, now),
    begunSince(db, down),
    hotspotsEverUsed(db, neverAnswered),
  ])
  const before = new Set(usedBefore)
  return new Map(
    all.map((id): [number, KnownState] => {
      const known: KeptEvidence = kept.get(id) ?? {}
      const parent = parents.get(id)
      const weighed = weigh({ ...known, usedAt: used.has(id) ? now : undefined, begunAt: begun.get(id), parent }, now)
      const hasWorked =
        weighed.state === 'up' ||
        weighed.state === 'degraded' ||
        known.silence !== undefined ||
        before.has(id) ||
        (said(id)?.answered ?? false)
      const more = { ...(known.silence && { silence: known.silence }), ...(parent && { parent }) }
      return [id, { ...weighed, hasWorked, ...more }]
    }),
  )
}

/** What was read last, by the database it was read from. */
const lately = new WeakMap<object, { at: number; states: Promise<Map<number, KnownState>> }>()

/** The states of all hotspots as they were at most `maxAgeMs` ago: read once for all in this process who ask; 0: read now,
 * for others too. */
export function knownStatesLately(
  db: Connections,
  maxAgeMs: number,
  now: () => number = Date.now,
): Promise<Map<number, KnownState>> {
  const at = now()
  const last = lately.get(db.pool)
  if (last && last.at <= at && at - last.at < maxAgeMs) return last.states
  const read = { at, states: knownStates(db) }
  lately.set(db.pool, read)
  // A failure is not kept.
  read.states.catch(() => lately.get(db.pool) === read && lately.delete(db.pool))
  return read.states
}

async function usedLately(db: Connections, ids: readonly number[], now: number): Promise<Set<number>> {
  const since = new Date(now - USE_COUNTS_MS)
  const used = await Promise.all([hotspotsUsedSince(db, since, ids), hotspotsLettingInSince(db, since, ids)])
  return new Set(used.flat())
}

/** When somebody last went online at these hotspots, since their agents are silent. */
async function begunSince(
  db: Connections,
  down: ReadonlyArray<{ id: number; since: number }>,
): Promise<Map<number, number>> {
  const [begun, letIn] = await Promise.all([lastBegunAt(db, down), lastLetInAt(db, down)])
  for (const [id, at] of letIn) begun.set(id, Math.max(at, begun.get(id) ?? 0))
  return begun
}
