import { type Columns, findColumns, type Synonyms, words } from '../../import/files/columns.ts'
import type { CsvFile } from '../../import/files/csv-file.ts'
import { isNothing } from '../../import/files/nothing.ts'
import { chooseColumns } from '../../import/hotspots/columns.ts'
import { readPlaces } from '../../import/hotspots/read-places.ts'
import { numberForm } from '../../import/neighbourhoods/numbers.ts'
import { tidy } from '../../network/spelling.ts'
import type { NewCandidate } from './candidates.ts'

type Field = 'kind' | 'tags' | 'cost' | 'equipmentCost' | 'backhaulCost' | 'powerCost'

const MOST_MONEY = 1e12

const synonyms: Synonyms<Field> = {
  kind: words('tipo, kind, type, clase, categoria, category, class'),
  tags: words('etiquetas, tags, requisitos, elegible, eligibility'),
  cost: words('costo, cost, coste, precio, costo total, total cost'),
  equipmentCost: words('costo equipo, equipment cost, costo de equipo'),
  backhaulCost: words('costo enlace, backhaul cost, costo de enlace'),
  powerCost: words('costo energia, power cost, costo de energia'),
}

export interface CandidatesFile {
  candidates: NewCandidate[]
  /** Lines that were not taken, and why. */
  faults: { line: number; field: string; expected: string }[]
}

/**
 * Candidates of a city's file: schools, markets, stops, poles. Places and names are found as those of hotspots are; codes
 * make the same file again change nothing.
 *
 * @throws {ImportError} when the file has no places
 */
export async function readCandidates(file: string, table: CsvFile): Promise<CandidatesFile> {
  const chosen = chooseColumns(file, table)
  const more: Columns<Field> = findColumns(file, table.headers, synonyms, [])
  const places = await readPlaces(file, table, chosen, undefined)
  const faults: CandidatesFile['faults'] = []
  const seen = new Set<string>()
  const money = readerOfMoney(table, costColumns(more))
  const candidates = table.records.flatMap((record, at): NewCandidate[] => {
    const { line, values } = record
    const text = (column: number | undefined): string | null => {
      const value = column === undefined ? '' : (values[column] ?? '')
      return isNothing(value) ? null : tidy(value)
    }
    const number = (field: Field): number | null => {
      const said = text(more[field])
      if (said === null) return null
      const read = money(said, more[field]!)
      if (read !== undefined && read >= 0) return read
      faults.push({ line, field, expected: 'a number such as 125000, its points and commas as in the other lines' })
      return null
    }
    const place = places[at]!
    const isOnEarth = !('field' in place) && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180
    if (!isOnEarth) {
      const expected = 'field' in place ? place.expected : 'degrees of WGS84'
      faults.push({ line, field: 'field' in place ? place.field : 'place', expected })
      return []
    }
    const { latitude, longitude } = place
    const own = text(chosen.columns.code)
    const name = text(chosen.columns.name)
    const [byPlace, named] = codesOf(latitude, longitude, name)
    const code = own ?? (seen.has(byPlace) ? named : byPlace)
    if (seen.has(code)) {
      const expected = own === null ? 'a place and name that no line before has' : `not ${own}, which a line before has`
      faults.push({ line, field: 'code', expected })
      return []
    }
    for (const one of own === null ? [code, named] : [own]) seen.add(one)
    return [
      {
        ...{ code, latitude, longitude, origin: 'file' },
        name: name ?? own ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`,
        ...{ kind: text(more.kind), tags: tagsIn(text(more.tags)) },
        ...costsIn(number),
      },
    ]
  })
  return { candidates, faults }
}

const costColumns = ({ cost, equipmentCost, backhaulCost, powerCost }: Columns<Field>) =>
  [cost, equipmentCost, backhaulCost, powerCost].filter((column) => column !== undefined)

/** ISO 4217's codes, signs and words of money before or after a number. */
const BEFORE = /^(?:(?!MIL|MDP)[A-Z]{3}(?![A-Z])|[A-Z]{0,3}\p{Sc}|S\/)\.? ?(?=[+-]?\d)/u
const AFTER = /(?<=\d) ?(?:\p{Sc}|(?!MIL|MDP)[A-Z]{3}|pesos?|euros?|soles|d[oó]lares|M\.?N\.?)$/u

/** Reads what a file says of money; its costs are written alike, whichever column they stand in. */
function readerOfMoney(table: CsvFile, columns: readonly number[]) {
  const bare = (said: string) => said.trim().replace(BEFORE, '').replace(AFTER, '')
  const all = table.records.flatMap(({ values }) => columns.map((column) => bare(values[column] ?? '')))
  // Money has no three decimals: beside 3000 stands 12,000 as thousands.
  const texts = all.filter((text) => /[.,]/.test(text))
  const [written, plain] = [false, true].map((plain) => numberForm(texts, { plain, whole: true, most: MOST_MONEY }))
  return (said: string, column: number): number | undefined => {
    const form = table.numeric?.has(column) ? plain! : written!
    if (typeof form === 'function') return form(bare(said))
    return /^\d+$/.test(bare(said)) ? Number(bare(said)) : undefined
  }
}

/** Of a place without a code of its own: the same at every reading; the second where another stands there. */
function codesOf(latitude: number, longitude: number, name: string | null): [string, string] {
  const place = `${latitude.toFixed(6)},${longitude.toFixed(6)}`
  return [place, `${place} ${name ?? ''}`.trim()]
}

/** A whole cost has backhaul and power in it; of what a file does not say, the city's own costs count. */
function costsIn(number: (field: Field) => number | null) {
  const [equipmentCost, backhaulCost, powerCost] = [
    number('equipmentCost'),
    number('backhaulCost'),
    number('powerCost'),
  ]
  const whole = number('cost')
  if (whole === null || equipmentCost !== null) return { equipmentCost, backhaulCost, powerCost }
  return { equipmentCost: whole, backhaulCost: backhaulCost ?? 0, powerCost: powerCost ?? 0 }
}

const tagsIn = (said: string | null): string[] => [
  ...new Set(
    (said ?? '')
      .split(/[;,|]/)
      .map((tag) => tag.trim().toLowerCase())
      .filter((tag) => tag !== ''),
  ),
]
