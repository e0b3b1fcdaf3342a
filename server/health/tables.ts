import type { ColumnType, Generated } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { ControllerMake } from '../network/controller-targets.ts'
import type { Radio } from './readings/agent-reading.ts'

export interface HealthTables {
  samples: SamplesTable
  hotspot_health: HotspotHealthTable
  alerts: AlertsTable
  poll_leases: PollLeasesTable
  poll_plans: PollPlansTable
  poll_workers: PollWorkersTable
  fault_reports: FaultReportsTable
  state_changes: StateChangesTable
  usual_use: UsualUseTable
  silent_hotspots: SilentHotspotsTable
  listening: ListeningTable
  agent_pings: AgentPingsTable
  agent_health: AgentHealthTable
  kept_minutes: KeptTable
  kept_hours: KeptTable
  kept_days: KeptTable
  kept_marks: KeptMarksTable
  kept_late: KeptLateTable
  discoveries: DiscoveriesTable
  discovered_agents: DiscoveredAgentsTable
  settled_doubts: SettledDoubtsTable
  controller_words: ControllerWordsTable
  controller_reads: ControllerReadsTable
}

interface SamplesTable {
  hotspot_id: number
  at: Date
  reachable: boolean
  uptime_seconds: number | null
  /** This and `memory_used` in 1/1000. */
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
  troubles: number | null
  radios: Radio[] | null
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

interface PollPlansTable {
  agent_id: number
  learned: ColumnType<object, string | object>
  discovered_at: Now
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

interface DiscoveriesTable {
  id: Id
  asked_at: Now
  staff_id: number | null
  addresses: string
  total: number
  port: number
  credential_ids: number[]
  rate: number
  done: Generated<number>
  answered: Generated<number>
  holder: string | null
  held_until: Date | null
  stopped: Generated<boolean>
  finished_at: Date | null
  failure: string | null
}

interface DiscoveredAgentsTable {
  id: Id
  host: string
  port: number
  key: Generated<string>
  credential_id: number
  discovery_id: number
  at: Now
  profile: string
  name: string | null
  description: string | null
  model: string | null
  serial: string | null
  macs: string[]
  access_points: number | null
}

interface SettledDoubtsTable {
  kind: string
  hotspot_id: number
  evidence: string
  at: Now
  staff_id: number | null
}

export const faults = ['no-network', 'no-page', 'no-internet', 'slow', 'damaged'] as const
export type Fault = (typeof faults)[number]

interface FaultReportsTable {
  hotspot_id: number
  fault: Fault
  /** The city's, `yyyy-mm-dd`. */
  day: string
  times: Generated<number>
  last_at: Now
}

export type KeptKind = 'h' | 's' | 'g' | 'n' | 'c'

interface KeptTable {
  kind: KeptKind
  subject_id: number
  at: Date
  polls: number
  answered: number
  clients: number | null
  clients_min: number | null
  clients_max: number | null
  in_bps: number | null
  in_min: number | null
  in_max: number | null
  out_bps: number | null
  out_min: number | null
  out_max: number | null
  load: number | null
  load_max: number | null
  memory_used: number | null
}

interface KeptMarksTable {
  level: 'groups' | 'hotspots' | 'days'
  until: Date
}

interface KeptLateTable {
  hour: Date
}

interface StateChangesTable {
  hotspot_id: number
  since: Date
  until: Date | null
  state: HealthState
  cause: string | null
  evidence: string[]
}

interface UsualUseTable {
  hotspot_id: number
  weeks: number
  starts: number[]
  counted_at: Date
}

interface SilentHotspotsTable {
  hotspot_id: number
  since: Date
  expected: number
}

interface ListeningTable {
  one: Generated<boolean>
  since: Date
  looked_at: Date
}

interface AgentHealthTable {
  agent_id: number
  state: HealthState
  cause: string | null
  since: Date
  failures: number
  last_polled_at: Date
  last_answered_at: Date | null
  uptime_seconds: number | null
  load: number | null
  memory_used: number | null
  in_bps: number | null
  out_bps: number | null
  troubles: number | null
  on_battery: boolean | null
  charge: number | null
  lasts_seconds: number | null
}

interface AgentPingsTable {
  agent_id: number
  answers: boolean
  at: Date
}

interface ControllerWordsTable {
  hotspot_id: number
  gateway_id: number
  make: ControllerMake
  state: 'up' | 'down'
  since: Date
  at: Date
  model: string | null
  serial: string | null
  firmware: string | null
}

interface ControllerReadsTable {
  gateway_id: number
  tried_at: Date
  read_at: Date | null
  failing_since: Date | null
  failure: string | null
  access_points: Generated<number>
  unknown: Generated<number>
}
