/**
 * A table of counts that is to be published: cells by place and day, and the sums that anybody can check. Every margin
 * says that a cell is the sum of others: a borough of its neighbourhoods, a month of its days.
 */
export interface CountTable {
  /** Different people by cell, as many as its visits at most: what is hidden is hidden for them. */
  readonly people: readonly number[]
  /** Visits by cell: a person on a day at a place. They sum up, which people do not. */
  readonly visits: readonly number[]
  /** Sessions by cell, at least one for each of its visits. */
  readonly sessions: readonly number[]
  readonly margins: readonly Margin[]
}

export interface Margin {
  readonly whole: number
  readonly parts: readonly number[]
  /** It follows from the others: a borough's days sum up because its neighbourhoods' do. */
  readonly implied?: boolean
}

/** What leaves of a cell: rounded counts, or null where they are hidden. */
export interface PublishedCell {
  readonly visits: number
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
export function marginsOf({ visits, margins }: CountTable): readonly (readonly Margin[])[] {
  const of: Margin[][] = visits.map(() => [])
  for (const margin of margins) for (const cell of [margin.whole, ...margin.parts]) of[cell]!.push(margin)
  return of
}

/** @throws {Error} where a whole is not the sum of its parts, or a cell has more people than visits, or visits than sessions */
export function checkTable({ people, visits, sessions, margins }: CountTable): void {
  for (const counts of [visits, sessions])
    for (const { whole, parts } of margins)
      if (counts[whole] !== parts.reduce((sum, part) => sum + counts[part]!, 0))
        throw new Error(`cell ${whole} is not the sum of its ${parts.length} parts`)
  people.forEach((some, cell) => {
    const [ofVisits, ofSessions] = [visits[cell]!, sessions[cell]!]
    if (some > ofVisits || ofVisits > ofSessions || (some === 0) !== (ofSessions === 0))
      throw new Error(`cell ${cell} has ${some} people, ${ofVisits} visits and ${ofSessions} sessions`)
  })
}
