import type { NewHotspot } from '../../network/hotspots/store.ts'
import { folded } from '../../network/spelling.ts'

/** Hotspots of one place that are said to be in as many boroughs: a cell was dragged down in a spreadsheet. */
const MANY_AT_ONE_PLACE = 5
const MANY_BOROUGHS = 2

/** The borough of each neighbourhood, by id. */
type Boroughs = ReadonlyMap<number, string | null>

/** What in the hotspots looks wrong, though all of them were taken; sentences. */
export function warningsOf(rows: readonly NewHotspot[], boroughs: Boroughs): string[] {
  return [...draggedPlaces(rows), ...inNoArea(rows, boroughs), ...boroughAgainstArea(rows, boroughs)]
}

function draggedPlaces(rows: readonly NewHotspot[]): string[] {
  const places = new Map<string, NewHotspot[]>()
  for (const row of rows) {
    const place = `${row.latitude}, ${row.longitude}`
    const there = places.get(place)
    if (there) there.push(row)
    else places.set(place, [row])
  }
  const dragged = [...places].filter(
    ([, there]) =>
      there.length >= MANY_AT_ONE_PLACE && new Set(there.flatMap(({ borough }) => borough ?? [])).size >= MANY_BOROUGHS,
  )
  return dragged.slice(0, 5).map(([place, there]) => {
    const boroughs = [...new Set(there.flatMap(({ borough }) => borough ?? []))]
    return `${count(there.length)} hotspots stand at ${place} but in ${boroughs.length} boroughs (${boroughs.slice(0, 3).join(', ')}…): was a cell dragged down? Their lines begin at ${there[0]!.line}.`
  })
}

function inNoArea(rows: readonly NewHotspot[], boroughs: Boroughs): string[] {
  const without = boroughs.size === 0 ? [] : rows.filter(({ neighbourhoodId }) => neighbourhoodId === null)
  if (without.length === 0) return []
  return [
    `${count(without.length)} hotspots stand in no neighbourhood, such as ${without[0]!.code} (line ${without[0]!.line}).`,
  ]
}

function boroughAgainstArea(rows: readonly NewHotspot[], boroughs: Boroughs): string[] {
  const against = rows.filter(({ borough, neighbourhoodId }) => {
    const ofArea = neighbourhoodId === null ? undefined : boroughs.get(neighbourhoodId)
    return borough !== null && ofArea && folded(borough) !== folded(ofArea)
  })
  const [one] = against
  if (!one) return []
  const area = boroughs.get(one.neighbourhoodId!)
  return [
    `${count(against.length)} hotspots stand in another borough than they say, such as ${one.code} (line ${one.line}): ${one.borough}, but in an area of ${area}.`,
  ]
}

const count = (number: number) => number.toLocaleString('en')
