import { Command, Option } from 'commander'
import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { beginSilence, SilenceError, stopSilence } from '../../incidents/silences/change.ts'
import { monthly, weekly } from '../../incidents/silences/rule-words.ts'
import { listSilences, silenceById, silenceNames } from '../../incidents/silences/views.ts'
import { type SilenceScope, silenceScopes } from '../../incidents/tables.ts'
import { programmeNames, subjectsFound } from '../../network/belongings.ts'
import { folded } from '../../network/spelling.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { readId, readNumber } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { readTime } from '../terminal/read-time.ts'

const MOST_HOURS = 8784
const HOUR_MS = 3_600_000

interface AddOptions {
  reason: string
  hours: string
  from?: string
  weekly?: string
  monthly?: string
  rrule?: string
}

/** `plaza silence add|list|end`. */
export function silenceCommand(): Command {
  const command = new Command('silence')
    .description('when nobody is called for something: works, a fair, the backup on Sundays; polling goes on')
    .showHelpAfterError()
  addCommand(command)
  listCommand(command)
  command
    .command('end <number>')
    .description('end a silence before its time, or keep it from coming again')
    .action((number: string) =>
      withChange(async (db) => {
        const id = readId('number', number)
        const silence = await silenceById(db, id)
        if (!silence || !(await stopSilence(db, id)))
          throw new StartError(`There is no silence ${id} that goes on: plaza silence list`)
        const nameOf = await silenceNames(db, [silence])
        const detail = { scope: silence.scope, name: nameOf(silence), reason: silence.reason }
        await audit(db, { kind: 'command' }, 'silence.end', `silence ${id}`, detail)
        console.log(`Silence ${id} is over.`)
      }),
    )
  return command
}

function addCommand(command: Command): void {
  command
    .command('add <scope> [what]')
    .description(
      `have nobody called for a ${silenceScopes.slice(0, -1).join(', ')} by its name or number, or for the city`,
    )
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--hours <number>', 'how long it lasts, each time')
    .option('--from <time>', 'when it begins, by the clocks of PLAZA_TIME_ZONE; without it now')
    .addOption(new Option('--weekly <days>', 'again every week, e.g. sun or mon,wed').conflicts(['monthly', 'rrule']))
    .addOption(
      new Option('--monthly <day>', 'again every month: a day such as 15, or 1sun for its first Sunday').conflicts(
        'rrule',
      ),
    )
    .option('--rrule <rule>', 'again by a rule of RFC 5545, e.g. FREQ=WEEKLY;INTERVAL=2;BYDAY=SU')
    .action((scope: string, what: string | undefined, given: AddOptions) =>
      withChange(async (db, _, { timeZone }) => {
        const known = scopeNamed(scope)
        const startsAt = given.from === undefined ? new Date() : readTime('--from', given.from, timeZone)
        const lasts = readNumber('--hours', given.hours, MOST_HOURS) * HOUR_MS
        const wanted = {
          ...{ scope: known, ...(await subject(db, known, what)), startsAt, reason: given.reason.trim() },
          ...{ endsAt: new Date(startsAt.getTime() + lasts), rrule: ruleOf(given) },
        }
        const id = await beginSilence(db, wanted, null).catch(explained)
        const nameOf = await silenceNames(db, [wanted])
        const { endsAt, rrule, reason } = wanted
        await audit(db, { kind: 'command' }, 'silence.add', `silence ${id}`, {
          ...{ scope: known, subject: wanted.subjectId, name: nameOf(wanted), reason, rrule },
          ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
        })
        console.log(`Silence ${id}: ${known} ${nameOf(wanted) ?? ''}`.trimEnd())
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list those that hold now, those to come, and the last that are over')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db, _, { timeZone }) => {
        const rows = await listSilences(db, new Date(), timeZone)
        const nameOf = await silenceNames(db, rows)
        printRows(
          rows.map((row) => ({ ...row, name: nameOf(row) })),
          options,
          (row) => ({
            ...{ number: row.id, state: row.state, scope: row.scope, name: row.name, hours: row.seconds / 3600 },
            ...{ until: row.until?.toISOString() ?? null, next: row.next?.toISOString() ?? null },
            ...{ rule: row.rrule, reason: row.reason },
          }),
          'There are none.',
        )
      }),
    )
}

function scopeNamed(scope: string): SilenceScope {
  const known = silenceScopes.find((each) => each === scope)
  if (known) return known
  throw new StartError(`"${scope}" cannot be silenced: ${silenceScopes.join(', ')}.`)
}

function ruleOf({ weekly: days, monthly: day, rrule }: AddOptions): string | null {
  try {
    return days !== undefined ? weekly(days) : day !== undefined ? monthly(day) : (rrule ?? null)
  } catch (error) {
    throw new StartError((error as Error).message)
  }
}

/** What is to be silent, by its name in any case, with or without accents, or by its number. */
async function subject(db: Pick<Database, 'query'>, scope: SilenceScope, what: string | undefined) {
  if (scope === 'city') return { subjectId: null, programme: null }
  if (what === undefined) throw new StartError(`Which ${scope}? Give its name or number.`)
  if (scope === 'programme') {
    const programme = (await programmeNames(db)).find((name) => folded(name) === folded(what)) ?? what
    return { subjectId: null, programme }
  }
  if (/^[1-9]\d*$/.test(what)) return { subjectId: Number(what), programme: null }
  const named = (await subjectsFound(db, scope, what, 1000)).filter(({ name }) => folded(name) === folded(what))
  if (named.length === 1) return { subjectId: named[0]!.id, programme: null }
  throw new StartError(
    named.length === 0
      ? `There is no ${scope} named "${what}".`
      : `Several are named "${what}": give the number, one of ${named.map(({ id }) => id).join(', ')}.`,
  )
}

function explained(error: unknown): never {
  if (error instanceof SilenceError) throw new StartError(error.message)
  throw error
}
