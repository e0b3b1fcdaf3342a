/**
 * Classes of a choropleth: `breaks` are the inner limits, ascending, as shares from 0 to 1; class `i` holds the values
 * from `breaks[i - 1]` up to, but without, `breaks[i]`. `colours` has one more entry than `breaks`.
 */
export interface Classes {
  breaks: number[]
  /** Where the last class ends. */
  top: number
  colours: readonly string[]
}

/** Five steps of one hue each, evenly falling in lightness (CIE L* 94 to 25): told apart also without colour vision. */
export const purples = ['#f3ecf9', '#d3bfe6', '#ab8bcd', '#7d55a8', '#4b2478'] as const
export const blues = ['#e4f1f6', '#b3d6e4', '#74afc9', '#377fa3', '#0c4a6b'] as const
export const ochres = ['#faf3df', '#ecd08f', '#cf9f45', '#986420', '#54330a'] as const

/** Where there is no value. */
export const NO_VALUE = '#d9d9d6'

/** Four limits that cut `values` into five classes with about as many members each, rounded to whole per cent. */
export function quantileBreaks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) return []
  const breaks = [1, 2, 3, 4].map((fifth) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor((fifth * sorted.length) / 5))]!
    return Math.round(value * 100) / 100
  })
  return breaks.filter((value, index) => value > 0 && value !== breaks[index - 1])
}

/** Share without internet at home: the darker, the more residents are without. */
export function withoutInternetClasses(values: readonly number[]): Classes {
  const breaks = quantileBreaks(values)
  const top = Math.ceil(values.reduce((most, value) => Math.max(most, value), 0) * 100) / 100
  return { breaks, top, colours: breaks.length === 4 ? purples : spread(purples, breaks.length + 1) }
}

/** Share of residents covered now: the darker, the fewer are covered. */
export const coveredClasses: Classes = { breaks: [0.2, 0.4, 0.6, 0.8], top: 1, colours: blues.toReversed() }

/** The colour of a share; {@link NO_VALUE} when there is none. */
export function colourOf(classes: Classes, value: number | null | undefined): string {
  if (value === null || value === undefined) return NO_VALUE
  const index = classes.breaks.findIndex((limit) => value < limit)
  return classes.colours[index === -1 ? classes.colours.length - 1 : index] ?? NO_VALUE
}

/** The legend's rows: from and to as shares, with the colour. */
export const legendRows = ({ breaks, top, colours }: Classes) =>
  colours.map((colour, index) => ({ colour, from: breaks[index - 1] ?? 0, to: breaks[index] ?? top }))

/** So many of the steps, the first and the last among them. */
export const spread = <T>(steps: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, index) => {
    const position = count === 1 ? 0 : Math.round((index * (steps.length - 1)) / (count - 1))
    return steps[position]!
  })
