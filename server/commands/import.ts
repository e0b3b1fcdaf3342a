import { Command } from 'commander'
import { audit } from '../directory/audit.ts'
import { noteImport } from '../import/events.ts'
import { ImportError } from '../import/import-error.ts'
import {
  type HotspotsCommandOptions,
  hotspotsImportCommand,
  type NeighbourhoodsCommandOptions,
  neighbourhoodsImportCommand,
} from '../import/import-report.ts'
import {
  changedValues,
  type NetworkCommandOptions,
  networkImportCommand,
  networkSummary,
} from '../import/network/network-report.ts'
import { importRuns, undoImport } from '../import/undo.ts'
import { AgentError } from '../network/agents/credentials.ts'
import { putCandidates } from '../planning/candidates/candidates.ts'
import { readCandidates } from '../planning/candidates/read-file.ts'
import { StartError } from '../start/start-error.ts'
import { withChange } from './command-database.ts'
import { table } from './terminal/table.ts'

/** `plaza import hotspots|neighbourhoods|network|candidates|streets`. */
export function importCommand(): Command {
  const command = new Command('import').description("bring in a city's open data").showHelpAfterError()

  command
    .command('hotspots <file>')
    .description('hotspots from CSV, XLSX, JSON, GeoJSON, KML or a shapefile; the same file again changes nothing')
    .option('--map <field=COLUMN...>', 'which column holds a field, where the header does not tell, e.g. latitude=Y')
    .option('--programme <name>', 'the programme of all, where no column holds it')
    .option('--bounds <west,south,east,north>', 'the city, in degrees; what lies outside is set aside')
    .option('--take-outside', 'take what lies outside the city too')
    .option('--swapped', "take latitude and longitude that stand in each other's place the way they lie in the city")
    .option('--crs <system>', 'the system of the coordinates, e.g. EPSG:32614, where the file does not say it')
    .option('--encoding <name>', 'of a text, where it is not told rightly, e.g. windows-1250')
    .option('--report <file>', 'where to list what was not taken')
    .action((file: string, options: HotspotsCommandOptions) =>
      withChange(async (db) => {
        const { text, stored } = await hotspotsImportCommand(db, file, options).catch(explained)
        console.log(text)
        if (stored === 0) process.exitCode = 1
        await audit(db, { kind: 'command' }, 'hotspots.import', file)
      }),
    )

  command
    .command('neighbourhoods <polygons>')
    .description(
      'areas from GeoJSON, KML, a shapefile or a table with WKT, with their figures of need from a CSV, XLSX or JSON',
    )
    .option('--attributes <file>', 'population, degree of marginalisation, share without internet, by area code')
    .option('--map <field=COLUMN...>', 'which column holds a field, where the header does not tell, e.g. code=GEOID')
    .option('--crs <system>', 'the system of the coordinates, e.g. EPSG:32614, where the file does not say it')
    .option('--encoding <name>', 'of files of text, where it is not told rightly, e.g. windows-1250')
    .action((polygons: string, options: NeighbourhoodsCommandOptions) =>
      withChange(async (db) => {
        // Here, since loading its geometry would keep every other command waiting.
        const { remakePopulationCells } = await import('../planning/cells.ts')
        const { text } = await neighbourhoodsImportCommand(db, polygons, options, remakePopulationCells).catch(
          explained,
        )
        console.log(text)
        await audit(db, { kind: 'command' }, 'neighbourhoods.import', polygons)
      }),
    )
  addNetwork(command)
  addCandidates(command)
  addStreets(command)
  addUndo(command)
  return command
}

function addUndo(command: Command): void {
  command
    .command('undo [import]')
    .description(
      'take back the areas, hotspots or streets that a file brought; without a number: which files there were',
    )
    .option('--retire', 'retire the hotspots that have sessions, instead of refusing')
    .action((given: string | undefined, { retire }: { retire?: boolean }) =>
      withChange(async (db) => {
        if (given === undefined) return console.log(table(await importRuns(db)))
        const undone = await undoImport(db, Number(given), {
          retire: retire ?? false,
          streets: async (one, id) => (await import('../planning/streets/store.ts')).removeStreets(one, id),
        }).catch(explained)
        if (undone.areas > 0) {
          const { rebuildPopulationCells } = await import('../planning/cells.ts')
          await rebuildPopulationCells(db)
        }
        const { file, ...counts } = undone
        const what =
          undone.kind === 'streets'
            ? 'a walk is measured along the streets of the import before, or in a straight line where there is none.'
            : `${counts.areas} areas and ${counts.hotspots} hotspots removed, ${counts.retired} hotspots retired. What it changed of those that were there before stays: import the right file.`
        console.log(`Import ${given} (${file}) is undone: ${what}`)
        await audit(db, { kind: 'command' }, 'import.undo', given, { ...undone })
      }),
    )
}

function addCandidates(command: Command): void {
  command
    .command('candidates <file>')
    .description('places where sites could be built, from CSV, XLSX, GeoJSON or KML: name, place, kind, costs, tags')
    .action((file: string) =>
      withChange(async (db) => {
        const { readCityFile } = await import('../import/files/city-file.ts')
        const { candidates, faults } = await readCityFile(file)
          .then((read) => readCandidates(file, read))
          .catch(explained)
        const { added, changed, unchanged } = await putCandidates(db, candidates)
        const counts = { added, changed, unchanged, setAside: faults.length }
        await noteImport(db.pool, { import: null, done: 'applied', kind: 'site-candidates', counts })
        for (const { line, field, expected } of faults) console.log(`Line ${line}, ${field}: expected ${expected}.`)
        console.log(
          `${added} candidates added, ${changed} changed, ${unchanged} as they were, ${faults.length} faults.`,
        )
        if (candidates.length === 0) process.exitCode = 1
        await audit(db, { kind: 'command' }, 'site-candidates.import', file, { added, changed, unchanged })
      }),
    )
}

function addStreets(command: Command): void {
  command
    .command('streets <file>')
    .description('the walkable ways of an OpenStreetMap extract (.osm.pbf): a walk is measured along them from then on')
    .action((file: string) =>
      withChange(async (db) => {
        const { importStreets } = await import('../planning/streets/store.ts')
        const { run, asOf, ways, pieces } = await importStreets(db, file).catch(explained)
        const count = (number: number) => number.toLocaleString('en')
        console.log(
          `Import ${run}: ${count(ways)} walkable ways of ${asOf} where the neighbourhoods are, in ${count(pieces)} pieces. A walk is measured along them from now on. © OpenStreetMap contributors, ODbL.`,
        )
        await audit(db, { kind: 'command' }, 'streets.import', file, { asOf, ways })
      }),
    )
}

interface NetworkOptions extends NetworkCommandOptions {
  json?: boolean
}

function addNetwork(command: Command): void {
  command
    .command('network <file>')
    .description(
      'where hotspots that there are hang, a CSV or XLSX with a line each: addresses, names, gateway, SNMP agent, model',
    )
    .option('--map <field=COLUMN...>', 'which column holds a field, where the header does not tell, e.g. mac="MAC AP"')
    .option('--programme <name>', 'the programme of all, where no column holds it')
    .option('--credential <name>', 'the SNMP credential of agents of which no line says it')
    .option('--retire-missing', 'retire the hotspots that earlier files of the network had and this one has not')
    .option('--report <file>', 'where to list, as CSV, what was not taken')
    .option('--dry-run', 'only show what would change')
    .option('--json', 'everything, as JSON')
    .action((file: string, { json, ...options }: NetworkOptions) =>
      withChange(async (db) => {
        const result = await networkImportCommand(db, file, options).catch(explained)
        const { rows, more } = changedValues(result)
        if (json) console.log(JSON.stringify(result, null, 2))
        else {
          if (options.dryRun && rows.length > 0) console.log(table(rows))
          if (options.dryRun && more > 0) console.log(`… and ${more.toLocaleString('en')} values more: --json has all.`)
          console.log(networkSummary(result))
        }
        const taken = result.changed + result.newAgents + result.retired
        if (!options.dryRun && result.setAside > 0 && taken + result.unchanged === 0) process.exitCode = 1
        if (options.dryRun) return
        const { lines, changed, unchanged, newAgents, setAside, left, retired } = result
        const counts = { file, lines, changed, unchanged, newAgents, setAside, left: left.length, retired }
        await audit(db, { kind: 'command' }, 'network.import', file, counts)
      }),
    )
}

/** What is wrong with the file is for the person who gave it. */
function explained(error: unknown): never {
  if (error instanceof ImportError || error instanceof AgentError) throw new StartError(error.message)
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path) throw new StartError(`There is no file ${path}.`)
  throw error
}
