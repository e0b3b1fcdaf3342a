import type { UseRow } from '../../../server/api/contract/index.ts'
import type { Formatter } from '../parts/format.ts'
import type { Measure } from './asked.ts'

/** The figure of a measure in a row, in its unit: hours, octets, or a count; null: it is not known. */
export function figureOf(row: UseRow, measure: Measure): number | null {
  switch (measure) {
    case 'residents':
      return row.residents
    case 'newResidents':
      return row.newResidents
    case 'returning':
      return returningOf(row)
    case 'sessions':
      return row.begun
    case 'hours':
      return row.seconds / 3600
    case 'volume':
      return row.octets
    case 'peak':
      return row.peak
    case 'saturated':
      return row.saturatedMinutes === null ? null : row.saturatedMinutes / 60
    case 'turnedAway':
      return row.turnedAway
  }
}

/** Residents whose account is from before. */
export const returningOf = ({ residents, newResidents }: UseRow): number | null =>
  residents === null || newResidents === null ? null : residents - newResidents

/** What of a step cannot be shown, since it is not counted so finely. */
export const isCountedBy = (measure: Measure, step: string): boolean =>
  step !== 'hour' || !['newResidents', 'returning'].includes(measure)

/** A figure with its unit, where that is not what is counted. */
export function written(value: number, measure: Measure, format: Formatter): string {
  if (measure === 'volume') return format.octets(value)
  if (measure === 'hours' || measure === 'saturated')
    return `${value < 10 && value > 0 ? format.decimal(value, 1) : format.count(value)} h`
  return format.count(value)
}

const dayIn = (locale: string, options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
  return (day: string) => format.format(new Date(day))
}

type Labels = (since: string, step: string) => string
/** By locale: what knows how days are written takes a millisecond to be made, and each row of a long list asks. */
const known = new Map<string, Labels>()

/** A row's time in words: `3 mar`, `3 mar 09:00`, `marzo de 2026`. */
export function labelsFor(language: string): Labels {
  const locale = language === 'es' ? 'es-MX' : 'en-GB'
  const labels = known.get(locale) ?? labelsIn(locale)
  known.set(locale, labels)
  return labels
}

function labelsIn(locale: string): Labels {
  const month = dayIn(locale, { month: 'short', year: 'numeric' })
  const day = dayIn(locale, { day: 'numeric', month: 'short', year: '2-digit' })
  return (since, step) => {
    if (step === 'month') return month(since)
    return step === 'hour' ? `${day(since.slice(0, 10))} ${since.slice(11)}:00` : day(since)
  }
}
