import { Command } from 'commander'
import { loadPolicies } from '../access/policies/policies.ts'
import type { Database } from '../database/connection.ts'
import type { OneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { codesInFile } from '../import/hotspots/codes-in-file.ts'
import { ImportError } from '../import/import-error.ts'
import { assignHotspots, chosenHotspots, UnknownHotspots } from '../network/groups/group-members.ts'
import {
  addGroup,
  changeGroup,
  GroupError,
  type GroupSettings,
  type ListedGroup,
  listGroups,
  removeGroup,
} from '../network/groups/groups.ts'
import type { HealthLimits } from '../network/groups/health-limits.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase } from './command-database.ts'
import { policyNamed } from './policy.ts'
import { table } from './terminal/table.ts'

const HOURS_HELP = 'when it is open, by the city’s clock, e.g. "mon-fri 07:00-21:00, sat 08:00-14:00"; none: always'
const POLICY_HELP = 'the policy there; none: the default one'
const LIMITS_HELP = {
  failures: 'polls in a row without an answer that make a hotspot down; none: as everywhere',
  load: 'load in percent from which one counts as ill; none: as everywhere',
  memory: 'memory in percent from which one counts as ill; none: as everywhere',
  utilisation: 'use of a radio’s air in percent from which one counts as ill; none: not looked at',
  clients: 'devices in percent of its capacity from which one counts as ill; none: not looked at',
}

interface Settings {
  hours?: string
  policy?: string
  name?: string
  failures?: string
  load?: string
  memory?: string
  utilisation?: string
  clients?: string
}

interface Choice {
  hotspot?: string[]
  code?: string[]
  file?: string
  programme?: string
  borough?: string
  neighbourhood?: string
  dryRun?: boolean
}

/** `plaza hotspot-group add|list|set|remove|assign|unassign`. */
export function hotspotGroupCommand(): Command {
  const command = new Command('hotspot-group')
    .description('groups of hotspots with opening hours and a policy of their own, e.g. those of schools')
    .showHelpAfterError()
  addCommand(command)
  listCommand(command)
  setCommand(command)
  removeCommand(command)
  assignCommand(command)
  unassignCommand(command)
  return command
}

function addCommand(command: Command): void {
  withSettings(
    command.command('add <name>').description('make a group; plaza hotspot-group assign puts hotspots into it'),
  ).action((name: string, options: Settings) =>
    withChange(async (db) => {
      const settings = { name, policyId: null, hours: null, health: null, ...(await settingsOf(db, options)) }
      const id = await addGroup(db, settings).catch(explained)
      await audit(db, { kind: 'command' }, 'hotspot-group.add', `hotspot group ${id}`, { ...settings })
      console.log(await listing(db, id))
    }),
  )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the groups')
    .action(() =>
      withDatabase(async (db) => {
        const groups = await listGroups(db)
        console.log(groups.length === 0 ? 'There are none yet: plaza hotspot-group add makes one.' : await listing(db))
      }),
    )
}

function setCommand(command: Command): void {
  withSettings(
    command.command('set <name>').description('change a group').option('--name <name>', 'another name'),
  ).action((name: string, options: Settings) =>
    withChange(async (db) => {
      const { id, health } = await groupNamed(db, name)
      const settings = await settingsOf(db, options, health)
      if (Object.keys(settings).length === 0)
        throw new StartError('Give what is to change: --name, --hours, --policy, or a limit of health.')
      await changeGroup(db, id, settings).catch(explained)
      await audit(db, { kind: 'command' }, 'hotspot-group.set', `hotspot group ${id}`, { name, ...settings })
      console.log(await listing(db, id))
    }),
  )
}

function removeCommand(command: Command): void {
  command
    .command('remove <name>')
    .description('remove a group: its hotspots are always open then, with the default policy')
    .action((name: string) =>
      withChange(async (db) => {
        const { id, hotspots } = await groupNamed(db, name)
        await removeGroup(db, id).catch(explained)
        await audit(db, { kind: 'command' }, 'hotspot-group.remove', `hotspot group ${id}`, { name, hotspots })
        console.log(`The group "${name}" is removed; it had ${hotspots} hotspots.`)
      }),
    )
}

function assignCommand(command: Command): void {
  withChoice(
    command.command('assign <name>').description('put hotspots into a group, out of the one they are in'),
  ).action((name: string, choice: Choice) =>
    withChange(async (db) => {
      const { id } = await groupNamed(db, name)
      await assign(db, id, `the group "${name}"`, choice)
    }),
  )
}

function unassignCommand(command: Command): void {
  withChoice(command.command('unassign').description('take hotspots out of their groups')).action((choice: Choice) =>
    withChange((db) => assign(db, null, 'no group', choice)),
  )
}

const withSettings = (command: Command): Command =>
  command
    .option('--hours <hours>', HOURS_HELP)
    .option('--policy <name>', POLICY_HELP)
    .option('--failures <polls>', LIMITS_HELP.failures)
    .option('--load <percent>', LIMITS_HELP.load)
    .option('--memory <percent>', LIMITS_HELP.memory)
    .option('--utilisation <percent>', LIMITS_HELP.utilisation)
    .option('--clients <percent>', LIMITS_HELP.clients)

const withChoice = (command: Command): Command =>
  command
    .option('--hotspot <id...>', 'by Plaza’s own numbers')
    .option('--code <id...>', 'by the city’s own identifiers; with --programme where several programmes have the same')
    .option('--file <csv>', 'the city’s own identifiers in a CSV, in a column named as in an import')
    .option('--programme <name>', 'those of this programme')
    .option('--borough <name>', 'those in this borough')
    .option('--neighbourhood <name>', 'those in this neighbourhood or settlement')
    .option('--dry-run', 'only say how many there are')

async function assign(db: OneTransaction, groupId: number | null, where: string, choice: Choice): Promise<void> {
  const { hotspot, code, file, dryRun, ...places } = choice
  if (Object.keys(choice).filter((key) => key !== 'dryRun').length === 0) {
    throw new StartError('Say which: --hotspot, --code, --file, --programme, --borough or --neighbourhood.')
  }
  const codes = [...(code ?? []).map((each) => ({ code: each, programme: choice.programme }))]
  if (file !== undefined)
    codes.push(
      ...(await codesInFile(file).catch(explained)).map(({ code, programme }) => ({
        code,
        programme: programme ?? choice.programme,
      })),
    )
  const named = code || file !== undefined
  const ids = await chosenHotspots(db, {
    ...places,
    ...(hotspot && { ids: hotspot.map(readId) }),
    ...(named && { codes }),
  }).catch(explained)
  if (ids.length === 0) throw new StartError('No hotspot in use fits all of that.')
  console.log(`${ids.length} hotspots were chosen.`)
  if (dryRun) return
  const moved = await assignHotspots(db, groupId, ids).catch(explained)
  const detail = {
    ...places,
    ...(file !== undefined && { file }),
    chosen: ids.length,
    moved,
    ...(named || hotspot ? { ids: ids.slice(0, 100) } : {}),
  }
  const action = groupId === null ? 'hotspot-group.unassign' : 'hotspot-group.assign'
  await audit(db, { kind: 'command' }, action, groupId === null ? 'hotspots' : `hotspot group ${groupId}`, detail)
  console.log(`They are in ${where} now; ${moved} were not before.`)
}

function readId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new StartError(`--hotspot: "${text}" is no number of a hotspot; --code takes the city’s own identifiers.`)
}

async function settingsOf(
  db: Database,
  { name, hours, policy, ...limits }: Settings,
  before: HealthLimits | null = null,
): Promise<Partial<GroupSettings>> {
  return {
    ...(Object.keys(limits).length > 0 && { health: changedLimits(before, limits) }),
    ...(name !== undefined && { name }),
    ...(hours !== undefined && { hours: isNone(hours) ? null : hours }),
    ...(policy !== undefined && { policyId: isNone(policy) ? null : (await policyNamed(db, policy)).id }),
  }
}

/** @throws {StartError} */
function changedLimits(before: HealthLimits | null, given: Record<string, string>): HealthLimits {
  const general = { failures: null, load: null, memory: null, utilisation: null, clients: null }
  const numbers = Object.entries(given).map(([name, text]) => [name, isNone(text) ? null : readLimit(name, text)])
  return { ...general, ...before, ...Object.fromEntries(numbers) }
}

function readLimit(name: string, text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new StartError(`--${name}: "${text}" is no whole number, nor none.`)
}

const isNone = (text: string): boolean => text.trim().toLowerCase() === 'none'

/** By its name. @throws {StartError} */
export async function groupNamed(db: Pick<Database, 'query'>, name: string): Promise<ListedGroup> {
  const groups = await listGroups(db)
  const found = groups.find((group) => group.name.toLowerCase() === name.trim().toLowerCase())
  if (found) return found
  const known = groups.map((group) => `"${group.name}"`).join(', ') || 'none yet'
  throw new StartError(`There is no hotspot group "${name}"; there are: ${known}.`)
}

async function listing(db: Database, id?: number): Promise<string> {
  const [groups, policies] = await Promise.all([listGroups(db), loadPolicies(db)])
  const policyOf = ({ policyId }: ListedGroup) => policies.find(({ id }) => id === policyId)?.name
  return table(
    groups
      .filter((group) => id === undefined || group.id === id)
      .map((group) => ({
        ...{ name: group.name, hotspots: group.hotspots, policy: policyOf(group) ?? 'default' },
        hours: group.hours ?? 'always open',
      })),
  )
}

function explained(error: unknown): never {
  const isForPeople = error instanceof GroupError || error instanceof UnknownHotspots || error instanceof ImportError
  if (isForPeople) throw new StartError((error as Error).message)
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path) throw new StartError(`There is no file ${path}.`)
  throw error
}
