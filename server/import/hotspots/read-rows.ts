import { tidy } from '../../network/spelling.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { type ChosenColumns, chooseColumns } from './columns.ts'
import { dayOrderOf } from './days.ts'
import { madeCodes } from './made-codes.ts'
import { readPlaces } from './read-places.ts'
import { type Fault, type HotspotRow, type RowFormat, readRow } from './rows.ts'

export interface ReadRowsOptions {
  map?: Record<string, string> | undefined
  programme?: string | undefined
  crs?: string | undefined
}

export interface RowsRead {
  rows: HotspotRow[]
  faults: Fault[]
  format: RowFormat
  remarks: string[]
}

/** The records of a file, read: each is a row, or has a fault. @throws {ImportError} when an option is wanting */
export async function readRows(file: string, table: CsvFile, options: ReadRowsOptions): Promise<RowsRead> {
  const chosen = chooseColumns(file, table, options.map)
  assertProgramme(file, table, chosen, options.programme)
  const days = daysOf(table, chosen)
  const { headers, columns } = chosen
  const format: RowFormat = { headers, columns, programme: options.programme, dayOrder: days.order }
  const places = await readPlaces(file, table, chosen, options.crs)
  const read = table.records.map((record, at) => readRow(record, places[at]!, format))
  const rows = read.flatMap(({ row }) => row ?? [])
  const without = rows.filter(({ code }) => code === '').length
  return {
    rows: madeCodes(rows),
    faults: read.flatMap(({ faults }) => faults),
    format,
    remarks: [...(table.remarks ?? []), ...chosen.remarks, ...madeIds(without, rows.length), ...days.remarks],
  }
}

const madeIds = (without: number, all: number): string[] =>
  without === 0
    ? []
    : [
        `${without === all ? 'No column tells the records apart, so ids' : `${without.toLocaleString('en')} records have no id: theirs`} are made of names, addresses and places, and stay as long as those do. --map code=COLUMN names another column.`,
      ]

function assertProgramme(file: string, table: CsvFile, { columns }: ChosenColumns, programme: string | undefined) {
  if (columns.programme !== undefined || programme !== undefined) return
  const name = table.name.replace(/\.\w+$/, '')
  throw new ImportError(
    `${file} has no column for programme, the network or project to which each hotspot belongs. Say it for all: --programme "${name}", or any other name; or name a column with --map programme=COLUMN`,
  )
}

function daysOf(table: CsvFile, { columns, headers }: ChosenColumns) {
  const column = columns.installedOn
  const texts = column === undefined ? [] : table.records.map(({ values }) => tidy(values[column] ?? ''))
  const { order, doubtful, certain } = dayOrderOf(texts)
  if (certain) return { order, remarks: [] }
  const read = order === 'day-first' ? 'day/month/year' : 'month/day/year'
  const days = `${doubtful.toLocaleString('en')} ${doubtful === 1 ? 'day' : 'days'}`
  return {
    order,
    remarks: [`${days} of "${headers[column!]}" can be read in two ways: read as ${read}.`],
  }
}
