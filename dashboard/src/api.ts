import { z } from 'zod'
import {
  accessLog,
  alerts,
  apiError,
  auditEvents,
  disconnectProgress,
  disconnectStarted,
  doneRecord,
  emergencies,
  emergencyEnded,
  emergencyStarted,
  endingCertificates,
  type GroupSettings,
  gatewayAnswer,
  gatewayDetail,
  gatewayList,
  gatewayListItem,
  helpCases,
  helpTrace,
  hotspotDetail,
  hotspotGroups,
  hotspotList,
  hotspotPoints,
  hotspotsAssigned,
  lawfulExport,
  lawfulRequests,
  legalCreated,
  legalDone,
  legalHolds,
  madeRecord,
  me,
  type NeighbourhoodShapes,
  neighbourhoods,
  noticeAdded,
  notices,
  noticeWithdrawn,
  type PolicySettings,
  policies,
  type Requirement,
  samples,
  sessionRows,
  settings,
  summary,
} from '../../server/api/contract.ts'

/** Why a request failed: `network` (no answer), `shape` (an answer against the contract), or the server's own code. */
export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly status: number
  readonly code: string
  /** The parameter or field that was wrong. */
  readonly field: string | undefined

  constructor(status: number, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}

const ROOT = '/api/v1'

/** Told when the server says that nobody is signed in. */
export const signedOut = new EventTarget()

async function request<T>(schema: z.ZodType<T>, path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`${ROOT}${path}`, {
    ...init,
    headers: { accept: 'application/json', ...init.headers },
    credentials: 'same-origin',
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiFailure(0, 'network', String(error))
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.status === 401) signedOut.dispatchEvent(new Event('signed-out'))
  if (!response.ok) {
    const known = apiError.safeParse(body)
    if (known.success) {
      const { code, message, field } = known.data.error
      throw new ApiFailure(response.status, code, message, field)
    }
    throw new ApiFailure(response.status, 'http', `${response.status} ${response.statusText}`.trim())
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ApiFailure(response.status, 'shape', `${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** One thing to read: `path` tells it from others. */
export interface Source<T> {
  path: string
  schema: z.ZodType<T>
}

const source = <T>(path: string, schema: z.ZodType<T>): Source<T> => ({ path, schema })

/** Only the frame is checked: the hundred thousand corners come from the database, and checking each takes its time. */
const shapes = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.custom<NeighbourhoodShapes['features'][number]>()),
})

/** What there is to read, by what it is. */
export const sources = {
  me: source('/me', me),
  settings: source('/settings', settings),
  points: source('/hotspots/points', hotspotPoints),
  summary: source('/summary', summary),
  alerts: source('/alerts?open=true', alerts),
  neighbourhoods: source('/neighbourhoods', neighbourhoods),
  shapes: source('/neighbourhoods/shapes', shapes),
  certificates: source('/certificates', endingCertificates),
  gateways: source('/gateways', gatewayList),
  gateway: (id: number) => source(`/gateways/${id}`, gatewayDetail),
  audit: source('/audit?limit=200', auditEvents),
  portalNotices: source('/notices', notices),
  helpCases: source('/help-cases?limit=50', helpCases),
  helpCase: (code: string) => source(`/help-cases/${encodeURIComponent(code)}`, helpTrace),
  hotspotGroups: source('/hotspot-groups', hotspotGroups),
  policies: source('/policies', policies),
  groupHotspots: (group: number, limit: number) => source(`/hotspots?group=${group}&limit=${limit}`, hotspotList),
  emergencies: source('/emergencies', emergencies),
  legalHolds: source('/legal-holds', legalHolds),
  lawfulRequests: source('/lawful-requests', lawfulRequests),
  hotspots: (search: string, state: string, limit: number) => {
    const query = new URLSearchParams({ limit: String(limit), offset: '0' })
    if (search) query.set('search', search)
    if (state) query.set('state', state)
    return source(`/hotspots?${query}`, hotspotList)
  },
  hotspot: (id: number) => source(`/hotspots/${id}`, hotspotDetail),
  samples: (id: number) => source(`/hotspots/${id}/samples?hours=24`, samples),
  accessLog: (hotspotId: number) => source(`/access-log?hotspot=${hotspotId}&limit=100`, accessLog),
  disconnectRun: (id: number) => source(`/disconnects/${id}`, disconnectProgress),
  sessions: (id: number, live: boolean) => source(`/hotspots/${id}/sessions?live=${live}`, sessionRows),
}

/**
 * Reads `source`.
 *
 * @throws {ApiFailure} when there is no answer, a refusal, or one against the contract
 */
export const read = <T>({ path, schema }: Source<T>, signal?: AbortSignal): Promise<T> =>
  request(schema, path, signal ? { signal } : {})

const post = <T>(schema: z.ZodType<T>, path: string, csrf: string) =>
  request(schema, path, { method: 'POST', headers: { 'x-plaza-csrf': csrf } })

const send = <T>(schema: z.ZodType<T>, path: string, body: object, csrf: string) =>
  request(schema, path, {
    method: 'POST',
    headers: { 'x-plaza-csrf': csrf, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const put = <T>(schema: z.ZodType<T>, path: string, body: object, csrf: string) =>
  request(schema, path, {
    method: 'PUT',
    headers: { 'x-plaza-csrf': csrf, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Makes a hotspot group, or changes that of `id`. @throws {ApiFailure} `wrong-group` with the field that is wrong */
export const saveGroup = (id: number | undefined, group: GroupSettings, csrf: string): Promise<unknown> =>
  id === undefined
    ? send(madeRecord, '/hotspot-groups', group, csrf)
    : put(doneRecord, `/hotspot-groups/${id}`, group, csrf)

/** @throws {ApiFailure} */
export const removeGroup = (id: number, csrf: string) => post(doneRecord, `/hotspot-groups/${id}/remove`, csrf)

/** Puts these hotspots, or all that a search finds, into a group; undefined: into none. @throws {ApiFailure} */
export const assignHotspots = (
  group: number | undefined,
  which: { hotspots: number[] } | { search: string },
  csrf: string,
) => send(hotspotsAssigned, `/hotspot-groups/${group === undefined ? 'unassign' : `${group}/assign`}`, which, csrf)

/** Makes a policy of this name, or changes that of `id`. @throws {ApiFailure} `wrong-policy` with the field that is wrong */
export const savePolicy = (of: { id: number } | { name: string }, settings: PolicySettings, csrf: string) =>
  'id' in of
    ? put(doneRecord, `/policies/${of.id}`, settings, csrf)
    : send(madeRecord, '/policies', { ...settings, ...of }, csrf)

/** @throws {ApiFailure} */
export const removePolicy = (id: number, csrf: string) => post(doneRecord, `/policies/${id}/remove`, csrf)

/** Without a place it is on in the whole city. */
export interface NewEmergency {
  /** In Spanish; `texts` in further languages. */
  reason: string
  texts: Record<string, string>
  hotspot?: number
  neighbourhood?: number
  endsAt: string
}

/** Lets everybody online. @throws {ApiFailure} */
export const startEmergency = (emergency: NewEmergency, csrf: string) =>
  send(emergencyStarted, '/emergencies', emergency, csrf)

/** By language, Spanish at least; neither hotspot nor neighbourhood: the whole city. Times in ISO 8601. */
export interface NewNotice {
  kind: 'information' | 'maintenance' | 'civil-protection'
  texts: Record<string, string>
  startsAt: string
  endsAt: string
  hotspot?: number
  neighbourhood?: number
}

/** @throws {ApiFailure} */
export const addNotice = (notice: NewNotice, csrf: string) => send(noticeAdded, '/notices', notice, csrf)

/** @throws {ApiFailure} */
export const withdrawNotice = (id: number, csrf: string) => post(noticeWithdrawn, `/notices/${id}/withdraw`, csrf)

/** Ends it, and the sessions of those whom it let in. @throws {ApiFailure} */
export const endEmergency = (id: number, csrf: string) => post(emergencyEnded, `/emergencies/${id}/end`, csrf)

/** Who asks, by what right, of whom or where, between when (ISO 8601); for a hold also until when it lasts. */
export interface NewLegalScope {
  authority: string
  basis: string
  resident?: number
  device?: string
  hotspot?: number
  since: string
  until: string
  endsAt?: string
}

/** Suspends retention. @throws {ApiFailure} `not-lawful` with the field that is wrong */
export const placeHold = (hold: NewLegalScope, csrf: string) => send(legalCreated, '/legal-holds', hold, csrf)

/** Ends a hold. @throws {ApiFailure} */
export const releaseHold = (id: number, csrf: string) => post(legalDone, `/legal-holds/${id}/release`, csrf)

/** Asks for what is stored; somebody else approves. @throws {ApiFailure} `not-lawful` with the field that is wrong */
export const askLawfully = (scope: NewLegalScope, csrf: string) => send(legalCreated, '/lawful-requests', scope, csrf)

/** @throws {ApiFailure} `not-lawful` where one may not decide */
export const decideLawfully = (id: number, decision: 'approve' | 'refuse', csrf: string) =>
  post(legalDone, `/lawful-requests/${id}/${decision}`, csrf)

/** The file of an approved request. @throws {ApiFailure} */
export const takeLawfulExport = (id: number, csrf: string) => post(lawfulExport, `/lawful-requests/${id}/export`, csrf)

/** Asks the session's gateway to disconnect it, and waits for its answer. @throws {ApiFailure} */
export const disconnect = (sessionId: number, csrf: string) =>
  post(gatewayAnswer, `/sessions/${sessionId}/disconnect`, csrf)

/** Whose sessions are to end. */
export type DisconnectScope = { hotspot: number } | { resident: number } | { sameDeviceAs: number }

/** Begins to disconnect every open session of the scope: `sources.disconnectRun` tells how far it is. @throws {ApiFailure} */
export const startDisconnect = (scope: DisconnectScope, csrf: string) => {
  const [[name, value]] = Object.entries(scope) as [[string, number]]
  return post(disconnectStarted, `/disconnects?${name}=${value}`, csrf)
}

/** Asks the session's gateway to change its limits, and waits for its answer. @throws {ApiFailure} */
export const changeLimits = (
  sessionId: number,
  limits: Partial<Record<'downBps' | 'upBps' | 'secondsLeft', number | undefined>>,
  csrf: string,
) => {
  const given = Object.entries(limits).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return post(gatewayAnswer, `/sessions/${sessionId}/limits?${new URLSearchParams(given)}`, csrf)
}

/** Chooses whether a gateway must sign its Access-Requests. @throws {ApiFailure} */
export const chooseMessageAuthenticator = (gatewayId: number, mode: Requirement, csrf: string) =>
  request(gatewayListItem, `/gateways/${gatewayId}/message-authenticator`, {
    method: 'PUT',
    headers: { 'x-plaza-csrf': csrf, 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  })

/** Ends the staff session. @throws {ApiFailure} */
export async function signOut(csrf: string): Promise<void> {
  const response = await fetch('/staff/sign-out', {
    method: 'POST',
    headers: { 'x-plaza-csrf': csrf },
    credentials: 'same-origin',
    redirect: 'manual',
  }).catch((error: unknown) => {
    throw new ApiFailure(0, 'network', String(error))
  })
  if (!response.ok && response.type !== 'opaqueredirect')
    throw new ApiFailure(response.status, 'http', response.statusText)
  signedOut.dispatchEvent(new Event('signed-out'))
}

/** Where to sign in and come back to the page that is open. */
export const signInAddress = (): string =>
  `/staff/sign-in?return=${encodeURIComponent(window.location.pathname + window.location.search)}`
