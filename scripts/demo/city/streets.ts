import type { Feature, FeatureCollection, Position } from 'geojson'
import { createRandom, hash, type Random } from '../random.ts'
import { axial, inside, type Neighbourhood, type Point, toDegrees } from './map.ts'
import { avenueNames, landmarkOf, laneNames, ofLandmark, parkKinds, riverName } from './names.ts'

/** What a feature of the drawing is; `border`: between neighbourhoods. */
type Kind = 'avenue' | 'border' | 'lane' | 'park' | 'water' | 'place'

/** Metres between the lanes of a neighbourhood. */
const LANES = 150
const RIVER_WIDTH = 70
/** Corners of a park. */
const PARK_CORNERS = 14

/** Streets, parks, a river and names of the made-up city, as GeoJSON: the same for the same seed. */
export function drawStreets(seed: string, neighbourhoods: readonly Neighbourhood[]): FeatureCollection {
  const random = createRandom(`${seed} streets`)
  return {
    type: 'FeatureCollection',
    features: [
      river(neighbourhoods),
      ...neighbourhoods.flatMap((one) => lanes(seed, one)),
      ...borders(neighbourhoods),
      ...neighbourhoods.flatMap((one) => park(random, one)),
      ...avenues(neighbourhoods),
      ...neighbourhoods.map(({ name, middle }): Feature => feature('place', name, 'Point', position(middle))),
    ],
  }
}

const DEGREE_DIGITS = 1e5
const position = (point: Point): Position => {
  const { latitude, longitude } = toDegrees(point)
  return [Math.round(longitude * DEGREE_DIGITS) / DEGREE_DIGITS, Math.round(latitude * DEGREE_DIGITS) / DEGREE_DIGITS]
}

const feature = (kind: Kind, name: string, type: 'Point' | 'LineString' | 'Polygon', coordinates: unknown) =>
  ({ type: 'Feature', properties: { kind, name }, geometry: { type, coordinates } }) as Feature

const line = (kind: Kind, name: string, points: readonly Point[]): Feature =>
  feature(kind, name, 'LineString', points.map(position))

const area = (kind: Kind, name: string, points: readonly Point[]): Feature =>
  feature(kind, name, 'Polygon', [[...points, points[0]!].map(position)])

/** From middle to middle along two of the three directions in which neighbourhoods are in rows. */
function avenues(neighbourhoods: readonly Neighbourhood[]): Feature[] {
  const rows = new Map<string, Point[]>()
  for (const { middle } of neighbourhoods) {
    const { q, r } = axial(middle)
    for (const key of [`q ${q}`, `r ${r}`]) rows.set(key, [...(rows.get(key) ?? []), middle])
  }
  return [...rows].flatMap(([key, points], index) => {
    if (points.length < 3) return []
    const sorted = points.toSorted((a, b) => (key.startsWith('q') ? a.y - b.y : a.x - b.x))
    const [before, after] = [sorted.at(-2)!, sorted.at(-1)!]
    const end = { x: 1.5 * after.x - 0.5 * before.x, y: 1.5 * after.y - 0.5 * before.y }
    return [line('avenue', `Avenida ${avenueNames[index % avenueNames.length]}`, [...sorted, end])]
  })
}

/** Each edge once, whichever of two neighbourhoods has it. */
function borders(neighbourhoods: readonly Neighbourhood[]): Feature[] {
  const seen = new Set<string>()
  return neighbourhoods.flatMap(({ corners }) =>
    corners.flatMap((here, index) => {
      const next = corners[(index + 1) % corners.length]!
      const key = [here, next]
        .map(({ x, y }) => `${x} ${y}`)
        .sort()
        .join(' ')
      if (seen.has(key)) return []
      seen.add(key)
      return [line('border', `Calzada ${pick(avenueNames, key)}`, [here, next])]
    }),
  )
}

/** Two ways across at right angles, in a direction of the neighbourhood's own. */
function lanes(seed: string, { code, corners, middle }: Neighbourhood): Feature[] {
  const turned = ((hash(`${seed} ${code}`) % 60) * Math.PI) / 180
  return [turned, turned + Math.PI / 2].flatMap((angle) => {
    const along = { x: Math.cos(angle), y: Math.sin(angle) }
    return Array.from({ length: 15 }, (_, index) => (index - 7) * LANES).flatMap((offset) =>
      crossed(corners, middle, along, offset).map(([from, to]) =>
        line('lane', `Calle ${pick(laneNames, `${code} ${angle} ${offset}`)}`, [from, to]),
      ),
    )
  })
}

/** Where a line lies inside a ring: it runs `along`, `offset` metres beside the middle. */
function crossed(corners: readonly Point[], middle: Point, along: Point, offset: number): Array<[Point, Point]> {
  const side = ({ x, y }: Point) => -along.y * (x - middle.x) + along.x * (y - middle.y) - offset
  const hits = corners.flatMap((here, index) => {
    const next = corners[(index + 1) % corners.length]!
    const [a, b] = [side(here), side(next)]
    if (a > 0 === b > 0) return []
    const share = a / (a - b)
    return [{ x: here.x + share * (next.x - here.x), y: here.y + share * (next.y - here.y) }]
  })
  const sorted = hits.toSorted((a, b) => along.x * (a.x - b.x) + along.y * (a.y - b.y))
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, at) => [sorted[2 * at]!, sorted[2 * at + 1]!])
}

/** A park in every other neighbourhood, round about. */
function park(random: Random, { name, middle, corners }: Neighbourhood): Feature[] {
  if (random.chance(0.45)) return []
  const size = random.between(90, 240)
  const [away, angle] = [random.between(150, 420), random.between(0, 2 * Math.PI)]
  const centre = { x: middle.x + away * Math.cos(angle), y: middle.y + away * Math.sin(angle) }
  const ring = Array.from({ length: PARK_CORNERS }, (_, at) => {
    const direction = (at / PARK_CORNERS) * 2 * Math.PI
    const reach = size * random.between(0.75, 1.1)
    return { x: centre.x + reach * Math.cos(direction), y: centre.y + reach * Math.sin(direction) }
  })
  if (!ring.every((point) => inside(corners, point))) return []
  return [area('park', `${random.pick(parkKinds)} ${ofLandmark(landmarkOf(name))}`, ring)]
}

/** From the north-west to the south-east, in bends, as far as the city goes. */
function river(neighbourhoods: readonly Neighbourhood[]): Feature {
  const west = Math.min(...neighbourhoods.map(({ middle }) => middle.x)) - 600
  const east = Math.max(...neighbourhoods.map(({ middle }) => middle.x)) + 600
  const bank = (side: number) =>
    Array.from({ length: 121 }, (_, at): Point => {
      const x = west + (at / 120) * (east - west)
      return { x, y: 2200 - 0.32 * x + 620 * Math.sin(x / 1900) + 180 * Math.sin(x / 610) + (side * RIVER_WIDTH) / 2 }
    })
  return area('water', riverName, [...bank(1), ...bank(-1).toReversed()])
}

const pick = (names: readonly string[], key: string): string => names[hash(key) % names.length]!
