import { Command } from 'commander'
import type { Database } from '../database/connection.ts'
import { audit } from '../directory/audit.ts'
import {
  addDistrict,
  assignToDistrict,
  changeDistrict,
  DistrictError,
  districtNamed,
  type ListedDistrict,
  listDistricts,
  removeDistrict,
} from '../network/districts/districts.ts'
import { gatewayIdOf } from '../network/gateways/in-use.ts'
import { hotspotNamed } from '../network/hotspots/named.ts'
import { StartError } from '../start/start-error.ts'
import { withChange, withDatabase } from './command-database.ts'
import { explained } from './network-errors.ts'
import { JSON_OPTION, type JsonOption, printRows } from './terminal/output.ts'

const BOROUGHS = [
  '--borough <name...>',
  'the boroughs that are of it, in any case, with or without accents; "none": none',
] as const

/** Of `plaza staff`: to which districts one is limited. */
export const DISTRICTS_OPTION = [
  '--districts <names>',
  'the districts whose hotspots and gateways they see and change, e.g. "Centro,Norte"; all: the whole city',
] as const

/** @returns empty: the whole city; undefined: nothing is said of it. @throws {StartError} where there is no such district */
export async function readDistricts(db: Database, text: string | undefined): Promise<number[] | undefined> {
  if (text === undefined) return undefined
  if (text.trim().toLowerCase() === 'all') return []
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new StartError('--districts: names with commas between, or all.')
  return Promise.all(names.map((name) => districtNamed(db, name))).catch(explained)
}

/** `plaza district add|list|set|remove|assign|unassign`. */
export function districtCommand(): Command {
  const command = new Command('district')
    .description('the city’s own parts, to which staff can be limited: plaza staff set --districts')
    .showHelpAfterError()
  addCommand(command)
  setCommand(command)
  removeCommand(command)
  assignCommand(command)
  unassignCommand(command)
  command
    .command('list')
    .description('list the districts')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) =>
        printRows(await listDistricts(db), options, shown, 'There are none yet: plaza district add makes one.'),
      ),
    )
  return command
}

const shown = ({ name, boroughs, hotspots, gateways }: ListedDistrict) => ({
  ...{ name, boroughs: boroughs.join(', '), hotspots, 'gateways of its own': gateways },
})

const boroughsOf = (given: readonly string[] | undefined) => given?.filter((name) => name !== 'none')

function addCommand(command: Command): void {
  command
    .command('add <name>')
    .description('make a district of boroughs: their hotspots are of it, and the gateways of those alone')
    .option(...BOROUGHS)
    .action((name: string, { borough }: { borough?: string[] }) =>
      withChange(async (db) => {
        const boroughs = boroughsOf(borough) ?? []
        const id = await addDistrict(db, name, boroughs).catch(explained)
        await audit(db, { kind: 'command' }, 'district.add', `district ${id}`, { name, boroughs })
        await say(db, id)
      }),
    )
}

function setCommand(command: Command): void {
  command
    .command('set <name>')
    .description('change a district')
    .option('--name <name>', 'another name')
    .option(...BOROUGHS)
    .action((given: string, { name, borough }: { name?: string; borough?: string[] }) => {
      if (name === undefined && borough === undefined)
        throw new StartError('Give what is to change: --name, --borough.')
      return withChange(async (db) => {
        const id = await districtNamed(db, given).catch(explained)
        const boroughs = boroughsOf(borough)
        const before = await changeDistrict(db, id, { name, boroughs }).catch(explained)
        await audit(db, { kind: 'command' }, 'district.set', `district ${id}`, { before, after: { name, boroughs } })
        await say(db, id)
      })
    })
}

function removeCommand(command: Command): void {
  command
    .command('remove <name>')
    .description('remove a district to which nobody is limited')
    .action((given: string) =>
      withChange(async (db) => {
        const id = await districtNamed(db, given).catch(explained)
        const { name, boroughs } = await removeDistrict(db, id).catch(explained)
        await audit(db, { kind: 'command' }, 'district.remove', `district ${id}`, { name, boroughs })
        console.log(`The district "${name}" is removed.`)
      }),
    )
}

interface Things {
  hotspot?: string[]
  gateway?: string[]
}

const withThings = (command: Command): Command =>
  command
    .option('--hotspot <hotspot...>', 'each by Plaza’s number, the city’s code, an address or the name')
    .option('--gateway <name...>', 'by name')

function assignCommand(command: Command): void {
  withThings(command.command('assign <name>'))
    .description('put hotspots and gateways into a district, whatever their borough')
    .action((given: string, things: Things) =>
      withChange(async (db) => {
        const id = await districtNamed(db, given).catch(explained)
        const found = await thingsOf(db, things)
        await assignToDistrict(db, id, found).catch(explained)
        await audit(db, { kind: 'command' }, 'district.assign', `district ${id}`, { ...found })
        await say(db, id)
      }),
    )
}

function unassignCommand(command: Command): void {
  withThings(command.command('unassign'))
    .description('have hotspots follow their borough again, and gateways their hotspots')
    .action((things: Things) =>
      withChange(async (db) => {
        const found = await thingsOf(db, things)
        await assignToDistrict(db, null, found).catch(explained)
        await audit(db, { kind: 'command' }, 'district.unassign', 'districts', { ...found })
        console.log(`${found.hotspots.length} hotspots and ${found.gateways.length} gateways are put into no district.`)
      }),
    )
}

/** @throws {StartError} where nothing is given, or there is no such thing */
async function thingsOf(db: Database, { hotspot = [], gateway = [] }: Things) {
  if (hotspot.length + gateway.length === 0) throw new StartError('Say which: --hotspot, --gateway.')
  const hotspots = await Promise.all(hotspot.map((given) => hotspotNamed(db, given))).catch(explained)
  const gateways = await Promise.all(
    gateway.map(async (name) => {
      const id = await gatewayIdOf(db, name)
      if (id === undefined) throw new DistrictError('gateways', `There is no gateway named "${name}".`)
      return id
    }),
  ).catch(explained)
  return { hotspots, gateways }
}

async function say(db: Database, id: number): Promise<void> {
  const { name, boroughs, hotspots, gateways } = (await listDistricts(db)).find((one) => one.id === id)!
  const of = boroughs.length === 0 ? 'no borough' : boroughs.join(', ')
  console.log(`District "${name}": ${of}; ${hotspots} hotspots, ${gateways} gateways of its own.`)
}
