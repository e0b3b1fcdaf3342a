import type { Database } from '../../database/connection.ts'

/** What was heard of an unknown access point. */
export interface Heard {
  gatewayId: number
  /** See {@link heardName}. */
  called: string
  sessions: number
  firstAt: Date
  lastAt: Date
}

/** An unknown access point, as it is stored. */
export interface Found extends Heard {
  id: number
  gateway: string
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
  /** Null: all. */
  gatewayIds?: readonly number[] | null
  ids?: readonly number[] | undefined
}

/** Unknown access points, those of which most sessions were heard first. @param after those that come after this one */
export async function listFound(
  { pool }: Pick<Database, 'pool'>,
  {
    gatewayId,
    gatewayIds,
    ids,
    after,
    limit,
  }: FoundFilter & { after?: { sessions: number; id: number } | undefined; limit?: number } = {},
): Promise<Found[]> {
  const { rows } = await pool.query<Found>(
    `select f.id, f.gateway_id as "gatewayId", g.name as gateway, called, sessions, first_at as "firstAt",
       last_at as "lastAt"
     from found_access_points f join gateways g on g.id = f.gateway_id
     where ($1::bigint is null or f.gateway_id = $1) and ($2::bigint[] is null or f.id = any($2))
       and ($3::bigint is null or (sessions, f.id) < ($3, $4::bigint))
       and ($6::bigint[] is null or f.gateway_id = any($6))
     order by sessions desc, f.id desc limit $5`,
    [gatewayId ?? null, ids ?? null, after?.sessions ?? null, after?.id ?? null, limit ?? null, gatewayIds ?? null],
  )
  return rows
}

export async function countFound(
  { pool }: Pick<Database, 'pool'>,
  { gatewayId, gatewayIds }: FoundFilter = {},
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*) from found_access_points where ($1::bigint is null or gateway_id = $1) and ($2::bigint[] is null or gateway_id = any($2))',
    [gatewayId ?? null, gatewayIds ?? null],
  )
  return rows[0]!.count
}

/** Forgets one: it is known now. */
export async function forgetFound({ pool }: Pick<Database, 'pool'>, id: number): Promise<void> {
  await pool.query('delete from found_access_points where id = $1', [id])
}
