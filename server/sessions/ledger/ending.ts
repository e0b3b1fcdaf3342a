import type { SessionEnd } from '../tables.ts'
import { octetsOf, type Report } from './reports.ts'

/** When, why and how a session ended. */
export interface Ending {
  endedAt: Date | null
  terminateCause: number | null
  /** What ended it; null: it goes on, or ended before this was kept. */
  endedBy: SessionEnd | null
}

const OPEN: Ending = { endedAt: null, terminateCause: null, endedBy: null }

/** Ends that no gateway reported: the next record of the session tells better. */
export const inferredEnds: readonly SessionEnd[] = ['silence', 'reboot']

const isInferred = ({ endedBy }: Ending) => endedBy !== null && inferredEnds.includes(endedBy)

/**
 * How the session ended, from its reports and from what else ended it. An end after which the session reported later,
 * with greater counters, was none: the gateway goes on with it. Of several ends the earliest counts, with its cause.
 *
 * @param before as it is stored
 * @param reports those known, the new one included
 * @param heardAt of a record that is new and no Stop, milliseconds since 1970: it undoes an earlier end that Plaza inferred
 */
export function endingOf(before: Ending, reports: readonly Report[], heardAt: number | undefined): Ending {
  const stop = stopOf(reports)
  const { endedAt } = before
  if (endedAt === null) return stop ?? OPEN
  if (isInferred(before)) return stop ?? (heardAt !== undefined && heardAt > endedAt.getTime() ? OPEN : before)
  const isOfStop = before.endedBy === 'stop' && reports.some(({ isStop }) => isStop)
  if (isOfStop || goesOnAfter(endedAt.getTime(), reports)) return stop ?? OPEN
  return stop && stop.endedAt! < endedAt ? stop : before
}

/** The earliest Stop after which the session did not go on. */
function stopOf(reports: readonly Report[]): Ending | undefined {
  let first: Report | undefined
  for (const report of reports) {
    if (!report.isStop || (first && isEarlierEnd(first, report)) || goesOnAfter(report.at, reports)) continue
    first = report
  }
  return first && { endedAt: new Date(first.at), terminateCause: first.cause, endedBy: 'stop' }
}

const isEarlierEnd = (a: Report, b: Report): boolean =>
  a.at < b.at || (a.at === b.at && (a.cause ?? Infinity) <= (b.cause ?? Infinity))

/** Whether the session reported after `end` more than until then; what is only said again, later, is no sign of life. */
function goesOnAfter(end: number, reports: readonly Report[]): boolean {
  let seconds = 0
  let octets = 0
  for (const report of reports) {
    if (report.at > end) continue
    seconds = Math.max(seconds, report.seconds)
    octets = Math.max(octets, octetsOf(report))
  }
  return reports.some(
    (report) =>
      !report.isStop &&
      report.at > end &&
      (report.seconds > seconds || (report.seconds === 0 && octetsOf(report) > octets)),
  )
}
