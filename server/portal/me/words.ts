import type { Config } from '../../config.ts'
import { html, type Markup } from '../html.ts'
import type { Reader } from '../page.ts'

/** Where a resident sees what is stored. */
export const ME = '/portal/me'

const MEGABYTE = 1_000_000

/** What the pages of a resident are written with. */
export interface Words extends Reader {
  when(at: Date): string
  date(at: Date): string
  day(day: string): string
  megabytes(octets: number): string
}

export function wordsOf(reader: Reader, { timeZone }: Pick<Config, 'timeZone'>): Words {
  const locales = [reader.language === 'es' ? 'es-MX' : reader.language, 'es-MX']
  const moment = new Intl.DateTimeFormat(locales, { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const date = new Intl.DateTimeFormat(locales, { timeZone, dateStyle: 'medium' })
  const day = new Intl.DateTimeFormat(locales, { timeZone: 'UTC', day: 'numeric', month: 'short' })
  const number = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 })
  return {
    ...reader,
    when: (at) => moment.format(at),
    date: (at) => date.format(at),
    day: (each) => day.format(new Date(`${each}T00:00:00Z`)),
    megabytes: (octets) => reader.text('megabytes', { number: number.format(octets / MEGABYTE) }),
  }
}

export const form = (action: string, csrf: string, content: Markup) =>
  html`<form method="post" action="${ME}/${action}"><input type="hidden" name="csrf" value="${csrf}">${content}</form>`

export const hidden = (name: string, value: string | number) =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** @param about what the button is for, where its label alone does not say */
export const second = (label: string, about?: string) =>
  html`<button class="second"${about !== undefined && html` aria-label="${about}"`}>${label}</button>`
