import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { cellToChildren, cellToLatLng, latLngToCell } from 'h3-js'
import { packageRoot } from '../../../server/package-root.ts'
import { cellsOf } from '../../../server/planning/cells.ts'
import type { Point } from '../../../server/planning/siting/incidence.ts'
import { seededRandom } from '../../../server/planning/siting/random.ts'

/** Where there are a city's files beside the project. */
export const cityFolder = join(packageRoot, '../shared/data/cdmx')

export interface City {
  /** Demand cells, each with its residents. */
  cells: Point[]
  residents: number[]
  /** Where anybody lives. */
  areas: { geometry: Polygon | MultiPolygon; residents: number }[]
  /** Sites that there are. */
  sites: Point[]
}

/** A city's residents in cells of H3's resolution 10, and its hotspots. */
export function readCity(): City {
  const people = new Map(
    rows('marginacion-ageb-2020.csv').map((row) => [row.CVE_AGEB!, Number(row.POB_TOTAL)] as const),
  )
  const areas = JSON.parse(readFileSync(join(cityFolder, 'agebs.geojson'), 'utf8')) as FeatureCollection<
    Polygon | MultiPolygon
  >
  const [cells, residents]: [Point[], number[]] = [[], []]
  const populated: City['areas'] = []
  for (const { properties, geometry } of areas.features) {
    const population = people.get(String(properties?.CVEGEO)) ?? 0
    const own = population > 0 ? cellsOf(geometry) : []
    if (population > 0) populated.push({ geometry, residents: population })
    for (const { latitude, longitude } of own) {
      cells.push({ latitude, longitude })
      residents.push(population / own.length)
    }
  }
  const sites = rows('2023-11-23-puntos_de_acceso_wifi.csv')
    .map(({ latitud, longitud }) => ({ latitude: Number(latitud), longitude: Number(longitud) }))
    .filter(({ latitude, longitude }) => latitude > 19 && latitude < 20 && longitude > -100 && longitude < -98)
  return { cells, residents, areas: populated, sites }
}

const rows = (file: string): Record<string, string>[] =>
  parse(readFileSync(join(cityFolder, file)), { columns: true, bom: true, relax_quotes: true })

/**
 * Candidates in the middle of randomly chosen cells, each moved by up to 60 m so that no two reach the same by
 * construction.
 */
export function candidatesIn(cells: readonly Point[], count: number, seed = 19): Point[] {
  const random = seededRandom(seed)
  const order = cells.map((cell) => ({ cell, key: random() })).sort((a, b) => a.key - b.key)
  const degrees = 60 / 111_195
  return order.slice(0, count).map(({ cell: { latitude, longitude } }) => ({
    latitude: latitude + degrees * (2 * random() - 1),
    longitude: longitude + (degrees * (2 * random() - 1)) / Math.cos((latitude * Math.PI) / 180),
  }))
}

/** About so many cells: each cell's children of the next finer resolution share its residents, and some are taken. */
export function finerCells({ cells, residents }: City, count: number, seed = 23): Pick<City, 'cells' | 'residents'> {
  const random = seededRandom(seed)
  const children = cells.flatMap(({ latitude, longitude }, at) =>
    cellToChildren(latLngToCell(latitude, longitude, 10), 11).map((child) => ({
      child,
      residents: residents[at]! / 7,
    })),
  )
  const chosen = children
    .map((one) => ({ ...one, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
  const scale = children.length / chosen.length
  return {
    cells: chosen.map(({ child }) => {
      const [latitude, longitude] = cellToLatLng(child)
      return { latitude, longitude }
    }),
    residents: chosen.map(({ residents }) => residents * scale),
  }
}
