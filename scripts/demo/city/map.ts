import type { Polygon } from 'geojson'
import type { NewNeighbourhood } from '../../../server/network/hotspots/new-places.ts'
import { createRandom, hash } from '../random.ts'
import { boroughNames, neighbourhoodNames } from './names.ts'

/** Where the made-up city lies: degrees, WGS84. */
export const centre = { latitude: 19.4, longitude: -99.13 }
const METRES_PER_DEGREE = 111_320
const METRES_PER_LONGITUDE = METRES_PER_DEGREE * Math.cos((centre.latitude * Math.PI) / 180)
/** From the middle of a hexagon to its corners, metres. */
const RADIUS = 800
const RINGS = 8

/** Metres east and north of the centre. */
export interface Point {
  x: number
  y: number
}

export interface Neighbourhood extends Omit<NewNeighbourhood, 'geometry'> {
  /** 0 (well off) to 1: what the shares without internet and mobile follow. */
  need: number
  middle: Point
  /** Corners in order, counter-clockwise, the first not repeated. */
  corners: Point[]
}

const degrees = ['Muy bajo', 'Bajo', 'Medio', 'Alto', 'Muy alto'] as const

/**
 * The city's neighbourhoods: hexagons whose corners and edges are displaced by a hash of their place, so that neighbours
 * share every displaced point and tile the city without gap or overlap. Need grows to the south and the east.
 */
export function makeNeighbourhoods(seed: string): Neighbourhood[] {
  const random = createRandom(`${seed} neighbourhoods`)
  const cells = hexagons(seed)
  const names = neighbourhoodNames(random, cells.length)
  const capitals = boroughNames.map((name, index) => {
    const angle = (index / (boroughNames.length - 1)) * 2 * Math.PI
    const distance = index === 0 ? 0 : RADIUS * 8.5
    return { name, x: Math.cos(angle) * distance, y: Math.sin(angle) * distance }
  })
  return cells.map((cell, index) => {
    const { x, y } = cell.middle
    const reach = RADIUS * RINGS * 1.7
    const outward = Math.hypot(x, y) / reach
    const need = clamp(0.12 + 0.34 * (x / reach) - 0.34 * (y / reach) + 0.42 * outward + random.between(-0.1, 0.1))
    const perKm2 = (5200 + 5200 * need) * (1.15 - 0.65 * outward) * random.between(0.75, 1.25)
    const areaM2 = area(cell.corners)
    const withoutInternet = round(0.05 + 0.55 * need, 3)
    return {
      code: `CP-${String(index + 1).padStart(3, '0')}`,
      name: names[index] as string,
      borough: capitals.reduce((best, next) =>
        Math.hypot(next.x - x, next.y - y) < Math.hypot(best.x - x, best.y - y) ? next : best,
      ).name,
      population: Math.round((perKm2 * areaM2) / 1e6),
      marginalisation: degrees[Math.min(4, Math.floor(need * 5))] as string,
      withoutInternet,
      withoutMobile: round(withoutInternet * random.between(0.25, 0.45), 3),
      need,
      middle: cell.middle,
      corners: cell.corners,
      areaM2: Math.round(areaM2),
    }
  })
}

function hexagons(seed: string): Array<{ middle: Point; corners: Point[] }> {
  const cells: Array<{ middle: Point; corners: Point[] }> = []
  for (let q = -RINGS; q <= RINGS; q++) {
    for (let r = -RINGS; r <= RINGS; r++) {
      const middle = { x: RADIUS * 1.5 * q, y: RADIUS * Math.sqrt(3) * (r + q / 2) }
      const direction = Math.atan2(middle.y, middle.x)
      const border = RADIUS * RINGS * (1.42 + 0.16 * Math.sin(direction * 3 + 1) + 0.1 * Math.cos(direction * 5))
      if (Math.hypot(middle.x, middle.y) > border) continue
      const corners: Point[] = []
      for (let side = 0; side < 6; side++) {
        const here = corner(middle, side)
        const next = corner(middle, side + 1)
        corners.push(displaced(seed, here, RADIUS * 0.24))
        corners.push(displaced(seed, { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 }, RADIUS * 0.1))
      }
      cells.push({ middle, corners })
    }
  }
  return cells
}

const corner = ({ x, y }: Point, side: number): Point => ({
  x: x + RADIUS * Math.cos((side * Math.PI) / 3),
  y: y + RADIUS * Math.sin((side * Math.PI) / 3),
})

/** In which rows of hexagons one with this middle is. */
export const axial = ({ x, y }: Point): { q: number; r: number } => {
  const q = Math.round(x / (RADIUS * 1.5))
  return { q, r: Math.round(y / (RADIUS * Math.sqrt(3)) - q / 2) }
}

/** The same place gives the same displacement, whichever neighbourhood asks. */
function displaced(seed: string, { x, y }: Point, by: number): Point {
  const place = `${seed} ${Math.round(x)} ${Math.round(y)}`
  const angle = (hash(place) / 2 ** 32) * 2 * Math.PI
  const distance = (hash(`${place} far`) / 2 ** 32) * by
  return { x: round(x + Math.cos(angle) * distance, 1), y: round(y + Math.sin(angle) * distance, 1) }
}

/** Square metres (shoelace formula). */
function area(corners: Point[]): number {
  const doubled = corners.reduce((sum, here, index) => {
    const next = corners[(index + 1) % corners.length] as Point
    return sum + here.x * next.y - next.x * here.y
  }, 0)
  return Math.abs(doubled) / 2
}

/** Whether `point` lies inside the ring (even-odd rule). */
export function inside(corners: readonly Point[], point: Point): boolean {
  let odd = false
  let before = corners[corners.length - 1] as Point
  for (const here of corners) {
    const crosses = here.y > point.y !== before.y > point.y
    if (crosses && point.x < ((before.x - here.x) * (point.y - here.y)) / (before.y - here.y) + here.x) odd = !odd
    before = here
  }
  return odd
}

/** Degrees, six decimals (0.1 m). */
export const toDegrees = ({ x, y }: Point): { latitude: number; longitude: number } => ({
  latitude: round(centre.latitude + y / METRES_PER_DEGREE, 6),
  longitude: round(centre.longitude + x / METRES_PER_LONGITUDE, 6),
})

/** GeoJSON, the first corner repeated at the end (RFC 7946 section 3.1.6). */
export function toPolygon(corners: readonly Point[]): Polygon {
  const ring = [...corners, corners[0] as Point].map((point) => {
    const { latitude, longitude } = toDegrees(point)
    return [longitude, latitude]
  })
  return { type: 'Polygon', coordinates: [ring] }
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits
