import { Command } from 'commander'
import { auditAlone } from '../directory/audit.ts'
import { createLog } from '../log.ts'
import { RetentionFailure, runRetention } from '../privacy/retention.ts'
import { type RetentionCounts, retentionRuns } from '../privacy/retention-runs.ts'
import { withDatabase } from './command-database.ts'
import { table } from './terminal/table.ts'

const SHOWN = 20

/** `plaza retention run|list`. */
export function retentionCommand(): Command {
  const command = new Command('retention')
    .description('what Plaza forgets, and when: it does so by itself once a day')
    .showHelpAfterError()

  command
    .command('run')
    .description('do now what is due')
    .action(() =>
      withDatabase(async (db, sealer, config) => {
        const log = createLog('warn')
        const recorded = (detail: Record<string, unknown>) =>
          auditAlone(db, { kind: 'command' }, 'retention.run', 'retention', detail)
        const counts = await runRetention({ config, db, sealer, log }, { onProgress: showProgress }).catch(
          async (error) => {
            if (error instanceof RetentionFailure) await recorded({ failures: error.failures })
            throw error
          },
        )
        if (process.stdout.isTTY) process.stdout.write('\n')
        if (!counts) {
          console.log('Another process is at it: plaza retention list shows how far it is.')
          return
        }
        await recorded({ ...counts })
        console.log(inWords(counts))
      }),
    )

  command
    .command('list')
    .description('list the last runs')
    .action(() =>
      withDatabase(async (db) => {
        const runs = await retentionRuns(db, SHOWN)
        if (runs.length === 0) {
          console.log('There was no run yet: the poller role begins one when it starts.')
          return
        }
        const shown = runs.map((run) => ({
          began: run.started_at.toISOString(),
          ended: run.finished_at?.toISOString() ?? 'not yet, or cut off',
          'sessions pseudonymised': run.sessions_pseudonymised,
          'decisions pseudonymised': run.decisions_pseudonymised,
          'sessions summed up': run.sessions_archived,
          'devices forgotten': run.devices_forgotten,
          'audit forgotten': run.audit_forgotten,
          failed: run.failures.join('; '),
        }))
        console.log(table(shown))
      }),
    )
  return command
}

const inWords = (counts: RetentionCounts): string =>
  `${counts.sessions_pseudonymised} sessions and ${counts.decisions_pseudonymised} decisions pseudonymised, ` +
  `${counts.sessions_archived} sessions summed up and removed, ` +
  `${counts.devices_forgotten} devices and ${counts.audit_forgotten} audited changes forgotten.`

function showProgress(counts: RetentionCounts): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${inWords(counts)}`)
}
