import type { Generated, JSONColumnType } from 'kysely'
import type { DeviceSystem } from '../analytics/way-online/steps.ts'
import type { Id, Now } from '../database/schema/columns.ts'

export interface AccessTables {
  policies: PoliciesTable
  tickets: TicketsTable
  access_log: AccessLogTable
  emergencies: EmergenciesTable
  help_cases: HelpCasesTable
}

interface PoliciesTable {
  id: Id
  name: string
  is_default: Generated<boolean>
  session_seconds: number
  idle_seconds: number
  interim_seconds: number
  bandwidth_up_bps: number | null
  bandwidth_down_bps: number | null
  daily_seconds: number | null
  daily_octets: number | null
  devices_per_resident: number
  copied_devices: Generated<'show' | 'sign-in'>
  when_full: Generated<'let-in' | 'turn-away'>
  minimum_level: string | null
  below_policy_id: number | null
  vlan: number | null
  filter_id: string | null
  gateway_role: string | null
}

interface TicketsTable {
  id: Id
  username: string
  password_sealed: Buffer
  resident_id: number
  device_mac: string
  gateway_id: number
  hotspot_id: number | null
  system: Generated<DeviceSystem>
  created_at: Now
  expires_at: Date
  used_at: Date | null
  used_by: Buffer | null
  replaces_mac: string | null
}

interface AccessLogTable {
  at: Now
  gateway_id: number
  hotspot_id: number | null
  resident_id: number | null
  device_mac: string | null
  device_pseudonym: Generated<string | null>
  method: string
  accepted: boolean
  reason: string
}

interface EmergenciesTable {
  id: Id
  started_at: Now
  started_by: number | null
  reason: string
  texts: JSONColumnType<Record<string, string>, string | undefined>
  hotspot_id: number | null
  neighbourhood_id: number | null
  ends_at: Date
  ended_at: Date | null
  ended_by: number | null
}

interface HelpCasesTable {
  id: Id
  code: string
  at: Now
  problem: string | null
  detail: string | null
  steps: JSONColumnType<Array<{ step: string; at: string }>>
  gateway_id: number | null
  hotspot_id: number | null
  device_mac: string | null
  resident_id: number | null
  resume_sealed: Buffer | null
}
