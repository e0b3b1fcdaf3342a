import { CLOCK_WINDOW_MS } from './record.ts'
import { inOrder, KEPT_REPORTS, octetsOf, type Report, type Reports } from './reports.ts'

/** What is believed of a session's reports. */
export interface Counted {
  /** Milliseconds since 1970; null: no report tells. */
  startedAt: number | null
  seconds: number
  inputOctets: number
  outputOctets: number
  /** What of the reports is not believed. */
  doubt: 'volume' | 'time' | null
}

/** No device uses more: 2.5 Gbit/s in octets per second, as fast as an access point's own line. */
const MOST_OCTETS_A_SECOND = 312_500_000
/** As far as a gateway's clock may be off: reports are told by its clock or, where that is off, by their arrival. */
const SLACK_SECONDS = CLOCK_WINDOW_MS / 1000
/** Counters are read before the time is. */
const VOLUME_SLACK_SECONDS = 60
const WRAP_SLACK_SECONDS = 10
/** How long before its first report a session has begun at most, where no Start tells. */
const UNHEARD_MS = 86_400_000
const WRAP = 2 ** 32

/**
 * What a session has used. Acct-Session-Time is believed as far as that much can have passed since the Start, or since
 * the beginning that the other reports tell; octets as far as a line can carry them in that time. Counters that went
 * back have started anew and add up; one that went back alone while the other grew has wrapped at 32 bits.
 */
export function count(reports: Reports): Counted {
  const { last, inputBase, outputBase, begunAt } = reports
  const zero = zeroOf(reports)
  if (zero === null) return { startedAt: begunAt, seconds: 0, inputOctets: 0, outputOctets: 0, doubt: null }
  let doubt: Counted['doubt'] = null
  let seconds = 0
  let startedAt = begunAt ?? Infinity
  let elapsed = 0
  for (const report of last) {
    const its = believedSeconds(report, zero)
    if (its < report.seconds) doubt ??= 'time'
    if (!isBelieved(report, zero)) doubt = 'volume'
    seconds = Math.max(seconds, its)
    startedAt = Math.min(startedAt, report.at - its * 1000)
    elapsed = Math.max(elapsed, passedSince(zero, report))
  }
  const { input, output } = sum(believed(reports, zero), inputBase, outputBase)
  const most = mostOctets(elapsed)
  const [inputOctets, outputOctets] = [Math.min(input, most), Math.min(output, most)]
  return { startedAt, seconds, inputOctets, outputOctets, doubt }
}

/** When the session began, as far as it is believed. A Start that comes after a report was not its first. */
function zeroOf({ begunAt, firstAt, zeroAt }: Reports): number | null {
  if (firstAt === null) return null
  if (begunAt !== null && begunAt <= firstAt) return begunAt
  return Math.max(firstAt - UNHEARD_MS, zeroAt ?? -Infinity)
}

const passedSince = (zero: number, { at }: Report): number => Math.max(0, at - zero) / 1000

/** What says more than can have passed is believed as far as has passed. */
function believedSeconds(report: Report, zero: number): number {
  const passed = Math.floor(passedSince(zero, report))
  return report.seconds <= passed + SLACK_SECONDS ? report.seconds : passed
}

const isBelieved = (report: Report, zero: number): boolean => octetsOf(report) <= mostOctets(passedSince(zero, report))

/** Those whose octets are believed, as they were made. */
function believed(reports: Reports, zero: number): readonly Report[] {
  const { last } = reports
  // As a rule all are, in order: nothing is copied.
  for (let index = 0; index < last.length; index++) {
    const report = last[index]!
    const isInOrder = index === 0 || inOrder(last[index - 1]!, report) <= 0
    if (!isInOrder || !isBelieved(report, zero) || believedSeconds(report, zero) !== report.seconds)
      return ordered(reports, zero).filter((each) => isBelieved(each, zero))
  }
  return last
}

/** As they were made, by the time that is believed. */
const ordered = ({ last }: Reports, zero: number): Report[] =>
  last
    .map((report) => {
      const seconds = believedSeconds(report, zero)
      return seconds === report.seconds ? report : { ...report, seconds }
    })
    .sort(inOrder)

const mostOctets = (passed: number, slack = VOLUME_SLACK_SECONDS): number =>
  Math.floor(MOST_OCTETS_A_SECOND * (passed + slack))

interface Sum {
  input: number
  output: number
}

/** @param input what was counted before, as `output` */
function sum(reports: readonly Report[], input: number, output: number): Sum {
  let before: Report | undefined
  for (const report of reports) {
    if (before && (report.inputOctets < before.inputOctets || report.outputOctets < before.outputOctets)) {
      const next = step(before, report)
      input += next.input
      output += next.output
      before = next.report
    } else before = report
  }
  return { input: input + (before?.inputOctets ?? 0), output: output + (before?.outputOctets ?? 0) }
}

const NOTHING: Sum = { input: 0, output: 0 }

/** What is to be added for counters that went back between two reports, and with what the next one is compared. */
function step(before: Report, report: Report): Sum & { report: Report } {
  const inputBack = report.inputOctets < before.inputOctets
  const outputBack = report.outputOctets < before.outputOctets
  // Of two that disagree on which was first nothing can be said but that both were counted.
  if (report.at <= before.at) {
    const inputOctets = Math.max(before.inputOctets, report.inputOctets)
    return {
      ...NOTHING,
      report: { ...report, inputOctets, outputOctets: Math.max(before.outputOctets, report.outputOctets) },
    }
  }
  return {
    input: inputBack ? anew(before, report, 'inputOctets', 'outputOctets') : 0,
    output: outputBack ? anew(before, report, 'outputOctets', 'inputOctets') : 0,
    report,
  }
}

type Counter = 'inputOctets' | 'outputOctets'

function anew(before: Report, report: Report, counter: Counter, other: Counter): number {
  const hasWrapped =
    !before.gigawords &&
    !report.gigawords &&
    before[counter] < WRAP &&
    before[other] > 0 &&
    report[other] > before[other] &&
    WRAP - before[counter] + report[counter] <= mostOctets((report.at - before.at) / 1000, WRAP_SLACK_SECONDS)
  return hasWrapped ? WRAP : before[counter]
}

/**
 * Forgets the oldest reports beyond {@link KEPT_REPORTS}: what they add to the sums is kept.
 *
 * @returns `before` where the report that was added to it is from before all that are kept
 */
export function fold(before: Reports, reports: Reports): Reports {
  if (reports.last.length <= KEPT_REPORTS) return reports
  const zero = zeroOf(reports)!
  const [oldest, ...last] = ordered(reports, zero) as [Report, ...Report[]]
  const added = reports.last.at(-1)!
  if (before.isFolded && oldest.at === added.at && octetsOf(oldest) === octetsOf(added)) return before
  const kept = reports.last.filter((report) => !(report.at === oldest.at && octetsOf(report) === octetsOf(oldest)))
  const next = last.find((report) => isBelieved(report, zero))
  const folded: Reports = { ...reports, isFolded: true, last: kept }
  if (!next || !isBelieved(oldest, zero)) return folded
  // What the next one has counted itself is counted with it.
  const until = sum([oldest, next], reports.inputBase, reports.outputBase)
  return { ...folded, inputBase: until.input - next.inputOctets, outputBase: until.output - next.outputOctets }
}
