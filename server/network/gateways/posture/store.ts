import type { Database } from '../../../database/connection.ts'
import { publish } from '../../../database/events/events.ts'
import type { Learnt, Seen } from './posture.ts'

type Query = Pick<Database, 'query'>
type Pool = Pick<Database, 'pool'>

/** Days of traffic that are kept. */
const KEEP_DAYS = 30

/** What was learnt of an address, under the choice of that time. */
export interface LearntSource {
  gatewayId: number
  /** The gateway's `signingChosenAt`. */
  chosenAt: Date
  address: string
  learnt: Learnt
}

export interface SeenKind extends Seen {
  /** For want of a Message-Authenticator. */
  refused: boolean
}

/** Access-Requests of one day and kind, from one address or, null, from those beyond as many as are told apart. */
export interface SeenRequests extends SeenKind {
  gatewayId: number
  /** `yyyy-mm-dd`, UTC */
  day: string
  address: string | null
  requests: number
  lastAt: Date
  nasIdentifier: string | null
}

export async function loadSources({ query }: Query): Promise<LearntSource[]> {
  const rows = await query
    .selectFrom('gateway_sources')
    .innerJoin('gateways', 'gateways.id', 'gateway_sources.gateway_id')
    .select(['gateway_id', 'address', 'signed', 'proxy_state_unsigned', 'signing_chosen_at'])
    .execute()
  return rows.map((row) => ({
    gatewayId: row.gateway_id,
    chosenAt: row.signing_chosen_at,
    address: row.address,
    learnt: { signed: row.signed, proxyStateUnsigned: row.proxy_state_unsigned },
  }))
}

/** Stores what holds under the gateway's present choice, and tells every process of addresses that sign. */
export async function storeSources({ pool }: Pool, sources: LearntSource[]): Promise<void> {
  if (sources.length === 0) return
  const { rows } = await pool.query<{ signed: boolean }>(
    `insert into gateway_sources (gateway_id, address, signed, proxy_state_unsigned)
     select given.gateway_id, given.address, given.signed, given.proxy_state_unsigned
     from unnest($1::bigint[], $2::timestamptz[], $3::inet[], $4::boolean[], $5::boolean[])
       as given (gateway_id, chosen_at, address, signed, proxy_state_unsigned)
     join gateways on gateways.id = given.gateway_id and gateways.signing_chosen_at = given.chosen_at
     order by given.gateway_id, given.address
     for share of gateways
     on conflict (gateway_id, address) do update set signed = gateway_sources.signed or excluded.signed
     returning signed`,
    [
      sources.map(({ gatewayId }) => gatewayId),
      sources.map(({ chosenAt }) => chosenAt),
      sources.map(({ address }) => address),
      sources.map(({ learnt }) => learnt.signed),
      sources.map(({ learnt }) => learnt.proxyStateUnsigned),
    ],
  )
  if (rows.some(({ signed }) => signed)) await publish({ pool }, { type: 'gateways' })
}

/** Adds to what is stored. Gateways that are gone are left out. */
export async function addSeenRequests({ pool }: Pool, seen: SeenRequests[]): Promise<void> {
  if (seen.length === 0) return
  await pool.query(
    `insert into gateway_posture_days as stored
       (gateway_id, day, address, signed, proxy_state, eap, refused, requests, last_at, nas_identifier)
     select given.* from unnest($1::bigint[], $2::date[], $3::inet[], $4::boolean[], $5::boolean[], $6::boolean[],
         $7::boolean[], $8::bigint[], $9::timestamptz[], $10::text[])
       as given (gateway_id, day, address, signed, proxy_state, eap, refused, requests, last_at, nas_identifier)
     join gateways on gateways.id = given.gateway_id
     order by 1, 2, 3, 4, 5, 6, 7
     on conflict (gateway_id, day, address, signed, proxy_state, eap, refused) do update set
       requests = stored.requests + excluded.requests,
       last_at = greatest(stored.last_at, excluded.last_at),
       nas_identifier = coalesce(excluded.nas_identifier, stored.nas_identifier)`,
    [
      seen.map(({ gatewayId }) => gatewayId),
      seen.map(({ day }) => day),
      seen.map(({ address }) => address),
      seen.map(({ signed }) => signed),
      seen.map(({ proxyState }) => proxyState),
      seen.map(({ eap }) => eap),
      seen.map(({ refused }) => refused),
      seen.map(({ requests }) => requests),
      seen.map(({ lastAt }) => lastAt),
      seen.map(({ nasIdentifier }) => nasIdentifier),
    ],
  )
}

/** Drops days that are too old, and addresses that were never seen to sign and have been silent since. */
export async function deleteOldPosture({ pool }: Pool, now: Date): Promise<void> {
  await pool.query('delete from gateway_posture_days where day < $1', [utcDay(now, -KEEP_DAYS)])
  await pool.query(
    `delete from gateway_sources where not signed and not exists (
       select from gateway_posture_days as seen
       where seen.gateway_id = gateway_sources.gateway_id and seen.address = gateway_sources.address)`,
  )
}

/** The UTC day of an instant, or one so many days later. */
export function utcDay(at: Date, later = 0): string {
  const day = new Date(at)
  day.setUTCDate(day.getUTCDate() + later)
  return day.toISOString().slice(0, 10)
}
