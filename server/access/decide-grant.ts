import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { macNumber } from '../mac.ts'
import type { Opening } from '../network/groups/opening-hours.ts'
import { silentBefore } from '../sessions/silence.ts'
import { dayStart } from '../usage/local-day.ts'
import { usedToday } from '../usage/today.ts'
import { readResidents } from './cache/read-facts.ts'
import { isOnline, otherDevices } from './cache/residents.ts'
import { isFull } from './capacity/is-full.ts'
import { type Credentials, type Decision, decide, isEmergency } from './decide.ts'
import { whileEmergency } from './emergencies/while-emergency.ts'
import { countDecision } from './log/metrics.ts'
import { type AccessEntry, storeDecisions } from './log/store.ts'
import { accountOf } from './policies/accounts.ts'
import type { Policy } from './policies/policies.ts'
import { rulesAtGateway, rulesWhere } from './policies/rules.ts'

/** How long a hotspot is believed that nobody has proven: who names another one must come back after so many seconds. */
export const BRIEF_SECONDS = 900

/** A device for which the portal is to open a gateway, and whose it is. */
export interface GrantRequest {
  residentId: number
  deviceMac: string
  /** Under which address the device was bound before. */
  replacesMac?: string | undefined
  gatewayId: number
  /** Null: nobody knows. */
  hotspotId: number | null
  /** Devices at a time that the hotspot is made for; null or absent: nobody knows. */
  capacity?: number | null | undefined
  /** Whether the device is proven to be there; else the hotspot's own rules hold for minutes. */
  isPlaced: boolean
  /** Until when an emergency is on there, in which it does not close. */
  emergencyUntil?: Date | undefined
  credentials: Extract<Credentials, { kind: 'signed-in' | 'mac' }>
}

/**
 * Decides whether the portal may open a gateway for a device, by the rules of an Access-Request: blocked residents, what
 * was used today, the number of devices, opening hours. Everything is read afresh. Where the hotspot is not proven, what
 * it alone allows is allowed for {@link BRIEF_SECONDS}, and for longer what every hotspot of the gateway allows.
 *
 * @param calendar `dayOf` gives the local day of an instant, `yyyy-mm-dd`
 */
export async function decideGrant(
  db: Pick<Database, 'query' | 'pool'>,
  request: GrantRequest,
  calendar: Calendar,
): Promise<Decision> {
  const { residentId, hotspotId, gatewayId, isPlaced } = request
  const now = new Date()
  const account = await accountOf(db, residentId, calendar.levels ?? [])
  const decision = await decideBy(
    db,
    request,
    await rulesWhere(db, request, calendar.timeZone, now, account),
    calendar,
    now,
  )
  if (!decision.accept || isPlaced || hotspotId === null) return decision
  const strictest = await rulesAtGateway(db, gatewayId, calendar.timeZone, now, account)
  const anywhere = await decideBy(db, request, strictest, calendar, now)
  return anywhere.accept && anywhere.limits.sessionSeconds >= BRIEF_SECONDS ? anywhere : briefly(decision)
}

/** `levels` of verification, from the least to the highest; absent: there are none. */
type Calendar = { dayOf(instant: Date): string; timeZone: string; levels?: readonly string[] }
type Accept = Extract<Decision, { accept: true }>

const briefly = (decision: Accept): Accept => {
  const { limits } = decision
  return { ...decision, limits: { ...limits, sessionSeconds: Math.min(limits.sessionSeconds, BRIEF_SECONDS) } }
}

async function decideBy(
  db: Pick<Database, 'query' | 'pool'>,
  request: GrantRequest,
  { policy, opening, whenFull }: { policy: Policy; opening: Opening; whenFull: Policy['whenFull'] },
  { dayOf }: Calendar,
  now: Date,
): Promise<Decision> {
  const { residentId, deviceMac, replacesMac, gatewayId, hotspotId, capacity, emergencyUntil, credentials } = request
  const liveSince = silentBefore(policy.interimSeconds)
  const dayBegan = dayStart(dayOf, now)
  const [facts] = await readResidents(db, [residentId], { now, day: dayOf(now), dayBegan, liveSince })
  if (!facts) return { accept: false, reason: 'resident-blocked' }
  const seconds = (instant: Date) => Math.floor(instant.getTime() / 1000)
  const day = seconds(dayBegan)
  const resident = { ...facts, day, recentlyAdmitted: [], readAt: seconds(now), refreshing: false }
  const own = [deviceMac, ...(replacesMac === undefined ? [] : [replacesMac])].map(macNumber)
  const mayBeFull =
    whenFull === 'turn-away' &&
    hotspotId !== null &&
    !isEmergency({ emergencyUntil, now }) &&
    !isOnline(resident, own, seconds(now), seconds(liveSince))
  return decide({
    credentials,
    deviceMac,
    gatewayId,
    residentBlocked: facts.blocked,
    isFull:
      mayBeFull && (await isFull(db, { id: hotspotId, capacity: capacity ?? null }, deviceMac, { liveSince, now })),
    otherDevices: otherDevices(resident, own, seconds(now), seconds(liveSince)),
    usedToday: usedToday(resident, seconds(now), day, seconds(liveSince)),
    policy,
    voucherUntil: facts.voucher && new Date(facts.voucher.until * 1000),
    opening: whileEmergency(opening, emergencyUntil, now),
    now,
  })
}

/**
 * Decides whether the portal may open a gateway for a device of nobody known, since an emergency is on there.
 *
 * @returns limits that end with the emergency; no quota
 */
export async function decideEmergencyGrant(
  db: Pick<Database, 'query'>,
  where: Pick<GrantRequest, 'deviceMac' | 'gatewayId' | 'hotspotId'> & { emergencyUntil: Date },
  timeZone: string,
  now = new Date(),
): Promise<Decision> {
  const { policy, opening } = await rulesWhere(db, where, timeZone, now)
  // As a gateway would ask by MAC authentication.
  const credentials = { kind: 'mac', passwordMatches: true, device: undefined } as const
  const nobody = { residentBlocked: false, otherDevices: 0, usedToday: { seconds: 0, octets: 0 } }
  return decide({ ...where, ...nobody, credentials, policy, opening, now })
}

/** Writes down what became of it; the resident's way online does not hang on that. */
export async function logGrant(
  db: Pick<Database, 'pool'>,
  log: Log,
  entry: Omit<AccessEntry, 'at' | 'method'>,
): Promise<void> {
  countDecision('portal', entry.reason)
  await storeDecisions(db, [{ ...entry, at: Date.now(), method: 'portal' }]).catch((error) =>
    log.error({ err: error }, 'a decision is not stored in access_log'),
  )
}
