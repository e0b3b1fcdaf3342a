import { accountOf } from '../access/policies/accounts.ts'
import { rulesWhere, type Whereabouts } from '../access/policies/rules.ts'
import { silentBefore } from '../sessions/silence.ts'
import { usageNow } from '../usage/today.ts'
import type { PortalContext } from './context.ts'
import type { PortalState } from './sign-in/state.ts'

/** Seconds, and octets of both directions together; null: without limit. */
export interface Amount {
  seconds: number | null
  octets: number | null
}

/** What a resident may use of a day. */
export interface Allowance {
  daily: Amount
  /** At a time. */
  devices: number
  /** Of today; undefined: nobody has signed in. */
  left: Amount | undefined
  /** When the hotspot closes; undefined: not soon enough to say, or never. */
  closesAt: Date | undefined
  /** When the voucher ends by which the device is online; undefined: by none. */
  voucherEndsAt: Date | undefined
  /** A verified account would get more. */
  isLimited: boolean
}

type AllowanceParts = Pick<PortalContext, 'calendar' | 'db' | 'emergencies' | 'log' | 'now'>

/**
 * What holds there now, and what is left of it. It is told besides, and stops nobody: undefined while the database is away,
 * and in an emergency, which has no limits.
 */
export async function allowanceAt(
  { calendar, db, emergencies, log, now }: AllowanceParts,
  where: Whereabouts,
  residentId: number | undefined,
): Promise<Allowance | undefined> {
  const at = new Date(now())
  if (emergencies?.at(where.hotspotId, at.getTime())) return undefined
  try {
    const account = residentId === undefined ? undefined : await accountOf(db, residentId, calendar.levels)
    const { policy, opening } = await rulesWhere(db, where, calendar.timeZone, at, account)
    const { dailySeconds: seconds, dailyOctets: octets, devicesPerResident: devices } = policy
    const today = { dayOf: calendar.dayOf, since: silentBefore(policy.interimSeconds), now: at }
    const used = residentId === undefined ? undefined : (await usageNow(db, [residentId], today)).get(residentId)
    const closesAt = opening.open && isToday(calendar, opening.until, at) ? opening.until : undefined
    return {
      daily: { seconds, octets },
      devices,
      left: used && { seconds: rest(seconds, used.seconds), octets: rest(octets, used.octets) },
      closesAt,
      voucherEndsAt: account?.voucher && new Date(account.voucher.until * 1000),
      isLimited: policy.lacksLevel === 'limited',
    }
  } catch (error) {
    log.warn({ err: error }, 'limits are not told')
    return undefined
  }
}

const rest = (most: number | null, used: number): number | null => (most === null ? null : Math.max(0, most - used))

const isToday = ({ dayOf }: PortalContext['calendar'], instant: Date | undefined, now: Date): boolean =>
  instant !== undefined && dayOf(instant) === dayOf(now)

/** What is left to who has signed in on this browser's way. */
export async function allowanceOn(
  context: PortalContext,
  { arrival, signedIn }: PortalState,
): Promise<Allowance | undefined> {
  if (signedIn === undefined) return undefined
  const hotspot = arrival && context.registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  const where = { hotspotId: hotspot?.id ?? null, gatewayId: arrival?.gatewayId }
  return allowanceAt(context, where, signedIn)
}
