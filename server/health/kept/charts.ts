import type { Database } from '../../database/connection.ts'
import type { KeptKind } from '../tables.ts'
import { merged, ofSamples } from './columns.ts'
import { type Marks, SLOT_MS } from './due.ts'
import { readMarks } from './marks.ts'

export const chartRanges = ['24h', '7d', '30d', '1y'] as const
export type ChartRange = (typeof chartRanges)[number]

/** Whose chart; `id` is 0 for the city. */
export interface Subject {
  kind: KeptKind
  id: number
}

/** A step of a chart: means, and the least and most within it. Rates in bit/s. */
export interface ChartPoint {
  at: Date
  polls: number
  answered: number
  clients: number | null
  clientsMin: number | null
  clientsMax: number | null
  inBps: number | null
  inMin: number | null
  inMax: number | null
  outBps: number | null
  outMin: number | null
  outMax: number | null
}

interface Resolution {
  days: number
  stepMs: number
  table: 'kept_minutes' | 'kept_hours' | 'kept_days'
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The coarsest that is kept and still fits each range: 288, 168, 720 and 365 points. */
const resolutions: Readonly<Record<ChartRange, Resolution>> = {
  '24h': { days: 1, stepMs: SLOT_MS, table: 'kept_minutes' },
  '7d': { days: 7, stepMs: HOUR_MS, table: 'kept_hours' },
  '30d': { days: 30, stepMs: HOUR_MS, table: 'kept_hours' },
  '1y': { days: 365, stepMs: DAY_MS, table: 'kept_days' },
}

interface ChartWanted {
  subject: Subject
  range: ChartRange
  now: Date
  /** The city's clock. */
  timeZone: string
  /** Seconds between polls: no step is shorter than two of them, lest a late one looks like a gap. */
  pollSeconds: number
}

/**
 * A chart's points in order of time; steps of which nothing was read are absent. What is not rolled up yet is taken from
 * the level below.
 */
export async function chartOf(
  { pool }: Pick<Database, 'pool'>,
  { subject, range, now, timeZone, pollSeconds }: ChartWanted,
): Promise<{ from: Date; stepMs: number; points: ChartPoint[] }> {
  const { days, stepMs: usual, table } = resolutions[range]
  const stepMs = range === '24h' ? SLOT_MS * Math.max(1, Math.ceil((2000 * pollSeconds) / SLOT_MS)) : usual
  const from = Math.floor((now.getTime() - days * DAY_MS) / SLOT_MS) * SLOT_MS
  const marks = (await readMarks(pool)) ?? { groups: from, hotspots: from, days: from }
  const rolled = Math.max(from, subject.kind === 'h' ? marks.hotspots : marks.groups)
  const finished = table === 'kept_minutes' ? from : Math.max(from, marks.days)
  const { rows } = await pool.query<ChartPoint>({
    name: `chart ${table} ${subject.kind === 'h'}`,
    text: chartSql(table, subject.kind === 'h'),
    values: [
      ...[subject.kind, subject.id, new Date(from), new Date(finished), new Date(rolled), now],
      ...(table === 'kept_days' ? [timeZone] : [`${stepMs} ms`, originOf(table, marks)]),
    ],
  })
  return { from: new Date(from), stepMs, points: rows }
}

/** Hours are counted from the beginning of a day of the city's. */
const originOf = (table: Resolution['table'], marks: Marks) => new Date(table === 'kept_hours' ? marks.days : 0)

/** $1, $2: whose; from $3 to $4 by finished rows, to $5 by five minutes, to $6 by samples; $7…: the steps. */
function chartSql(table: Resolution['table'], isHotspot: boolean): string {
  const step = table === 'kept_days' ? "date_trunc('day', at, $7)" : 'date_bin($7::interval, at, $8::timestamptz)'
  const columns = `polls, answered, clients, clients_min, clients_max, in_bps, in_min, in_max, out_bps, out_min, out_max,
    load, load_max, memory_used`
  const whose = 'kind = $1::"char" and subject_id = $2'
  const samples = `union all select date_bin('5 minutes', at, 'epoch') as at, ${ofSamples} from samples
    where hotspot_id = $2 and at >= $5 and at < $6 group by 1`
  return `with slots as (
      select at, ${columns} from kept_minutes where ${whose} and at >= $4 and at < $5 ${isHotspot ? samples : 'and $6::timestamptz is not null'}
    )
    select at, polls, answered, clients, clients_min as "clientsMin", clients_max as "clientsMax", in_bps as "inBps",
      in_min as "inMin", in_max as "inMax", out_bps as "outBps", out_min as "outMin", out_max as "outMax"
    from (select at, ${columns} from ${table} where ${whose} and at >= $3 and at < $4
          union all select ${step} as at, ${merged} from slots group by 1) as points
    order by at`
}
