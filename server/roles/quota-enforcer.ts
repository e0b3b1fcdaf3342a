import { type CurrentEmergencies, sparedBy } from '../access/emergencies/emergencies.ts'
import type { CurrentRules } from '../access/policies/rules.ts'
import type { SessionChange } from '../database/events/events.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { silentBefore } from '../sessions/silence.ts'
import { enforceQuota } from '../usage/quota.ts'

export interface QuotaEnforcer {
  /** Looks soon at the residents of these sessions. */
  add(changes: SessionChange[]): void
  close(): void
}

interface EnforcerParts extends DynamicAuthorizationDeps {
  rules: Pick<CurrentRules, 'get' | 'quotas'>
  emergencies: Pick<CurrentEmergencies, 'all'>
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
}

/** Whoever used something is looked at together with all others of this time, in milliseconds. */
const GATHER_MS = 1000

/** Disconnects residents soon after the report by which their quota is used up. */
export function createQuotaEnforcer({ rules, emergencies, dayOf, ...deps }: EnforcerParts): QuotaEnforcer {
  const users = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const enforce = () => {
    const residents = [...users]
    users.clear()
    timer = undefined
    const today = { dayOf, since: silentBefore(rules.get().interimSeconds) }
    const quotas = rules.quotas(deps.registry.groupsOfGateways())
    enforceQuota(deps, residents, quotas, today, sparedBy(emergencies)).catch((error) => {
      if (!closed) deps.log.error({ err: error }, 'quotas were not enforced')
    })
  }
  return {
    add(changes) {
      for (const { residentId } of changes) if (residentId !== null) users.add(residentId)
      if (users.size > 0 && !closed) timer ??= setTimeout(enforce, GATHER_MS).unref()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
