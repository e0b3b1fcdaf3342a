import { type Given, placeKind, type readUse, type UseStep, useStep } from '../../../server/api/contract/index.ts'

export const measures = ['residents', 'sessions', 'hours', 'volume', 'peak', 'saturated'] as const
export type Measure = (typeof measures)[number]

/** With what a place's period is compared. */
export const comparisons = ['none', 'before', 'year', 'place'] as const
export type Comparison = (typeof comparisons)[number]

export type UseQuery = Given<typeof readUse, 'query'>

/** What the address of the page says, and what it does not say filled in. */
export interface Asked {
  query: UseQuery & { step: UseStep }
  measure: Measure
  comparison: Comparison
  /** Undefined: nothing is compared, or the other place is not chosen yet. */
  other: (UseQuery & { step: UseStep }) | undefined
}

const DAY_MS = 86_400_000
const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find((each) => each === text)

function placeIn(address: URLSearchParams, [kindName, placeName]: [string, string]) {
  const kind = oneOf(placeKind.options, address.get(kindName)) ?? 'city'
  if (kind === 'city') return { kind }
  const place = address.get(placeName)
  return place === null ? undefined : { kind, place }
}

/** The same days a year before: of 29 February the first of March. */
const yearBefore = (day: string): string =>
  daysAfter(`${Number(day.slice(0, 4)) - 1}${day.slice(4, 8)}01`, Number(day.slice(8)) - 1)

/** @param today by the city's clock, `yyyy-mm-dd` */
export function askedBy(address: URLSearchParams, today: string): Asked {
  const to = isDay(address.get('to')) ? address.get('to')! : today
  const said = address.get('from')
  const from = isDay(said) && said <= to ? said : daysAfter(to, -29)
  const step = oneOf(useStep.options, address.get('step')) ?? 'day'
  const query = { ...(placeIn(address, ['kind', 'place']) ?? { kind: 'city' as const }), from, to, step }
  const comparison = oneOf(comparisons, address.get('with')) ?? 'none'
  return {
    query,
    measure: oneOf(measures, address.get('measure')) ?? 'residents',
    comparison,
    other: otherOf(address, query, comparison),
  }
}

function otherOf(address: URLSearchParams, query: Asked['query'], comparison: Comparison): Asked['other'] {
  const { from, to } = query
  if (comparison === 'none') return undefined
  if (comparison === 'year') return { ...query, from: yearBefore(from), to: yearBefore(to) }
  if (comparison === 'before') {
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
    return { ...query, from: daysAfter(from, -days), to: daysAfter(from, -1) }
  }
  const other = placeIn(address, ['kind2', 'place2'])
  return other && { from, to, step: query.step, ...other }
}
