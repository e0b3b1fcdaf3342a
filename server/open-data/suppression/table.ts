/**
 * A table of counts that is to be published: cells by place and day, and the sums that anybody can check. Every margin
 * says that a cell is the sum of others: a borough of its neighbourhoods, a month of its days.
 */
export interface CountTable {
  /** People by cell: whole numbers. */
  readonly people: readonly number[]
  /** Sessions by cell, at least one for each of its people. */
  readonly sessions: readonly number[]
  readonly margins: readonly Margin[]
}

export interface Margin {
  readonly whole: number
  readonly parts: readonly number[]
}

/** What leaves of a cell: rounded counts, or null where they are hidden. */
export interface PublishedCell {
  readonly people: number
  readonly sessions: number
}

export type Published = readonly (PublishedCell | null)[]

/** Counts from one to this are hidden (CMS, ResDAC article 1506): who is counted could be recognised. */
export const HIDDEN_TO = 10

/** What is left to guess of a hidden count must be this wide at least: the whole of what is hidden, and one more. */
export const SAFE_WIDTH = HIDDEN_TO + 1

/** Published counts are multiples of this. */
export const ROUNDED_TO = 5

export const isSmall = (count: number): boolean => count >= 1 && count <= HIDDEN_TO

/** The margins that a cell is in, by cell. */
export function marginsOf({ people, margins }: CountTable): readonly (readonly Margin[])[] {
  const of: Margin[][] = people.map(() => [])
  for (const margin of margins) for (const cell of [margin.whole, ...margin.parts]) of[cell]!.push(margin)
  return of
}

/** @throws {Error} where a whole is not the sum of its parts, or a cell has more people than sessions */
export function checkTable({ people, sessions, margins }: CountTable): void {
  for (const counts of [people, sessions])
    for (const { whole, parts } of margins)
      if (counts[whole] !== parts.reduce((sum, part) => sum + counts[part]!, 0))
        throw new Error(`cell ${whole} is not the sum of its ${parts.length} parts`)
  people.forEach((count, cell) => {
    if (count > sessions[cell]! || (count === 0) !== (sessions[cell] === 0))
      throw new Error(`cell ${cell} has ${count} people and ${sessions[cell]} sessions`)
  })
}
