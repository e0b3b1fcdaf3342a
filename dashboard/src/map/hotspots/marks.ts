import type { HealthState } from '../../../../server/api/contract/index.ts'
import { statesWorstFirst, type Tally, total } from './tally.ts'

/** Paths in a box of 24 by 24: a shape for each state, told apart without colour, and a glyph drawn on it. */
const marks: Record<HealthState, { shape: string; glyph: string }> = {
  up: { shape: 'M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 1 1 0-21z', glyph: 'M7 12.5l3.5 3.5L17 9' },
  degraded: { shape: 'M12 1.5L23.2 22H.8z', glyph: 'M12 9v6M12 18.2v.6' },
  down: { shape: 'M2.5 2.5h19v19h-19z', glyph: 'M8 8l8 8M16 8l-8 8' },
  unknown: {
    shape: 'M12 .8L23.2 12L12 23.2L.8 12z',
    glyph: 'M9.3 9.6a2.8 2.8 0 1 1 3.9 2.6q-1.2.6-1.2 2.1M12 17.4v.4',
  },
}

export const markOf = (state: HealthState) => marks[state]

/** Diameter of a cluster in pixels: grows with the tenfold, not with the number. */
export const clusterSize = (count: number): number => Math.round(Math.min(58, 30 + 7 * Math.log10(Math.max(1, count))))

/** Where on the ring (0 to 1, clockwise from the top) each state of a cluster begins, and how much it takes. */
export function ringParts(tally: Tally): Array<{ state: HealthState; start: number; share: number }> {
  const all = total(tally)
  let start = 0
  return statesWorstFirst
    .filter((state) => tally[state] > 0)
    .map((state) => {
      const part = { state, start, share: tally[state] / all }
      start += part.share
      return part
    })
}
