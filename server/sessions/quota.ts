import { publish } from '../database/events.ts'
import { audit } from '../directory/audit.ts'
import { hasLimits, type Quotas } from './daily-quota.ts'
import { sendDisconnects } from './disconnect.ts'
import { claimForQuota } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'
import { residentsOutOfTime, type TodayOptions, usageNow } from './usage.ts'

/** Where no session is ended. */
export type SparedHotspots = 'everywhere' | readonly number[]

/**
 * Disconnects the live sessions of those residents who have used up the day's quota, that of where the session is; each
 * session once. The gateway was given the limits too: this stands behind gateways that do not keep them, and residents
 * with several devices.
 *
 * @returns how many sessions were disconnected, or tried to
 */
export async function enforceQuota(
  deps: DynamicAuthorizationDeps,
  residentIds: number[],
  quotas: Quotas,
  today: TodayOptions,
  spared: SparedHotspots = [],
): Promise<number> {
  if (residentIds.length === 0 || spared === 'everywhere' || !hasLimits(quotas)) return 0
  const claimed = await claimForQuota(deps.db, await usageNow(deps.db, residentIds, today), quotas, spared)
  if (claimed.length === 0) return 0
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
  quotas: Quotas,
  today: TodayOptions,
  spared: SparedHotspots = [],
): Promise<number> {
  if (!hasLimits(quotas)) return 0
  return enforceQuota(deps, await residentsOutOfTime(deps.db, quotas, today), quotas, today, spared)
}
