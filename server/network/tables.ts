import type { MultiPolygon, Polygon } from 'geojson'
import type { Generated, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface NetworkTables {
  neighbourhoods: NeighbourhoodsTable
  gateways: GatewaysTable
  gateway_sources: GatewaySourcesTable
  gateway_posture_days: GatewayPostureDaysTable
  gateway_certificates: GatewayCertificatesTable
  gateway_controllers: GatewayControllersTable
  sites: SitesTable
  hotspot_groups: HotspotGroupsTable
  hotspots: HotspotsTable
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
  updated_at: Now
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
  created_at: Now
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
