import type { FurtherPopulation } from '../../network/neighbourhoods/populations.ts'
import type { Attributes } from '../../network/neighbourhoods/store.ts'
import { folded, tidy } from '../../network/spelling.ts'
import { type Columns, findColumns, type Synonyms, words } from '../files/columns.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { isNothing } from '../files/nothing.ts'
import { ImportError } from '../import-error.ts'
import { numberForm } from './numbers.ts'
import { latestResidents, populationColumns } from './populations.ts'

export type AreaField =
  | 'code'
  | 'name'
  | 'borough'
  | 'population'
  | 'marginalisation'
  | 'withoutInternet'
  | 'withoutMobile'
  | 'geometry'

/** What statistics offices call the fields, folded: INEGI's and CONAPO's names (es), and plain ones. */
export const areaSynonyms: Synonyms<AreaField> = {
  code: [
    ...words(
      'cvegeo, cve ageb, code, codigo, clave, geoid, geocode, id, cod barrio, codbarrio, codbar, c bar, codi barri, barri',
    ),
    ...words(
      'cod, codi, neighbourhood id, area id, area code, area s cd, hood, hood id, ageb, cusec, c ar, c qu, insee, pcode, adm cd',
    ),
    ...words('cd geocodi, cd setor, cve col, cve mun, ubigeo, manzent, cod dane a'),
  ],
  name: [
    ...words(
      'name, nombre, nomgeo, nom col, nom barri, nom, nome, barrio, neighbourhood, neighborhood, area name, l qu, l ar',
    ),
    ...words(
      'nom quartier, bezeichnung, adm nm, 名稱, 동명, nombdist, colonia, bairro, nm bairro, settlement, asentamiento',
    ),
  ],
  borough: words(
    'nom mun, borough, alcaldia, municipio, municipality, nom districte, distrito, district, nom distri, arrondissement',
  ),
  population: [
    ...words(
      'pob total, pobtot, population, poblacion, poblacion total, residents, habitantes, population total, total population, pop',
    ),
    ...words('populacao, einwohner, 인구, 人口, total pers, stp27 pers'),
  ],
  marginalisation: words('gm 2020, marginalisation, marginalization, marginacion, grado de marginacion, gm'),
  withoutInternet: words('ovsint, without internet, withoutinternet, sin internet, viviendas sin internet'),
  withoutMobile: words('ovscel, without mobile, withoutmobile, sin celular'),
  // Told by what stands in it: see shape-column.ts.
  geometry: [],
}

/** Reads the fields of each record of a table; what cannot be read is left out, and told. */
export interface FieldReader {
  columns: Columns<AreaField>
  headers: string[]
  codeOf(values: readonly string[]): string
  attributesOf(values: readonly string[]): { attributes: Attributes; lost: string[] }
  remarks: string[]
}

const MOST_RESIDENTS = 100_000_000

/**
 * @param map field to column; only those entries that this file has a column for, where several files share it
 * @throws {ImportError} when no column is a code or a name that tells the areas apart, or numbers are ambiguous
 */
export function readFields(file: string, table: CsvFile, map: Record<string, string>): FieldReader {
  const { code: wanted, ...rest } = map
  const columns = findColumns(file, table.headers, areaSynonyms, [], wanted === undefined ? rest : map)
  const remarks: string[] = []
  if (wanted === undefined) {
    const key = codeColumn(table, columns)
    if (key === undefined)
      findColumns(file, table.headers, areaSynonyms, ['code'], { code: 'code' in map ? map.code! : '' })
    else if (key !== columns.code) remarks.push(`Their codes are from "${table.headers[key]}".`)
    if (key !== undefined) columns.code = key
  }
  assertWholeCodes(file, table, columns.code)
  const further = populationColumns(table.headers).filter(({ column }) => column !== columns.population)
  const latest = columns.population === undefined && !('population' in map) ? latestResidents(further) : undefined
  if (latest) {
    columns.population = latest.column
    remarks.push(`Population is that of "${table.headers[latest.column]}".`)
  }
  if (further.length > 0)
    remarks.push(`Populations besides: ${further.map(({ column }) => `"${table.headers[column]}"`).join(', ')}.`)
  const populations = further.map((kind) => ({ ...kind, ...numbersOf(file, table, kind.column, 'population') }))
  const readers = (['population', 'withoutInternet', 'withoutMobile'] as const).flatMap((field) => {
    const column = columns[field]
    return column === undefined ? [] : [{ field, column, ...numbersOf(file, table, column, field) }]
  })
  return {
    ...{ columns, headers: table.headers, remarks },
    codeOf: (values) => tidy(values[columns.code ?? -1] ?? ''),
    attributesOf(values) {
      const attributes: Attributes = {}
      const lost: string[] = []
      for (const field of ['name', 'borough', 'marginalisation'] as const) {
        const text = values[columns[field] ?? -1] ?? ''
        if (!isNothing(text)) attributes[field] = tidy(text)
      }
      for (const { field, column, read, most } of readers) {
        const text = (values[column] ?? '').trim()
        if (isNothing(text)) continue
        const number = read(text)
        if (number === undefined || !(number >= 0 && number <= most))
          lost.push(`${table.headers[column]} is "${text}", not a number from 0 to ${most}`)
        else attributes[field] = field === 'population' ? Math.round(number) : number / most
      }
      const taken: FurtherPopulation[] = []
      for (const { year, time, column, read, most } of populations) {
        const text = (values[column] ?? '').trim()
        if (isNothing(text)) continue
        const number = read(text)
        if (number === undefined || !(number >= 0 && number <= most))
          lost.push(`${table.headers[column]} is "${text}", not a number from 0 to ${most}`)
        else taken.push({ year, time, people: Math.round(number) })
      }
      if (taken.length > 0) attributes.populations = taken
      return { attributes, lost }
    },
  }
}

/** @throws {ImportError} where a spreadsheet has shortened the codes, which cannot be undone */
function assertWholeCodes(file: string, { headers, records }: CsvFile, code: number | undefined): void {
  if (code === undefined) return
  const codes = records.map(({ values }) => (values[code] ?? '').trim()).filter((text) => text !== '')
  const shortened = codes.filter((text) => /^\d[.,]\d+e\+\d+$/i.test(text))
  if (shortened.length * 2 <= codes.length || shortened.length === 0) return
  throw new ImportError(
    `A spreadsheet has shortened the codes of ${file} in "${headers[code]}" to such as ${shortened[0]}: format that column as text before the file is opened or saved there, and export it again.`,
  )
}

/** The column called a code, where it tells the areas apart; else one that does by a name of any key, or the name itself. */
function codeColumn({ headers, records }: CsvFile, { code, name }: Columns<AreaField>): number | undefined {
  const isKey = (column: number) => {
    const texts = records.map(({ values }) => tidy(values[column] ?? '')).filter((text) => text !== '')
    return texts.length * 2 > records.length && new Set(texts).size >= 0.97 * texts.length
  }
  if (code !== undefined && (isKey(code) || name === undefined)) return code
  const called = headers.flatMap((header, at) =>
    /(^| )(cve|cod|code|codigo|codi|clave|geocodigo)( |$)|code$/.test(folded(header)) ? [at] : [],
  )
  // A running number of whatever program made the file is no code of the city's: its names are steadier.
  return called.find(isKey) ?? (name !== undefined && isKey(name) ? name : code)
}

function numbersOf(
  file: string,
  table: CsvFile,
  column: number,
  field: 'population' | 'withoutInternet' | 'withoutMobile',
) {
  const texts = table.records.map(({ values }) => values[column] ?? '')
  const whole = field === 'population'
  const options = { plain: table.numeric?.has(column) ?? false, whole }
  const form = numberForm(texts, { ...options, most: whole ? MOST_RESIDENTS : 100 })
  const header = table.headers[column]
  if (typeof form !== 'function')
    throw new ImportError(
      `The numbers of "${header}" in ${file} are ambiguous: ${form.ambiguous}. Write them in one way, or leave the column out: --map ${field}=`,
    )
  const read = form
  if (whole) return { read, most: MOST_RESIDENTS }
  // CONAPO publishes percentages; the plain names are shares of 1, unless what stands there is more.
  const isPercent = /^ovs/i.test(header ?? '') || texts.some((text) => /%\s*$/.test(text) || (read(text) ?? 0) > 1)
  return { read, most: isPercent ? 100 : 1 }
}
