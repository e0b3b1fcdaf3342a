import type { UseRow } from '../use/draft.ts'
import { figuresOf, type OpenCity, type OpenHotspot } from './city.ts'
import { csv } from './csv.ts'
import { accessPoints, type SmartDataOptions, wifiPointsOfInterest } from './smart-data-models.ts'

/** What lets a dataset out. */
export type Part = 'hotspots' | 'coverage' | 'use'

export interface Dataset {
  /** Of its file under `/open/v1/`. */
  file: string
  part: Part
  mediaType: string
  make(city: OpenCity, options: SmartDataOptions): string
}

const JSON_TYPE = 'application/json; charset=utf-8'
export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

const hotspotColumns = [
  ...['programme', 'code', 'name', 'site', 'latitude', 'longitude', 'settlement', 'neighbourhood_code'],
  ...['neighbourhood', 'borough', 'installed_on', 'state'],
]

const hotspotRow = (one: OpenHotspot) => [
  ...[one.programme, one.code, one.name, one.site, one.latitude, one.longitude, one.settlement],
  ...[one.neighbourhoodCode, one.neighbourhood, one.borough, one.installedOn, one.state],
]

const hotspotFeature = (one: OpenHotspot) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [one.longitude, one.latitude] },
  properties: {
    ...{ programme: one.programme, code: one.code, name: one.name, site: one.site, settlement: one.settlement },
    ...{ neighbourhood_code: one.neighbourhoodCode, neighbourhood: one.neighbourhood, borough: one.borough },
    ...{ installed_on: one.installedOn, state: one.state },
  },
})

/** Every dataset that is made of the city as it is now, in the order in which they are listed. */
export const datasets: readonly Dataset[] = [
  {
    ...{ file: 'hotspots.geojson', part: 'hotspots', mediaType: 'application/geo+json' },
    make: ({ at, hotspots }) =>
      JSON.stringify({ type: 'FeatureCollection', made_at: at.toISOString(), features: hotspots.map(hotspotFeature) }),
  },
  {
    ...{ file: 'hotspots.csv', part: 'hotspots', mediaType: CSV_TYPE },
    make: ({ hotspots }) => csv(hotspotColumns, hotspots.map(hotspotRow)),
  },
  {
    ...{ file: 'access-points.json', part: 'hotspots', mediaType: JSON_TYPE },
    make: (city, options) => JSON.stringify(accessPoints(city, options)),
  },
  {
    ...{ file: 'wifi-points-of-interest.json', part: 'hotspots', mediaType: JSON_TYPE },
    make: (city, options) => JSON.stringify(wifiPointsOfInterest(city, options)),
  },
  {
    ...{ file: 'states.csv', part: 'hotspots', mediaType: CSV_TYPE },
    make: (city) => {
      const { city: all, boroughs } = figuresOf(city)
      return csv(
        ['borough', 'working', 'slow', 'not_working', 'not_checked'],
        [all, ...boroughs].map(({ borough, hotspots }) => [
          ...[borough, hotspots.working, hotspots.slow, hotspots['not-working'], hotspots['not-checked']],
        ]),
      )
    },
  },
  {
    ...{ file: 'coverage.csv', part: 'coverage', mediaType: CSV_TYPE },
    make: ({ coverage, walk }) =>
      csv(
        [
          'neighbourhood_code',
          'neighbourhood',
          'borough',
          'residents',
          'covered',
          'unchecked',
          'without',
          'metres',
          'method',
        ],
        coverage.map((one) => [
          ...[one.code, one.name, one.borough, one.residents, one.covered, one.unchecked, one.without],
          ...[walk.metres, walk.streets === null ? 'straight-line' : 'streets'],
        ]),
      ),
  },
]

/** A month of use, in the same order wherever its lines come from. */
export const csvOfUse = (rows: readonly UseRow[]): string =>
  csv(
    ['place', 'borough', 'neighbourhood_code', 'neighbourhood', 'day', 'visits', 'sessions'],
    rows
      .toSorted(byPlaceAndDay)
      .map((row) => [
        ...[row.kind, row.borough, row.neighbourhoodCode, row.neighbourhood, row.day, row.visits, row.sessions],
      ]),
  )

const kinds: readonly UseRow['kind'][] = ['city', 'borough', 'neighbourhood']

/** The city, its boroughs, its neighbourhoods; the month before its days. By code units: no database's or country's order. */
function byPlaceAndDay(a: UseRow, b: UseRow): number {
  const key = (row: UseRow) => [row.borough, row.neighbourhoodCode, row.day].map((part) => part ?? '')
  if (a.kind !== b.kind) return kinds.indexOf(a.kind) - kinds.indexOf(b.kind)
  const [of, against] = [key(a), key(b)]
  const at = of.findIndex((part, index) => part !== against[index])
  return at < 0 ? 0 : of[at]! < against[at]! ? -1 : 1
}
