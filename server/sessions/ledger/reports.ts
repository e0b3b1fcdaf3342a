import type { SessionRecord } from './record.ts'

/** Counters as a gateway reported them in an Interim-Update or a Stop. */
export interface Report {
  /** When, milliseconds since 1970. */
  at: number
  /** Acct-Session-Time; 0: absent. */
  seconds: number
  inputOctets: number
  outputOctets: number
  /** The gateway sends gigawords (RFC 2869 section 5.1): its counters do not wrap at 32 bits. */
  gigawords: boolean
  isStop: boolean
  /** RFC 2866 section 5.10; of a Stop. */
  cause: number | null
}

/**
 * The last reports of a session, whatever their order of arrival, and what is still known of those before. All that a
 * session counts is computed from these (`count.ts`), so that the result depends on which reports came, and not on when
 * or how often.
 */
export interface Reports {
  /** The earliest Start, milliseconds since 1970; null: none came. */
  begunAt: number | null
  /** The earliest report. */
  firstAt: number | null
  /** The latest instant at which a report has the session begin, less its Acct-Session-Time. */
  zeroAt: number | null
  /** What was counted before counters of {@link last} started anew. */
  inputBase: number
  outputBase: number
  /** Whether there were reports before {@link last}, which are known no longer. */
  isFolded: boolean
  /** As they arrived. */
  last: Report[]
}

/** So many late ones are put where they belong; each makes the session's row some 30 octets longer. */
export const KEPT_REPORTS = 8

export const NO_REPORTS: Reports = {
  ...{ begunAt: null, firstAt: null, zeroAt: null, inputBase: 0, outputBase: 0 },
  ...{ isFolded: false, last: [] },
}

/** By the session's own clock, else by ours: what arrives late is not later. */
export const inOrder = (a: Report, b: Report): number =>
  (a.seconds > 0 && b.seconds > 0 ? a.seconds - b.seconds : 0) || a.at - b.at || octetsOf(a) - octetsOf(b)

export const octetsOf = ({ inputOctets, outputOctets }: Report): number => inputOctets + outputOctets

/** The same said again; where a gateway counts no seconds, only at the same time. */
export const isSame = (a: Report, b: Report): boolean =>
  a.seconds === b.seconds &&
  a.inputOctets === b.inputOctets &&
  a.outputOctets === b.outputOctets &&
  a.isStop === b.isStop &&
  (a.seconds > 0 || a.at === b.at)

export const reportOf = (record: SessionRecord): Report => ({
  at: record.at.getTime(),
  seconds: record.seconds,
  inputOctets: record.inputOctets,
  outputOctets: record.outputOctets,
  gigawords: record.gigawords,
  isStop: record.kind === 'stop',
  cause: record.terminateCause,
})

/** Adds a report; the same object where it tells nothing new. */
export function withReport(reports: Reports, report: Report): Reports {
  const known = reports.last.findIndex((other) => isSame(other, report))
  if (known >= 0) return withRepeated(reports, known, report)
  const { begunAt, firstAt, zeroAt, inputBase, outputBase, isFolded } = reports
  return {
    begunAt,
    inputBase,
    outputBase,
    isFolded,
    firstAt: firstAt === null ? report.at : Math.min(firstAt, report.at),
    zeroAt: report.seconds === 0 ? zeroAt : Math.max(zeroAt ?? -Infinity, zeroOf(report)),
    last: [...reports.last, report],
  }
}

const zeroOf = ({ at, seconds }: Report): number => at - seconds * 1000

/** Of the same report the earliest counts: a retransmission may come with a time of its own. */
function withRepeated(reports: Reports, index: number, { at, cause }: Report): Reports {
  const before = reports.last[index]!
  const earlier = Math.min(before.at, at)
  const least = before.cause === null || cause === null ? (before.cause ?? cause) : Math.min(before.cause, cause)
  if (earlier === before.at && least === before.cause) return reports
  const last = reports.last.with(index, { ...before, at: earlier, cause: least })
  // Its later time may have been the latest beginning.
  const zeros = last.flatMap((report) => (report.seconds > 0 ? [zeroOf(report)] : []))
  const zeroAt = reports.isFolded || zeros.length === 0 ? reports.zeroAt : Math.max(...zeros)
  return { ...reports, firstAt: Math.min(reports.firstAt ?? earlier, earlier), zeroAt, last }
}

export const withStart = (reports: Reports, at: number): Reports =>
  reports.begunAt !== null && reports.begunAt <= at ? reports : { ...reports, begunAt: at }

const number = (value: number | null): string => (value === null ? '' : `${value}`)
const parsed = (text: string | undefined): number | null => (text ? Number(text) : null)

/** As a short text: times of reports from the first one on. Decimal numbers, which are written and read far faster than others. */
export function encodeReports({ begunAt, firstAt, zeroAt, inputBase, outputBase, isFolded, last }: Reports): string {
  let text = [begunAt, firstAt, zeroAt, inputBase, outputBase].map(number).join(' ') + (isFolded ? ' f' : ' a')
  for (const { at, seconds, inputOctets, outputOctets, gigawords, isStop, cause } of last) {
    const flag = (isStop ? 2 : 0) + (gigawords ? 1 : 0)
    text += `;${number(at - firstAt!)} ${number(seconds)} ${number(inputOctets)} ${number(outputOctets)} ${flag}`
    if (cause !== null) text += ` ${number(cause)}`
  }
  return text
}

/** @param text as {@link encodeReports} made it; null: of a session without reports */
export function decodeReports(text: string | null): Reports {
  if (text === null) return NO_REPORTS
  const [head, ...rest] = text.split(';')
  const [begunAt, firstAt, zeroAt, inputBase, outputBase, folded] = head!.split(' ')
  const first = parsed(firstAt)
  return {
    begunAt: parsed(begunAt),
    firstAt: first,
    zeroAt: parsed(zeroAt),
    inputBase: parsed(inputBase) ?? 0,
    outputBase: parsed(outputBase) ?? 0,
    isFolded: folded === 'f',
    last: rest.map((each) => {
      const [at, seconds, input, output, flag, cause] = each.split(' ')
      // One literal: copying by spread takes several times as long.
      return {
        at: first! + Number(at),
        seconds: Number(seconds),
        inputOctets: Number(input),
        outputOctets: Number(output),
        gigawords: flag === '1' || flag === '3',
        isStop: flag === '2' || flag === '3',
        cause: parsed(cause),
      }
    }),
  }
}
