import { Command } from 'commander'
import { publish } from '../../database/events/events.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import type { AuditAction } from '../../directory/audit-actions.ts'
import { staffNames, workingStaff } from '../../directory/views.ts'
import { type Act, act } from '../../incidents/act.ts'
import { changesOfIncident, hotspotsOfIncident, incidentOf, listIncidents } from '../../incidents/views.ts'
import { hotspotSpots } from '../../network/belongings.ts'
import { folded } from '../../network/spelling.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { readId } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { table } from '../terminal/table.ts'

const SHOWN = 100
const SHOWN_HOTSPOTS = 1000

interface ListOptions extends JsonOption {
  past?: boolean
  search?: string
}

/** `plaza incident list|show|acknowledge|assign|comment`. */
export function incidentCommand(): Command {
  const command = new Command('incident')
    .description('incidents: alerts that have one cause, the worst by residents left without service first')
    .showHelpAfterError()
  listCommand(command)
  showCommand(command)
  command
    .command('acknowledge <number>')
    .description('say that somebody looks after it: nobody else is called')
    .option('--text <text>', 'what is done about it')
    .action((number: string, { text }: { text?: string }) =>
      doTo(
        number,
        'incident.acknowledge',
        { kind: 'acknowledge', text: text?.trim() || null },
        { ...(text && { text }) },
      ),
    )
  command
    .command('assign <number> [name]')
    .description('give it to an operator or administrator; without a name to nobody')
    .action((number: string, name: string | undefined) =>
      withChange(async (db) => {
        const whom = name === undefined ? null : await colleagueNamed(db, name)
        const what = { kind: 'assign', to: whom?.id ?? null } as const
        await actAndAudit(db, number, 'incident.assign', what, { to: whom?.name ?? null })
      }),
    )
  command
    .command('comment <number> <text>')
    .description('write something into its history')
    .action((number: string, given: string) => {
      const text = given.trim()
      if (text === '') throw new StartError('A comment says something.')
      return doTo(number, 'incident.comment', { kind: 'comment', text }, { text })
    })
  return command
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list those that go on')
    .option('--past', 'those that are over instead')
    .option('--search <words>', 'words of the name of what it is about')
    .option(...JSON_OPTION)
    .action(({ past = false, search, ...options }: ListOptions) =>
      withDatabase(async (db) => {
        const { rows, total } = await listIncidents(db, { districts: null, open: !past, search }, SHOWN)
        printRows(
          rows.map(({ order: _, ...row }) => row),
          options,
          (row) => ({
            ...{ number: row.id, cause: row.cause, name: row.name, kind: row.kind, since: row.openedAt.toISOString() },
            ...(past && { until: row.closedAt?.toISOString() ?? null }),
            hotspots: past ? row.mostHotspots : row.hotspots,
            residents: past ? row.mostResidents : row.residents,
            acknowledged: row.acknowledgedAt !== null,
            ...{ silenced: row.silenced, flapping: row.flapping },
          }),
          past ? 'None is over.' : 'There are none now.',
        )
        if (!options.json && total > rows.length) console.log(`${rows.length} of ${total}.`)
      }),
    )
}

function showCommand(command: Command): void {
  command
    .command('show <number>')
    .description('one incident, with its hotspots and its history')
    .option(...JSON_OPTION)
    .action((number: string, { json }: JsonOption) =>
      withDatabase(async (db) => {
        const id = readId('number', number)
        const incident = await incidentOf(db, id, null)
        if (!incident) throw noSuchIncident(id)
        const members = await hotspotsOfIncident(db, id, null, SHOWN_HOTSPOTS)
        const changes = await changesOfIncident(db, id, SHOWN)
        if (json) return console.log(JSON.stringify({ ...incident, hotspots: members, history: changes }, null, 2))
        const names = await staffNames(
          db,
          changes.flatMap(({ staffId }) => staffId ?? []),
        )
        const spots = await hotspotSpots(
          db,
          members.map(({ hotspotId }) => hotspotId),
        )
        const { cause, name, kind, openedAt, closedAt } = incident
        const until = closedAt ? ` until ${closedAt.toISOString()}` : ''
        console.log(`Incident ${id}: ${cause} ${name} ${kind}, since ${openedAt.toISOString()}${until}`)
        if (members.length > 0)
          console.log(
            table(
              members.map(({ hotspotId, joinedAt, leftAt }) => ({
                ...{ hotspot: hotspotId, name: spots.get(hotspotId)?.name ?? null },
                ...{ place: spots.get(hotspotId)?.place ?? null, from: joinedAt.toISOString() },
                until: leftAt?.toISOString() ?? null,
              })),
            ),
          )
        console.log(
          table(
            changes.map(({ at, change, staffId, text }) => ({
              ...{ at: at.toISOString(), change, by: staffId === null ? null : (names.get(staffId) ?? null), text },
            })),
          ),
        )
      }),
    )
}

const noSuchIncident = (id: number) => new StartError(`There is no incident ${id}: plaza incident list`)

const doTo = (number: string, action: AuditAction, what: Act, detail: Record<string, unknown>) =>
  withChange((db) => actAndAudit(db, number, action, what, detail))

async function actAndAudit(
  db: OneTransaction,
  number: string,
  action: AuditAction,
  what: Act,
  detail: Record<string, unknown>,
): Promise<void> {
  const id = readId('number', number)
  if (!(await incidentOf(db, id, null))) throw noSuchIncident(id)
  if (!(await act(db, id, what, null))) return console.log('It is so already.')
  await audit(db, { kind: 'command' }, action, `incident ${id}`, detail)
  await publish(db, { type: 'incidents' })
  console.log(`Incident ${id}: done.`)
}

async function colleagueNamed(db: OneTransaction, name: string) {
  const found = (await workingStaff(db)).filter((member) => folded(member.name) === folded(name))
  if (found.length === 1) return found[0]!
  throw new StartError(
    found.length === 0
      ? `No operator or administrator is named "${name}": plaza staff list`
      : `Several of the staff are named "${name}": give it to one of them in the dashboard.`,
  )
}
