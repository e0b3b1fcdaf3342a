import { type Columns, findColumns, type Synonyms, words } from '../../import/files/columns.ts'
import type { CsvFile } from '../../import/files/csv-file.ts'
import { isNothing } from '../../import/files/nothing.ts'
import { chooseColumns } from '../../import/hotspots/columns.ts'
import { readPlaces } from '../../import/hotspots/read-places.ts'
import { tidy } from '../../network/spelling.ts'
import type { NewCandidate } from './candidates.ts'

type Field = 'kind' | 'tags' | 'cost' | 'equipmentCost' | 'backhaulCost' | 'powerCost'

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
  const candidates = table.records.flatMap((record, at): NewCandidate[] => {
    const { line, values } = record
    const text = (column: number | undefined): string | null => {
      const value = column === undefined ? '' : (values[column] ?? '')
      return isNothing(value) ? null : tidy(value)
    }
    const number = (field: Field): number | null => {
      const said = text(more[field])
      if (said === null) return null
      const read = Number(said.replace(/[$\s,]/g, ''))
      if (Number.isFinite(read) && read >= 0) return read
      faults.push({ line, field, expected: 'a number such as 125000' })
      return null
    }
    const place = places[at]!
    const isOnEarth = !('field' in place) && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180
    if (!isOnEarth) {
      const expected = 'field' in place ? place.expected : 'degrees of WGS84'
      faults.push({ line, field: 'field' in place ? place.field : 'place', expected })
      return []
    }
    const code = text(chosen.columns.code)
    if (code !== null && seen.has(code)) {
      faults.push({ line, field: 'code', expected: `a code that no line before has, not ${code} again` })
      return []
    }
    if (code !== null) seen.add(code)
    const { latitude, longitude } = place
    return [
      {
        ...{ code: code ?? `${latitude.toFixed(6)},${longitude.toFixed(6)}`, latitude, longitude, origin: 'file' },
        name: text(chosen.columns.name) ?? code ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`,
        ...{ kind: text(more.kind), tags: tagsIn(text(more.tags)) },
        ...costsIn(number),
      },
    ]
  })
  return { candidates, faults }
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
