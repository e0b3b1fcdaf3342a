import { RecurrenceError } from './recurrence.ts'

const days: Readonly<Record<string, string>> = {
  ...{ mon: 'MO', tue: 'TU', wed: 'WE', thu: 'TH', fri: 'FR', sat: 'SA', sun: 'SU' },
  ...{ lun: 'MO', mar: 'TU', mie: 'WE', jue: 'TH', vie: 'FR', sab: 'SA', dom: 'SU' },
}

function dayOf(text: string): string {
  const short = text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').slice(0, 3)
  const day = days[short]
  if (day === undefined) throw new RecurrenceError(`"${text.trim()}" is no day of the week, e.g. sun.`)
  return day
}

/** The rule for every week on some days, e.g. `mon,wed`; English or Spanish. @throws {RecurrenceError} */
export const weekly = (text: string): string => `FREQ=WEEKLY;BYDAY=${text.split(',').map(dayOf).join(',')}`

/**
 * The rule for every month: a day such as `15`, the first Sunday as `1sun`, the last one as `last-sun`.
 *
 * @throws {RecurrenceError}
 */
export function monthly(text: string): string {
  const day = Number(text)
  if (Number.isInteger(day) && day >= 1 && day <= 31) return `FREQ=MONTHLY;BYMONTHDAY=${day}`
  const [, which = '', name = ''] = /^([1-5]|last-)(\p{L}+)$/u.exec(text.trim().toLowerCase()) ?? []
  if (which === '') throw new RecurrenceError(`"${text}" is no day of the month: 15, 1sun or last-sun.`)
  return `FREQ=MONTHLY;BYDAY=${which === 'last-' ? '-1' : which}${dayOf(name)}`
}
