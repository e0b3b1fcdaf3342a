import type { Decision } from '../../access/decide.ts'
import { decideEmergencyGrant, decideGrant, type GrantRequest, logGrant } from '../../access/decide-grant.ts'
import { bindDevice, boundDevices, moveDevice } from '../../directory/devices/devices.ts'
import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import { type GrantFailure, markOpened, storeGrant } from '../../sessions/grants/grants.ts'
import { voucherOf } from '../../vouchers/terms.ts'
import type { PortalContext } from '../context.ts'
import { grantToken, isPlaced, isVouched, open } from '../gateways/dialects.ts'
import { ElsewhereError } from '../gateways/opened-dialect.ts'
import { Problem, type ProblemKind } from '../problems/problem.ts'
import { refused } from '../sign-in/refusal.ts'
import type { OpenedArrival } from './arrival.ts'
import { emergencyEnd } from './at-hotspot.ts'

const DAY_MS = 86_400_000
/** A device that comes again sooner was not let in the last time, whatever the gateway said: it gets a page. */
const AGAIN_MS = 10_000

/** A gateway that the portal has opened for a device, or is about to. */
export interface OpenedGateway {
  /** Where the browser goes. */
  url: string
  /** The grant that the gateway has yet to fetch. */
  pendingGrantId: number | undefined
}

/**
 * Where the gateway was registered with the network that its devices come from, the browser must be there too: else
 * somebody could have another person sign in for his device, by a link.
 *
 * @throws {Problem} `forged`
 */
export function checkAddress({ registry }: PortalContext, { gateway }: OpenedArrival, address: string | undefined) {
  if (gateway.network === null || registry.gatewayAt(address ?? '')?.id === gateway.id) return
  throw new Problem('forged', `the browser is not in the network of gateway ${gateway.name}`)
}

/**
 * Opens the gateway for the device of somebody who has signed in: by the rules of an Access-Request, with the same
 * limits, and recorded alike.
 *
 * @param replacesMac under which address the device was bound before
 * @throws {Problem}
 */
export async function admitResident(
  context: PortalContext,
  arrival: OpenedArrival,
  residentId: number,
  replacesMac?: string,
): Promise<OpenedGateway> {
  const request = { residentId, replacesMac, credentials: { kind: 'signed-in' } } as const
  const admitted = await admit(context, arrival, request, (there) => decideFor(context, there, request))
  if (typeof admitted === 'string') throw refused(admitted, `resident ${residentId}`)
  return admitted
}

/**
 * Opens the gateway for whatever device it is, since an emergency is on there: nobody signs in, and it is not remembered.
 *
 * @throws {Problem} `lost` where the emergency is over
 */
export async function admitInEmergency(context: PortalContext, arrival: OpenedArrival): Promise<OpenedGateway> {
  const { db, config } = context
  const admitted = await admit(context, arrival, { residentId: null }, async (there) => {
    const emergencyUntil = emergencyEnd(context, there)
    if (!emergencyUntil) throw new Problem('lost', 'the emergency is over, or not here')
    return decideEmergencyGrant(db, { ...placeOf(there), emergencyUntil }, config.timeZone)
  })
  if (typeof admitted === 'string') throw refused(admitted, 'in an emergency')
  return admitted
}

/** Opens the gateway for a device that is bound to a resident; undefined where it must sign in. @throws {Problem} */
export async function admitBoundDevice(
  context: PortalContext,
  arrival: OpenedArrival,
): Promise<OpenedGateway | undefined> {
  if (!isVouched(arrival)) return undefined
  const { db, lastAdmitted, now } = context
  const { deviceMac } = arrival
  if (now() - (lastAdmitted.get(deviceMac) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return undefined
  const [device] = await boundDevices(db, [deviceMac])
  if (!device) return undefined
  const { residentId } = device
  const credentials = { kind: 'mac', passwordMatches: true, device } as const
  const admitted = await admit(context, arrival, { residentId }, async (there) => {
    const decision = await decideFor(context, there, { residentId, credentials })
    if (decision.accept) lastAdmitted.set(deviceMac, now())
    return decision
  })
  return typeof admitted === 'string' ? undefined : admitted
}

/** Whose device it is; null: nobody signs in. */
interface Whose {
  residentId: number | null
  replacesMac?: string | undefined
}

/**
 * Decides and opens. Where the controller sees the device at another access point than the redirect named, which nobody
 * had signed, it is decided anew for that one.
 *
 * @returns why not, where it is refused; that is recorded
 * @throws {Problem}
 */
async function admit(
  context: PortalContext,
  arrival: OpenedArrival,
  whose: Whose,
  decideAt: (there: OpenedArrival) => Promise<Decision>,
): Promise<OpenedGateway | Refusal> {
  const attempt = async (there: OpenedArrival) => {
    const decision = await decideAt(there)
    if (decision.accept) return openFor(context, there, whose, decision.limits)
    await record(context, there, whose.residentId, decision.reason)
    return decision.reason
  }
  try {
    return await attempt(arrival)
  } catch (error) {
    if (!(error instanceof ElsewhereError)) throw await asProblem(context, arrival, whose, error)
    const hotspot = context.registry.hotspotOf(arrival.gateway.id, error.accessPoint)
    const there = { ...arrival, hotspot, reply: error.reply } as OpenedArrival
    return attempt(there).catch(async (again) => {
      throw await asProblem(context, there, whose, again)
    })
  }
}

const placeOf = ({ gateway, hotspot, deviceMac }: OpenedArrival) => ({
  ...{ gatewayId: gateway.id, hotspotId: hotspot?.id ?? null, deviceMac },
})

const decideFor = (
  context: PortalContext,
  arrival: OpenedArrival,
  request: Pick<GrantRequest, 'residentId' | 'credentials' | 'replacesMac'>,
): Promise<Decision> => {
  const where = { ...placeOf(arrival), isPlaced: isPlaced(arrival), emergencyUntil: emergencyEnd(context, arrival) }
  const capacity = arrival.hotspot?.capacity
  return decideGrant(context.db, { ...request, ...where, capacity }, context.calendar)
}

const record = ({ db, log }: PortalContext, arrival: OpenedArrival, residentId: number | null, reason: Reason) =>
  logGrant(db, log, { ...placeOf(arrival), residentId, reason })

/** @throws {ControllerError} */
async function openFor(
  context: PortalContext,
  arrival: OpenedArrival,
  { residentId, replacesMac }: Whose,
  limits: Limits,
): Promise<OpenedGateway> {
  const { config, db } = context
  const token = grantToken(arrival) ?? null
  const id = await storeGrant(db, { ...placeOf(arrival), residentId, limits, token })
  const url = await open(arrival, limits, `${config.http.publicUrl}/portal/done`)
  if (token === null) await markOpened(db, [id])
  if (residentId !== null && isVouched(arrival)) await bind(context, arrival, residentId, replacesMac)
  await record(context, arrival, residentId, residentId === null ? 'emergency' : 'accepted')
  return { url, pendingGrantId: token === null ? undefined : id }
}

/** What the resident is told of a controller that did not let the device in, which is recorded; any other error as it is. */
async function asProblem(context: PortalContext, arrival: OpenedArrival, { residentId }: Whose, error: unknown) {
  if (!(error instanceof ControllerError)) return error
  await record(context, arrival, residentId, error.failure)
  return new Problem(problemOf[error.failure], `gateway ${arrival.gateway.name}: ${error.message}`)
}

async function bind(
  { config, db }: PortalContext,
  { deviceMac: mac }: OpenedArrival,
  residentId: number,
  replacesMac: string | undefined,
): Promise<void> {
  const voucher = await voucherOf(db, residentId)
  const until = new Date(voucher ? voucher.until * 1000 : Date.now() + config.deviceBindingDays * DAY_MS)
  const binding = { mac, residentId, until }
  if (replacesMac === undefined) await bindDevice(db, binding)
  else await moveDevice(db, { from: replacesMac, mac, residentId })
}

type Reason = Parameters<typeof logGrant>[2]['reason']
type Refusal = Extract<Decision, { accept: false }>['reason']
type Limits = Parameters<typeof open>[1]

const problemOf: Record<GrantFailure, ProblemKind> = {
  'controller-unreachable': 'gateway-down',
  'controller-timeout': 'gateway-down',
  'controller-untrusted': 'gateway-refused',
  'controller-credentials': 'gateway-refused',
  'controller-refused': 'gateway-refused',
  'controller-unknown-device': 'gateway-refused',
}
