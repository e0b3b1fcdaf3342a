import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { auditAlone } from '../directory/audit.ts'
import { sendDisconnects } from '../sessions/disconnects/disconnect.ts'
import { claimSessions, type SparedHotspots } from '../sessions/disconnects/disconnects.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { hasLimits, type Quotas, quotaSql, quotaValues } from './daily-quota.ts'
import { residentsOutOfTime, type TodayOptions, type Used, usageNow } from './today.ts'

/**
 * Disconnects the live sessions of those residents who have used up the day's quota, that of their account where the
 * session is; each session once. The gateway was given the limits too: this stands behind gateways that do not keep them, and residents
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
  const residents = new Set(claimed.flatMap(({ residentId }) => residentId ?? []))
  await publish(deps.db, ...[...residents].map((residentId) => ({ type: 'quota', residentId }) as const))
  await sendDisconnects(deps, claimed, ({ sessionId }, answer) =>
    auditAlone(deps.db, { kind: 'system' }, 'session.disconnect', `session ${sessionId}`, {
      cause: 'quota',
      ...answer,
    }),
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

/** Claims the live sessions of these residents that are where what they have used today is the day's quota. */
async function claimForQuota(
  db: Pick<Database, 'pool'>,
  used: ReadonlyMap<number, Used>,
  quotas: Quotas,
  sparedHotspots: readonly number[],
) {
  const quota = quotaSql(6)
  return claimSessions(db, 'quota', {
    join: `join unnest($2::bigint[], $3::float8[], $4::float8[]) as used (resident_id, seconds, octets)
             on used.resident_id = s.resident_id ${quota.join}`,
    where: `(used.seconds >= ${quota.seconds} or used.octets >= ${quota.octets})
            and (s.hotspot_id is null or s.hotspot_id <> all($5::bigint[]))`,
    values: [
      [...used.keys()],
      [...used.values()].map(({ seconds }) => seconds),
      [...used.values()].map(({ octets }) => octets),
      sparedHotspots,
      ...quotaValues(quotas),
    ],
  })
}
