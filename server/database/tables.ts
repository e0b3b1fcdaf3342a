import type { Generated, JSONColumnType } from 'kysely'

/** Row types of every table; `migrations/` has the comments. Timestamps are `Date`, macaddr and inet are text. */
export interface Tables {
  residents: ResidentsTable
  resident_blocks: ResidentBlocksTable
  devices: DevicesTable
  consents: ConsentsTable
  device_credentials: DeviceCredentialsTable
  staff: StaffTable
  audit_events: AuditEventsTable
  neighbourhoods: NeighbourhoodsTable
  gateways: GatewaysTable
  gateway_sources: GatewaySourcesTable
  gateway_posture_days: GatewayPostureDaysTable
  gateway_certificates: GatewayCertificatesTable
  gateway_controllers: GatewayControllersTable
  sites: SitesTable
  hotspots: HotspotsTable
  hotspot_groups: HotspotGroupsTable
  import_runs: ImportRunsTable
  policies: PoliciesTable
  tickets: TicketsTable
  emergencies: EmergenciesTable
  help_cases: HelpCasesTable
  notices: NoticesTable
  access_log: AccessLogTable
  grants: GrantsTable
  sessions: SessionsTable
  session_days: SessionDaysTable
  session_hotspots: SessionHotspotsTable
  disconnects: DisconnectsTable
  disconnect_runs: DisconnectRunsTable
  limit_changes: LimitChangesTable
  usage_archive: UsageArchiveTable
  retention_runs: RetentionRunsTable
  legal_holds: LegalHoldsTable
  lawful_requests: LawfulRequestsTable
  samples: SamplesTable
  hotspot_health: HotspotHealthTable
  alerts: AlertsTable
  poll_leases: PollLeasesTable
  poll_workers: PollWorkersTable
  population_cells: PopulationCellsTable
  certificates: CertificatesTable
  certificate_ends: CertificateEndsTable
}

type Id = Generated<number>
type Now = Generated<Date>

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

interface AuditEventsTable {
  id: Id
  at: Now
  staff_id: number | null
  actor: 'staff' | 'command' | 'system' | 'resident'
  action: string
  target: string
  detail: JSONColumnType<Record<string, unknown>>
}

interface NeighbourhoodsTable {
  id: Id
  code: string
  name: string
  borough: string | null
  population: number
  marginalisation: string | null
  without_internet: number | null
  without_mobile: number | null
  geometry: JSONColumnType<import('geojson').Polygon | import('geojson').MultiPolygon>
  area_m2: number
  updated_at: Now
}

export const gatewayVendors = [
  'coovachilli',
  'mikrotik',
  'cisco',
  'aruba',
  'ruckus',
  'meraki',
  'cambium',
  'opennds',
  'meraki-click',
  'unifi',
  'omada',
  'generic',
] as const
export type GatewayVendor = (typeof gatewayVendors)[number]

export const requirements = ['require', 'auto', 'off'] as const
export type Requirement = (typeof requirements)[number]

interface GatewaysTable {
  id: Id
  name: string
  network: string | null
  secret_sealed: Buffer
  vendor: GatewayVendor
  coa_port: Generated<number>
  message_authenticator: Generated<Requirement>
  signed_proxy_state: Generated<Requirement>
  signing_chosen_at: Now
  nas_identifier: string | null
  uam_secret_sealed: Buffer | null
  login_origins: Generated<string[]>
  created_at: Now
  disabled_at: Date | null
}

interface GatewaySourcesTable {
  gateway_id: number
  address: string
  signed: boolean
  proxy_state_unsigned: boolean
}

interface GatewayPostureDaysTable {
  gateway_id: number
  day: string
  address: string | null
  signed: boolean
  proxy_state: boolean
  eap: boolean
  refused: boolean
  requests: number
  last_at: Date
  nas_identifier: string | null
}

interface GatewayControllersTable {
  gateway_id: number
  url: string
  username: string
  password_sealed: Buffer
  site: string
  ca: string | null
}

interface GatewayCertificatesTable {
  fingerprint: string
  gateway_id: number
  not_after: Date
  added_at: Now
}

interface SitesTable {
  id: Id
  name: string
  latitude: number
  longitude: number
}

interface HotspotsTable {
  id: Id
  programme: string
  code: string
  name: string
  site_id: number
  latitude: number
  longitude: number
  settlement: string | null
  borough: string | null
  neighbourhood_id: number | null
  installed_on: string | null
  gateway_id: number | null
  bssid: string | null
  snmp_host: string | null
  snmp_port: Generated<number>
  snmp_community_sealed: Buffer | null
  group_id: number | null
  retired_at: Date | null
  updated_at: Now
}

interface HotspotGroupsTable {
  id: Id
  name: string
  policy_id: number | null
  hours: string | null
  created_at: Now
}

interface ImportRunsTable {
  id: Id
  kind: 'hotspots' | 'neighbourhoods'
  file_name: string
  sha256: string
  counts: JSONColumnType<Record<string, number>>
  finished_at: Now
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
}

interface TicketsTable {
  id: Id
  username: string
  password_sealed: Buffer
  resident_id: number
  device_mac: string
  gateway_id: number
  hotspot_id: number | null
  created_at: Now
  expires_at: Date
  used_at: Date | null
  used_by: Buffer | null
  replaces_mac: string | null
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

interface NoticesTable {
  id: Id
  kind: 'information' | 'maintenance' | 'civil-protection'
  texts: JSONColumnType<Record<string, string>>
  hotspot_id: number | null
  neighbourhood_id: number | null
  starts_at: Date
  ends_at: Date
  created_at: Now
  created_by: number | null
  withdrawn_at: Date | null
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
  started_at: Date
  updated_at: Date
  ended_at: Date | null
  duration_seconds: Generated<number>
  input_octets: Generated<number>
  output_octets: Generated<number>
  terminate_cause: number | null
  ended_by: SessionEnd | null
  interim_seconds: number | null
  acct_multi_session_id: string | null
  device_pseudonym: string | null
  framed_ip_pseudonym: string | null
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

interface DisconnectRunsTable {
  id: Id
  requested_at: Now
  scope: 'session' | 'device' | 'resident' | 'hotspot'
  staff_id: number | null
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

interface UsageArchiveTable {
  day: string
  hotspot_id: number | null
  sessions: number
  seconds: number
  input_octets: number
  output_octets: number
}

interface LegalScopeColumns {
  authority: string
  basis: string
  resident_id: number | null
  device_mac: string | null
  hotspot_id: number | null
  since: Date
  until: Date
}

interface LegalHoldsTable extends LegalScopeColumns {
  id: Id
  placed_at: Now
  placed_by: number | null
  ends_at: Date
  released_at: Date | null
  released_by: number | null
  erased_at: Date | null
}

interface LawfulRequestsTable extends LegalScopeColumns {
  id: Id
  asked_at: Now
  asked_by: number
  state: Generated<'asked' | 'approved' | 'refused'>
  decided_at: Date | null
  decided_by: number | null
  export_sealed: Buffer | null
  export_until: Date | null
  export_sha256: string | null
  export_seal: string | null
  erased_at: Date | null
}

interface RetentionRunsTable {
  id: Id
  started_at: Now
  finished_at: Date | null
  identified_before: Date
  sessions_before: Date
  sessions_pseudonymised: Generated<number>
  decisions_pseudonymised: Generated<number>
  sessions_archived: Generated<number>
  devices_forgotten: Generated<number>
}

interface SamplesTable {
  hotspot_id: number
  at: Date
  reachable: boolean
  response_ms: number | null
  uptime_seconds: number | null
  load: number | null
  memory_used: number | null
  clients: number | null
  in_bps: number | null
  out_bps: number | null
}

export const healthStates = ['up', 'degraded', 'down', 'unknown'] as const
export type HealthState = (typeof healthStates)[number]

interface HotspotHealthTable {
  hotspot_id: number
  state: Generated<HealthState>
  cause: string | null
  since: Now
  last_polled_at: Date | null
  last_answered_at: Date | null
  failures: Generated<number>
  uptime_seconds: number | null
  load: number | null
  memory_used: number | null
  clients: number | null
  in_bps: number | null
  out_bps: number | null
  profile: string | null
  counters: unknown
}

interface AlertsTable {
  id: Id
  hotspot_id: number
  kind: 'down' | 'degraded'
  cause: string | null
  opened_at: Now
  closed_at: Date | null
  residents_affected: number | null
}

interface PollLeasesTable {
  shard: number
  holder: string
  held_until: Date
}

interface PollWorkersTable {
  holder: string
  alive_until: Date
}

interface PopulationCellsTable {
  neighbourhood_id: number
  cell: string
  latitude: number
  longitude: number
  population: number
}

interface CertificatesTable {
  name: string
  certificate: string
  key_sealed: Buffer
}

interface CertificateEndsTable {
  host: string
  name: string
  subject: string
  not_after: Date
  renews: boolean
  seen_at: Now
}
