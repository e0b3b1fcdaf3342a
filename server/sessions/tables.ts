import type { Generated } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { Doubt } from './ledger/record.ts'

export interface SessionsTables {
  sessions: SessionsTable
  session_days: SessionDaysTable
  session_hotspots: SessionHotspotsTable
  disconnect_runs: DisconnectRunsTable
  disconnects: DisconnectsTable
  limit_changes: LimitChangesTable
  gateway_requests: GatewayRequestsTable
  grants: GrantsTable
  usage_archive: UsageArchiveTable
}

/** How a session ended; the last two are what Plaza inferred. */
export const sessionEnds = ['stop', 'accounting-on', 'accounting-off', 'disconnect', 'silence', 'reboot'] as const
export type SessionEnd = (typeof sessionEnds)[number]

interface SessionsTable {
  id: Id
  gateway_id: number
  session_key: string
  acct_session_id: string
  hotspot_id: number | null
  resident_id: number | null
  device_mac: string | null
  user_name: string | null
  calling_station_id: string | null
  called_station_id: string | null
  nas_identifier: string | null
  nas_ip: string | null
  nas_port: number | null
  framed_ip: string | null
  ipv6: string | null
  nat_ports: Generated<string | null>
  started_at: Date
  updated_at: Date
  ended_at: Date | null
  duration_seconds: Generated<number>
  input_octets: Generated<number>
  output_octets: Generated<number>
  terminate_cause: number | null
  ended_by: SessionEnd | null
  reports: string | null
  doubt: Doubt | null
  interim_seconds: number | null
  acct_multi_session_id: string | null
  device_pseudonym: string | null
  framed_ip_pseudonym: string | null
  ipv6_pseudonym: string | null
  erased_at: Date | null
}

interface SessionDaysTable {
  session_id: number
  day: string
  resident_id: number | null
  device_mac: string | null
  hotspot_id: number | null
  seconds: Generated<number>
  input_octets: Generated<number>
  output_octets: Generated<number>
}

interface SessionHotspotsTable {
  session_id: number
  since: Date
  hotspot_id: number
}

interface DisconnectRunsTable {
  id: Id
  requested_at: Now
  scope: 'session' | 'device' | 'resident' | 'hotspot'
  staff_id: number | null
}

interface DisconnectsTable {
  id: Id
  session_id: number
  requested_at: Now
  cause: 'staff' | 'quota' | 'command' | 'emergency' | 'closing'
  staff_id: number | null
  outcome: Generated<'pending' | 'ack' | 'nak' | 'timeout'>
  error_cause: number | null
  attempts: Generated<number>
  answered_at: Date | null
  run_id: number | null
}

interface LimitChangesTable {
  id: Id
  session_id: number
  requested_at: Now
  staff_id: number | null
  up_bps: number | null
  down_bps: number | null
  session_seconds: number | null
  outcome: Generated<'pending' | 'ack' | 'nak' | 'timeout'>
  error_cause: number | null
  attempts: Generated<number>
  answered_at: Date | null
}

interface GatewayRequestsTable {
  id: Id
  gateway_id: number
  packet: Buffer
  answer: Buffer | null
  requested_at: Now
  claimed_at: Date | null
  finished_at: Date | null
}

interface GrantsTable {
  id: Id
  gateway_id: number
  hotspot_id: number | null
  resident_id: number | null
  device_mac: string
  granted_at: Now
  opened_at: Date | null
  ends_at: Date
  up_bps: number | null
  down_bps: number | null
  octets: number | null
  token: string | null
}

interface UsageArchiveTable {
  day: string
  hotspot_id: number | null
  sessions: number
  seconds: number
  input_octets: number
  output_octets: number
}
