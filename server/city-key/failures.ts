import { Counter } from 'prom-client'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { type CityKey, CityKeyError } from './provider.ts'

/** Whose client of a provider it is. */
export type ClientName = 'residents' | 'staff'

const counted = new Counter({
  name: 'plaza_city_key_failures_total',
  help: 'Sign-ins at the City Key that failed, by client, kind and reason',
  labelNames: ['client', 'kind', 'reason'] as const,
})

/** What a provider, or whoever comes back from it, calls a reason is counted under another name after so many. */
const MOST_REASONS = 100
const KEPT_DAYS = 30

/** The people’s own doing: told in the log, and nothing for staff to mend. */
const everyday: ReadonlySet<string> = new Set(['refused', 'not-signed-in', 'unverified', 'stale', 'invalid'])

/** The City Key, of which every failure is logged, counted and kept for administrators. */
export function watchFailures(
  cityKey: CityKey,
  { db, log, client }: { db: Database; log: Log; client: ClientName },
): CityKey {
  const reasons = new Set<string>()
  const reasonOf = ({ reason }: CityKeyError) => {
    const isKnown = reasons.has(reason) || reasons.size < MOST_REASONS
    if (isKnown) reasons.add(reason)
    return isKnown ? reason : 'other'
  }
  const report = (error: unknown): never => {
    if (error instanceof CityKeyError) {
      const reason = reasonOf(error)
      const { kind, message: detail } = error
      counted.inc({ client, kind, reason })
      log[everyday.has(kind) ? 'info' : 'warn']({ client, kind, reason, detail }, 'City Key')
      keepFailure(db, { client, kind, reason, detail }).catch((failure) =>
        log.warn({ err: failure }, 'a failure of the City Key was not kept'),
      )
    }
    throw error
  }
  return {
    ...cityKey,
    begin: (options) => cityKey.begin(options).catch(report),
    complete: (returned, checks) => cityKey.complete(returned, checks).catch(report),
  }
}

/** Adds one to its hour, and lets go of the old. */
async function keepFailure(
  { pool }: Database,
  { client, kind, reason, detail }: { client: ClientName; kind: string; reason: string; detail: string },
): Promise<void> {
  await pool.query(
    `insert into city_key_failures (client, kind, reason, hour, detail) values ($1, $2, $3, date_trunc('hour', now()), $4)
     on conflict (client, reason, kind, hour) do update
       set failures = city_key_failures.failures + 1, last_at = now(), detail = excluded.detail`,
    [client, kind, reason, detail],
  )
  await pool.query('delete from city_key_failures where hour < now() - make_interval(days => $1)', [KEPT_DAYS])
}
