import { Command, Option } from 'commander'
import { audit } from '../../directory/audit.ts'
import { addRoute, RouteError, removeRoute } from '../../incidents/notify/change-routes.ts'
import { listReceivers } from '../../incidents/notify/receivers.ts'
import { allRoutes } from '../../incidents/notify/routes.ts'
import { type IncidentKind, incidentKinds } from '../../incidents/tables.ts'
import { DistrictError, districtNamed } from '../../network/districts/districts.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { groupNamed } from '../hotspot-group.ts'
import { readId } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { receiverNamed } from './receiver.ts'

interface AddOptions {
  to: string
  kind?: IncidentKind
  leastResidents: string
  district?: string
  group?: string
  hours?: string
  wait: string
  interval: string
  repeat?: string
  escalate?: string
  escalateTo?: string
  goesOn?: boolean
}

/** `plaza route add|list|remove`. */
export function routeCommand(): Command {
  const command = new Command('route')
    .description('which incidents go to which receiver: each route that fits, in order, until one ends the way')
    .showHelpAfterError()
  addCommand(command)
  listCommand(command)
  command
    .command('remove <number>')
    .description('remove a route; what it has told stays told')
    .action((number: string) =>
      withChange(async (db) => {
        const id = readId('number', number)
        const name = await removeRoute(db, id).catch(explained)
        await audit(db, { kind: 'command' }, 'notification-route.remove', `notification-route ${id}`, { name })
        console.log(`The route "${name}" is removed.`)
      }),
    )
  return command
}

function addCommand(command: Command): void {
  command
    .command('add <name>')
    .description('add a route behind all others')
    .requiredOption('--to <receiver>', 'whom it calls: plaza receiver list')
    .addOption(new Option('--kind <kind>', 'only these').choices(incidentKinds))
    .option('--least-residents <number>', 'only what leaves so many without service', '0')
    .option('--district <name>', 'only what is of this district')
    .option('--group <name>', 'only what holds hotspots of this group')
    .option('--hours <hours>', 'only then, e.g. "mon-fri 07:00-21:00"; what begins outside is told when they begin')
    .option('--wait <seconds>', 'after an incident began, for what belongs to it', '30')
    .option('--interval <seconds>', 'between two messages', '300')
    .option('--repeat <minutes>', 'say it again so often, while nobody has acknowledged it')
    .option('--escalate <minutes>', 'call another one when nobody has acknowledged it for so long')
    .option('--escalate-to <receiver>', 'that other one')
    .option('--goes-on', 'what fits goes on to the routes behind too')
    .action((name: string, given: AddOptions) =>
      withChange(async (db) => {
        const { kind, district, group, hours, escalateTo } = given
        const route = {
          ...{ name: name.trim(), receiverId: (await receiverNamed(db, given.to)).id },
          kinds: kind === undefined ? [...incidentKinds] : [kind],
          leastResidents: whole('--least-residents', given.leastResidents, 1e8),
          districtId: district === undefined ? null : await districtNamed(db, district).catch(explained),
          groupId: group === undefined ? null : (await groupNamed(db, group)).id,
          ...{ hours: hours ?? null, goesOn: given.goesOn ?? false },
          groupWaitSeconds: whole('--wait', given.wait, 86_400),
          groupIntervalSeconds: whole('--interval', given.interval, 86_400),
          repeatSeconds: minutes('--repeat', given.repeat),
          escalateSeconds: minutes('--escalate', given.escalate),
          escalateTo: escalateTo === undefined ? null : (await receiverNamed(db, escalateTo)).id,
        }
        const id = await addRoute(db, route).catch(explained)
        await audit(db, { kind: 'command' }, 'notification-route.add', `notification-route ${id}`, { ...route })
        console.log(`Route ${id} "${route.name}" is added.`)
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the routes in the order in which they are asked')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const names = new Map((await listReceivers(db)).map(({ id, name }) => [id, name]))
        const nameOf = (id: number | null) => (id === null ? null : (names.get(id) ?? `${id}`))
        printRows(
          await allRoutes(db),
          options,
          (route) => ({
            ...{ number: route.id, name: route.name, to: nameOf(route.receiverId), kinds: route.kinds.join(', ') },
            ...{ residents: route.leastResidents, hours: route.hours, escalates: nameOf(route.escalateTo) },
            'goes on': route.goesOn,
          }),
          'There are none yet, and nobody is called: plaza route add',
        )
      }),
    )
}

const MOST_MINUTES = 10_080

const minutes = (option: string, given: string | undefined): number | null =>
  given === undefined ? null : whole(option, given, MOST_MINUTES, 1) * 60

function whole(option: string, given: string, most: number, least = 0): number {
  const value = Number(given)
  if (/^\d+$/.test(given) && value >= least && value <= most) return value
  throw new StartError(`${option}: "${given}" is no whole number from ${least} to ${most}.`)
}

function explained(error: unknown): never {
  if (error instanceof RouteError || error instanceof DistrictError) throw new StartError(error.message)
  throw error
}
