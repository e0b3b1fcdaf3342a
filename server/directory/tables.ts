import type { Generated, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface DirectoryTables {
  residents: ResidentsTable
  resident_blocks: ResidentBlocksTable
  devices: DevicesTable
  consents: ConsentsTable
  device_credentials: DeviceCredentialsTable
  staff: StaffTable
  staff_districts: StaffDistrictsTable
  ended_sign_ins: EndedSignInsTable
  staff_sign_in_links: StaffSignInLinksTable
  api_tokens: ApiTokensTable
  audit_events: AuditEventsTable
}

interface ResidentsTable {
  id: Id
  issuer: string
  subject: string
  locale: string | null
  verification_level: string | null
  blocked_at: Date | null
  created_at: Now
  last_seen_at: Now
  erasing_since: Date | null
  erasing_macs: string[] | null
  blocked_until: Date | null
}

interface ResidentBlocksTable {
  pseudonym: string
  blocked_at: Now
  ends_at: Date
}

interface DevicesTable {
  id: Id
  mac: string
  resident_id: number
  name: Generated<string | null>
  bound_at: Now
  bound_until: Date
  moved_from: Generated<string[]>
}

interface ConsentsTable {
  id: Id
  resident_id: number
  terms_version: string
  language: string
  accepted_at: Now
}

interface DeviceCredentialsTable {
  id: Id
  resident_id: number
  device_name: string
  username: string
  password_sealed: Buffer | null
  certificate_fingerprint: string | null
  created_at: Now
  expires_at: Date
  revoked_at: Date | null
  last_mac: string | null
  last_used_at: Date | null
  profiles_fetched: Generated<number>
}

export const staffRoles = ['viewer', 'planner', 'operator', 'admin'] as const
export type StaffRole = (typeof staffRoles)[number]

interface StaffTable {
  id: Id
  issuer: string
  subject: string
  name: string
  role: StaffRole
  created_at: Now
  disabled_at: Date | null
}

interface StaffDistrictsTable {
  staff_id: number
  district_id: number
}

interface EndedSignInsTable {
  fingerprint: string
  ends_at: Date
}

interface StaffSignInLinksTable {
  token_hash: Buffer
  staff_id: number
  expires_at: Date
}

interface ApiTokensTable {
  id: Id
  staff_id: number
  name: string
  token_hash: Buffer
  role: StaffRole
  read_only: boolean
  endpoints: string[] | null
  created_at: Now
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

interface AuditEventsTable {
  id: Id
  at: Now
  staff_id: number | null
  actor: 'staff' | 'command' | 'system' | 'resident'
  action: string
  target: string
  detail: JSONColumnType<Record<string, unknown>>
}
