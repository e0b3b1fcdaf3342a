import { ofPerson, type StoredPart } from '../database/schema/stored-part.ts'
import { joinedHotspot, joinedPlace } from '../network/fragments.ts'

/** Of the sessions that are the person's. */
const ofSession = `t.session_id in (select t.id from sessions t where ${ofPerson('started_at')})`

/** What sessions/ stores of a person. */
export const storedInSessions: StoredPart[] = [
  {
    name: 'sessions',
    table: 'sessions',
    meaning:
      'When and where a device was online and how much it used, as its gateway told (input: from the device, output: to ' +
      'it, in octets). Which pages were read is not known. `nat_ports`: which ports of a public address the device had (address, ' +
      'first, last, seconds since 1970, + given or - given back). `reports`: the last reports, as Plaza keeps them to tell late ones ' +
      'apart; `doubt`: what of them is not believed.',
    columns: `t.id, t.gateway_id, g.name as gateway, t.hotspot_id, h.name as hotspot, t.device_mac, t.device_pseudonym,
      t.user_name, t.calling_station_id, t.called_station_id, host(t.framed_ip) as framed_ip, t.framed_ip_pseudonym,
      t.ipv6, t.ipv6_pseudonym, t.nat_ports,
      t.nas_identifier, host(t.nas_ip) as nas_ip, t.nas_port, t.acct_session_id, t.acct_multi_session_id, t.started_at,
      t.updated_at, t.ended_at, t.ended_by, t.terminate_cause, t.interim_seconds, t.duration_seconds, t.input_octets,
      t.output_octets, t.reports, t.doubt`,
    from: `sessions t ${joinedPlace('t')}`,
    where: ofPerson('started_at'),
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'days',
    table: 'session_days',
    meaning: 'What a session used by day and place.',
    columns:
      't.session_id, t.day, t.device_mac, t.hotspot_id, h.name as hotspot, t.seconds, t.input_octets, t.output_octets',
    from: `session_days t ${joinedHotspot('t')}`,
    where: ofSession,
    key: { column: 't.session_id', type: 'bigint' },
  },
  {
    name: 'ways',
    table: 'session_hotspots',
    meaning: 'Through which places a session moved.',
    columns: 't.session_id, t.since, t.hotspot_id, h.name as hotspot',
    from: `session_hotspots t ${joinedHotspot('t')}`,
    where: ofSession,
    key: { column: 't.session_id', type: 'bigint' },
  },
  {
    name: 'disconnects',
    table: 'disconnects',
    meaning: 'When a gateway was asked to end a session, why, and what it answered; `scope`: what was to be ended.',
    columns: `t.id, t.session_id, t.requested_at, t.cause, t.run_id, r.scope, t.outcome, t.error_cause, t.attempts,
      t.answered_at`,
    from: 'disconnects t left join disconnect_runs r on r.id = t.run_id',
    where: ofSession,
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'limitChanges',
    table: 'limit_changes',
    meaning: 'When a gateway was asked to change a session’s limits (bit/s, seconds), and what it answered.',
    columns: `t.id, t.session_id, t.requested_at, t.up_bps, t.down_bps, t.session_seconds, t.outcome, t.error_cause,
      t.attempts, t.answered_at`,
    from: 'limit_changes t',
    where: ofSession,
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'grants',
    table: 'grants',
    meaning: 'Where the portal itself let a device in, until when, and with which limits (bit/s, octets).',
    columns: `t.id, t.device_mac, t.gateway_id, g.name as gateway, t.hotspot_id, h.name as hotspot, t.granted_at,
      t.opened_at, t.ends_at, t.up_bps, t.down_bps, t.octets`,
    from: `grants t ${joinedPlace('t')}`,
    where: ofPerson('granted_at'),
    key: { column: 't.id', type: 'bigint' },
  },
]
