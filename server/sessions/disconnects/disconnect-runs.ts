import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import type { Tables } from '../../database/schema/tables.ts'
import { type Districts, isOwnPlace } from '../../network/districts/within.ts'
import { sendDisconnects } from './disconnect.ts'
import type { ClaimedDisconnect } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'

/** Which sessions are to end: one, those at a hotspot, of a resident, of a device by its MAC or by one of its sessions. */
export type DisconnectScope =
  | { session: number }
  | { hotspot: number }
  | { resident: number }
  | { device: string }
  | { sameDeviceAs: number }

/** How the gateways answered, counted. */
export interface RunCounts {
  ack: number
  nak: number
  timeout: number
}

export interface DisconnectRun {
  id: number
  /** Sessions that it asks the gateways to end. */
  sessions: number
  /** Open ones of the scope that are left alone, since they are of other districts. */
  outside: number
  /** False: the same was asked a moment ago and is under way; this is that run. */
  isNew: boolean
  /** Resolves when every gateway has answered or is given up. */
  done: Promise<RunCounts>
}

/**
 * Asks the gateways to end every session of the scope that is open now, in the background. A session that is being
 * disconnected already is left to that: so the second of two equal requests finds nothing to do and gets the first run.
 *
 * @param staffId null: the command asks
 * @param districts only what is open there
 */
export async function startDisconnectRun(
  deps: DynamicAuthorizationDeps,
  scope: DisconnectScope,
  staffId: number | null,
  districts: Districts = null,
): Promise<DisconnectRun> {
  const counts: RunCounts = { ack: 0, nak: 0, timeout: 0 }
  const open = await openSessions(deps.db, scope, districts)
  const sessionIds = open.filter(({ own }) => own).map(({ id }) => id)
  const outside = open.length - sessionIds.length
  const { id, claimed } = await claimRun(deps.db, sessionIds, scopeName(scope), staffId)
  const other = claimed.length === 0 ? await pendingRun(deps.db, sessionIds) : undefined
  if (other !== undefined) {
    await deps.db.query.deleteFrom('disconnect_runs').where('id', '=', id).execute()
    return { id: other, sessions: sessionIds.length, outside, isNew: false, done: Promise.resolve(counts) }
  }
  const done = sendDisconnects(deps, claimed, (_, { outcome }) => {
    counts[outcome]++
  }).then(() => counts)
  return { id, sessions: claimed.length, outside, isNew: true, done }
}

type RunScope = Tables['disconnect_runs']['scope']

function scopeName(scope: DisconnectScope): RunScope {
  const [kind] = Object.keys(scope) as ['session' | 'hotspot' | 'resident' | 'device' | 'sameDeviceAs']
  return kind === 'sameDeviceAs' ? 'device' : kind
}

function openSessions({ query }: Pick<Database, 'query'>, scope: DisconnectScope, districts: Districts) {
  const [[kind, value]] = Object.entries(scope) as [[string, number | string]]
  const condition = {
    session: sql<boolean>`id = ${value}`,
    hotspot: sql<boolean>`hotspot_id = ${value}`,
    resident: sql<boolean>`resident_id = ${value}`,
    device: sql<boolean>`device_mac = ${value}`,
    sameDeviceAs: sql<boolean>`device_mac = (select device_mac from sessions where id = ${value})`,
  }[kind]!
  return query
    .selectFrom('sessions')
    .select(['id', isOwnPlace(districts, 'hotspot_id', 'gateway_id').as('own')])
    .where(condition)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
}

async function claimRun(
  { pool }: Pick<Database, 'pool'>,
  sessionIds: number[],
  scope: RunScope,
  staffId: number | null,
): Promise<{ id: number; claimed: ClaimedDisconnect[] }> {
  const { rows } = await pool.query<ClaimedDisconnect & { runId: number }>(
    `with run as (insert into disconnect_runs (scope, staff_id) values ($2, $3) returning id),
          claimed as (
            insert into disconnects (session_id, cause, staff_id, run_id)
            select s.id, case when $3::bigint is null then 'command' else 'staff' end, $3, run.id
            from unnest($1::bigint[]) as s (id), run
            on conflict do nothing
            returning id, session_id)
     select run.id as "runId", claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId"
     from run left join (claimed join sessions on sessions.id = claimed.session_id) on true`,
    [sessionIds, scope, staffId],
  )
  return { id: rows[0]!.runId, claimed: rows.filter(({ disconnectId }) => disconnectId !== null) }
}

async function pendingRun({ pool }: Pick<Database, 'pool'>, sessionIds: number[]): Promise<number | undefined> {
  const { rows } = await pool.query<{ id: number | null }>(
    `select max(run_id) as id from disconnects where session_id = any($1::bigint[]) and outcome = 'pending'`,
    [sessionIds],
  )
  return rows[0]?.id ?? undefined
}

/** A run and its sessions; undefined when there is none. */
export async function disconnectRun({ query }: Pick<Database, 'query'>, id: number) {
  const run = await query
    .selectFrom('disconnect_runs')
    .select(['id', 'scope', 'requested_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!run) return undefined
  const sessions = await query
    .selectFrom('disconnects')
    .innerJoin('sessions', 'sessions.id', 'disconnects.session_id')
    .select(['session_id', 'outcome', 'error_cause', 'attempts'])
    .select(['sessions.hotspot_id', 'sessions.gateway_id', 'device_mac', 'calling_station_id'])
    .where('run_id', '=', id)
    .orderBy('disconnects.id')
    .execute()
  return { ...run, sessions }
}
