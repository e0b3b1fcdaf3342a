import type { Generated } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface IncidentsTables {
  incidents: IncidentsTable
  incident_alerts: IncidentAlertsTable
  incident_changes: IncidentChangesTable
  silences: SilencesTable
}

/** Where an incident's cause is. */
export const causes = ['controller', 'gateway', 'site', 'neighbourhood', 'hotspot'] as const
export type IncidentCause = (typeof causes)[number]

export const incidentKinds = ['down', 'degraded'] as const
export type IncidentKind = (typeof incidentKinds)[number]

export const incidentChangeKinds = [
  'opened',
  'grew',
  'shrank',
  'closed',
  'reopened',
  'merged',
  'flapping',
  'steady',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'comment',
  'silenced',
  'unsilenced',
  'escalated',
  'told',
] as const
export type IncidentChangeKind = (typeof incidentChangeKinds)[number]

interface IncidentsTable {
  id: Id
  cause: IncidentCause
  subject_id: number
  subject_name: string
  kind: IncidentKind
  reason: string | null
  opened_at: Date
  closed_at: Date | null
  reopened: Generated<number>
  flapping: Generated<boolean>
  hotspots: number
  most_hotspots: number
  residents: number | null
  most_residents: number | null
  district_id: number | null
  acknowledged_at: Date | null
  acknowledged_by: number | null
  assigned_to: number | null
  silenced: Generated<boolean>
  merged_into: number | null
  version: Generated<number>
  search: Generated<string>
}

interface IncidentAlertsTable {
  alert_id: number
  incident_id: number
  hotspot_id: number
  joined_at: Now
  left_at: Date | null
}

interface IncidentChangesTable {
  id: Id
  incident_id: number
  at: Now
  change: IncidentChangeKind
  staff_id: number | null
  text: string | null
  detail: unknown
}

export const silenceScopes = [
  'hotspot',
  'site',
  'gateway',
  'controller',
  'neighbourhood',
  'group',
  'district',
  'programme',
  'city',
] as const
export type SilenceScope = (typeof silenceScopes)[number]

interface SilencesTable {
  id: Id
  scope: SilenceScope
  subject_id: number | null
  programme: string | null
  starts_at: Date
  seconds: number
  rrule: string | null
  reason: string
  created_at: Now
  created_by: number | null
  ended_at: Date | null
}
