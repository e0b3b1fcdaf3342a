import type { Database } from '../../database/connection.ts'
import type { NamedSession } from '../../sessions/disconnects/dynamic-authorization.ts'
import { limitsChanged, type NewLimits } from '../../sessions/disconnects/limit-changes.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { localDay } from '../../usage/local-day.ts'
import { usageNow } from '../../usage/today.ts'
import type { Limits } from '../decide.ts'
import { openEmergencies } from '../emergencies/emergencies.ts'
import { whileEmergency } from '../emergencies/while-emergency.ts'
import { accountOf } from '../policies/accounts.ts'
import type { Policy } from '../policies/policies.ts'
import { rulesWhere } from '../policies/rules.ts'
import { segmentOf } from '../policies/segment.ts'

/**
 * Every limit that a live session has, with those that are to change: what it began with (the policy, the hours and the
 * day's quota where it is), what staff have changed since, and last `limits`. Session-Timeout and octets count from the
 * session's start, as its gateway counts them.
 */
export async function currentLimits(
  db: Database,
  session: NamedSession,
  limits: NewLimits,
  timeZone: string,
  now = new Date(),
  levels: readonly string[] = [],
): Promise<Limits> {
  const { hotspotId, gatewayId, residentId } = session
  const account = residentId === null ? undefined : await accountOf(db, residentId, levels)
  const rules = rulesWhere(db, { hotspotId, gatewayId }, timeZone, now, account)
  const [{ policy, opening }, before, emergency] = await Promise.all([
    rules,
    limitsChanged(db, session.id),
    openEmergencies(db),
  ])
  const emergencyUntil = emergency.at(hotspotId, now.getTime())?.endsAt
  const closes = residentId === null ? emergencyUntil : whileEmergency(opening, emergencyUntil, now).until
  const left = await leftToday(db, residentId, policy, timeZone, now)
  const elapsed = Math.max(0, Math.floor((now.getTime() - session.startedAt.getTime()) / 1000))
  const untilClosing = closes ? Math.floor((closes.getTime() - now.getTime()) / 1000) : Number.POSITIVE_INFINITY
  const untilOver = (account?.voucher?.until ?? Number.POSITIVE_INFINITY) - Math.floor(now.getTime() / 1000)
  const whole = Math.min(policy.sessionSeconds, elapsed + Math.max(1, Math.min(left.seconds, untilClosing, untilOver)))
  const rate = limits.rate ?? before.rate ?? policy
  const segment = segmentOf(policy)
  return {
    sessionSeconds: Math.max(1, Math.round(limits.sessionSeconds ?? before.sessionSeconds ?? whole)),
    idleSeconds: policy.idleSeconds,
    interimSeconds: session.interimSeconds ?? policy.interimSeconds,
    upBps: rate.upBps,
    downBps: rate.downBps,
    octets: left.octets === null ? null : session.octets + Math.max(1, left.octets),
    ...(segment && { segment }),
  }
}

/** What is left of the resident's day; nobody's has no quota. */
async function leftToday(
  db: Database,
  residentId: number | null,
  { dailySeconds, dailyOctets, interimSeconds }: Policy,
  timeZone: string,
  now: Date,
): Promise<{ seconds: number; octets: number | null }> {
  if (residentId === null) return { seconds: Number.POSITIVE_INFINITY, octets: null }
  const today = { dayOf: localDay(timeZone), since: silentBefore(interimSeconds), now }
  const used = (await usageNow(db, [residentId], today)).get(residentId)
  const seconds = dailySeconds === null ? Number.POSITIVE_INFINITY : dailySeconds - (used?.seconds ?? 0)
  return { seconds, octets: dailyOctets === null ? null : dailyOctets - (used?.octets ?? 0) }
}
