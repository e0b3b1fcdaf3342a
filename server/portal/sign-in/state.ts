import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { SignInChecks } from '../../city-key/provider.ts'
import type { Registry } from '../../network/gateways/registry.ts'
import type { Arrival, Reply } from '../arrival/arrival.ts'
import { Problem } from '../problems/problem.ts'

/** One way through the portal, between a gateway's redirect and the ticket; its cookie holds it encrypted: `ways.ts`. */
export interface PortalState {
  arrival?: StoredArrival
  /** Must come back with every form. */
  csrf?: string
  checks?: SignInChecks
  /** Set from the way back of the City Key until the ticket is handed over. */
  residentId?: number
  /** The gateway was asked for a fresh challenge: its redirect goes on without a page. */
  renewing?: boolean
  /** The grant that the gateway has yet to fetch, and until when (milliseconds since 1970). */
  waiting?: { grantId: number; until: number }
  /** The City Key shall ask who it is, whomever it knows: somebody else than before wants to sign in. */
  asksAgain?: boolean
  /** Who came back from the City Key, and is yet to say that they are the one; `visits` as below. */
  confirms?: { residentId: number; visits: boolean }
  /** It is for what is stored that the resident signs in, not to get online. */
  visits?: boolean
  /** How far the way has come, with milliseconds since 1970. */
  steps?: Array<[step: StepName, at: number]>
  /** Who has signed in on this way, for the code that helps. */
  signedIn?: number
  /** Of the last problem, or asked for. */
  helpCode?: string
  /** Under which address the device was bound before, where its cookie tells so. */
  replacesMac?: string
}

/** The places that a resident passes. */
export type StepName =
  | 'redirect'
  | 'sign-in'
  | 'callback'
  | 'accept'
  | 'again'
  | 'voucher'
  | 'emergency'
  | 'ticket'
  | 'opened'
  | 'failed'
  | 'resumed'
  | 'online'

const MOST_STEPS = 16

/** Notes that the resident has come here; the caller saves. */
export function mark(state: PortalState, step: StepName, at: number): void {
  state.steps = [...(state.steps ?? []), [step, at] as [StepName, number]].slice(-MOST_STEPS)
}

export interface StoredArrival {
  gatewayId: number
  called: string | null
  deviceMac: string
  wantedUrl?: string
  reply: Reply
  arrivedAt: number
}

/** Whether the way is that of the device at the gateway. */
export const isWayOf = ({ arrival }: PortalState, { gateway, deviceMac }: Pick<Arrival, 'gateway' | 'deviceMac'>) =>
  arrival?.deviceMac === deviceMac && arrival.gatewayId === gateway.id

/** Whether somebody has set out on it: to the City Key, to the terms, or through a gateway. */
export const isUnderWay = ({ checks, confirms, residentId, waiting, renewing }: PortalState): boolean =>
  checks !== undefined ||
  confirms !== undefined ||
  residentId !== undefined ||
  waiting !== undefined ||
  renewing !== undefined

/** The token that forms of the way must bring back; made at first use. */
export function formToken(state: PortalState): string {
  state.csrf ??= randomBytes(16).toString('base64url')
  return state.csrf
}

/** Puts the arrival into the way, which begins anew. */
export function keepArrival(state: PortalState, arrival: Arrival): void {
  const { gateway, hotspot, deviceMac, wantedUrl, reply, arrivedAt } = arrival
  forgetWay(state)
  formToken(state)
  state.arrival = {
    gatewayId: gateway.id,
    called: hotspot?.called ?? null,
    deviceMac,
    ...(wantedUrl === undefined ? {} : { wantedUrl }),
    reply,
    arrivedAt,
  }
}

function forgetWay(state: PortalState): void {
  delete state.checks
  delete state.residentId
  delete state.renewing
  delete state.waiting
  delete state.replacesMac
  delete state.visits
  delete state.confirms
  delete state.asksAgain
}

/** Keeps where the device is; nothing of who was on the way, to what, or what became of it. */
export function forgetPerson(state: PortalState): void {
  forgetWay(state)
  delete state.steps
  delete state.signedIn
  delete state.helpCode
  delete state.arrival?.wantedUrl
}

/** @throws {Problem} `lost` when there is none, `unknown-hotspot` when its gateway has gone */
export function arrivalIn({ arrival }: PortalState, registry: Registry): Arrival {
  if (!arrival) throw new Problem('lost', 'no arrival in the cookie, or no cookie')
  const gateway = registry.gateway(arrival.gatewayId)
  if (!gateway) throw new Problem('unknown-hotspot', 'the gateway of the arrival has gone')
  const { deviceMac, wantedUrl, reply, arrivedAt } = arrival
  const hotspot = registry.hotspotOf(gateway.id, arrival.called ?? undefined)
  return { gateway, hotspot, deviceMac, wantedUrl, reply, arrivedAt } as Arrival
}

/** @throws {Problem} `lost` unless the form came from a page made for this state */
export function checkForm({ csrf }: PortalState, body: unknown): void {
  const given = typeof body === 'object' && body !== null && 'csrf' in body ? body.csrf : undefined
  if (csrf === undefined || typeof given !== 'string' || !isSame(csrf, given)) {
    throw new Problem('lost', 'the form’s token is not the cookie’s')
  }
}

const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))
