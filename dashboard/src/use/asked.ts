import { type Given, placeKind, type readUse, type UseStep, useStep } from '../../../server/api/contract/index.ts'
import { addDays, periodBefore, periodOfYearBefore } from './steps.ts'

export const measures = [
  ...(['residents', 'newResidents', 'returning', 'sessions', 'hours', 'volume'] as const),
  ...(['peak', 'saturated', 'turnedAway'] as const),
]
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

const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find((each) => each === text)

function placeIn(address: URLSearchParams, [kindName, placeName]: [string, string]) {
  const kind = oneOf(placeKind.options, address.get(kindName)) ?? 'city'
  if (kind === 'city') return { kind }
  const place = address.get(placeName)
  return place === null ? undefined : { kind, place }
}

/** @param today by the city's clock, `yyyy-mm-dd` */
export function askedBy(address: URLSearchParams, today: string): Asked {
  const to = isDay(address.get('to')) ? address.get('to')! : today
  const said = address.get('from')
  const from = isDay(said) && said <= to ? said : addDays(to, -29)
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
  const { from, to, step } = query
  if (comparison === 'none') return undefined
  if (comparison === 'year') return { ...query, ...periodOfYearBefore(step, query) }
  if (comparison === 'before') return { ...query, ...periodBefore(step, query) }
  const other = placeIn(address, ['kind2', 'place2'])
  return other && { from, to, step, ...other }
}
