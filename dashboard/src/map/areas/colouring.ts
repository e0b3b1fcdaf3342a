import type { Neighbourhood } from '../../../../server/api/contract/index.ts'
import { degreeOf, inDegreeOrder, isOfScale } from '../../neighbourhoods/degrees.ts'
import { colourOf, coveredClasses, legendRows, NO_VALUE, ochres, spread, withoutInternetClasses } from './classes.ts'
import type { Fill, Hatch } from './hatches.ts'

/** By what neighbourhoods can be coloured. */
export const measures = ['withoutInternet', 'covered', 'marginalisation'] as const
export type Measure = (typeof measures)[number]

/** A row of the legend: shares from and to, the publisher's own words, or one of Plaza's. */
export type LegendRow = { fill: Fill } & (
  | { from: number; to: number }
  | { words: string }
  | { text: 'legend.unchecked' | 'legend.noValue' }
)

/** How neighbourhoods are filled by a measure, and the legend that says so. */
export interface Colouring {
  fillOf(row: Neighbourhood | undefined): Fill
  rows: LegendRow[]
}

const noValue: Fill = { colour: NO_VALUE }
const noValueRow: LegendRow = { fill: noValue, text: 'legend.noValue' }
/** Where at least half of the residents live near hotspots of which nobody knows whether they work. */
const unchecked: Fill = { colour: '#f4f2ea', hatch: 'dots' }

export function colouringBy(measure: Measure, rows: readonly Neighbourhood[]): Colouring {
  if (measure === 'covered') return byCoverage
  return measure === 'withoutInternet' ? byWithoutInternet(rows) : byMarginalisation(rows)
}

const byCoverage: Colouring = {
  fillOf: (row) => ((row?.unchecked ?? 0) >= 0.5 ? unchecked : { colour: colourOf(coveredClasses, row?.covered) }),
  rows: [...shareRows(coveredClasses), { fill: unchecked, text: 'legend.unchecked' }, noValueRow],
}

function byWithoutInternet(rows: readonly Neighbourhood[]): Colouring {
  const classes = withoutInternetClasses(rows.map((row) => row.withoutInternet).filter((share) => share !== null))
  return {
    fillOf: (row) => ({ colour: colourOf(classes, row?.withoutInternet) }),
    rows: [...shareRows(classes), noValueRow],
  }
}

function shareRows(classes: Parameters<typeof legendRows>[0]): LegendRow[] {
  return legendRows(classes).map(({ colour, from, to }) => ({ fill: { colour }, from, to }))
}

/** From the least: darker, and hatched more densely, the more marginalised. */
const degreeFills: Fill[] = ochres.map((colour, index) => ({
  colour,
  hatch: ([undefined, 'dots', 'lines', 'dense', 'crossed'] as Array<Hatch | undefined>)[index],
}))

/** Known degrees in words have a class each, always the same; other values at most five, in their order. */
function byMarginalisation(rows: readonly Neighbourhood[]): Colouring {
  const values = inDegreeOrder(rows.flatMap((row) => row.marginalisation ?? []))
  const groups = values.every(isOfScale) ? ofScale(values) : ofOrder(values)
  const fills = new Map(groups.flatMap(({ fill, members }) => members.map((member) => [member, fill] as const)))
  return {
    fillOf: (row) => fills.get(row?.marginalisation ?? '') ?? noValue,
    rows: [...groups.map(({ fill, members }) => ({ fill, words: wordsOf(members) })), noValueRow],
  }
}

interface Group {
  fill: Fill
  members: string[]
}

function ofScale(values: readonly string[]): Group[] {
  const places = [...new Set(values.map((value) => degreeOf(value)!))]
  return places.map((place) => ({
    fill: degreeFills[place - 1]!,
    members: values.filter((value) => degreeOf(value) === place),
  }))
}

function ofOrder(values: readonly string[]): Group[] {
  const count = Math.min(degreeFills.length, values.length)
  return spread(degreeFills, count).map((fill, index) => ({
    fill,
    members: values.slice((index * values.length) / count, ((index + 1) * values.length) / count),
  }))
}

/** The spelling of one degree, or the first and the last of several. */
function wordsOf(members: readonly string[]): string {
  const [first = '', last = first] = [members[0], members.at(-1)]
  return first === last || isOfScale(first) ? first : `${first} – ${last}`
}
