import { forgetCopiedDevices } from '../access/copied-devices.ts'
import { type CurrentEmergencies, sparedBy } from '../access/emergencies/emergencies.ts'
import type { CurrentRules } from '../access/policies/rules.ts'
import { attributeLate } from '../accounting/late-accepts.ts'
import type { Log } from '../log.ts'
import { endSessionsAtClosing } from '../sessions/disconnects/closing.ts'
import { giveUpPending } from '../sessions/disconnects/disconnects.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { announceEnded } from '../sessions/ledger/announce.ts'
import { silentBefore } from '../sessions/silence.ts'
import { endSilentSessions } from '../sessions/stale.ts'
import { enforceTimeQuota } from '../usage/quota.ts'

const MINUTE_MS = 60_000
/** For gateways to end sessions themselves. */
const CLOSING_GRACE_MS = 60_000

interface SweepParts extends DynamicAuthorizationDeps {
  rules: Pick<CurrentRules, 'get' | 'quotas' | 'closedGroups' | 'policyOf' | 'policyAmong' | 'somePolicy'>
  emergencies: Pick<CurrentEmergencies, 'all'>
  log: Log
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  everyMs?: number
}

/**
 * Once a minute: ends sessions that have fallen silent, finds whose those are that came before their Accept, disconnects residents whose time has run out in mid-session,
 * copied devices where the policy wants it and whoever is online where it has closed, and gives up requests of processes that are gone.
 */
export function startSessionSweep(parts: SweepParts): { close(): Promise<void> } {
  const { rules, emergencies, dayOf, everyMs = MINUTE_MS, ...deps } = parts
  const { db, log } = deps
  let heardSince = new Date()
  let running: Promise<void> | undefined
  const sweep = async () => {
    const { interimSeconds } = rules.get()
    await giveUpPending(db)
    const ended = await endSilentSessions(db, { interimSeconds, heardSince }, (batch) => announceEnded(db, batch))
    if (ended > 0) log.info({ sessions: ended }, 'sessions without a report for three intervals were ended')
    await attributeLate(db)
    const today = { dayOf, since: silentBefore(interimSeconds) }
    const spared = sparedBy(emergencies)
    await enforceTimeQuota(deps, rules.quotas(deps.registry.groupsOfGateways()), today, spared)
    await forgetCopiedDevices(deps, rules, today.since)
    await endSessionsAtClosing(deps, rules.closedGroups(Date.now(), CLOSING_GRACE_MS), spared)
  }
  const timer = setInterval(() => {
    running ??= sweep()
      .catch((error) => {
        // While the database was away no accounting could be stored either.
        heardSince = new Date()
        log.error({ err: error }, 'sessions were not swept')
      })
      .finally(() => {
        running = undefined
      })
  }, everyMs)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
