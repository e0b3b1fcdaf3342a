import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { type Districts, isOwnHotspot } from '../network/districts/within.ts'
import { hotspotsInUse } from '../network/fragments.ts'
import { knownStates, nothingKnown } from './known-states.ts'

type Query = Pick<Database, 'query'>

/** What is known of a hotspot's health, its state from all evidence; readings are null where it was never polled. */
export async function healthOf(db: Pick<Database, 'query' | 'pool'>, hotspotId: number) {
  const [states, written, newest] = await Promise.all([
    knownStates(db, [hotspotId]),
    polledHealth(db, hotspotId),
    newestSample(db, hotspotId),
  ])
  // Of one that is polled no more nothing is known now.
  const isNewer =
    written && newest && written.polled !== 'unknown' && newest.last_polled_at > (written.last_polled_at ?? 0)
  const row = written && { ...written, ...(isNewer && newest) }
  const { state, evidence, cause, since, silence, parent } = states.get(hotspotId) ?? nothingKnown
  const nothing = {
    ...{ last_polled_at: null, uptime_seconds: null, load: null, memory_used: null, clients: null },
    ...{ radios: null, troubles: null, in_bps: null, out_bps: null },
  }
  const readings = row ?? nothing
  return { ...readings, state, evidence, cause, since: since === null ? null : new Date(since), silence, parent }
}

/** How many hotspots in use have an agent that has answered at some time. */
export async function hotspotsAnswered(db: Pick<Database, 'pool'>): Promise<number> {
  const { rows } = await db.pool.query<{ answered: number }>(
    `select count(*) as answered from hotspot_health where last_answered_at is not null
       and hotspot_id in (select id from ${hotspotsInUse} as h)`,
  )
  return rows[0]!.answered
}

const polledHealth = ({ query }: Query, hotspotId: number) =>
  query
    .selectFrom('hotspot_health')
    .select(['state as polled', 'last_polled_at', 'radios', 'troubles'])
    .select(['uptime_seconds', 'load', 'memory_used', 'clients', 'in_bps', 'out_bps'])
    .where('hotspot_id', '=', hotspotId)
    .executeTakeFirst()

const newestSample = ({ query }: Query, hotspotId: number) =>
  query
    .selectFrom('samples')
    .select(['at as last_polled_at', 'uptime_seconds', 'clients', 'in_bps', 'out_bps'])
    .select([
      sql<number | null>`load / 1000::real`.as('load'),
      sql<number | null>`memory_used / 1000::real`.as('memory_used'),
    ])
    .where('hotspot_id', '=', hotspotId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()

interface AlertsWanted {
  /** Those that are open, or those that are closed; undefined: all. */
  open: boolean | undefined
  districts: Districts
  limit: number
  /** Those that come after the alert with this id, which affects so many residents. */
  after?: { residentsAffected: number | null; id: number } | undefined
}

/** Residents affected, in the order in which alerts are listed: an alert that does not say comes last. */
const affected = sql<number>`coalesce(residents_affected, -1)`

/** A page of the alerts, those with most residents affected first, then the newest; and how many there are in all. */
export async function listAlerts({ query }: Query, { open, districts, limit, after }: AlertsWanted) {
  const alerts = query
    .selectFrom('alerts')
    .$if(open === true, (rows) => rows.where('closed_at', 'is', null))
    .$if(open === false, (rows) => rows.where('closed_at', 'is not', null))
    .where(isOwnHotspot(districts, 'hotspot_id'))
  const [rows, { total }] = await Promise.all([
    alerts
      .select(['id', 'hotspot_id', 'kind', 'cause', 'opened_at', 'closed_at', 'residents_affected'])
      .$if(after !== undefined, (page) =>
        page.where(sql<boolean>`(${affected}, id) < (${after!.residentsAffected ?? -1}, ${after!.id})`),
      )
      .orderBy(affected, 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
    alerts.select((count) => count.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ])
  return { rows, total }
}
