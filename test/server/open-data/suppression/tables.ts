import fc from 'fast-check'
import type { CountTable, Margin, Published } from '../../../../server/open-data/suppression/table.ts'

/** Boroughs, each with the counts of its neighbourhoods by day: visits, each of another person, and sessions more than visits. */
export type Boroughs = ReadonlyArray<ReadonlyArray<ReadonlyArray<{ visits: number; more: number }>>>

/**
 * City, boroughs and neighbourhoods by day and in all. Neighbourhoods come first, then boroughs, then the city; of each
 * place its days, then their sum.
 */
export function tableOf(boroughs: Boroughs): CountTable {
  const days = boroughs[0]?.[0]?.length ?? 0
  const visits: number[] = []
  const sessions: number[] = []
  const margins: Margin[] = []
  const place = (counts: ReadonlyArray<readonly [number, number]>, implied = false): number => {
    const first = visits.length
    for (const [count, more] of counts) {
      visits.push(count)
      sessions.push(more)
    }
    visits.push(counts.reduce((sum, [count]) => sum + count, 0))
    sessions.push(counts.reduce((sum, [, count]) => sum + count, 0))
    margins.push({ whole: first + days, parts: counts.map((_, day) => first + day), implied })
    return first
  }
  const over = (places: readonly number[]): number => {
    const first = place(
      Array.from({ length: days }, (_, day) => [
        places.reduce((sum, one) => sum + visits[one + day]!, 0),
        places.reduce((sum, one) => sum + sessions[one + day]!, 0),
      ]),
      true,
    )
    for (let time = 0; time <= days; time++)
      margins.push({ whole: first + time, parts: places.map((one) => one + time) })
    return first
  }
  over(
    boroughs
      .map((areas) =>
        areas.map((counts) => place(counts.map((one) => [one.visits, one.visits === 0 ? 0 : one.visits + one.more]))),
      )
      .map(over),
  )
  return { people: visits, visits, sessions, margins }
}

const cell = fc.record({
  visits: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 11, max: 400 })),
  more: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
})

export const anyBoroughs = fc.integer({ min: 1, max: 3 }).chain((days) =>
  fc.array(fc.array(fc.array(cell, { minLength: days, maxLength: days }), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 3,
  }),
)

export const hiddenIn = (published: Published): number[] =>
  [...published.keys()].filter((index) => published[index] === null)
