import { Command } from 'commander'
import {
  EmergencyError,
  endEmergency,
  openEmergencies,
  recentEmergencies,
  sparedBy,
  startEmergency,
} from '../access/emergencies/emergencies.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { endEmergencySessions } from '../sessions/disconnects/emergency.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase, withRegistry } from './command-database.ts'
import { collect, readId, readLanguageText, readNumber } from './terminal/option-values.ts'
import { table } from './terminal/table.ts'

const SHOWN = 20
/** What access/ takes: a week. */
const MOST_HOURS = 168
const HOUR_MS = 3_600_000
const OPTION_OF = {
  ...{ reason: '--reason', texts: '--text', endsAt: '--hours', hotspot: '--hotspot', neighbourhood: '--neighbourhood' },
}

/** `plaza emergency start|end|list`. */
export function emergencyCommand(): Command {
  const command = new Command('emergency')
    .description('let everybody online without signing in, for a time')
    .showHelpAfterError()
  startCommand(command)
  endCommand(command)
  listCommand(command)
  return command
}

function startCommand(command: Command): void {
  command
    .command('start')
    .description('the whole city, unless a hotspot or a neighbourhood is named')
    .requiredOption('--reason <text>', 'why, in Spanish: residents read it too')
    .option('--text <language=text>', 'why, in another language, e.g. en=...; may be repeated', collect, [])
    .option('--hours <number>', 'for how long', '6')
    .option('--hotspot <id>', 'at this hotspot only')
    .option('--neighbourhood <id>', 'in this neighbourhood only')
    .action((given: { reason: string; text: string[]; hours: string; hotspot?: string; neighbourhood?: string }) =>
      withChange(async (db) => {
        const endsAt = new Date(Date.now() + readNumber('--hours', given.hours, MOST_HOURS) * HOUR_MS)
        const texts = Object.fromEntries(given.text.map((text) => readLanguageText('--text', text)))
        const scope = {
          hotspotId: given.hotspot === undefined ? undefined : readId('--hotspot', given.hotspot),
          neighbourhoodId:
            given.neighbourhood === undefined ? undefined : readId('--neighbourhood', given.neighbourhood),
        }
        const id = await startEmergency(db, { reason: given.reason, texts, endsAt, ...scope }, null).catch((error) => {
          if (!(error instanceof EmergencyError)) throw error
          throw new StartError(`${OPTION_OF[error.field]}: ${error.message}`)
        })
        const detail = { reason: given.reason, texts, ...scope, endsAt: endsAt.toISOString() }
        await audit(db, { kind: 'command' }, 'emergency.start', `emergency ${id}`, detail)
        console.log(`Emergency ${id} is on until ${endsAt.toISOString()}. plaza emergency end ${id} ends it earlier.`)
      }),
    )
}

function endCommand(command: Command): void {
  command
    .command('end')
    .argument('<id>', 'as plaza emergency list shows it')
    .description('end it now, and the sessions of those whom it let in')
    .action((text: string) =>
      withDatabase(async (db, sealer) => {
        const id = readId('id', text)
        const ended = await inOneTransaction(db, async (one) => {
          const emergency = await endEmergency(one, id, null)
          if (!emergency) throw new StartError(`There is no emergency ${id} that has not ended.`)
          await audit(one, { kind: 'command' }, 'emergency.end', `emergency ${id}`)
          return emergency
        })
        const sessions = await withRegistry(db, sealer, async (parts) =>
          endEmergencySessions(parts, ended, sparedBy(await openEmergencies(db))),
        )
        console.log(`Emergency ${id} has ended; the gateways were asked to end ${sessions} sessions.`)
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the last ones')
    .action(() =>
      withDatabase(async (db) => {
        const rows = await recentEmergencies(db, { limit: SHOWN })
        if (rows.length === 0) return console.log('There was none yet.')
        const now = new Date()
        const shown = rows.map((row) => ({
          id: row.id,
          on: row.ended_at === null && row.ends_at > now,
          where: row.hotspot ?? row.neighbourhood ?? 'the whole city',
          began: row.started_at.toISOString(),
          ends: (row.ended_at ?? row.ends_at).toISOString(),
          by: row.started_by ?? 'command',
          reason: row.reason,
        }))
        console.log(table(shown))
      }),
    )
}
