import type { Database } from '../../database/connection.ts'
import { addressOf } from '../agents/agents.ts'

/** What was heard of an unknown access point. */
export interface Heard {
  gatewayId: number
  /** See {@link heardName}. */
  called: string
  sessions: number
  firstAt: Date
  lastAt: Date
}

/** An unknown access point, as it is stored: heard from a gateway, or listed by a controller. */
export interface Found extends Omit<Heard, 'gatewayId'> {
  id: number
  gatewayId: number | null
  gateway: string | null
  /** The SNMP agent of the controller. */
  agentId: number | null
  /** Where that is. */
  controller: string | null
  /** As the controller says. */
  name: string | null
  model: string | null
  serial: string | null
}

/** A gateway whose access points call themselves by something that changes must not fill the table. */
const MOST_OF_GATEWAY = 2000
const KEPT_DAYS = 90

/** Adds what was heard; beyond so many of a gateway nothing new. What was not heard for long is forgotten. */
export async function storeHeard({ pool }: Pick<Database, 'pool'>, heard: readonly Heard[]): Promise<void> {
  await pool.query(
    `insert into found_access_points as f (gateway_id, called, sessions, first_at, last_at)
     select given.* from (
       select one.*, row_number() over (partition by gateway_id order by called) as number
       from unnest($1::bigint[], $2::text[], $3::bigint[], $4::timestamptz[], $5::timestamptz[])
         as one (gateway_id, called, sessions, first_at, last_at)
       where exists (select from gateways where id = one.gateway_id and removed_at is null)
     ) as numbered, lateral (select gateway_id, called, sessions, first_at, last_at) as given
     where exists (select from found_access_points there
                   where there.gateway_id = given.gateway_id and there.called = given.called)
       or number + (select count(*) from found_access_points there where there.gateway_id = given.gateway_id)
         <= ${MOST_OF_GATEWAY}
     order by given.gateway_id, given.called
     on conflict (gateway_id, called) do update set sessions = f.sessions + excluded.sessions,
       first_at = least(f.first_at, excluded.first_at), last_at = greatest(f.last_at, excluded.last_at)`,
    [
      heard.map(({ gatewayId }) => gatewayId),
      heard.map(({ called }) => called),
      heard.map(({ sessions }) => sessions),
      heard.map(({ firstAt }) => firstAt),
      heard.map(({ lastAt }) => lastAt),
    ],
  )
  await pool.query(`delete from found_access_points where last_at < now() - interval '${KEPT_DAYS} days'`)
}

/** Which are meant; absent: all. */
export interface FoundFilter {
  gatewayId?: number | undefined
  /** Of these gateways and of these controllers' agents; null: of all. */
  within?: { gatewayIds: readonly number[]; agentIds: readonly number[] } | null
  ids?: readonly number[] | undefined
}

const isMeant = `($1::bigint is null or f.gateway_id = $1)
  and ($2::bigint[] is null or f.gateway_id = any($2) or f.agent_id = any($3::bigint[]))`
const meant = ({ gatewayId, within }: FoundFilter) => [
  ...[gatewayId ?? null, within?.gatewayIds ?? null, within?.agentIds ?? null],
]

/** Unknown access points, those of which most sessions were heard first. @param after those that come after this one */
export async function listFound(
  { pool }: Pick<Database, 'pool'>,
  {
    ids,
    after,
    limit,
    ...filter
  }: FoundFilter & { after?: { sessions: number; id: number } | undefined; limit?: number } = {},
): Promise<Found[]> {
  const { rows } = await pool.query<Omit<Found, 'controller'> & { host: string | null; port: number }>(
    `select f.id, f.gateway_id as "gatewayId", g.name as gateway, f.agent_id as "agentId", a.host, a.port, called, f.name,
       model, serial, sessions, first_at as "firstAt", last_at as "lastAt"
     from found_access_points f left join gateways g on g.id = f.gateway_id left join agents a on a.id = f.agent_id
     where ${isMeant} and ($4::bigint[] is null or f.id = any($4))
       and ($5::bigint is null or (sessions, f.id) < ($5, $6::bigint))
     order by sessions desc, f.id desc limit $7`,
    [...meant(filter), ids ?? null, after?.sessions ?? null, after?.id ?? null, limit ?? null],
  )
  return rows.map(({ host, port, ...row }) => ({
    ...row,
    controller: host === null ? null : addressOf({ host, port }),
  }))
}

export async function countFound(
  { pool }: Pick<Database, 'pool'>,
  filter: Omit<FoundFilter, 'ids'> = {},
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) from found_access_points f where ${isMeant}`,
    meant(filter),
  )
  return rows[0]!.count
}

/** Forgets one: it is known now. */
export async function forgetFound({ pool }: Pick<Database, 'pool'>, id: number): Promise<void> {
  await pool.query('delete from found_access_points where id = $1', [id])
}
