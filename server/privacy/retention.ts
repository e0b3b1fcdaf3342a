import { pseudonymiseDecisions } from '../access/retention.ts'
import { rollUp } from '../analytics/roll-up.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { inTurn } from '../database/turns.ts'
import { forgetAudit } from '../directory/audit.ts'
import { liftEndedBlocks } from '../directory/blocks.ts'
import { forgetUnboundDevices } from '../directory/devices/devices.ts'
import { beginErasing } from '../directory/erase.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { removeOldGrants } from '../sessions/grants/grants.ts'
import { pseudonymKey } from '../sessions/pseudonyms.ts'
import { archiveSessions, pseudonymiseSessions } from '../sessions/retention.ts'
import { bearersOfBefore, forgetBatches } from '../vouchers/retention.ts'
import { finishErasures } from './erase.ts'
import { removeOldExports } from './lawful-exports.ts'
import { activeHolds } from './legal-holds.ts'
import { addToRetentionRun, beginRetentionRun, endRetentionRun, type RetentionCounts } from './retention-runs.ts'

const DAY_MS = 86_400_000

export interface RetentionDeps {
  config: Pick<Config, 'retention' | 'timeZone'>
  db: Database
  sealer: Sealer
  log: Log
}

/** Some of a run failed, and was logged; the rest of it is done. */
export class RetentionFailure extends Error {
  override name = 'RetentionFailure'

  readonly failures: readonly string[]
  constructor(failures: readonly string[]) {
    super(`Retention did the rest, but this failed: ${failures.join('; ')}.`)
    this.failures = failures
  }
}

/**
 * One retention run: pseudonyms in place of MAC and IP addresses, sums in place of old sessions; devices whose binding is
 * long over are forgotten, and what the portal opened itself; what a legal hold covers stays, and what one covered of
 * residents that were erased goes once it has ended; blocks of accounts end; bearers of vouchers go some time after these have ended; what was audited goes by its age. What it did is reported in retention_runs,
 * batch by batch. A run that is cut off leaves nothing half done; the next one goes on.
 *
 * One step, or one session, that fails is reported there and in the log; the others go on.
 *
 * @returns what it did, or undefined where another process is at it
 * @throws {RetentionFailure} once the rest is done
 */
export async function runRetention(
  { config, db, sealer, log }: RetentionDeps,
  { now = new Date(), onProgress = () => {} }: { now?: Date; onProgress?: (counts: RetentionCounts) => void } = {},
): Promise<RetentionCounts | undefined> {
  const { identifiedDays, sessionDays, auditDays } = config.retention
  const identifiedBefore = new Date(now.getTime() - identifiedDays * DAY_MS)
  const sessionsBefore = new Date(now.getTime() - sessionDays * DAY_MS)
  const auditBefore = new Date(now.getTime() - auditDays * DAY_MS)
  return inTurn(db, locks.retention, async () => {
    const counts: RetentionCounts = {
      sessions_pseudonymised: 0,
      decisions_pseudonymised: 0,
      sessions_archived: 0,
      devices_forgotten: 0,
      audit_forgotten: 0,
    }
    const id = await beginRetentionRun(db, { identifiedBefore, sessionsBefore })
    const count = (what: keyof RetentionCounts) => async (number: number) => {
      counts[what] += number
      await addToRetentionRun(db, id, what, number)
      onProgress({ ...counts })
    }
    const until = { now, identifiedBefore, sessionsBefore, auditBefore }
    const failures = await runSteps({ config, db, sealer, log }, { ...until, count })
    await endRetentionRun(db, id, failures)
    log.info({ identifiedBefore, sessionsBefore, ...counts, failures }, 'retention')
    if (failures.length > 0) throw new RetentionFailure(failures)
    return counts
  })
}

interface RunOptions {
  now: Date
  identifiedBefore: Date
  sessionsBefore: Date
  auditBefore: Date
  count(what: keyof RetentionCounts): (number: number) => Promise<void>
}

/** Does one step after another, also where one before has failed. @returns what failed, in words */
async function runSteps(deps: RetentionDeps, options: RunOptions): Promise<string[]> {
  const { config, db, sealer, log } = deps
  const { now, identifiedBefore, sessionsBefore, auditBefore, count } = options
  // Without the holds nothing may be removed.
  const holds = await activeHolds(db, now)
  const key = pseudonymKey(sealer.key('device-pseudonym'))
  const save = {
    macs: holds.flatMap(({ deviceMac }) => deviceMac ?? []),
    residents: holds.flatMap(({ residentId }) => residentId ?? []),
  }
  const failures: string[] = []
  let rows = 0
  const onFailure = (sessionId: number, error: unknown) => {
    rows += 1
    log.error({ err: error, sessionId }, 'retention leaves a session as it is')
  }
  const sessions = (what: keyof RetentionCounts) => ({ holds, onBatch: count(what), onFailure })
  const steps: Record<string, () => Promise<unknown>> = {
    'sum up sessions': async () => {
      // Distinct residents can be counted for as long as there are sessions only.
      await rollUp(db, { timeZone: config.timeZone, now, wait: true })
      await archiveSessions(db, sessionsBefore, sessions('sessions_archived'))
    },
    'pseudonymise sessions': () => pseudonymiseSessions(db, key, identifiedBefore, sessions('sessions_pseudonymised')),
    'pseudonymise decisions': () =>
      pseudonymiseDecisions(db, key, identifiedBefore, holds, count('decisions_pseudonymised')),
    'forget devices': async () => count('devices_forgotten')(await forgetUnboundDevices(db, identifiedBefore, save)),
    'remove grants': () => removeOldGrants(db, identifiedBefore, holds),
    'erase bearers of vouchers': async () => {
      for (const id of await bearersOfBefore(db, identifiedBefore))
        if (!save.residents.includes(id)) await beginErasing(db, id)
    },
    'finish erasures': () => finishErasures(db, now),
    'forget vouchers': () => forgetBatches(db, identifiedBefore),
    'lift blocks': () => liftEndedBlocks(db, now),
    'remove exports': () => removeOldExports(db, now),
    'forget the audit': async () => count('audit_forgotten')(await forgetAudit(db, auditBefore)),
  }
  for (const [name, step] of Object.entries(steps)) {
    rows = 0
    try {
      await step()
      if (rows > 0) failures.push(`${name}: ${rows} left`)
    } catch (error) {
      log.error({ err: error, step: name }, 'a step of retention failed: the others go on')
      failures.push(name)
    }
  }
  return failures
}

/** Runs retention now and once a day. */
export function startRetention(deps: RetentionDeps): { close(): Promise<void> } {
  let closing = false
  let running: Promise<unknown> = Promise.resolve()
  const run = () => {
    running = runRetention(deps).catch((error) => {
      if (!closing) deps.log.error({ err: error }, 'retention did not end: the next run goes on')
    })
  }
  run()
  const timer = setInterval(run, DAY_MS)
  timer.unref()
  return {
    async close() {
      closing = true
      clearInterval(timer)
      await running
    },
  }
}
