import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import type { Tables } from '../database/schema/tables.ts'
import { addDays, next, type Step, startOf, startsBetween } from './calendar.ts'
import type { PlaceKind } from './tables.ts'

/** What was used in an hour, day, week or month; null: it is not counted so finely, or not yet. */
export interface UseOf {
  /** Its first day, `yyyy-mm-dd`; of an hour with `T` and the hour, `yyyy-mm-ddThh`. By the city's clock. */
  since: string
  /** That were under way; null for an hour. */
  sessions: number | null
  begun: number
  seconds: number
  /** Both ways. */
  octets: number
  inputOctets: number | null
  outputOctets: number | null
  /** Distinct. */
  residents: number | null
  newResidents: number | null
  /** Most sessions at a time. */
  peak: number
  /** Devices at a time that its hotspots are made for. */
  capacity: number | null
  /** Minutes that hotspots were full, added up; null where of none that was used is it known how many it is made for. */
  saturatedMinutes: number | null
  /** Devices that full hotspots turned away, each once an hour at each. */
  turnedAway: number
}

export interface UseHistory {
  rows: UseOf[]
  /** Of all rows; residents only where there is one row: they are not summed. */
  total: UseOf | null
  /** The days that are counted in all; null: none is. */
  counted: { first: string; last: string; at: Date } | null
}

export interface WhatUse {
  kind: PlaceKind
  place: string
  /** `yyyy-mm-dd`, both included; whole weeks and months are given. */
  from: string
  to: string
  step: Step | 'hour'
}

type Query = Pick<Database, 'query'>

/** What was used at a place; hours, days, weeks or months without use have a row of zeros, those not counted none. */
export async function placeHistory(db: Query, what: WhatUse): Promise<UseHistory> {
  const counted = await countedDays(db)
  if (counted === null) return { rows: [], total: null, counted }
  const step = what.step === 'hour' ? 'day' : what.step
  const from = latest(startOf(step, what.from), startOf(step, counted.first))
  const to = earliest(addDays(next(step, startOf(step, what.to)), -1), counted.last)
  if (from > to) return { rows: [], total: null, counted }
  const rows = what.step === 'hour' ? await byHour(db, what, from, to) : await byStep(db, what, step, from, to)
  return { rows, total: totalOf(rows), counted }
}

async function countedDays({ query }: Query): Promise<UseHistory['counted']> {
  const row = await query
    .selectFrom('usage_counts')
    .select(({ fn }) => [
      sql<string | null>`min(since)::text`.as('first'),
      sql<string | null>`max(since)::text`.as('last'),
      fn.max('counted_at').as('at'),
    ])
    .where('step', '=', 'day')
    .executeTakeFirstOrThrow()
  return row.first === null ? null : { first: row.first, last: row.last!, at: row.at }
}

const latest = (a: string, b: string) => (a > b ? a : b)
const earliest = (a: string, b: string) => (a < b ? a : b)

const within = ({ kind, place }: WhatUse, from: string, to: string) => {
  return ({ and, eb }: ExpressionBuilder<Tables, 'usage_days'>) =>
    and([eb('kind', '=', kind), eb('place', '=', place), eb('day', '>=', from), eb('day', '<=', to)])
}

const empty = (since: string): UseOf => ({
  ...{ since, sessions: 0, begun: 0, seconds: 0, octets: 0, inputOctets: 0, outputOctets: 0 },
  ...{ residents: 0, newResidents: 0, peak: 0, capacity: null, saturatedMinutes: 0, turnedAway: 0 },
})

const fullMinutes = ({ peak, capacity }: Pick<UseOf, 'peak' | 'capacity'>, minutes: number | null): number | null =>
  peak > 0 && capacity === null ? null : minutes

async function byStep(db: Query, what: WhatUse, step: Step, from: string, to: string): Promise<UseOf[]> {
  const start = step === 'day' ? sql<string>`day::text` : sql<string>`date_trunc(${step}, day)::date::text`
  const sums = await db.query
    .selectFrom('usage_days')
    .select(({ fn }) => [
      start.as('since'),
      ...([fn.sum<number>('sessions').as('sessions'), fn.sum<number>('begun').as('begun')] as const),
      ...([fn.sum<number>('seconds').as('seconds'), fn.sum<number>('input_octets').as('inputOctets')] as const),
      ...([fn.sum<number>('output_octets').as('outputOctets'), fn.max('peak').as('peak')] as const),
      ...([fn.max('capacity').as('capacity'), fn.sum<number>('saturated_minutes').as('saturatedMinutes')] as const),
      fn.sum<number>('turned_away').as('turnedAway'),
      ...([fn.max('residents').as('residents'), fn.max('new_residents').as('newResidents')] as const),
    ])
    .where(within(what, from, to))
    .groupBy(sql`1`)
    .execute()
  const bySince = new Map(
    sums.map((row) => [
      row.since,
      { ...row, octets: row.inputOctets + row.outputOctets, saturatedMinutes: fullMinutes(row, row.saturatedMinutes) },
    ]),
  )
  const distinct = step === 'day' ? undefined : await distinctOf(db, what, step, from, to)
  return startsBetween(step, from, to).map((since) => {
    const row: UseOf = bySince.get(since) ?? empty(since)
    return distinct === undefined ? row : { ...row, ...(distinct.get(since) ?? { residents: 0, newResidents: 0 }) }
  })
}

async function distinctOf(
  { query }: Query,
  { kind, place }: WhatUse,
  step: 'week' | 'month',
  from: string,
  to: string,
): Promise<Map<string, Pick<UseOf, 'residents' | 'newResidents'>>> {
  const rows = await query
    .selectFrom('usage_spans')
    .select([sql<string>`since::text`.as('since'), 'residents', 'new_residents as newResidents'])
    .where('kind', '=', kind)
    .where('place', '=', place)
    .where('step', '=', step)
    .where('since', '>=', startOf(step, from))
    .where('since', '<=', to)
    .execute()
  return new Map(rows.map(({ since, ...distinct }) => [since, distinct]))
}

async function byHour({ query }: Query, what: WhatUse, from: string, to: string): Promise<UseOf[]> {
  const days = await query
    .selectFrom('usage_days')
    .select(sql<string>`day::text`.as('day'))
    .select([
      'capacity',
      'hour_begun',
      'hour_residents',
      'hour_seconds',
      'hour_peak',
      'hour_octets',
      'hour_turned_away',
      'hour_saturated',
      'peak',
      'saturated_minutes',
    ])
    .where(within(what, from, to))
    .execute()
  const byDay = new Map(days.map((row) => [row.day, row]))
  const unknown = { sessions: null, inputOctets: null, outputOctets: null, newResidents: null }
  return startsBetween('day', from, to).flatMap((day) => {
    const of = byDay.get(day)
    const full = of && fullMinutes(of, of.saturated_minutes)
    return Array.from({ length: 24 }, (_, hour) => ({
      since: `${day}T${String(hour).padStart(2, '0')}`,
      ...unknown,
      begun: of?.hour_begun[hour] ?? 0,
      residents: of?.hour_residents[hour] ?? 0,
      seconds: of?.hour_seconds[hour] ?? 0,
      octets: of?.hour_octets[hour] ?? 0,
      peak: of?.hour_peak[hour] ?? 0,
      capacity: of?.capacity ?? null,
      saturatedMinutes: of?.hour_saturated?.[hour] ?? (full === undefined || full === 0 ? 0 : null),
      turnedAway: of?.hour_turned_away?.[hour] ?? 0,
    }))
  })
}

function totalOf(rows: readonly UseOf[]): UseOf | null {
  const [first] = rows
  if (!first) return null
  if (rows.length === 1) return first
  const sum = (value: (row: UseOf) => number | null) =>
    value(first) === null ? null : rows.reduce((all, row) => all + (value(row) ?? 0), 0)
  const peak = Math.max(...rows.map((row) => row.peak))
  return {
    since: first.since,
    // One that went on past midnight was under way in both days.
    sessions: null,
    begun: sum(({ begun }) => begun)!,
    seconds: sum(({ seconds }) => seconds)!,
    octets: sum(({ octets }) => octets)!,
    inputOctets: sum(({ inputOctets }) => inputOctets),
    outputOctets: sum(({ outputOctets }) => outputOctets),
    residents: null,
    // An account is made once.
    newResidents: sum(({ newResidents }) => newResidents),
    peak,
    capacity: rows.findLast(({ capacity }) => capacity !== null)?.capacity ?? null,
    saturatedMinutes: rows.every(({ peak, saturatedMinutes }) => peak === 0 || saturatedMinutes === null)
      ? fullMinutes({ peak, capacity: null }, 0)
      : rows.reduce((all, { saturatedMinutes }) => all + (saturatedMinutes ?? 0), 0),
    turnedAway: sum(({ turnedAway }) => turnedAway)!,
  }
}
