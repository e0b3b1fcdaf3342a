import type { Generated, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface IncidentsTables {
  incidents: IncidentsTable
  incident_alerts: IncidentAlertsTable
  incident_changes: IncidentChangesTable
  silences: SilencesTable
  receivers: ReceiversTable
  routes: RoutesTable
  deliveries: DeliveriesTable
  receiver_events: ReceiverEventsTable
  notifications: NotificationsTable
}

/** Where an incident's cause is. */
export const causes = ['parent', 'controller', 'gateway', 'site', 'neighbourhood', 'hotspot'] as const
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
  'parent',
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

export const receiverKinds = ['email', 'webhook', 'slack', 'telegram', 'pagerduty', 'alertmanager'] as const
export type ReceiverKind = (typeof receiverKinds)[number]

/** What a receiver may be told. */
export const receiverEvents = ['incidents', 'imports', 'sign-ins'] as const
export type ReceiverEvent = (typeof receiverEvents)[number]

interface ReceiversTable {
  id: Id
  name: string
  kind: ReceiverKind
  settings_sealed: Buffer
  shown: string
  language: Generated<'es' | 'en'>
  events: Generated<ReceiverEvent[]>
  created_at: Now
  disabled_at: Date | null
  failing_since: Date | null
}

interface RoutesTable {
  id: Id
  position: number
  name: string
  receiver_id: number
  kinds: Generated<IncidentKind[]>
  least_residents: Generated<number>
  district_id: number | null
  group_id: number | null
  hours: string | null
  group_wait_seconds: Generated<number>
  group_interval_seconds: Generated<number>
  repeat_seconds: number | null
  escalate_seconds: number | null
  escalate_to: number | null
  goes_on: Generated<boolean>
}

export const deliveryStates = ['waiting', 'sent', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

interface DeliveriesTable {
  id: Id
  receiver_id: number
  created_at: Now
  state: Generated<DeliveryState>
  attempts: Generated<number>
  next_try_at: Now
  claimed_until: Date | null
  sent_at: Date | null
  error: string | null
  test: Generated<boolean>
}

export const toldChanges = ['opened', 'reopened', 'flapping', 'closed', 'escalated', 'repeated'] as const
export type ToldChange = (typeof toldChanges)[number]

interface ReceiverEventsTable {
  id: Id
  kind: Exclude<ReceiverEvent, 'incidents'>
  key: string
  at: Now
  content: JSONColumnType<object>
}

interface NotificationsTable {
  id: Id
  incident_id: number | null
  event_id: number | null
  receiver_id: number
  route_id: number | null
  change: ToldChange | null
  version: number | null
  due_at: Date
  dropped_at: Date | null
  delivery_id: number | null
}
