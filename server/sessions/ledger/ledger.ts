import { arrayOf } from '../../database/array-of.ts'
import type { Database } from '../../database/connection.ts'
import type { SessionState } from './merge.ts'
import type { SessionRecord } from './record.ts'

/** What tells a session from all others. */
export type SessionKey = Pick<SessionRecord, 'gatewayId' | 'sessionKey'>

/** A session's row. */
export interface StoredSession extends SessionState {
  id: number
  /** Another one after each change of the row. */
  version: string
  /** Whose it was has been erased. */
  erased?: boolean
}

export const keyOf = (session: SessionKey): string => `${session.gatewayId} ${session.sessionKey}`

const byKey = (a: SessionRecord, b: SessionRecord) =>
  a.gatewayId - b.gatewayId || (a.sessionKey < b.sessionKey ? -1 : a.sessionKey > b.sessionKey ? 1 : 0)

/** The records by session, in one order for all processes. */
export function groupBySession(records: SessionRecord[]): SessionRecord[][] {
  const groups = new Map<string, SessionRecord[]>()
  for (const record of records.toSorted(byKey)) {
    const group = groups.get(keyOf(record))
    if (group) group.push(record)
    else groups.set(keyOf(record), [record])
  }
  return [...groups.values()]
}

/** A session as it is to be stored. */
export interface SessionUpdate {
  /** What it was computed from; undefined: the session is new. */
  before: StoredSession | undefined
  gatewayId: number
  sessionKey: string
  acctSessionId: string
  state: SessionState
  use: DayUse[]
}

/** What a session used on one local day at one hotspot, in addition to what is stored; at most one of each. */
export interface DayUse {
  /** `yyyy-mm-dd` */
  day: string
  hotspotId: number | null
  /** For whom it counts. */
  residentId: number | null
  /** These are negative where a right value repairs what was counted. */
  seconds: number
  inputOctets: number
  outputOctets: number
}

/** The sessions' rows, one for each key as far as there are such sessions, by {@link keyOf}. */
export async function readSessions(
  { pool }: Pick<Database, 'pool'>,
  keys: ReadonlyArray<SessionKey>,
): Promise<Map<string, StoredSession>> {
  if (keys.length === 0) return new Map()
  const { rows } = await pool.query<StoredSession & SessionKey>({
    name: 'read sessions',
    text: `select s.id, s.xmin::text as version, s.erased_at is not null as erased,
             s.gateway_id as "gatewayId", s.session_key as "sessionKey",
             ${columns.map(([name, field]) => `${shown[name] ?? `s.${name}`} as "${field}"`).join(', ')}
           from unnest($1::bigint[], $2::text[]) as r(gateway_id, session_key),
             lateral (select *, xmin from sessions
                      where gateway_id = r.gateway_id and session_key = r.session_key limit 1) s`,
    values: [keys.map(({ gatewayId }) => gatewayId), keys.map(({ sessionKey }) => sessionKey)],
  })
  return new Map(rows.map(({ gatewayId, sessionKey, ...row }) => [keyOf({ gatewayId, sessionKey }), row]))
}

/**
 * Stores sessions and adds their use, in one statement: durable as soon as it resolves. A session that somebody else
 * has changed meanwhile, or made, is left alone, and so is its use.
 *
 * @returns the ids and versions of the sessions that are stored, by index in `sessions`
 */
export async function writeSessions(
  { pool }: Pick<Database, 'pool'>,
  sessions: readonly SessionUpdate[],
): Promise<Map<number, { id: number; version: string }>> {
  if (sessions.length === 0) return new Map()
  const use = sessions.flatMap(({ use }, index) => use.map((day) => ({ index, ...day })))
  const { rows } = await pool.query<{ index: number; id: number; version: string }>({
    name: 'write sessions',
    text: WRITE,
    values: [
      arrayOf(sessions, (_, index) => index),
      arrayOf(sessions, ({ before }) => before?.id ?? null),
      arrayOf(sessions, ({ before }) => before?.version ?? null),
      arrayOf(sessions, ({ gatewayId }) => gatewayId),
      arrayOf(sessions, ({ sessionKey }) => sessionKey),
      arrayOf(sessions, ({ acctSessionId }) => acctSessionId),
      ...columns.map(([, field]) => arrayOf(sessions, ({ state }) => state[field])),
      arrayOf(use, ({ index }) => index),
      arrayOf(use, ({ day }) => day),
      arrayOf(use, ({ hotspotId }) => hotspotId),
      arrayOf(use, ({ residentId }) => residentId),
      arrayOf(use, ({ seconds }) => seconds),
      arrayOf(use, ({ inputOctets }) => inputOctets),
      arrayOf(use, ({ outputOctets }) => outputOctets),
    ],
  })
  return new Map(rows.map(({ index, id, version }) => [index, { id, version }]))
}

/** Columns of `sessions` that records fill, each with its field and type. */
const columns = [
  ['resident_id', 'residentId', 'bigint'],
  ['device_mac', 'deviceMac', 'macaddr'],
  ['hotspot_id', 'hotspotId', 'bigint'],
  ['user_name', 'userName', 'text'],
  ['calling_station_id', 'callingStationId', 'text'],
  ['called_station_id', 'calledStationId', 'text'],
  ['nas_identifier', 'nasIdentifier', 'text'],
  ['nas_ip', 'nasIp', 'inet'],
  ['nas_port', 'nasPort', 'bigint'],
  ['framed_ip', 'framedIp', 'inet'],
  ['ipv6', 'ipv6', 'text'],
  ['nat_ports', 'natPorts', 'text'],
  ['acct_multi_session_id', 'multiSessionId', 'text'],
  ['interim_seconds', 'interimSeconds', 'integer'],
  ['started_at', 'startedAt', 'timestamptz'],
  ['updated_at', 'updatedAt', 'timestamptz'],
  ['ended_at', 'endedAt', 'timestamptz'],
  ['duration_seconds', 'seconds', 'bigint'],
  ['input_octets', 'inputOctets', 'bigint'],
  ['output_octets', 'outputOctets', 'bigint'],
  ['terminate_cause', 'terminateCause', 'integer'],
  ['ended_by', 'endedBy', 'text'],
  ['reports', 'reports', 'text'],
  ['doubt', 'doubt', 'text'],
] as const satisfies ReadonlyArray<readonly [string, keyof SessionState, string]>

const shown: Partial<Record<string, string>> = { nas_ip: 'host(s.nas_ip)', framed_ip: 'host(s.framed_ip)' }

const names = columns.map(([name]) => name)
const parameters = (types: readonly string[], from: number) =>
  types.map((type, index) => `$${from + index}::${type}[]`).join(', ')

const SESSION_TYPES = ['integer', 'bigint', 'xid', 'bigint', 'text', 'text', ...columns.map(([, , type]) => type)]
const USE_TYPES = ['integer', 'date', 'bigint', 'bigint', 'bigint', 'bigint', 'bigint']

/**
 * `xmin` is the transaction that wrote a row: what anybody changed since it was read has another. Where the update waits
 * for another one, PostgreSQL compares once more after it. New sessions come before the others, both in one order for
 * all processes, so that none waits for another in a circle.
 */
const WRITE = `
  with r as materialized (
    select * from unnest(${parameters(SESSION_TYPES, 1)})
      as r(index, id, version, gateway_id, session_key, acct_session_id, ${names.join(', ')})),
  made as (
    insert into sessions (gateway_id, session_key, acct_session_id, ${names.join(', ')})
    select gateway_id, session_key, acct_session_id, ${names.join(', ')}
    from r where id is null order by gateway_id, session_key collate "C"
    on conflict (gateway_id, session_key) do nothing
    returning id, gateway_id, session_key, xmin::text as version),
  changed as (
    update sessions s set ${names.map((name) => `${name} = o.${name}`).join(', ')}
    from (select * from r where id is not null and (select count(*) from made) >= 0 order by id) o
    where s.id = o.id and s.xmin = o.version
    returning o.index, s.id, s.xmin::text as version),
  written as (
    select index, made.id, made.version from made join r using (gateway_id, session_key)
    union all select index, id, version from changed),
  used as (
    insert into session_days as d
      (session_id, day, resident_id, device_mac, hotspot_id, seconds, input_octets, output_octets)
    select w.id, u.day, u.resident_id, r.device_mac, u.hotspot_id, u.seconds, u.input_octets, u.output_octets
    from unnest(${parameters(USE_TYPES, 1 + SESSION_TYPES.length)})
        as u(index, day, hotspot_id, resident_id, seconds, input_octets, output_octets)
      join written w using (index) join r using (index)
    on conflict (session_id, day, hotspot_id) do update set
      resident_id = coalesce(excluded.resident_id, d.resident_id),
      device_mac = coalesce(excluded.device_mac, d.device_mac),
      seconds = greatest(0, d.seconds + excluded.seconds),
      input_octets = greatest(0, d.input_octets + excluded.input_octets),
      output_octets = greatest(0, d.output_octets + excluded.output_octets))
  select index, id, version from written`
