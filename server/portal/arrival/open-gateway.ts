import type { RejectReason } from '../../access/decide.ts'
import { decideEmergencyGrant, decideGrant, type GrantRequest, logGrant } from '../../access/decide-grant.ts'
import { bindDevice, boundDevices, moveDevice } from '../../directory/devices.ts'
import { createRecent } from '../../recent.ts'
import { type GrantFailure, markOpened, storeGrant } from '../../sessions/grants/grants.ts'
import { localDay } from '../../usage/local-day.ts'
import { grantToken, isVouched, open } from '../gateways/dialects.ts'
import { ControllerError } from '../gateways/opened-dialect.ts'
import type { PortalParts } from '../parts.ts'
import { Problem, type ProblemKind } from '../problems/problem.ts'
import type { OpenedArrival } from './arrival.ts'

const DAY_MS = 86_400_000
/** A device that comes again sooner was not let in the last time, whatever the gateway said: it gets a page. */
const AGAIN_MS = 10_000
const MOST_REMEMBERED = 10_000

/** What became of an attempt: where the browser goes, and the grant where the gateway has yet to fetch it. */
export interface Opened {
  url: string
  waitingFor: number | undefined
}

export interface GatewayOpener {
  /**
   * Where the gateway was registered with the network that its devices come from, the browser must be there too: else
   * somebody could have another person sign in for his device, by a link.
   *
   * @throws {Problem} `forged`
   */
  checkAddress(arrival: OpenedArrival, address: string | undefined): void
  /**
   * Lets in the device of somebody who has signed in.
   *
   * @param replacesMac under which address the device was bound before
   * @throws {Problem}
   */
  letIn(arrival: OpenedArrival, residentId: number, replacesMac?: string): Promise<Opened>
  /**
   * Lets in whatever device it is, since an emergency is on there: nobody signs in, and it is not remembered.
   *
   * @throws {Problem} `lost` where the emergency is over
   */
  letInAnybody(arrival: OpenedArrival): Promise<Opened>
  /** Lets in a device that is bound to a resident; undefined where it must sign in. @throws {Problem} */
  letInKnown(arrival: OpenedArrival): Promise<Opened | undefined>
}

/** The way online at gateways that do not ask RADIUS: by the same rules, with the same limits, and written down alike. */
export function gatewayOpener({ config, db, registry, log, emergencies, now = Date.now }: PortalParts): GatewayOpener {
  const calendar = { dayOf: localDay(config.timeZone), timeZone: config.timeZone }
  const successUrl = `${config.http.publicUrl}/portal/done`
  const lastLetIn = createRecent<string, number>(MOST_REMEMBERED)

  const decision = async (
    arrival: OpenedArrival,
    asker: Pick<GrantRequest, 'residentId' | 'credentials' | 'replacesMac'>,
  ) => {
    const hotspotId = arrival.hotspot?.id ?? null
    const where = { deviceMac: arrival.deviceMac, gatewayId: arrival.gateway.id, hotspotId }
    const emergencyUntil = emergencies?.at(hotspotId, now())?.endsAt
    return decideGrant(db, { ...asker, ...where, emergencyUntil }, calendar)
  }

  const note = ({ gateway, hotspot, deviceMac }: OpenedArrival, residentId: number | null, reason: Reason) =>
    logGrant(db, log, { gatewayId: gateway.id, hotspotId: hotspot?.id ?? null, residentId, deviceMac, reason })

  const openFor = async (
    arrival: OpenedArrival,
    residentId: number | null,
    limits: Limits,
    replacesMac?: string,
  ): Promise<Opened> => {
    const { gateway, hotspot, deviceMac } = arrival
    const token = grantToken(arrival) ?? null
    const place = { gatewayId: gateway.id, hotspotId: hotspot?.id ?? null }
    const id = await storeGrant(db, { ...place, residentId, deviceMac, limits, token })
    const url = await open(arrival, limits, successUrl).catch(async (error) => {
      if (!(error instanceof ControllerError)) throw error
      await note(arrival, residentId, error.failure)
      throw new Problem(problemOf[error.failure], `gateway ${gateway.name}: ${error.message}`)
    })
    if (token === null) await markOpened(db, [id])
    if (residentId !== null && isVouched(arrival)) {
      const binding = { mac: deviceMac, residentId, until: new Date(Date.now() + config.deviceBindingDays * DAY_MS) }
      if (replacesMac === undefined) await bindDevice(db, binding)
      else await moveDevice(db, { from: replacesMac, ...binding })
    }
    await note(arrival, residentId, residentId === null ? 'emergency' : 'accepted')
    return { url, waitingFor: token === null ? undefined : id }
  }

  return {
    checkAddress({ gateway }, address) {
      if (gateway.network === null || registry.gatewayAt(address ?? '')?.id === gateway.id) return
      throw new Problem('forged', `the browser is not in the network of gateway ${gateway.name}`)
    },
    async letIn(arrival, residentId, replacesMac) {
      const decided = await decision(arrival, { residentId, replacesMac, credentials: { kind: 'signed-in' } })
      if (decided.accept) return openFor(arrival, residentId, decided.limits, replacesMac)
      await note(arrival, residentId, decided.reason)
      throw new Problem(refusals[decided.reason] ?? 'failed', `resident ${residentId}: ${decided.reason}`)
    },
    async letInAnybody(arrival) {
      const hotspotId = arrival.hotspot?.id ?? null
      const emergencyUntil = emergencies?.at(hotspotId, now())?.endsAt
      if (!emergencyUntil) throw new Problem('lost', 'the emergency is over, or not here')
      const where = { deviceMac: arrival.deviceMac, gatewayId: arrival.gateway.id, hotspotId, emergencyUntil }
      const decided = await decideEmergencyGrant(db, where, config.timeZone)
      if (decided.accept) return openFor(arrival, null, decided.limits)
      await note(arrival, null, decided.reason)
      throw new Problem(refusals[decided.reason] ?? 'failed', `in an emergency: ${decided.reason}`)
    },
    async letInKnown(arrival) {
      if (!isVouched(arrival)) return undefined
      const { deviceMac } = arrival
      if (now() - (lastLetIn.get(deviceMac) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return undefined
      const [device] = await boundDevices(db, [deviceMac])
      if (!device) return undefined
      const credentials = { kind: 'mac', passwordMatches: true, device } as const
      const decided = await decision(arrival, { residentId: device.residentId, credentials })
      if (decided.accept) {
        lastLetIn.set(deviceMac, now())
        return openFor(arrival, device.residentId, decided.limits)
      }
      await note(arrival, device.residentId, decided.reason)
      return undefined
    },
  }
}

type Reason = Parameters<typeof logGrant>[2]['reason']
type Limits = Parameters<typeof open>[1]

const refusals: Partial<Record<RejectReason, ProblemKind>> = {
  'hotspot-closed': 'closed',
  'resident-blocked': 'blocked',
  'daily-time-used-up': 'used-up',
  'daily-volume-used-up': 'used-up',
  'too-many-devices': 'too-many-devices',
}

const problemOf: Record<GrantFailure, ProblemKind> = {
  'controller-unreachable': 'gateway-down',
  'controller-timeout': 'gateway-down',
  'controller-untrusted': 'gateway-refused',
  'controller-credentials': 'gateway-refused',
  'controller-refused': 'gateway-refused',
  'controller-unknown-device': 'gateway-refused',
}
