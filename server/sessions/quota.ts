import { publish } from '../database/events.ts'
import { audit } from '../directory/audit.ts'
import { type DisconnectDeps, sendDisconnect } from './disconnect.ts'
import { claimForQuota, recordOutcome } from './disconnects.ts'
import { octetsOf, usageOfResidents } from './usage.ts'

/** Per resident and local day, all devices together; null: no limit. */
export interface DailyQuota {
  dailySeconds: number | null
  dailyOctets: number | null
}

const AT_A_TIME = 16

/**
 * Disconnects the live sessions of those residents who have used up the day's quota; each session once. The gateway was
 * given the limits too: this stands behind gateways that do not keep them, and residents with several devices.
 *
 * @param day local day, `yyyy-mm-dd`
 * @returns how many sessions were disconnected, or tried to
 */
export async function enforceQuota(
  deps: DisconnectDeps,
  residentIds: number[],
  { dailySeconds, dailyOctets }: DailyQuota,
  day: string,
): Promise<number> {
  if (residentIds.length === 0 || (dailySeconds === null && dailyOctets === null)) return 0
  const usage = await usageOfResidents(deps.db, residentIds, day)
  const over = [...usage]
    .filter(([, used]) => used.seconds >= (dailySeconds ?? Infinity) || octetsOf(used) >= (dailyOctets ?? Infinity))
    .map(([residentId]) => residentId)
  if (over.length === 0) return 0
  const claimed = await claimForQuota(deps.db, over)
  const residents = new Set(claimed.map(({ residentId }) => residentId))
  await publish(deps.db, ...[...residents].map((residentId) => ({ type: 'quota', residentId }) as const))
  const queue = [...claimed]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { disconnectId, sessionId } = next
      const result = await sendDisconnect(deps, sessionId, disconnectId).catch(async (error) => {
        deps.log.error({ err: error, sessionId }, 'a session over its quota was not disconnected')
        const notSent = { outcome: 'timeout', errorCause: null, attempts: 0 } as const
        await recordOutcome(deps.db, disconnectId, notSent)
        return notSent
      })
      await audit(deps.db, { kind: 'system' }, 'session.disconnect', `session ${sessionId}`, {
        cause: 'quota',
        ...result,
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, claimed.length) }, worker))
  return claimed.length
}
