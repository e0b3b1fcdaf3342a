import type { MultiPolygon, Polygon } from 'geojson'
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { HealthLimits } from './groups/health-limits.ts'

export interface NetworkTables {
  neighbourhoods: NeighbourhoodsTable
  neighbourhood_populations: NeighbourhoodPopulationsTable
  districts: DistrictsTable
  district_boroughs: DistrictBoroughsTable
  gateways: GatewaysTable
  gateway_sources: GatewaySourcesTable
  gateway_posture_days: GatewayPostureDaysTable
  gateway_heard: GatewayHeardTable
  gateway_calls: GatewayCallsTable
  gateway_certificates: GatewayCertificatesTable
  gateway_controllers: GatewayControllersTable
  sites: SitesTable
  hotspot_groups: HotspotGroupsTable
  snmp_credentials: SnmpCredentialsTable
  agents: AgentsTable
  hotspots: HotspotsTable
  hotspot_calls: HotspotCallsTable
  hotspot_changes: HotspotChangesTable
  found_access_points: FoundAccessPointsTable
  agent_children: AgentChildrenTable
}

interface NeighbourhoodPopulationsTable {
  neighbourhood_id: number
  year: number | null
  time: 'residents' | 'day' | 'night'
  people: number
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
  geometry: JSONColumnType<Polygon | MultiPolygon>
  area_m2: number
  search: GeneratedAlways<string>
  import_id: number | null
  borough_folded: GeneratedAlways<string | null>
  updated_at: Now
}

interface DistrictsTable {
  id: Id
  name: string
  created_at: Now
}

interface DistrictBoroughsTable {
  borough_folded: string
  borough: string
  district_id: number
}

export const gatewayVendors = [
  'coovachilli',
  'uspot',
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
  mac_password_sealed: Buffer | null
  login_origins: Generated<string[]>
  classless_since: Date | null
  created_at: Now
  disabled_at: Date | null
  district_id: number | null
  removed_at: Date | null
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

/** What a gateway is heard to do. */
export const heardKinds = ['access', 'accounting', 'redirect', 'redirect-refused'] as const
export type HeardKind = (typeof heardKinds)[number]

/** Why a gateway's redirect is not believed; the dashboard has words for each. */
export type RedirectFault =
  | 'no-parameters'
  | 'missing'
  | 'doubled'
  | 'too-long'
  | 'not-a-mac'
  | 'wrong-challenge'
  | 'unsigned'
  | 'unreadable'
  | 'unencrypted'
  | 'no-secret'
  | 'no-login-address'
  | 'other-login'
  | 'other-site'
  | 'other-sender'
  | 'unknown-gateway'

interface GatewayHeardTable {
  gateway_id: number
  kind: HeardKind
  last_at: Date
  address: string | null
  why: RedirectFault | null
  parameter: string | null
}

interface GatewayCallsTable {
  gateway_id: number
  called: string | null
}

interface GatewayCertificatesTable {
  fingerprint: string
  gateway_id: number
  not_after: Date
  added_at: Now
}

interface GatewayControllersTable {
  gateway_id: number
  url: string
  username: string
  password_sealed: Buffer
  site: string
  ca: string | null
  reads_states: Generated<boolean>
}

interface SitesTable {
  id: Id
  name: string
  latitude: number
  longitude: number
}

interface HotspotGroupsTable {
  id: Id
  name: string
  policy_id: number | null
  hours: string | null
  health: JSONColumnType<HealthLimits> | null
  created_at: Now
}

export const snmpVersions = ['1', '2c', '3'] as const
export type SnmpVersion = (typeof snmpVersions)[number]
export const authProtocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const
export type AuthProtocol = (typeof authProtocols)[number]
export const privacyProtocols = ['des', 'aes', 'aes192', 'aes256', 'aes192c', 'aes256c'] as const
export type PrivacyProtocol = (typeof privacyProtocols)[number]

interface SnmpCredentialsTable {
  id: Id
  name: string
  version: SnmpVersion
  community_sealed: Buffer | null
  username: string | null
  auth_protocol: AuthProtocol | null
  auth_key_sealed: Buffer | null
  privacy_protocol: PrivacyProtocol | null
  privacy_key_sealed: Buffer | null
  updated_at: Now
}

export const agentKinds = ['access-point', 'controller', 'gateway', 'switch', 'router', 'ups'] as const
export type AgentKind = (typeof agentKinds)[number]

interface AgentsTable {
  id: Id
  host: string
  port: Generated<number>
  credential_id: number
  kind: Generated<AgentKind>
  name: string | null
  uplink: string | null
}

interface AgentChildrenTable {
  agent_id: number
  hotspot_id: number | null
  site_id: number | null
  gateway_id: number | null
  child_id: number | null
}

interface HotspotCallsTable {
  hotspot_id: number
  kind: 'bssid' | 'name'
  value: string
  found: Generated<boolean>
}

interface HotspotChangesTable {
  id: Id
  hotspot_id: number
  at: Now
  staff_id: number | null
  action: string
  changes: JSONColumnType<Record<string, [unknown, unknown]>>
}

interface FoundAccessPointsTable {
  id: Id
  gateway_id: number | null
  agent_id: Generated<number | null>
  called: string
  name: Generated<string | null>
  model: Generated<string | null>
  serial: Generated<string | null>
  sessions: Generated<number>
  first_at: Date
  last_at: Date
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
  district_id: number | null
  installed_on: string | null
  gateway_id: number | null
  mac: string | null
  model: string | null
  serial: string | null
  agent_id: number | null
  agent_key: string | null
  antennas: number | null
  capacity: number | null
  equipment: string | null
  notes: string | null
  import_id: number | null
  network_import_id: number | null
  group_id: number | null
  retired_at: Date | null
  called: Generated<string>
  search: GeneratedAlways<string>
  borough_folded: GeneratedAlways<string | null>
  updated_at: Now
}
