import type { HealthState } from '../../../server/health/tables.ts'
import type { TestDatabase } from '../../support/database.ts'

/** States of a hotspot, each until the next one; ms since 1970. The last one goes on. */
export const keepState = (
  db: Pick<TestDatabase, 'pool'>,
  hotspotId: number,
  states: ReadonlyArray<{ state: HealthState; since: number }>,
) =>
  db.pool.query(
    `insert into state_changes (hotspot_id, since, until, state, evidence)
     select $1, since, lead(since) over (order by since), state, '{}' from unnest($2::timestamptz[], $3::text[]) as given (since, state)`,
    [hotspotId, states.map(({ since }) => new Date(since)), states.map(({ state }) => state)],
  )
