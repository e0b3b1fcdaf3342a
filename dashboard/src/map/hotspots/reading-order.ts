/** Where something is on the screen, in pixels. */
interface Spot {
  x: number
  y: number
}

/** What is within so many pixels of height is read as one line. */
const LINE = 44

/** From the top to the bottom, each line from the left to the right. */
export function inReadingOrder<T extends Spot>(spots: readonly T[]): T[] {
  const lines: T[][] = []
  for (const spot of spots.toSorted((a, b) => a.y - b.y)) {
    const line = lines.at(-1)
    if (line && spot.y - line[0]!.y < LINE) line.push(spot)
    else lines.push([spot])
  }
  return lines.flatMap((line) => line.sort((a, b) => a.x - b.x))
}

/** To which place in such an order a key leads; undefined: it is no key of these. */
export function steppedTo(key: string, here: number, count: number): number | undefined {
  const places: Record<string, number> = {
    ...{ ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1 },
    ...{ Home: 0, End: count - 1 },
  }
  const place = places[key]
  return place === undefined ? undefined : Math.min(count - 1, Math.max(0, place))
}
