import type { z } from 'zod'
import type { StaffMember } from '../../../directory/staff.ts'
import { type AvailabilityFigures, readAvailability } from '../../../incidents/availability/views.ts'
import { localClock } from '../../../network/groups/local-clock.ts'
import { folded } from '../../../network/spelling.ts'
import * as contract from '../../contract/index.ts'
import { csv } from '../../csv.ts'
import { type ApiParts, ApiProblem, implement } from '../../route.ts'

type Query = z.output<(typeof contract.readAvailability)['query']>

const DAY_MS = 86_400_000
const MOST_DAYS = 1100
/** On the page; the CSV has all. */
const MOST_ROWS = 500

/** @throws {ApiProblem} */
async function figures({ db, coverage, config }: ApiParts, query: Query, { districts }: StaffMember) {
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)]
  if (to < from) throw new ApiProblem(400, 'wrong-period', 'The period ends before it begins.', 'to')
  if (to - from > MOST_DAYS * DAY_MS) throw new ApiProblem(400, 'wrong-period', 'At most three years.', 'from')
  const clock = localClock(config.timeZone)
  const periods = (query.by === 'month' ? monthsBetween(from, to) : [{ name: '', from, until: to + DAY_MS }]).map(
    ({ name, from, until }) => ({ name, span: [clock.instantOf(from), clock.instantOf(until)] as const }),
  )
  const { residentsNear } = coverage
  const rows = await readAvailability(db, {
    ...{ by: query.by, periods, districts, residentsNear, now: new Date(), timeZone: config.timeZone },
  })
  const words = folded(query.search).split(/\s+/)
  return rows.filter(({ name }) => words.every((word) => folded(name ?? '').includes(word)))
}

/** Months by the city's calendar, the first and last as far as they are asked for. @param to the last day */
function monthsBetween(from: number, to: number): Array<{ name: string; from: number; until: number }> {
  const months: Array<{ name: string; from: number; until: number }> = []
  for (let begin = from; begin <= to; ) {
    const day = new Date(begin)
    const next = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)
    months.push({ name: day.toISOString().slice(0, 7), from: begin, until: Math.min(next, to + DAY_MS) })
    begin = next
  }
  return months
}

const seconds = (ms: number) => Math.round(ms / 1000)

const shown = ({ downMs, silencedMs, repairMs, ...row }: AvailabilityFigures) => ({
  ...{ ...row, downSeconds: seconds(downMs), silencedSeconds: seconds(silencedMs) },
  repairSeconds: repairMs === null ? null : seconds(repairMs),
})

const columns = [
  ...['id', 'name', 'hotspots', 'available_share', 'available_share_by_residents', 'down_seconds'],
  ...['silenced_seconds_left_out', 'outages', 'mean_seconds_to_repair'],
]

export const availabilityRoutes = [
  implement(contract.readAvailability, async ({ parts, query, staff }) => {
    const rows = await figures(parts, query, staff)
    return { total: rows.length, items: rows.slice(0, MOST_ROWS).map(shown), next: null }
  }),
  implement(contract.exportAvailability, async ({ parts, query, staff }) => {
    const rows = (await figures(parts, query, staff)).map(shown)
    const share = (value: number | null) => (value === null ? null : value.toFixed(6))
    return csv(
      columns,
      rows.map((row) => [
        ...[row.id, row.name, row.hotspots, share(row.share), share(row.weighted), row.downSeconds],
        ...[row.silencedSeconds, row.outages, row.repairSeconds],
      ]),
    )
  }),
]
