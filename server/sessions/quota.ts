import { publish } from '../database/events.ts'
import { audit } from '../directory/audit.ts'
import { sendDisconnects } from './disconnect.ts'
import { claimForQuota } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'
import { octetsOf, residentsOutOfTime, type TodayOptions, usageNow } from './usage.ts'

/** Per resident and local day, all devices together; null: no limit. */
export interface DailyQuota {
  dailySeconds: number | null
  dailyOctets: number | null
}

/** Where no session is ended. */
export type SparedHotspots = 'everywhere' | readonly number[]

/**
 * Disconnects the live sessions of those residents who have used up the day's quota; each session once. The gateway was
 * given the limits too: this stands behind gateways that do not keep them, and residents with several devices.
 *
 * @returns how many sessions were disconnected, or tried to
 */
export async function enforceQuota(
  deps: DynamicAuthorizationDeps,
  residentIds: number[],
  { dailySeconds, dailyOctets }: DailyQuota,
  today: TodayOptions,
  spared: SparedHotspots = [],
): Promise<number> {
  if (residentIds.length === 0 || spared === 'everywhere' || (dailySeconds === null && dailyOctets === null)) return 0
  const usage = await usageNow(deps.db, residentIds, today)
  const over = [...usage]
    .filter(([, used]) => used.seconds >= (dailySeconds ?? Infinity) || octetsOf(used) >= (dailyOctets ?? Infinity))
    .map(([residentId]) => residentId)
  if (over.length === 0) return 0
  const claimed = await claimForQuota(deps.db, over, spared)
  const residents = new Set(claimed.map(({ residentId }) => residentId))
  await publish(deps.db, ...[...residents].map((residentId) => ({ type: 'quota', residentId }) as const))
  await sendDisconnects(deps, claimed, ({ sessionId }, answer) =>
    audit(deps.db, { kind: 'system' }, 'session.disconnect', `session ${sessionId}`, { cause: 'quota', ...answer }),
  )
  return claimed.length
}

/** Disconnects the residents whose time has run out in mid-session, as {@link enforceQuota} does. */
export async function enforceTimeQuota(
  deps: DynamicAuthorizationDeps,
  quota: DailyQuota,
  today: TodayOptions,
  spared: SparedHotspots = [],
): Promise<number> {
  if (quota.dailySeconds === null) return 0
  return enforceQuota(deps, await residentsOutOfTime(deps.db, quota.dailySeconds, today), quota, today, spared)
}
