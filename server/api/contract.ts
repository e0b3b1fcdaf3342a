import { z } from 'zod'

/**
 * What the dashboard and the server say to each other: REST under `/api/v1` and Socket.IO events. The one file of
 * `server/` that `dashboard/` imports; it imports nothing of the house.
 *
 * Signing in and out are pages, not API: a link to `/staff/sign-in?return=/dashboard/...` (comes back there), and
 * `POST /staff/sign-out`, by `fetch` (204) or as a form (303 to `/staff/signed-out`).
 */

export const healthState = z.enum(['up', 'degraded', 'down', 'unknown'])
export type HealthState = z.infer<typeof healthState>

export const staffRole = z.enum(['viewer', 'planner', 'operator', 'admin'])
export type StaffRole = z.infer<typeof staffRole>

/** `GET /me`: who is signed in; 401 when nobody is. `csrf` goes back in the header `x-plaza-csrf` of every change. */
export const me = z.object({ id: z.int(), name: z.string(), role: staffRole, csrf: z.string() })
export type Me = z.infer<typeof me>

/** `GET /settings`: what the dashboard needs to draw. */
export const settings = z.object({
  cityName: z.string(),
  timeZone: z.string(),
  tiles: z.object({ url: z.string(), attribution: z.string() }).nullable(),
})
export type Settings = z.infer<typeof settings>

/** One hotspot on the map, as a row: `[id, longitude, latitude, state, live sessions]`; degrees, WGS84. */
export const hotspotPoint = z.tuple([z.int(), z.number(), z.number(), healthState, z.int()])
export type HotspotPoint = z.infer<typeof hotspotPoint>

/** `GET /hotspots/points`: every hotspot, for the map. */
export const hotspotPoints = z.object({ points: z.array(hotspotPoint) })
export type HotspotPoints = z.infer<typeof hotspotPoints>

/** `GET /hotspots?search=&state=&group=&limit=&offset=`: for lists and search. */
export const hotspotListItem = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  programme: z.string(),
  settlement: z.string().nullable(),
  borough: z.string().nullable(),
  state: healthState,
  liveSessions: z.int(),
})
export const hotspotList = z.object({ total: z.int(), items: z.array(hotspotListItem) })
export type HotspotList = z.infer<typeof hotspotList>

/** `GET /hotspots/:id`. */
export const hotspotDetail = hotspotListItem.extend({
  latitude: z.number(),
  longitude: z.number(),
  neighbourhood: z.string().nullable(),
  gateway: z.object({ name: z.string(), vendor: z.string() }).nullable(),
  /** Its hotspot group; null: none, which is always open. `hours` null: always open. */
  group: z.object({ name: z.string(), hours: z.string().nullable() }).nullable(),
  /** Name of the policy that holds there. */
  policy: z.string(),
  /** By its opening hours, and until when; null: for ever. */
  open: z.boolean(),
  openChangesAt: z.iso.datetime().nullable(),
  cause: z.string().nullable(),
  since: z.iso.datetime().nullable(),
  lastPolledAt: z.iso.datetime().nullable(),
  uptimeSeconds: z.number().nullable(),
  load: z.number().nullable(),
  /** Share, 0 to 1. */
  memoryUsed: z.number().nullable(),
  clients: z.int().nullable(),
  /** bit/s. */
  inBps: z.number().nullable(),
  outBps: z.number().nullable(),
  /** `sessions`: those that began today, were used today or are live. */
  usageToday: z.object({ sessions: z.int(), inputOctets: z.number(), outputOctets: z.number() }),
})
export type HotspotDetail = z.infer<typeof hotspotDetail>

/**
 * `GET /hotspots/:id/samples?hours=24`: at most 300 points, averaged over equal steps; gaps are null. Begins with the
 * hour of the first reading where that came later.
 */
export const sample = z.object({
  at: z.iso.datetime(),
  reachable: z.boolean(),
  clients: z.number().nullable(),
  inBps: z.number().nullable(),
  outBps: z.number().nullable(),
})
export const samples = z.object({ samples: z.array(sample) })
export type Samples = z.infer<typeof samples>

export const gatewayOutcome = z.enum(['pending', 'ack', 'nak', 'timeout'])

/**
 * What a gateway answered to a Disconnect- or CoA-Request: `POST /sessions/:id/disconnect` and
 * `POST /sessions/:id/limits?downBps=&upBps=&secondsLeft=` (operator) wait for it. `pending`: the same is under way.
 */
export const gatewayAnswer = z.object({
  outcome: gatewayOutcome,
  /** RFC 5176 section 3.5, when the NAS refused. */
  errorCause: z.int().nullable(),
  attempts: z.int(),
})
export type GatewayAnswer = z.infer<typeof gatewayAnswer>

/** How a session ended; `silence` and `reboot` are what Plaza inferred, the others what the gateway said. */
export const sessionEnd = z.enum(['stop', 'accounting-on', 'accounting-off', 'disconnect', 'silence', 'reboot'])
export type SessionEnd = z.infer<typeof sessionEnd>

/** `GET /hotspots/:id/sessions?live=true`: newest first, at most 200. Devices are shown as the last 3 octets only. */
export const sessionRow = z.object({
  id: z.int(),
  device: z.string(),
  residentId: z.int().nullable(),
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  durationSeconds: z.int(),
  inputOctets: z.number(),
  outputOctets: z.number(),
  terminateCause: z.int().nullable(),
  /** Null while it goes on, and for sessions that ended before this was kept. */
  endedBy: sessionEnd.nullable(),
  /** The hotspots that it came through, this one last; empty where it stayed. */
  path: z.array(z.object({ hotspotId: z.int(), hotspot: z.string(), since: z.iso.datetime() })),
  /** The last requests to end it and to change its limits. */
  disconnect: gatewayAnswer.nullable(),
  limits: gatewayAnswer
    .extend({ downBps: z.int().nullable(), upBps: z.int().nullable(), sessionSeconds: z.int().nullable() })
    .nullable(),
})
export type SessionRow = z.infer<typeof sessionRow>
export const sessionRows = z.object({ sessions: z.array(sessionRow) })

/** `POST /disconnects?hotspot=|resident=|device=|sameDeviceAs=` (operator): begun; `sessions` are asked to end. */
export const disconnectStarted = z.object({ id: z.int(), sessions: z.int() })
export type DisconnectStarted = z.infer<typeof disconnectStarted>

/** `GET /disconnects/:id` (operator): how far it has come. */
export const disconnectProgress = z.object({
  id: z.int(),
  scope: z.enum(['session', 'device', 'resident', 'hotspot']),
  requestedAt: z.iso.datetime(),
  total: z.int(),
  counts: z.record(gatewayOutcome, z.int()),
  sessions: z.array(gatewayAnswer.extend({ id: z.int(), hotspotId: z.int().nullable(), device: z.string() })),
})
export type DisconnectProgress = z.infer<typeof disconnectProgress>

/** `GET /access-log?hotspot=&limit=`: recent decisions (operator). */
export const accessDecision = z.object({
  at: z.iso.datetime(),
  gateway: z.string(),
  hotspotId: z.int().nullable(),
  device: z.string().nullable(),
  method: z.string(),
  accepted: z.boolean(),
  reason: z.string(),
})
export const accessLog = z.object({ decisions: z.array(accessDecision) })
export type AccessLog = z.infer<typeof accessLog>

/** `GET /usage?hotspot=|resident=|device=&from=&to=` (operator): use by local day, oldest first; idle days are absent. */
export const dayUsage = z.object({
  /** `yyyy-mm-dd` */
  day: z.string(),
  sessions: z.int(),
  seconds: z.number(),
  /** From the device (upload) and to it (download). */
  inputOctets: z.number(),
  outputOctets: z.number(),
})
export const usage = z.object({ days: z.array(dayUsage) })

export const requirement = z.enum(['require', 'auto', 'off'])
export type Requirement = z.infer<typeof requirement>

/**
 * What the last days' Access-Requests say about requiring a Message-Authenticator (CVE-2024-3596): `silent`: none came;
 * `safe`: it is required, and nothing was refused; `refusing`: it is required, and requests were refused; `ready`: it
 * could be required without refusing anything; `old`: requiring it would refuse requests.
 */
export const signingVerdict = z.enum(['silent', 'safe', 'refusing', 'ready', 'old'])
export type SigningVerdict = z.infer<typeof signingVerdict>

/** Access-Requests of the last 7 days; `heardAt` and `heardFrom` look back 30 days. */
const signingObserved = z.object({
  verdict: signingVerdict,
  requests: z.int(),
  /** Without Message-Authenticator: what `require` refuses. */
  unsigned: z.int(),
  unsignedAt: z.iso.datetime().nullable(),
  unsignedFrom: z.string().nullable(),
  /** Refused for want of a Message-Authenticator. */
  refused: z.int(),
  proxyState: z.int(),
  unsignedProxyState: z.int(),
  eap: z.int(),
  heardAt: z.iso.datetime().nullable(),
  heardFrom: z.string().nullable(),
  /** NAS-Identifiers heard, the latest first. */
  nasIdentifiers: z.array(z.string()),
})

/** `GET /gateways` (operator): every gateway in use by name, without secrets. */
export const gatewayListItem = signingObserved.extend({
  id: z.int(),
  name: z.string(),
  vendor: z.string(),
  /** CIDR; null: it comes from anywhere, over RadSec, or does not ask RADIUS. */
  network: z.string().nullable(),
  /** Who lets devices in: RADIUS, which the gateway asks, or the portal itself. */
  access: z.enum(['radius', 'portal']),
  /** What Plaza cannot do at gateways of this make. */
  cannot: z.array(z.enum(['disconnect', 'change-limits', 'data-limit', 'speed-limit', 'accounting'])),
  /** Devices that the portal has let in there, by what it knows: there is no accounting. */
  granted: z.int(),
  hotspots: z.int(),
  messageAuthenticator: requirement,
  /** Of Access-Requests with Proxy-State, where the above does not require it already. */
  signedProxyState: requirement,
  /** Addresses heard. */
  sources: z.int(),
})
export type GatewayListItem = z.infer<typeof gatewayListItem>
export const gatewayList = z.object({ gateways: z.array(gatewayListItem) })
export type GatewayList = z.infer<typeof gatewayList>

/** `GET /gateways/:id` (operator): also by source address, at most 200; null: addresses beyond those told apart. */
export const gatewaySource = signingObserved.extend({ address: z.string().nullable() })
export type GatewaySource = z.infer<typeof gatewaySource>
export const gatewayDetail = gatewayListItem.extend({ bySource: z.array(gatewaySource) })
export type GatewayDetail = z.infer<typeof gatewayDetail>

/** `PUT /gateways/:id/message-authenticator` (admin); an absent `signedProxyState` is left as it is. */
export const chosenSigning = z.strictObject({ mode: requirement, signedProxyState: requirement.optional() })

/** One neighbourhood with its coverage now; shares are 0 to 1, population in residents. */
export const neighbourhood = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  borough: z.string().nullable(),
  population: z.int(),
  marginalisation: z.string().nullable(),
  withoutInternet: z.number().nullable(),
  /** Share of residents within 250 m of a hotspot that works now; null where nobody lives. */
  covered: z.number().nullable(),
  hotspots: z.int(),
})
export type Neighbourhood = z.infer<typeof neighbourhood>

/** `GET /neighbourhoods`: all, without shapes. */
export const neighbourhoods = z.object({ neighbourhoods: z.array(neighbourhood) })
export type Neighbourhoods = z.infer<typeof neighbourhoods>

/** `GET /neighbourhoods/shapes`: GeoJSON whose features have `id` = neighbourhood id; cached by ETag. */
const position = z.tuple([z.number(), z.number()])
const rings = z.array(z.array(position))
export const neighbourhoodShapes = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.int(),
      properties: z.record(z.string(), z.never()),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: rings }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) }),
      ]),
    }),
  ),
})
export type NeighbourhoodShapes = z.infer<typeof neighbourhoodShapes>

/** `GET /summary`: the figures at the head of the dashboard. */
export const summary = z.object({
  hotspots: z.record(healthState, z.int()),
  liveSessions: z.int(),
  residentsToday: z.int(),
  /** Residents within 250 m of a hotspot, if all worked, and of one that works now. */
  residentsCoveredIfAllUp: z.int(),
  residentsCoveredNow: z.int(),
  residents: z.int(),
})
export type Summary = z.infer<typeof summary>

/** `GET /alerts?open=true`: those with most residents affected first. */
export const alert = z.object({
  id: z.int(),
  hotspotId: z.int(),
  hotspot: z.string(),
  kind: z.enum(['down', 'degraded']),
  cause: z.string().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  residentsAffected: z.int().nullable(),
})
export const alerts = z.object({ alerts: z.array(alert) })
export type Alerts = z.infer<typeof alerts>

/**
 * `GET /certificates` (operator): those that end within 30 days and that somebody has to replace, the next to end first.
 * `name` is `ca` (Plaza's own), `server` (Plaza could not renew it), or the setting that names the file on `host`.
 */
export const endingCertificate = z.object({
  host: z.string(),
  name: z.string(),
  subject: z.string(),
  notAfter: z.iso.datetime(),
})
export const endingCertificates = z.object({ certificates: z.array(endingCertificate) })
export type EndingCertificates = z.infer<typeof endingCertificates>

/** `GET /audit?limit=` (admin). */
export const auditEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export const auditEvents = z.object({ events: z.array(auditEvent) })
export type AuditEvents = z.infer<typeof auditEvents>

/** `GET /staff` (admin): who may sign in to the dashboard. */
export const staffMember = z.object({ id: z.int(), name: z.string(), role: staffRole, disabled: z.boolean() })
export const staffList = z.object({ staff: z.array(staffMember) })
export type StaffList = z.infer<typeof staffList>

/** `GET /notices`: `hotspot` or `neighbourhood` by name, or neither: the whole city. Texts by language, Spanish always. */
export const noticeKind = z.enum(['information', 'maintenance', 'civil-protection'])
export const notices = z.object({
  notices: z.array(
    z.object({
      id: z.int(),
      kind: noticeKind,
      texts: z.record(z.string(), z.string()),
      hotspot: z.string().nullable(),
      neighbourhood: z.string().nullable(),
      startsAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      over: z.boolean(),
    }),
  ),
})
export type Notices = z.infer<typeof notices>
/** `POST /notices` (operator). */
export const noticeAdded = z.object({ id: z.int() })
/** `POST /notices/{id}/withdraw` (operator). */
export const noticeWithdrawn = z.object({ withdrawn: z.boolean() })

/** `GET /help-cases?limit=` (operator): codes that residents were shown lately. `problem`: null where one was asked for. */
export const helpCases = z.object({
  cases: z.array(
    z.object({
      code: z.string(),
      at: z.iso.datetime(),
      problem: z.string().nullable(),
      hotspot: z.string().nullable(),
      gateway: z.string().nullable(),
    }),
  ),
})
export type HelpCases = z.infer<typeof helpCases>
/**
 * `GET /help-cases/{code}` (operator): everything about one resident's way, in order. `source`: what the portal saw (the
 * redirect, the City Key, the ticket), what RADIUS or the portal decided, what the gateway accounted for.
 */
export const helpTrace = z.object({
  code: z.string(),
  at: z.iso.datetime(),
  problem: z.string().nullable(),
  detail: z.string().nullable(),
  hotspot: z.object({ id: z.int(), name: z.string() }).nullable(),
  gateway: z.object({ id: z.int(), name: z.string() }).nullable(),
  device: z.string().nullable(),
  signedIn: z.boolean(),
  timeline: z.array(
    z.object({
      at: z.iso.datetime(),
      source: z.enum(['portal', 'decision', 'accounting']),
      what: z.string(),
      detail: z.string().nullable(),
    }),
  ),
})
export type HelpTrace = z.infer<typeof helpTrace>

/** `GET /emergencies`: `hotspot` or `neighbourhood` by name, or neither: the whole city. */
export const emergency = z.object({
  id: z.int(),
  reason: z.string(),
  hotspot: z.string().nullable(),
  neighbourhood: z.string().nullable(),
  startedAt: z.iso.datetime(),
  startedBy: z.string().nullable(),
  endsAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  active: z.boolean(),
})
export const emergencies = z.object({ emergencies: z.array(emergency) })
export type Emergency = z.infer<typeof emergency>
/** `POST /emergencies` (admin). */
export const emergencyStarted = z.object({ id: z.int() })
/** `POST /emergencies/{id}/end` (admin). */
export const emergencyEnded = z.object({ ended: z.boolean() })

/** What residents get; seconds, bit/s, octets; null: no limit. `POST /policies`, `PUT /policies/{id}` (admin). */
export const policySettings = z.strictObject({
  sessionSeconds: z.int(),
  idleSeconds: z.int(),
  upBps: z.int().nullable(),
  downBps: z.int().nullable(),
  dailySeconds: z.int().nullable(),
  dailyOctets: z.int().nullable(),
  devicesPerResident: z.int(),
})
export type PolicySettings = z.infer<typeof policySettings>
export const newPolicy = policySettings.extend({ name: z.string().trim().min(1).max(60) })

/** `GET /policies` (admin): the default one first, which holds where no hotspot group has another. */
export const policy = z.object({ ...policySettings.shape, id: z.int(), name: z.string(), isDefault: z.boolean() })
export type Policy = z.infer<typeof policy>
export const policies = z.object({ policies: z.array(policy) })

/** `POST /hotspot-groups`, `PUT /hotspot-groups/{id}` (admin); `policy` null: the default one, `hours` null: always open. */
export const groupSettings = z.strictObject({
  name: z.string().max(200),
  policy: z.int().nullable(),
  hours: z.string().max(1000).nullable(),
})
export type GroupSettings = z.infer<typeof groupSettings>

/** `GET /hotspot-groups` (admin), by name; `hours` as they were understood, e.g. `mon-fri 07:00-21:00`. */
export const hotspotGroup = z.object({
  ...groupSettings.shape,
  id: z.int(),
  hotspots: z.int(),
  open: z.boolean(),
  /** Until when it stays open or closed; null: for ever. */
  until: z.iso.datetime().nullable(),
})
export type HotspotGroup = z.infer<typeof hotspotGroup>
export const hotspotGroups = z.object({ groups: z.array(hotspotGroup) })

/** `POST /policies`, `POST /hotspot-groups`. */
export const madeRecord = z.object({ id: z.int() })
/** `PUT` and `…/remove` of policies and hotspot groups; an error tells why not. */
export const doneRecord = z.object({ done: z.boolean() })

/** `POST /hotspot-groups/{id}/assign`, `POST /hotspot-groups/unassign` (admin): these, or all that a search finds. */
export const hotspotsToAssign = z.strictObject({
  hotspots: z.array(z.int().min(1)).min(1).max(500).optional(),
  search: z.string().trim().min(1).max(100).optional(),
})
/** `moved`: how many were not there before. */
export const hotspotsAssigned = z.object({ hotspots: z.int(), moved: z.int() })

const legalScope = {
  id: z.int(),
  authority: z.string(),
  basis: z.string(),
  resident: z.int().nullable(),
  device: z.string().nullable(),
  hotspot: z.int().nullable(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
}

/** `GET /legal-holds` (admin): what retention leaves alone. */
export const legalHold = z.object({
  ...legalScope,
  placedAt: z.iso.datetime(),
  placedBy: z.string().nullable(),
  endsAt: z.iso.datetime(),
  releasedAt: z.iso.datetime().nullable(),
  active: z.boolean(),
})
export const legalHolds = z.object({ holds: z.array(legalHold) })
export type LegalHold = z.infer<typeof legalHold>

/** `GET /lawful-requests` (admin). `exportUntil`: there is a file for whoever asks here. */
export const lawfulRequest = z.object({
  ...legalScope,
  state: z.enum(['asked', 'approved', 'refused']),
  askedAt: z.iso.datetime(),
  askedBy: z.string(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  mine: z.boolean(),
  exportUntil: z.iso.datetime().nullable(),
  sha256: z.string().nullable(),
})
export const lawfulRequests = z.object({ requests: z.array(lawfulRequest) })
export type LawfulRequest = z.infer<typeof lawfulRequest>

/** `POST /legal-holds`, `POST /lawful-requests`. */
export const legalCreated = z.object({ id: z.int() })
/** What was decided is done; an error tells why not. */
export const legalDone = z.object({ done: z.boolean() })
/** `POST /lawful-requests/{id}/export`: the file's text, its SHA-256, and Plaza's own seal over it, lower-case hex. */
export const lawfulExport = z.object({ text: z.string(), sha256: z.string(), seal: z.string() })
export type LawfulExport = z.infer<typeof lawfulExport>

/**
 * Every error of the API: `code` is machine-readable, `message` is for the person who reads it; `field` names the
 * parameter that was wrong (400).
 */
export const apiError = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
})
export type ApiError = z.infer<typeof apiError>

/** Socket.IO, browser to server: what the viewer looks at. Updates are limited to it. */
export interface ClientToServer {
  /** West, south, east, north in degrees: the map's view. */
  view: (bounds: [number, number, number, number]) => void
  /** The hotspot whose panel is open, or none. */
  watch: (hotspotId: number | null) => void
}

/** Socket.IO, server to browser; at most one of each kind a second. */
export interface ServerToClient {
  /** Hotspots in the view whose state or live sessions changed. */
  points: (changed: HotspotPoint[]) => void
  summary: (summary: Summary) => void
  /** The watched hotspot's readings or sessions changed: read them again. */
  hotspot: (change: { id: number; what: Array<'health' | 'sessions'> }) => void
  alerts: () => void
}
