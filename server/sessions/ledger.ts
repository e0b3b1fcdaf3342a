import type { ClientBase } from 'pg'
import type { SessionState } from './merge.ts'
import type { NasRecord, SessionRecord } from './record.ts'

/** A session's row. */
export interface StoredSession extends SessionState {
  id: number
}

const keyOf = (session: { gatewayId: number; sessionKey: string }) => `${session.gatewayId} ${session.sessionKey}`

const byKey = (a: SessionRecord, b: SessionRecord) =>
  a.gatewayId - b.gatewayId || (a.sessionKey < b.sessionKey ? -1 : a.sessionKey > b.sessionKey ? 1 : 0)

/** The records by session, sessions in the order in which every process locks them. */
export function groupBySession(records: SessionRecord[]): SessionRecord[][] {
  const groups = new Map<string, SessionRecord[]>()
  for (const record of records.toSorted(byKey)) {
    const group = groups.get(keyOf(record))
    if (group) group.push(record)
    else groups.set(keyOf(record), [record])
  }
  return [...groups.values()]
}

/**
 * Locks the row of each session until the transaction ends, making those that are missing; `state` is undefined for
 * these. `sessions` holds one record of each session, ordered by {@link groupBySession}.
 */
export async function lockSessions(
  client: ClientBase,
  sessions: SessionRecord[],
): Promise<Array<{ id: number; state: SessionState | undefined }>> {
  const keys = [sessions.map(({ gatewayId }) => gatewayId), sessions.map(({ sessionKey }) => sessionKey)]
  const made = await client.query<{ id: number }>(
    `insert into sessions (gateway_id, session_key, acct_session_id, started_at, updated_at)
     select r.* from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $4::timestamptz[])
       as r(gateway_id, session_key, acct_session_id, started_at, updated_at)
     where not exists (select from sessions s where s.gateway_id = r.gateway_id and s.session_key = r.session_key)
     order by r.gateway_id, r.session_key collate "C"
     on conflict do nothing returning id`,
    [...keys, sessions.map(({ acctSessionId }) => acctSessionId), sessions.map(({ at }) => at)],
  )
  const fresh = new Set(made.rows.map(({ id }) => id))
  const { rows } = await client.query<StoredSession & { gatewayId: number; sessionKey: string }>(
    `select s.id, s.gateway_id as "gatewayId", s.session_key as "sessionKey", s.resident_id as "residentId",
            s.device_mac::text as "deviceMac", s.hotspot_id as "hotspotId", s.user_name as "userName",
            s.calling_station_id as "callingStationId", s.called_station_id as "calledStationId",
            s.nas_identifier as "nasIdentifier", host(s.nas_ip) as "nasIp", s.nas_port as "nasPort",
            host(s.framed_ip) as "framedIp", s.started_at as "startedAt", s.updated_at as "updatedAt",
            s.ended_at as "endedAt", s.duration_seconds as seconds, s.input_octets as "inputOctets",
            s.output_octets as "outputOctets", s.terminate_cause as "terminateCause", s.ended_by as "endedBy",
            s.interim_seconds as "interimSeconds", s.acct_multi_session_id as "multiSessionId"
     from sessions s join unnest($1::bigint[], $2::text[]) as r(gateway_id, session_key) using (gateway_id, session_key)
     order by gateway_id, session_key collate "C" for update of s`,
    keys,
  )
  const stored = new Map(rows.map(({ gatewayId, sessionKey, ...row }) => [keyOf({ gatewayId, sessionKey }), row]))
  return sessions.map((session) => {
    const { id, ...state } = stored.get(keyOf(session))!
    return { id, state: fresh.has(id) ? undefined : state }
  })
}

export async function updateSessions(client: ClientBase, sessions: StoredSession[]): Promise<void> {
  if (sessions.length === 0) return
  const column = <K extends keyof StoredSession>(name: K) => sessions.map((session) => session[name])
  await client.query(
    `update sessions s set
       resident_id = r.resident_id, device_mac = r.device_mac, hotspot_id = r.hotspot_id, user_name = r.user_name,
       calling_station_id = r.calling_station_id, called_station_id = r.called_station_id,
       nas_identifier = r.nas_identifier, nas_ip = r.nas_ip, nas_port = r.nas_port, framed_ip = r.framed_ip,
       started_at = r.started_at, updated_at = r.updated_at, ended_at = r.ended_at,
       duration_seconds = r.seconds, input_octets = r.input_octets, output_octets = r.output_octets,
       terminate_cause = r.terminate_cause, ended_by = r.ended_by, interim_seconds = r.interim_seconds,
       acct_multi_session_id = r.acct_multi_session_id
     from unnest($1::bigint[], $2::bigint[], $3::macaddr[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
                 $9::inet[], $10::bigint[], $11::inet[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
                 $15::bigint[], $16::bigint[], $17::bigint[], $18::integer[], $19::text[], $20::integer[], $21::text[])
       as r(id, resident_id, device_mac, hotspot_id, user_name, calling_station_id, called_station_id, nas_identifier,
            nas_ip, nas_port, framed_ip, started_at, updated_at, ended_at, seconds, input_octets, output_octets,
            terminate_cause, ended_by, interim_seconds, acct_multi_session_id)
     where s.id = r.id`,
    [
      column('id'),
      column('residentId'),
      column('deviceMac'),
      column('hotspotId'),
      column('userName'),
      column('callingStationId'),
      column('calledStationId'),
      column('nasIdentifier'),
      column('nasIp'),
      column('nasPort'),
      column('framedIp'),
      column('startedAt'),
      column('updatedAt'),
      column('endedAt'),
      column('seconds'),
      column('inputOctets'),
      column('outputOctets'),
      column('terminateCause'),
      column('endedBy'),
      column('interimSeconds'),
      column('multiSessionId'),
    ],
  )
}

/** What a session used on one local day at one hotspot, in addition to what is stored. */
export interface DayIncrement {
  sessionId: number
  /** `yyyy-mm-dd` */
  day: string
  residentId: number | null
  deviceMac: string | null
  hotspotId: number | null
  seconds: number
  inputOctets: number
  outputOctets: number
}

/** @param increments at most one of each session, day and hotspot */
export async function addToDays(client: ClientBase, increments: DayIncrement[]): Promise<void> {
  if (increments.length === 0) return
  const column = <K extends keyof DayIncrement>(name: K) => increments.map((increment) => increment[name])
  await client.query(
    `insert into session_days as d
       (session_id, day, resident_id, device_mac, hotspot_id, seconds, input_octets, output_octets)
     select * from unnest($1::bigint[], $2::date[], $3::bigint[], $4::macaddr[], $5::bigint[], $6::bigint[],
                          $7::bigint[], $8::bigint[])
     on conflict (session_id, day, hotspot_id) do update set
       resident_id = coalesce(excluded.resident_id, d.resident_id),
       device_mac = coalesce(excluded.device_mac, d.device_mac),
       seconds = d.seconds + excluded.seconds,
       input_octets = d.input_octets + excluded.input_octets,
       output_octets = d.output_octets + excluded.output_octets`,
    [
      column('sessionId'),
      column('day'),
      column('residentId'),
      column('deviceMac'),
      column('hotspotId'),
      column('seconds'),
      column('inputOctets'),
      column('outputOctets'),
    ],
  )
}

/** Acct-Terminate-Cause, RFC 2866 section 5.10. */
const ADMIN_REBOOT = 7
const NAS_REBOOT = 11

/**
 * Ends the sessions that were under way at a NAS when it started (Accounting-On) or stopped (-Off). Where several NAS
 * share the gateway's network, those of the NAS with another identifier or address go on.
 */
export async function endSessionsOfNas(
  client: ClientBase,
  { kind, gatewayId, at, nasIdentifier, nasIp }: NasRecord,
): Promise<Array<{ id: number; hotspotId: number | null }>> {
  const { rows } = await client.query<{ id: number; hotspotId: number | null }>(
    `update sessions set ended_at = $2, terminate_cause = $3, ended_by = $6
     where gateway_id = $1 and ended_at is null and started_at < $2
       and ($4::text is null or nas_identifier is null or nas_identifier = $4)
       and ($5::inet is null or nas_ip is null or nas_ip = $5)
     returning id, hotspot_id as "hotspotId"`,
    [gatewayId, at, kind === 'on' ? NAS_REBOOT : ADMIN_REBOOT, nasIdentifier, nasIp, `accounting-${kind}`],
  )
  return rows
}
