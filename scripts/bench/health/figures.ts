import { table } from '../../../server/commands/terminal/table.ts'

/** One figure of the benchmark beside what is asked of it. */
export interface Figure {
  what: string
  measured: string
  asked?: string
  /** Absent: nothing is asked. */
  isMet?: boolean
}

/** A number that is to be at most so many. */
export const atMost = (what: string, measured: number, most: number, unit: string): Figure => ({
  ...{ what, measured: `${rounded(measured)} ${unit}`, asked: `at most ${most} ${unit}`, isMet: measured <= most },
})

export const told = (what: string, measured: string): Figure => ({ what, measured })

export const rounded = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

export const figureTable = (figures: readonly Figure[]): string =>
  table(
    figures.map(({ what, measured, asked, isMet }) => ({
      ...{ figure: what, measured, asked: asked ?? '', '': isMet === false ? 'MISSED' : '' },
    })),
  )
