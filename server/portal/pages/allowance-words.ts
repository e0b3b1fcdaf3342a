import type { Config } from '../../config/index.ts'
import { localesOf, numberFormat } from '../../languages/language.ts'
import type { Allowance, Amount } from '../allowance.ts'
import { html, type Markup } from './html.ts'
import type { Reader } from './page.ts'

const MEGABYTE = 1_000_000
const GIGABYTE = 1_000_000_000

/** `1 h 20 min y 900 MB`, no more than there is; undefined: without limit. */
export function amountWords(reader: Reader, { seconds, octets }: Amount): string | undefined {
  const time = seconds === null ? undefined : durationWords(reader, seconds)
  const data = octets === null ? undefined : octetWords(reader, octets)
  return time !== undefined && data !== undefined ? reader.text('amountBoth', { time, data }) : (time ?? data)
}

function durationWords({ text }: Reader, seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  if (hours === 0) return text('meMinutes', { number: minutes })
  return minutes === 0 ? text('hours', { hours }) : text('hoursMinutes', { hours, minutes })
}

function octetWords({ text, language }: Reader, octets: number): string {
  const isMuch = octets >= GIGABYTE
  const [unit, digits] = isMuch ? [GIGABYTE, 10] : [MEGABYTE, 1]
  const number = numberFormat(language).format(Math.floor((octets / unit) * digits) / digits)
  return text(isMuch ? 'gigabytes' : 'megabytes', { number })
}

/** Before somebody signs in: what a day has. */
export function limitWords(reader: Reader, allowance: Allowance | undefined): Markup | undefined {
  if (!allowance) return undefined
  const { daily, devices } = allowance
  const amount = amountWords(reader, daily)
  const limits =
    amount === undefined ? reader.text('limitsDevices', { devices }) : reader.text('limits', { amount, devices })
  return html`<p>${limits}</p>`
}

/** Where an account is verified, if that is known. */
export const verifyLink = ({ text }: Reader, { verifyUrl }: Config['cityKey']): Markup | undefined =>
  verifyUrl === undefined ? undefined : html`<p><a rel="noreferrer" href="${verifyUrl}">${text('levelVerify')}</a></p>`

/** To who has signed in: what is left of today. */
export function leftWords(
  reader: Reader,
  { timeZone, cityKey }: Pick<Config, 'timeZone' | 'cityKey'>,
  allowance: Allowance | undefined,
): Markup | undefined {
  if (!allowance?.left) return undefined
  const { left, closesAt, voucherEndsAt, isLimited } = allowance
  const amount = amountWords(reader, left)
  const isUsedUp = left.seconds === 0 || left.octets === 0
  const format = new Intl.DateTimeFormat(localesOf(reader.language), {
    ...{ timeZone, hour: 'numeric', minute: '2-digit', hourCycle: 'h23' },
  })
  const day = new Intl.DateTimeFormat(localesOf(reader.language), { timeZone, dateStyle: 'long', timeStyle: 'short' })
  return html`${amount !== undefined && html`<p role="status"><b>${isUsedUp ? reader.text('used-up.text') : reader.text('left', { amount })}</b></p>`}
${isLimited && html`<p>${reader.text('levelMore')}</p>${verifyLink(reader, cityKey)}`}
${closesAt && html`<p>${reader.text('closesToday', { time: format.format(closesAt) })}</p>`}
${voucherEndsAt && html`<p>${reader.text('voucherEnds', { until: day.format(voucherEndsAt) })}</p>`}`
}
