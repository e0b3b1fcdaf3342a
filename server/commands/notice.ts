import { Command } from 'commander'
import { audit } from '../directory/audit.ts'
import {
  addNotice,
  NoticeError,
  type NoticeKind,
  noticeKinds,
  recentNotices,
  withdrawNotice,
} from '../notices/notices.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase } from './command-database.ts'
import { collect, readId, readLanguageText, readNumber } from './terminal/option-values.ts'
import { readTime } from './terminal/read-time.ts'
import { table } from './terminal/table.ts'

const SHOWN = 20
const HOUR_MS = 3_600_000

interface AddOptions {
  kind: string
  es: string
  text: string[]
  starts?: string
  hours: string
  hotspot?: string
  neighbourhood?: string
}

/** `plaza notice add|withdraw|list`. */
export function noticeCommand(): Command {
  const command = new Command('notice')
    .description('what residents read on the portal, by place and time')
    .showHelpAfterError()
  addCommand(command)
  withdrawCommand(command)
  listCommand(command)
  return command
}

function addCommand(command: Command): void {
  command
    .command('add')
    .description('in the whole city, unless a hotspot or a neighbourhood is named')
    .requiredOption('--es <text>', 'in Spanish')
    .option('--text <language=text>', 'in another language, e.g. en=...; may be repeated', collect, [])
    .option('--kind <kind>', noticeKinds.join(', '), 'information')
    .option('--starts <time>', 'when it begins, by the clocks of PLAZA_TIME_ZONE, e.g. 2026-11-30T22:00; default now')
    .option('--hours <number>', 'for how long', '24')
    .option('--hotspot <id>', 'at this hotspot only')
    .option('--neighbourhood <id>', 'in this neighbourhood only')
    .action((given: AddOptions) =>
      withChange(async (db, _, { timeZone }) => {
        const startsAt = given.starts === undefined ? new Date() : readTime('--starts', given.starts, timeZone)
        const notice = {
          kind: readKind(given.kind),
          texts: { es: given.es, ...Object.fromEntries(given.text.map((text) => readLanguageText('--text', text))) },
          ...{ startsAt, endsAt: new Date(startsAt.getTime() + readNumber('--hours', given.hours, 8784) * HOUR_MS) },
          hotspotId: given.hotspot === undefined ? undefined : readId('--hotspot', given.hotspot),
          neighbourhoodId:
            given.neighbourhood === undefined ? undefined : readId('--neighbourhood', given.neighbourhood),
        }
        const id = await addNotice(db, notice, null).catch((error) => {
          if (!(error instanceof NoticeError)) throw error
          throw new StartError(error.message)
        })
        await audit(db, { kind: 'command' }, 'notice.add', `notice ${id}`, { kind: notice.kind, texts: notice.texts })
        console.log(
          `Notice ${id} is shown until ${notice.endsAt.toISOString()}. plaza notice withdraw ${id} ends it earlier.`,
        )
      }),
    )
}

function withdrawCommand(command: Command): void {
  command
    .command('withdraw <id>')
    .description('take it off the portal')
    .action((text: string) =>
      withChange(async (db) => {
        const id = readId('id', text)
        if (!(await withdrawNotice(db, id))) throw new StartError(`There is no notice ${id} that has not ended.`)
        await audit(db, { kind: 'command' }, 'notice.withdraw', `notice ${id}`)
        console.log(`Notice ${id} is shown no more.`)
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the last ones')
    .action(() =>
      withDatabase(async (db) => {
        const rows = await recentNotices(db, { limit: SHOWN })
        if (rows.length === 0) return console.log('There was none yet.')
        const shown = rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          where: row.hotspot ?? row.neighbourhood ?? 'the whole city',
          from: row.starts_at.toISOString(),
          until: (row.withdrawn_at ?? row.ends_at).toISOString(),
          text: row.texts.es ?? '',
        }))
        console.log(table(shown))
      }),
    )
}

function readKind(text: string): NoticeKind {
  const kind = noticeKinds.find((each) => each === text)
  if (!kind) throw new StartError(`--kind: "${text}" is none of ${noticeKinds.join(', ')}.`)
  return kind
}
