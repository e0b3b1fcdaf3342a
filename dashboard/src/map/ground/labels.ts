import type { Feature, FeatureCollection, LineString, Point, Polygon, Position } from 'geojson'

/** What a feature of the drawn streets is; `border`: between neighbourhoods. */
export type Kind = 'avenue' | 'border' | 'lane' | 'park' | 'water' | 'place'
type Street = Feature<Point | LineString | Polygon, { kind: Kind; name: string }>
export type Streets = FeatureCollection<Street['geometry'], Street['properties']>

/** A name where it is written: pixels of the world at a zoom level. */
export interface Label {
  text: string
  kind: Kind
  x: number
  y: number
  /** Radians, clockwise from the horizontal; never upside down. */
  angle: number
}

/** Zoom levels at which a kind has its names written, the weightiest first. */
const shownAt: ReadonlyArray<readonly [kind: Kind, from: number, to: number]> = [
  ['water', 13, 19],
  ['place', 14, 15.9],
  ['park', 14.5, 19],
  ['avenue', 13.5, 19],
  ['border', 15.5, 19],
  ['lane', 16, 19],
]

/** Pixels of a letter, on the whole; of a line of text; and from one writing of a street's name to the next. */
const LETTER = 6.4
const HEIGHT = 15
const APART = 520

export const widthOf = (text: string): number => text.length * LETTER

/** Pixels of the world (EPSG:3857, 256 at zoom level 0). */
function project([longitude = 0, latitude = 0]: Position, zoom: number): [x: number, y: number] {
  const size = 256 * 2 ** zoom
  const sine = Math.sin((latitude * Math.PI) / 180)
  return [size * (longitude / 360 + 0.5), size * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))]
}

/** All names that are written at a zoom level, none over another. */
export function labelsAt({ features }: Streets, zoom: number): Label[] {
  const taken = new Map<string, Label[]>()
  const labels: Label[] = []
  for (const [kind, from, to] of shownAt) {
    if (zoom < from || zoom > to) continue
    for (const feature of features) {
      if (feature.properties.kind !== kind) continue
      for (const label of placesOf(feature, zoom)) if (take(taken, label)) labels.push(label)
    }
  }
  return labels
}

function placesOf({ geometry, properties: { kind, name: text } }: Street, zoom: number): Label[] {
  if (geometry.type === 'LineString') return along(geometry.coordinates, { kind, text }, zoom)
  const corners = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates[0]!.slice(1)
  const points = corners.map((corner) => project(corner, zoom))
  const [x, y] = kind === 'water' ? points[Math.floor(points.length / 4)]! : mean(points)
  return [{ kind, text, x, y, angle: 0 }]
}

const mean = (points: ReadonlyArray<[number, number]>): [number, number] =>
  points.reduce(([x, y], [px, py]) => [x + px / points.length, y + py / points.length], [0, 0])

/** In the middle of each stretch that is long enough, and again and again on a long one. */
function along(line: readonly Position[], what: Pick<Label, 'kind' | 'text'>, zoom: number): Label[] {
  const points = line.map((place) => project(place, zoom))
  const room = widthOf(what.text) + 12
  return points.slice(1).flatMap(([x, y], index) => {
    const [fromX, fromY] = points[index]!
    const length = Math.hypot(x - fromX, y - fromY)
    if (length < room) return []
    const count = Math.max(1, Math.floor(length / Math.max(room, APART)))
    const angle = Math.atan((y - fromY) / (x - fromX || 1e-9))
    return Array.from({ length: count }, (_, at) => {
      const share = (at + 0.5) / count
      return { ...what, x: fromX + share * (x - fromX), y: fromY + share * (y - fromY), angle }
    })
  })
}

const CELL = 256
/** Half the width and height of the upright box around a label. */
function halfOf({ text, angle }: Label): [number, number] {
  const [width, height] = [widthOf(text) / 2 + 4, HEIGHT / 2 + 2]
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  return [width * cos + height * sin, width * sin + height * cos]
}

export function overlaps(a: Label, b: Label): boolean {
  const [[aw, ah], [bw, bh]] = [halfOf(a), halfOf(b)]
  return Math.abs(a.x - b.x) < aw + bw && Math.abs(a.y - b.y) < ah + bh
}

/** Takes the label's place, unless another has it. */
function take(taken: Map<string, Label[]>, label: Label): boolean {
  const [column, row] = [Math.floor(label.x / CELL), Math.floor(label.y / CELL)]
  for (let x = column - 1; x <= column + 1; x++)
    for (let y = row - 1; y <= row + 1; y++)
      if (taken.get(`${x} ${y}`)?.some((other) => overlaps(label, other))) return false
  const key = `${column} ${row}`
  taken.set(key, [...(taken.get(key) ?? []), label])
  return true
}
