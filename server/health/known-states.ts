import { sql } from 'kysely'
import { hotspotsLettingInSince } from '../access/log/accepts.ts'
import type { Database } from '../database/connection.ts'
import { hotspotsInUse } from '../network/hotspots/views.ts'
import { hotspotsEverUsed, hotspotsUsedSince } from '../sessions/used-hotspots.ts'
import type { HealthState } from './tables.ts'

type Connections = Pick<Database, 'query' | 'pool'>

/** How long use of a hotspot is evidence that it works: a quiet night makes it unchecked, not down. */
export const USE_COUNTS_MS = 3 * 3_600_000

/** What is known of a hotspot's state, and by what: its SNMP agent, or its use where no agent says anything. */
export interface KnownState {
  state: HealthState
  evidence: 'poll' | 'use' | null
  /** It was seen to work, now or before. One that never was cannot fail. */
  hasWorked: boolean
}

/** Of a hotspot of which nothing is known: that is no fault, and takes nobody's service away. */
export const nothingKnown: KnownState = { state: 'unknown', evidence: null, hasWorked: false }

/**
 * The state of every hotspot in use, or of those of `ids`: the one answer for maps, figures and pages. What the agent
 * says counts; where there is no agent, or it has not been asked yet, sessions and Access-Accepts of the last hours
 * ({@link USE_COUNTS_MS}) show that the hotspot works. Without either it is unknown.
 */
export async function knownStates(db: Connections, ids?: readonly number[]): Promise<Map<number, KnownState>> {
  const [polled, all] = await Promise.all([polledStates(db, ids), ids ?? hotspotsInUse(db)])
  const silent = all.filter((id) => (polled.get(id)?.state ?? 'unknown') === 'unknown')
  const neverAnswered = all.filter((id) => polled.get(id)?.state === 'down' && !polled.get(id)?.answered)
  const [used, usedBefore] = await Promise.all([usedLately(db, silent), hotspotsEverUsed(db, neverAnswered)])
  const before = new Set(usedBefore)
  return new Map(
    all.map((id): [number, KnownState] => {
      if (used.has(id)) return [id, { state: 'up', evidence: 'use', hasWorked: true }]
      const known = polled.get(id)
      if (!known || known.state === 'unknown') return [id, nothingKnown]
      return [id, { state: known.state, evidence: 'poll', hasWorked: known.answered || before.has(id) }]
    }),
  )
}

async function usedLately(db: Connections, ids: readonly number[]): Promise<Set<number>> {
  const since = new Date(Date.now() - USE_COUNTS_MS)
  const used = await Promise.all([hotspotsUsedSince(db, since, ids), hotspotsLettingInSince(db, since, ids)])
  return new Set(used.flat())
}

async function polledStates({ query }: Connections, ids?: readonly number[]) {
  const rows = await query
    .selectFrom('hotspot_health')
    .select(['hotspot_id', 'state', sql<boolean>`last_answered_at is not null`.as('answered')])
    .$if(ids !== undefined, (health) => health.where('hotspot_id', '=', sql<number>`any(${ids}::bigint[])`))
    .execute()
  // One that is up has answered, whatever was written down of when.
  return new Map(
    rows.map(({ hotspot_id, state, answered }) => [
      hotspot_id,
      { state, answered: answered || state === 'up' || state === 'degraded' },
    ]),
  )
}
