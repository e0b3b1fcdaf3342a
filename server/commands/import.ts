import { Command } from 'commander'
import { audit } from '../directory/audit.ts'
import { ImportError } from '../import/import-error.ts'
import {
  type HotspotsCommandOptions,
  hotspotsImportCommand,
  type NeighbourhoodsCommandOptions,
  neighbourhoodsImportCommand,
} from '../import/import-report.ts'
import { StartError } from '../start/start-error.ts'
import { withChange } from './command-database.ts'

/** `plaza import hotspots|neighbourhoods`. */
export function importCommand(): Command {
  const command = new Command('import').description("bring in a city's open data").showHelpAfterError()

  command
    .command('hotspots <file>')
    .description('a CSV of hotspots; the same file again changes nothing')
    .option('--map <field=COLUMN...>', 'which column holds a field, where the header does not tell, e.g. latitude=Y')
    .option('--programme <name>', 'the programme of all, where no column holds it')
    .option('--bounds <west,south,east,north>', 'the city, in degrees; what lies outside is set aside')
    .option('--report <file>', 'where to list the records set aside')
    .action((file: string, options: HotspotsCommandOptions) =>
      withChange(async (db) => {
        console.log(await hotspotsImportCommand(db, file, options).catch(explained))
        await audit(db, { kind: 'command' }, 'hotspots.import', file)
      }),
    )

  command
    .command('neighbourhoods <polygons>')
    .description('areas as GeoJSON (WGS84), with their figures of need from a CSV')
    .option('--attributes <csv>', 'population, degree of marginalisation, share without internet, by area code')
    .option('--map <field=COLUMN...>', 'which column holds a field, where the header does not tell')
    .action((polygons: string, options: NeighbourhoodsCommandOptions) =>
      withChange(async (db) => {
        const { text } = await neighbourhoodsImportCommand(db, polygons, options).catch(explained)
        // Here, since loading its geometry would keep every other command waiting.
        const { rebuildPopulationCells } = await import('../planning/cells.ts')
        await rebuildPopulationCells(db)
        console.log(text)
        await audit(db, { kind: 'command' }, 'neighbourhoods.import', polygons)
      }),
    )
  return command
}

/** What is wrong with the file is for the person who gave it. */
function explained(error: unknown): never {
  if (error instanceof ImportError) throw new StartError(error.message)
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path) throw new StartError(`There is no file ${path}.`)
  throw error
}
