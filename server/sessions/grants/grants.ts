import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import type { ControllerFailure } from '../../network/gateways/controller/controller-error.ts'
import { type LegalScope, scopesParameter } from '../legal-hold.ts'
import { grantNotOnHold } from './legal-hold.ts'

/** Why the portal could not open a gateway for a device that may get online, each with the sentence an operator reads. */
export const grantFailures = {
  'controller-unreachable': 'The gateway’s controller could not be reached.',
  'controller-timeout': 'The gateway’s controller did not answer in time.',
  'controller-untrusted':
    'The controller’s certificate is not the one it must have, or nobody that is trusted signed it.',
  'controller-credentials': 'The controller does not accept the user name and password that Plaza has for it.',
  'controller-refused': 'The controller said no, or something that Plaza does not understand.',
  'controller-unknown-device': 'The controller knows no such device at this site.',
} as const satisfies Record<ControllerFailure, string>
export type GrantFailure = keyof typeof grantFailures

/** A device that the portal lets in itself. */
export interface NewGrant {
  gatewayId: number
  hotspotId: number | null
  /** Null: whom an emergency lets in. */
  residentId: number | null
  deviceMac: string
  /** What it may use: seconds, bit/s, octets; null: no limit. */
  limits: { sessionSeconds: number; upBps: number | null; downBps: number | null; octets: number | null }
  /** By which a gateway that fetches its grants knows it; null: it is told at once. */
  token: string | null
}

/** A gateway that fetches grants gets one for so many seconds; then the resident tries again. */
export const FETCH_SECONDS = 60

/**
 * Writes the grant down before the gateway is opened; it counts once {@link markOpened} says so. An attempt of the device
 * that came to nothing goes.
 */
export async function storeGrant({ query }: Pick<Database, 'query'>, grant: NewGrant): Promise<number> {
  const { limits } = grant
  await query.deleteFrom('grants').where('device_mac', '=', grant.deviceMac).where('opened_at', 'is', null).execute()
  const { id } = await query
    .insertInto('grants')
    .values({
      gateway_id: grant.gatewayId,
      hotspot_id: grant.hotspotId,
      resident_id: grant.residentId,
      device_mac: grant.deviceMac,
      ends_at: new Date(Date.now() + limits.sessionSeconds * 1000),
      up_bps: limits.upBps,
      down_bps: limits.downBps,
      octets: limits.octets,
      token: grant.token,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The gateway took these grants: what the devices had before ends, since each is at one place at a time. */
export async function markOpened(db: Pick<Database, 'pool'>, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  const { rows } = await db.pool.query<{ id: number | null }>(
    `with opened as (update grants set opened_at = now() where id = any($1::bigint[]) and opened_at is null
                     returning id, device_mac, resident_id),
       ended as (update grants set ends_at = now() from opened
                 where grants.device_mac = opened.device_mac and grants.ends_at > now() and grants.id <> opened.id)
     select distinct resident_id as id from opened`,
    [ids],
  )
  await publish(db, ...rows.flatMap(({ id }) => (id === null ? [] : [{ type: 'resident', id } as const])))
}

/** A grant as its gateway fetches it: what is left of its limits. Seconds, bit/s, octets; null: no limit. */
export interface WaitingGrant {
  id: number
  token: string
  seconds: number
  upBps: number | null
  downBps: number | null
  octets: number | null
}

/** What the gateway has yet to fetch, the oldest first. */
export async function waitingGrants(
  { pool }: Pick<Database, 'pool'>,
  gatewayId: number,
  limit: number,
): Promise<WaitingGrant[]> {
  const { rows } = await pool.query<WaitingGrant>(
    `select id, token, extract(epoch from ends_at - now())::float8 as seconds,
            up_bps as "upBps", down_bps as "downBps", octets
     from grants
     where gateway_id = $1 and opened_at is null and token is not null and granted_at > now() - make_interval(secs => $2)
     order by id limit $3`,
    [gatewayId, FETCH_SECONDS, limit],
  )
  return rows
}

/** The gateway has let in the devices of these tokens. */
export async function markFetched(db: Pick<Database, 'pool'>, gatewayId: number, tokens: string[]): Promise<void> {
  const { rows } = await db.pool.query<{ id: number }>(
    'select id from grants where gateway_id = $1 and opened_at is null and token = any($2::text[])',
    [gatewayId, tokens],
  )
  await markOpened(
    db,
    rows.map(({ id }) => id),
  )
}

/** The gateway has forgotten what it had not fetched: it was restarted. */
export async function dropWaitingGrants({ query }: Pick<Database, 'query'>, gatewayId: number): Promise<void> {
  await query
    .deleteFrom('grants')
    .where('gateway_id', '=', gatewayId)
    .where('opened_at', 'is', null)
    .where('token', 'is not', null)
    .execute()
}

/** The gateway ended this device’s access. */
export async function endGrant({ pool }: Pick<Database, 'pool'>, gatewayId: number, deviceMac: string): Promise<void> {
  await pool.query(
    `update grants set ends_at = now()
     where gateway_id = $1 and device_mac = $2 and opened_at is not null and ends_at > now()`,
    [gatewayId, deviceMac],
  )
}

/** Whether the gateway took the grant; undefined: nobody knows of it. */
export async function isOpened({ query }: Pick<Database, 'query'>, id: number): Promise<boolean | undefined> {
  const row = await query.selectFrom('grants').select('opened_at').where('id', '=', id).executeTakeFirst()
  return row && row.opened_at !== null
}

/** Whether a grant of the device holds that its gateway took. */
export async function isGranted({ query }: Pick<Database, 'query'>, deviceMac: string): Promise<boolean> {
  const row = await query
    .selectFrom('grants')
    .select('id')
    .where('device_mac', '=', deviceMac)
    .where('ends_at', '>', new Date())
    .where('opened_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How many devices each of these gateways has let in by a grant that still holds; absent: none. */
export async function liveGrantCounts(
  { pool }: Pick<Database, 'pool'>,
  gatewayIds: number[],
): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ id: number; count: number }>(
    `select gateway_id as id, count(distinct device_mac) as count from grants
     where gateway_id = any($1::bigint[]) and opened_at is not null and ends_at > now() group by gateway_id`,
    [gatewayIds],
  )
  return new Map(rows.map(({ id, count }) => [id, Number(count)]))
}

/** Removes grants made before `before`, save what a legal hold covers: nothing is kept of them. */
export async function removeOldGrants(
  { pool }: Pick<Database, 'pool'>,
  before: Date,
  holds: readonly LegalScope[] = [],
): Promise<void> {
  await pool.query(`delete from grants g where granted_at < $1 and ${grantNotOnHold('g', 2)}`, [
    before,
    scopesParameter(holds),
  ])
}
