import type { Database } from '../../database/connection.ts'
import { addressOf } from '../agents/agents.ts'

/** What a hotspot is, as staff and files say it: all that has a history. */
export interface HotspotSettings {
  name: string
  /** Degrees, WGS84. */
  latitude: number
  longitude: number
  settlement: string | null
  borough: string | null
  /** The access point's own address. */
  mac: string | null
  /** Addresses of its networks, and other names under which gateways call it; each in order, once. */
  bssids: readonly string[]
  names: readonly string[]
  /** The gateway's name. */
  gateway: string | null
  /** Where its SNMP agent is and by which credential, see {@link agentWords}. */
  agent: string | null
  /** What a controller's agent knows it by. */
  agentKey: string | null
  /** The names of its hotspot group, and of the district into which it was put by hand. */
  group: string | null
  district: string | null
  model: string | null
  serial: string | null
  antennas: number | null
  /** Devices at a time. */
  capacity: number | null
  equipment: string | null
  notes: string | null
  /** yyyy-mm-dd. */
  installedOn: string | null
  /** ISO 8601; null: in use. */
  retiredAt: string | null
}

/** A hotspot as it is stored. */
export interface HotspotRecord extends Omit<HotspotSettings, 'group' | 'district'> {
  id: number
  programme: string
  /** The city's own identifier, unique within the programme. */
  code: string
  gatewayId: number | null
  agentId: number | null
  /** Whose opening hours and policy it has; null: none. */
  group: Named | null
  /** Into which it was put by hand; null: that of its borough. */
  district: Named | null
  /** Of `bssids` and `names`, those accepted from what RADIUS heard. */
  found: readonly string[]
  /** The first file of the network that had a line of it. */
  networkImportId: number | null
}

interface Named {
  id: number
  name: string
}

/** An agent as history and lists show it: `host:port (credential)`. */
export const agentWords = (agent: { host: string; port: number; credential: string }): string =>
  `${addressOf(agent)} (${agent.credential})`

interface Row extends Omit<HotspotRecord, 'bssids' | 'names' | 'found' | 'agent' | 'retiredAt' | 'group' | 'district'> {
  retiredAt: Date | null
  host: string | null
  port: number
  credential: string
  groupId: number | null
  groupName: string
  districtId: number | null
  districtName: string
}

interface Call {
  id: number
  kind: 'bssid' | 'name'
  value: string
  found: boolean
}

/** Hotspots, retired ones too: those of `ids`, or all; by their ids. */
export async function hotspotRecords(
  { pool }: Pick<Database, 'pool'>,
  ids?: readonly number[],
): Promise<Map<number, HotspotRecord>> {
  const { rows } = await pool.query<Row>(
    `select h.id, programme, code, h.name, latitude, longitude, settlement, borough, mac::text, gateway_id as "gatewayId",
       g.name as gateway, agent_id as "agentId", a.host, a.port, c.name as credential, agent_key as "agentKey", model,
       serial, antennas, capacity, equipment, notes, installed_on as "installedOn", retired_at as "retiredAt",
       network_import_id as "networkImportId", group_id as "groupId", hg.name as "groupName",
       h.district_id as "districtId", d.name as "districtName"
     from hotspots h left join gateways g on g.id = gateway_id left join agents a on a.id = agent_id
       left join snmp_credentials c on c.id = a.credential_id left join hotspot_groups hg on hg.id = group_id
       left join districts d on d.id = h.district_id
     where $1::bigint[] is null or h.id = any($1) order by h.id`,
    [ids ?? null],
  )
  const calls = await pool.query<Call>(
    `select hotspot_id as id, kind, value, found from hotspot_calls
     where $1::bigint[] is null or hotspot_id = any($1) order by hotspot_id, value`,
    [ids ?? null],
  )
  const callsOf = new Map<number, Call[]>()
  for (const call of calls.rows) {
    const others = callsOf.get(call.id)
    if (others) others.push(call)
    else callsOf.set(call.id, [call])
  }
  return new Map(rows.map((row) => [row.id, recordOf(row, callsOf.get(row.id) ?? NO_CALLS)]))
}

/** One literal, and nothing made that most have not: a city's are read at once. */
function recordOf(row: Row, calls: readonly Call[]): HotspotRecord {
  const of = (kind: Call['kind']) => calls.filter((call) => call.kind === kind).map(({ value }) => value)
  const { host, port, credential, groupId, districtId } = row
  return {
    id: row.id,
    programme: row.programme,
    code: row.code,
    name: row.name,
    latitude: row.latitude,
    longitude: row.longitude,
    settlement: row.settlement,
    borough: row.borough,
    mac: row.mac,
    gatewayId: row.gatewayId,
    gateway: row.gateway,
    agentId: row.agentId,
    agent: host === null ? null : agentWords({ host, port, credential }),
    agentKey: row.agentKey,
    model: row.model,
    serial: row.serial,
    antennas: row.antennas,
    capacity: row.capacity,
    equipment: row.equipment,
    notes: row.notes,
    installedOn: row.installedOn,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    networkImportId: row.networkImportId,
    bssids: calls.length === 0 ? NONE : of('bssid'),
    names: calls.length === 0 ? NONE : of('name'),
    found: calls.length === 0 ? NONE : calls.filter(({ found }) => found).map(({ value }) => value),
    group: groupId === null ? null : { id: groupId, name: row.groupName },
    district: districtId === null ? null : { id: districtId, name: row.districtName },
  }
}

const NONE: readonly string[] = []
const NO_CALLS: readonly Call[] = []

/** The fields that have a history, in the order in which they are shown. */
export const settingsFields = [
  ...['name', 'latitude', 'longitude', 'settlement', 'borough', 'mac', 'bssids', 'names', 'gateway', 'agent'],
  ...['agentKey', 'group', 'district', 'model', 'serial', 'antennas', 'capacity', 'equipment', 'notes', 'installedOn'],
  'retiredAt',
] as ReadonlyArray<keyof HotspotSettings>

export type Differences = Partial<Record<keyof HotspotSettings, [before: unknown, after: unknown]>>

/** What of a hotspot has a history, in words. */
export const settingOf = (record: HotspotRecord, field: keyof HotspotSettings): unknown =>
  field === 'group' || field === 'district' ? (record[field]?.name ?? null) : record[field]

/** What differs between two states of a hotspot. */
export function differences(before: HotspotRecord, after: HotspotRecord): Differences {
  const found: Differences = {}
  for (const field of settingsFields) {
    if (before[field] === after[field]) continue
    const old = settingOf(before, field)
    const fresh = settingOf(after, field)
    if (!isSame(old, fresh)) found[field] = [old, fresh]
  }
  return found
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((each, index) => each === b[index])
}
