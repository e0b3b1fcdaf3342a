import { pseudonymiseDecisions } from '../access/retention.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { liftEndedBlocks } from '../directory/blocks.ts'
import { forgetUnboundDevices } from '../directory/devices.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { removeOldGrants } from '../sessions/grants/grants.ts'
import { pseudonymKey } from '../sessions/pseudonyms.ts'
import { archiveSessions, pseudonymiseSessions } from '../sessions/retention.ts'
import { finishErasures } from './erase.ts'
import { removeOldExports } from './lawful-requests.ts'
import { activeHolds } from './legal-holds.ts'
import { addToRetentionRun, beginRetentionRun, endRetentionRun, type RetentionCounts } from './retention-runs.ts'

const DAY_MS = 86_400_000

export interface RetentionDeps {
  config: Pick<Config, 'retention'>
  db: Database
  sealer: Sealer
  log: Log
}

/**
 * One retention run: pseudonyms in place of MAC and IP addresses, sums in place of old sessions; devices whose binding is
 * long over are forgotten, and what the portal opened itself; what a legal hold covers stays, and what one covered of
 * residents that were erased goes once it has ended; blocks of accounts end. What it did is reported in retention_runs,
 * batch by batch. A run that is cut off leaves nothing half done; the next one goes on.
 *
 * @returns what it did, or undefined where another process is at it
 */
export async function runRetention(
  { config, db, sealer, log }: RetentionDeps,
  { now = new Date(), onProgress = () => {} }: { now?: Date; onProgress?: (counts: RetentionCounts) => void } = {},
): Promise<RetentionCounts | undefined> {
  const { identifiedDays, sessionDays } = config.retention
  const identifiedBefore = new Date(now.getTime() - identifiedDays * DAY_MS)
  const sessionsBefore = new Date(now.getTime() - sessionDays * DAY_MS)
  const holder = await db.pool.connect()
  try {
    const { rows } = await holder.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [locks.retention])
    if (!rows[0]?.mine) return undefined
    const counts: RetentionCounts = {
      sessions_pseudonymised: 0,
      decisions_pseudonymised: 0,
      sessions_archived: 0,
      devices_forgotten: 0,
    }
    const id = await beginRetentionRun(db, { identifiedBefore, sessionsBefore })
    const count = (what: keyof RetentionCounts) => async (number: number) => {
      counts[what] += number
      await addToRetentionRun(db, id, what, number)
      onProgress({ ...counts })
    }
    const holds = await activeHolds(db, now)
    const key = pseudonymKey(sealer.key('device-pseudonym'))
    await archiveSessions(db, sessionsBefore, holds, count('sessions_archived'))
    await pseudonymiseSessions(db, key, identifiedBefore, holds, count('sessions_pseudonymised'))
    await pseudonymiseDecisions(db, key, identifiedBefore, holds, count('decisions_pseudonymised'))
    const save = {
      macs: holds.flatMap(({ deviceMac }) => deviceMac ?? []),
      residents: holds.flatMap(({ residentId }) => residentId ?? []),
    }
    await count('devices_forgotten')(await forgetUnboundDevices(db, identifiedBefore, save))
    await removeOldGrants(db, identifiedBefore, holds)
    await finishErasures(db, now)
    await liftEndedBlocks(db, now)
    await removeOldExports(db, now)
    await endRetentionRun(db, id)
    log.info({ identifiedBefore, sessionsBefore, ...counts }, 'retention')
    return counts
  } finally {
    // A lock that cannot be given back goes with its connection.
    const broken = await holder.query('select pg_advisory_unlock($1)', [locks.retention]).then(
      () => false,
      () => true,
    )
    holder.release(broken)
  }
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
