import { figuresOf } from '../../../server/planning/figures.ts'
import { straightLine } from '../../../server/planning/points/near.ts'
import { pointsOf, spreadOver } from '../../../server/planning/points/points.ts'
import { rings, usualRings } from '../../../server/planning/points/rings.ts'
import { createReach } from '../../../server/planning/reach.ts'
import { type City, candidatesIn } from './city.ts'

const HOTSPOTS = 35_000
const CHANGES = 1000

/** How long coverage takes to answer after one of 35,000 hotspots changes state: every ring, by neighbourhood and in all. */
export function benchCoverage({ areas, cells }: City) {
  const points = pointsOf(
    areas.map(({ geometry, residents }, id) => {
      const parts = spreadOver(geometry)
      const places = Array.from({ length: parts.length / 2 }, (_, at) => {
        return [parts[2 * at]! / 1e7, parts[2 * at + 1]! / 1e7] as const
      })
      return { id, residents, places }
    }),
  )
  const reach = createReach(points, straightLine(points, usualRings))
  const begun = performance.now()
  candidatesIn(cells, HOTSPOTS).forEach((place, id) => void reach.put({ id, ...place, service: 'works' }))
  const loaded = performance.now() - begun
  const times = Array.from({ length: CHANGES }, (_, change) => {
    const before = performance.now()
    reach.setService(change % HOTSPOTS, change % 2 ? 'works' : 'failed')
    let covered = 0
    for (const ring of rings) {
      const reached = reach.reached(ring)
      for (const { id, residents } of points.areas) covered += figuresOf(residents, reached.get(id)).covered
    }
    return covered >= 0 ? performance.now() - before : 0
  }).sort((a, b) => a - b)
  return {
    hotspots: HOTSPOTS,
    points: points.positions.length / 2,
    'read s': (loaded / 1000).toFixed(1),
    'change p50 ms': times[CHANGES / 2]!.toFixed(2),
    'p99 ms': times[Math.floor(0.99 * CHANGES)]!.toFixed(2),
  }
}
