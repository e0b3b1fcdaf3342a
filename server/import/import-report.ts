import type { Database } from '../database/connection.ts'
import { parseBounds } from './hotspots/bounds.ts'
import { type HotspotImport, importHotspots } from './hotspots/import-hotspots.ts'
import type { Reason } from './hotspots/rows.ts'
import { ImportError } from './import-error.ts'
import { withProgressBar } from './import-progress.ts'
import {
  importNeighbourhoods,
  type NeighbourhoodImport,
  type NeighbourhoodImportOptions,
} from './neighbourhoods/import-neighbourhoods.ts'

/** Options of `plaza import hotspots`, as they are typed. */
export interface HotspotsCommandOptions {
  /** `field=COLUMN`, each. */
  map?: string[] | undefined
  programme?: string | undefined
  /** `west,south,east,north` in degrees. */
  bounds?: string | undefined
  report?: string | undefined
  takeOutside?: boolean | undefined
  swapped?: boolean | undefined
  crs?: string | undefined
  encoding?: string | undefined
}

/** Options of `plaza import neighbourhoods`, as they are typed. */
export interface NeighbourhoodsCommandOptions {
  attributes?: string | undefined
  /** `field=COLUMN`, each. */
  map?: string[] | undefined
  crs?: string | undefined
  encoding?: string | undefined
}

/**
 * `plaza import hotspots FILE`: imports, with a progress bar on a terminal.
 *
 * @returns what to print, and how many hotspots of the file are stored
 * @throws {ImportError} to be shown as its message alone
 */
export async function hotspotsImportCommand(
  db: Database,
  file: string,
  { map, programme, bounds, report, ...more }: HotspotsCommandOptions = {},
): Promise<{ text: string; stored: number }> {
  const options = {
    ...more,
    map: parseMap(map),
    programme,
    bounds: bounds === undefined ? undefined : parseBounds(bounds),
    reportFile: report,
  }
  const result = await withProgressBar('hotspots', (onProgress) => importHotspots(db, file, { ...options, onProgress }))
  return { text: hotspotsSummary(result), stored: result.stored + result.updated + result.unchanged }
}

/** As {@link hotspotsImportCommand}, for `plaza import neighbourhoods POLYGONS`. @param within of the import's */
export async function neighbourhoodsImportCommand(
  db: Database,
  polygonsFile: string,
  { map, ...more }: NeighbourhoodsCommandOptions = {},
  within?: NeighbourhoodImportOptions['within'],
): Promise<{ changed: boolean; text: string }> {
  const options = { ...more, map: parseMap(map), within }
  const result = await withProgressBar('neighbourhoods', (onProgress) =>
    importNeighbourhoods(db, polygonsFile, { ...options, onProgress }),
  )
  return { changed: result.stored + result.updated > 0, text: neighbourhoodsSummary(result) }
}

/** @param pairs `field=COLUMN`, each @throws {ImportError} for anything else */
export function parseMap(pairs: string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ImportError(`--map: "${pair}" is not field=COLUMN, e.g. --map latitude=Y`)
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}

const reasons: Record<Reason, string> = {
  'wrong-number-of-values': 'with too many or too few values',
  missing: 'without programme or id',
  'not-a-number': 'with a coordinate that is no number',
  'not-a-date': 'with a date that is none, taken without it',
  'outside-the-city': 'outside the city; --take-outside takes them',
  swapped: 'in the city if latitude and longitude are swapped; --swapped takes them so',
  'duplicate-id': 'with the programme and id of another record',
}

/** One line for each outcome, and where the report is. */
export function hotspotsSummary(result: HotspotImport): string {
  const { west, south, east, north } = result.bounds
  const box = [west, south, east, north].map((degrees) => degrees.toFixed(3)).join(', ')
  const basis = {
    option: 'as given with --bounds',
    neighbourhoods: 'the imported neighbourhoods and about 5 km more',
    file: 'where this file has its hotspots; --bounds says otherwise',
  }[result.bounds.from]
  return [
    `${count(result.records, 'record')} in ${result.file} (${result.format})`,
    line(result.stored, 'new'),
    line(result.updated, 'updated'),
    line(result.unchanged, 'unchanged'),
    line(result.merged, 'merged: equal to an earlier record in every field'),
    line(result.setAside, 'set aside'),
    ...(Object.keys(reasons) as Reason[]).flatMap((reason) => {
      const records = result.setAsideBy[reason]
      return records === undefined || reason === 'not-a-date' ? [] : [line(records, `  ${reasons[reason]}`)]
    }),
    ...(result.valuesLost > 0 ? [line(result.valuesLost, reasons['not-a-date'])] : []),
    ...result.remarks,
    ...(result.stored + result.updated === 0 ? ['Nothing changed.'] : []),
    ...(result.missing > 0 ? [`${count(result.missing, 'stored hotspot')} not in this file; kept as they are.`] : []),
    `The city: ${box} (west, south, east, north: ${basis}).`,
    `Records set aside are listed in ${result.reportFile}`,
    ...undoHint(result),
  ].join('\n')
}

/** One line for each outcome, and which codes did not join. */
export function neighbourhoodsSummary(result: NeighbourhoodImport): string {
  const codes = (title: string, list: string[]) =>
    list.length === 0 ? [] : [`${count(list.length, title)}: ${shortened(list)}`]
  const faults = (unit: string, list: NeighbourhoodImport['setAside']) =>
    list.map(({ where, code, reason }) => `  ${unit} ${where}${code === '' ? '' : ` (${code})`}: ${reason}`)
  return [
    `${count(result.areas, 'area')} in ${result.file}`,
    line(result.stored, 'new'),
    line(result.updated, 'updated'),
    line(result.unchanged, 'unchanged'),
    line(result.setAside.length, 'set aside'),
    ...faults('feature', result.setAside),
    ...(result.mended.length === 0 ? [] : [line(result.mended.length, 'taken, but mended or without a value')]),
    ...faults('feature', result.mended.slice(0, LISTED)),
    ...(result.attributes === undefined
      ? []
      : [
          `${result.joined.toLocaleString('en')} of ${result.areas.toLocaleString('en')} areas have attributes in ${result.attributes}`,
          ...codes('area without attributes', result.areasWithoutAttributes),
          ...codes('line of attributes without an area', result.attributesWithoutArea),
          ...faults('line', result.attributesSetAside),
        ]),
    ...result.remarks,
    `${result.population.toLocaleString('en')} residents.`,
    ...(result.stored + result.updated === 0 ? ['Nothing changed.'] : []),
    ...(result.missing > 0 ? [`${count(result.missing, 'stored area')} not in this file; kept as they are.`] : []),
    `${count(result.hotspotsMoved, 'hotspot')} put into another neighbourhood than before.`,
    ...undoHint(result),
  ].join('\n')
}

const undoHint = ({ run, stored }: { run: number; stored: number }): string[] =>
  stored === 0 ? [] : [`Was it the wrong file? plaza import undo ${run} takes back what it brought.`]

const LISTED = 200

const shortened = (list: string[]) =>
  list.length <= LISTED
    ? list.join(', ')
    : `${list.slice(0, LISTED).join(', ')} and ${(list.length - LISTED).toLocaleString('en')} more`

const line = (number: number, what: string) => `${number.toLocaleString('en').padStart(9)}  ${what}`

const count = (number: number, noun: string) => {
  const [first = '', ...rest] = noun.split(' ')
  const plural = noun.startsWith('stored ') || rest.length === 0 ? `${noun}s` : [`${first}s`, ...rest].join(' ')
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`
}
