import { removeOldHelpCases } from '../access/help-cases/help-cases.ts'
import { maintainAccessLog } from '../access/log/store.ts'
import { removeOldTickets } from '../access/tickets.ts'
import type { Database } from '../database/connection.ts'
import { removeOldDeviceCredentials } from '../directory/devices/device-credentials.ts'
import { removeOldEndedSignIns } from '../directory/ended-sign-ins.ts'
import { removeOldFaultReports } from '../health/fault-reports.ts'
import type { Log } from '../log.ts'
import { activeHolds } from '../privacy/legal-holds.ts'
import { removeOldTraces } from '../traces/traces.ts'

const HOUR_MS = 3_600_000

/**
 * Tidies what access decisions leave behind: the access log at once and hourly; tickets, device credentials, help
 * cases, ended sign-ins, residents' reports of faults and traces hourly.
 */
export async function startHousekeeping(db: Database, log: Log): Promise<{ close(): void }> {
  await keepAccessLog(db, new Date())
  const timer = setInterval(() => {
    Promise.all([
      keepAccessLog(db, new Date()),
      removeOldTickets(db),
      removeOldDeviceCredentials(db),
      removeOldHelpCases(db),
      removeOldEndedSignIns(db),
      removeOldFaultReports(db),
      removeOldTraces(db),
    ]).catch((error) =>
      log.error(
        { err: error },
        'access log, tickets, device credentials, help cases, ended sign-ins, reports of faults and traces were not tidied',
      ),
    )
  }, HOUR_MS)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

/** What a legal hold covers is not dropped with its day. */
const keepAccessLog = async (db: Database, now: Date) => maintainAccessLog(db, now, await activeHolds(db, now))
