import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { packageRoot } from '../../../server/package-root.ts'
import { incidenceOf } from '../../../server/planning/siting/incidence.ts'
import type { CoverageQuestion } from '../../../server/planning/siting/model.ts'

/** Instances of others with known answers, beside the project where there are any; tests that want them are skipped elsewhere. */
export const oracles = join(packageRoot, '../shared/data')

/** Sao Jose dos Campos: every point is demand and candidate; the best value for each number of sites. */
export const saoJose = [
  {
    name: 'SJC324',
    radius: 800,
    answers: [
      [1, 5461],
      [2, 8790],
      [3, 11604],
      [4, 12106],
      [5, 12152],
    ],
  },
  {
    name: 'SJC500',
    radius: 800,
    answers: [
      [1, 7944],
      [2, 12454],
      [3, 15730],
      [4, 17794],
      [5, 18859],
    ],
  },
  {
    name: 'SJC324',
    radius: 150,
    answers: [
      [20, 7302],
      [40, 10443],
      [80, 12152],
    ],
  },
  {
    name: 'SJC500',
    radius: 150,
    answers: [
      [20, 9479],
      [40, 13340],
      [80, 17749],
    ],
  },
] as const

export function readSaoJose(name: string, radius: number, budget: number): CoverageQuestion {
  const numbers = (file: string) =>
    readFileSync(join(oracles, 'siting', file), 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number)
  const [count = 0, ...coordinates] = numbers(`${name}.txt`)
  const points = Array.from({ length: count }, (_, at) => [coordinates[2 * at]!, coordinates[2 * at + 1]!] as const)
  const reach = incidenceOf(
    points.map(([x, y]) => points.flatMap(([a, b], cell) => (Math.hypot(a - x, b - y) <= radius ? [cell] : []))),
  )
  return { values: Float64Array.from(numbers(`demand-${name}.dat`).slice(0, count)), reach, budget }
}

/** Sixteen stores and 205 census tracts of San Francisco, by distance on the network in metres. */
export function readSanFrancisco(radius: number, budget: number): { question: CoverageQuestion; residents: number } {
  const file = join(oracles, 'siting/SF_network_distance_candidateStore_16_censusTract_205_new.csv')
  const rows: Record<'distance' | 'name' | 'DestinationName' | 'demand', string>[] = parse(readFileSync(file), {
    columns: true,
  })
  const tracts = [...new Set(rows.map((row) => row.DestinationName))]
  const stores = [...new Set(rows.map((row) => row.name))]
  const demand = new Map(rows.map((row) => [row.DestinationName, Number(row.demand)]))
  const numberOf = new Map(tracts.map((tract, at) => [tract, at]))
  const near = (store: string) => rows.filter((row) => row.name === store && Number(row.distance) <= radius)
  const values = Float64Array.from(tracts, (tract) => demand.get(tract)!)
  const reach = incidenceOf(stores.map((store) => near(store).map((row) => numberOf.get(row.DestinationName)!)))
  return { question: { values, reach, budget }, residents: values.reduce((sum, value) => sum + value, 0) }
}
