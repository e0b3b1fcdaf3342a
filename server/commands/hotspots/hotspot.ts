import { Command, Option } from 'commander'
import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { districtNamed } from '../../network/districts/districts.ts'
import { gatewayIdOf } from '../../network/gateways/in-use.ts'
import type { ChangeAction } from '../../network/hotspots/change.ts'
import {
  type ChangedHotspot,
  editHotspot,
  moveHotspot,
  replaceAccessPoint,
  restoreHotspot,
  retireHotspot,
} from '../../network/hotspots/edits.ts'
import { hotspotInventory } from '../../network/hotspots/listed.ts'
import { hotspotNamed } from '../../network/hotspots/named.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { type Lack, lacks } from '../../network/hotspots/views.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { readNumber } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { type EditOptions, readEdit, withEditOptions } from './edit-options.ts'
import { printChange, printHotspot } from './show.ts'

const BY = { staffId: null }
const MOST_LISTED = 100_000

interface Named extends JsonOption {
  programme?: string
}

/** `plaza hotspot list|show|edit|move|retire|restore|replace`. */
export function hotspotCommand(): Command {
  const command = new Command('hotspot')
    .description('hotspots, each given by Plaza’s number, the city’s code, an address or the name')
    .showHelpAfterError()
  listCommand(command)
  named(command.command('show <hotspot>'))
    .description('all that is known of a hotspot, and what was changed of it')
    .action((given: string, options: Named) =>
      withDatabase(async (db) =>
        printHotspot(db, await hotspotNamed(db, given, options.programme).catch(explained), options),
      ),
    )
  withEditOptions(named(command.command('edit <hotspot>')))
    .description('change a hotspot; an empty value takes away what was there')
    .action((given: string, options: Named & EditOptions) => {
      const edit = readEdit(options)
      return changing('edit', given, options, (db, id) => editHotspot(db, id, BY, edit))
    })
  moveCommand(command)
  named(command.command('retire <hotspot>'))
    .description('take a hotspot out of use: maps and sums leave it out, its past stays')
    .action((given: string, options: Named) =>
      changing('retire', given, options, (db, id) => retireHotspot(db, id, BY)),
    )
  named(command.command('restore <hotspot>'))
    .description('put a retired hotspot back into use')
    .action((given: string, options: Named) =>
      changing('restore', given, options, (db, id) => restoreHotspot(db, id, BY)),
    )
  replaceCommand(command)
  return command
}

const named = (command: Command): Command =>
  command
    .option('--programme <name>', 'what is given is the code or name of a hotspot of this programme')
    .option(...JSON_OPTION)

/** Changes a hotspot, audits what changed of it, from what to what, and shows that. */
const changing = (
  action: ChangeAction,
  given: string,
  options: Named,
  change: (db: Database, id: number) => Promise<ChangedHotspot>,
): Promise<void> =>
  withChange(async (db) => {
    const id = await hotspotNamed(db, given, options.programme).catch(explained)
    const changed = await change(db, id).catch(explained)
    if (Object.keys(changed.differences).length > 0)
      await audit(db, { kind: 'command' }, `hotspot.${action}`, `hotspot ${id}`, { changes: changed.differences })
    printChange(changed, options)
  })

function moveCommand(command: Command): void {
  named(command.command('move <hotspot>'))
    .description('put a hotspot to another place')
    .requiredOption('--latitude <degrees>', 'WGS84, e.g. 19.4326')
    .requiredOption('--longitude <degrees>', 'WGS84, e.g. -99.1332')
    .action((given: string, options: Named & { latitude: string; longitude: string }) => {
      const place = {
        latitude: degrees('--latitude', options.latitude),
        longitude: degrees('--longitude', options.longitude),
      }
      return changing('move', given, options, (db, id) => moveHotspot(db, id, BY, place))
    })
}

function degrees(option: string, text: string): number {
  if (/^[+-]?\d{1,3}(\.\d+)?$/.test(text.trim())) return Number(text)
  throw new StartError(`${option}: "${text}" are no decimal degrees such as 19.4326.`)
}

function replaceCommand(command: Command): void {
  named(command.command('replace <hotspot>'))
    .description('a new access point in the place of the old one: hotspot, names and figures stay')
    .requiredOption('--mac <address>', 'of the new one')
    .option('--serial <number>', 'of the new one')
    .option('--model <name>', 'of the new one, where it is another')
    .option('--bssid <address...>', 'of its networks, where they do not follow from its address')
    .action((given: string, options: Named & { mac: string; serial?: string; model?: string; bssid?: string[] }) => {
      const { mac, serial, model, bssid: bssids } = options
      return changing('replace', given, options, (db, id) =>
        replaceAccessPoint(db, id, BY, { mac, serial, model, bssids }),
      )
    })
}

interface ListOptions extends JsonOption {
  search?: string
  gateway?: string
  programme?: string
  district?: string
  without?: Lack
  retired?: boolean
  limit: string
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list hotspots by name')
    .option('--search <words>', 'words or parts of words, in any order: name, code, place, address, serial, gateway')
    .option('--gateway <name>', 'those of this gateway')
    .option('--programme <name>', 'those of this programme')
    .option('--district <name>', 'those of this district')
    .addOption(new Option('--without <what>', 'those that lack it').choices([...lacks]))
    .option('--retired', 'those that are retired')
    .option('--limit <number>', 'so many at most', '200')
    .option(...JSON_OPTION)
    .action((options: ListOptions) =>
      withDatabase(async (db) => {
        const { search, programme, without, retired } = options
        const limit = Math.floor(readNumber('--limit', options.limit, MOST_LISTED))
        const gatewayId = options.gateway === undefined ? undefined : await gatewayIdOf(db, options.gateway)
        if (options.gateway !== undefined && gatewayId === undefined)
          throw new StartError(`There is no gateway named "${options.gateway}".`)
        const district =
          options.district === undefined ? undefined : await districtNamed(db, options.district).catch(explained)
        const filter = { search, programme, district, without, retired, gatewayId }
        const { total, items } = await hotspotInventory(db, { ...filter, limit })
        printRows(items, options, listed, 'No hotspot fits that.')
        if (!options.json && total > items.length)
          console.log(`${items.length.toLocaleString('en')} of ${total.toLocaleString('en')}; --limit shows more.`)
      }),
    )
}

const listed = (hotspot: HotspotRecord) => ({
  ...{ hotspot: hotspot.id, programme: hotspot.programme, code: hotspot.code, name: hotspot.name },
  ...{ MAC: hotspot.mac, gateway: hotspot.gateway, agent: hotspot.agent, model: hotspot.model, serial: hotspot.serial },
})
