import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { doneRecord, flag, id, idParameter, moment } from '../parameters.ts'

/** Where an incident's cause is: one hotspot, or what several have in common. */
export const incidentCause = z.enum(['parent', 'controller', 'gateway', 'site', 'neighbourhood', 'hotspot'])
export type IncidentCause = z.infer<typeof incidentCause>
export const incidentKind = z.enum(['down', 'degraded'])

/** Somebody of the staff. */
export const colleague = z.object({ id: z.int(), name: z.string() })
/** A hotspot by name and place. */
const heldHotspot = z.object({ id: z.int(), name: z.string() })

/** Alerts of one cause. Of one that is over, `hotspots` and `residents` are 0 and null: see the most that there were. */
export const incident = z.object({
  id: z.int(),
  cause: incidentCause,
  /** Id of the hotspot, site, gateway, agent or neighbourhood, and its name when it began. */
  subject: z.int(),
  name: z.string(),
  kind: incidentKind,
  /** Machine-readable, as alerts have it; null: several. */
  reason: z.string().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  hotspots: z.int(),
  mostHotspots: z.int(),
  /** Whom it leaves without service; null: nobody, they have some. */
  residents: z.int().nullable(),
  mostResidents: z.int().nullable(),
  /** How often it began again soon after its end. */
  reopened: z.int(),
  flapping: z.boolean(),
  silenced: z.boolean(),
  acknowledgedAt: z.iso.datetime().nullable(),
  /** Null where nobody has, or the plaza command. */
  acknowledgedBy: z.string().nullable(),
  assignedTo: colleague.nullable(),
  /** Some of its hotspots, those that are down now first. */
  holds: z.array(heldHotspot),
  /** Where these are: boroughs, or settlements. */
  places: z.array(z.string()),
})
export type Incident = z.infer<typeof incident>
export const incidentPage = pageOf(incident)

export const listIncidents = endpoint({
  method: 'get',
  path: '/incidents',
  summary: 'Incidents, those that leave most residents without service first',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject({
    open: flag.optional(),
    kind: incidentKind.optional(),
    cause: incidentCause.optional(),
    acknowledged: flag.optional(),
    silenced: flag.optional(),
    /** `me`, or somebody's number. */
    assigned: z.union([z.literal('me'), id]).optional(),
    /** Words of the name of what it is about. */
    search: z.string().max(200).optional(),
    /** That went on then. */
    from: moment.optional(),
    until: moment.optional(),
    /** With this hotspot among them. */
    hotspot: id.optional(),
    /** Of this gateway or site, or with a hotspot of it among them. */
    gateway: id.optional(),
    site: id.optional(),
    ...paging(200, 50),
  }),
  response: incidentPage,
})

/** What an incident that goes on is drawn by on the map. */
export const incidentArea = z.object({
  id: z.int(),
  cause: incidentCause,
  name: z.string(),
  kind: incidentKind,
  silenced: z.boolean(),
  /** Those that it has now, of one's own districts; where they are the map knows. */
  hotspots: z.array(z.int()),
})
export type IncidentArea = z.infer<typeof incidentArea>

export const readIncidentAreas = endpoint({
  method: 'get',
  path: '/incidents/areas',
  summary: 'The hotspots of each incident that goes on, for the map: of those with most residents without service',
  role: 'viewer',
  districts: 'own',
  response: z.object({ areas: z.array(incidentArea) }),
})

/** A hotspot of an incident; `leftAt`: it works again, or went to another incident. */
export const incidentHotspot = z.object({
  id: z.int(),
  name: z.string(),
  place: z.string().nullable(),
  joinedAt: z.iso.datetime(),
  leftAt: z.iso.datetime().nullable(),
})
export type IncidentHotspot = z.infer<typeof incidentHotspot>

export const incidentChange = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  change: z.enum([
    ...(['opened', 'grew', 'shrank', 'closed', 'reopened', 'merged', 'flapping', 'steady', 'acknowledged'] as const),
    ...(['unacknowledged', 'assigned', 'comment', 'silenced', 'unsilenced', 'escalated', 'told'] as const),
  ]),
  /** Null: Plaza itself, or the plaza command. */
  by: z.string().nullable(),
  text: z.string().nullable(),
  /** Whom it was given to, of `assigned`; null: nobody. */
  to: z.string().nullable(),
  /** Of `grew` and `shrank`: hotspots that came and went, and how many there are since. */
  counts: z.object({ joined: z.int(), left: z.int(), hotspots: z.int() }).nullable(),
  /** Of `merged`: the incident that has its alerts now. */
  into: z.int().nullable(),
  /** Of `told`: the receiver's name. */
  receiver: z.string().nullable(),
})
export type IncidentChange = z.infer<typeof incidentChange>

const toldChange = z.enum(['opened', 'reopened', 'flapping', 'closed', 'escalated', 'repeated'])
export const deliveryState = z.enum(['waiting', 'sent', 'failed'])
/** What a receiver was told of an incident, or is to be; `state` null: it is not due yet, `dropped`: it never will be. */
export const incidentDelivery = z.object({
  receiver: z.string(),
  change: toldChange,
  dueAt: z.iso.datetime(),
  dropped: z.boolean(),
  state: deliveryState.nullable(),
  attempts: z.int(),
  sentAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
})
export type IncidentDelivery = z.infer<typeof incidentDelivery>

export const incidentDetail = z.object({
  ...incident.shape,
  /** The incident that has its alerts now. */
  mergedInto: z.int().nullable(),
  /** The first of them, of one's own districts. */
  members: z.array(incidentHotspot),
  /** The latest first. */
  changes: z.array(incidentChange),
  deliveries: z.array(incidentDelivery),
})
export type IncidentDetail = z.infer<typeof incidentDetail>

export const readIncident = endpoint({
  method: 'get',
  path: '/incidents/{id}',
  summary: 'An incident with its hotspots, its history and who was told of it',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  response: incidentDetail,
})

const comment = z.string().trim().max(2000)
const change = (verb: string) => ({ action: `incident.${verb}`, target: 'incident {id}' })
const acted = {
  method: 'post',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: doneRecord,
} as const

export const acknowledgeIncident = endpoint({
  ...acted,
  path: '/incidents/{id}/acknowledge',
  summary: 'Says that somebody looks after it: nobody else is called for it. `done` false: somebody does already',
  body: z.strictObject({ text: comment.optional() }),
  changes: change('acknowledge'),
})

export const unacknowledgeIncident = endpoint({
  ...acted,
  path: '/incidents/{id}/unacknowledge',
  summary: 'Takes back that somebody looks after it',
  changes: change('unacknowledge'),
})

export const assignIncident = endpoint({
  ...acted,
  path: '/incidents/{id}/assign',
  summary: 'Gives it to somebody of the staff, or to nobody',
  body: z.strictObject({ to: z.int().nullable() }),
  changes: change('assign'),
})

export const commentIncident = endpoint({
  ...acted,
  path: '/incidents/{id}/comment',
  summary: 'Writes something into its history',
  body: z.strictObject({ text: comment.min(1) }),
  changes: change('comment'),
})

export const colleagues = z.object({ staff: z.array(colleague) })

export const listColleagues = endpoint({
  method: 'get',
  path: '/colleagues',
  summary: 'To whom incidents can be given',
  role: 'operator',
  districts: 'none',
  response: colleagues,
})
