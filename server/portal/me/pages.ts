import type { Config } from '../../config/index.ts'
import { localesOf } from '../../languages/language.ts'
import type { Allowance } from '../allowance.ts'
import { leftWords, limitWords } from '../pages/allowance-words.ts'
import { hidden } from '../pages/form.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import { usageChart } from './chart.ts'
import { devices, thisMark } from './device-pages.ts'
import { form, ME, second, type Words } from './form.ts'
import type { ResidentOverview } from './read.ts'
import { secureSection } from './secure-pages.ts'

const MEGABYTE = 1_000_000

function wordsOf(reader: Reader, timeZone: string): Words {
  const locales = localesOf(reader.language)
  const moment = new Intl.DateTimeFormat(locales, { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const date = new Intl.DateTimeFormat(locales, { timeZone: 'UTC', day: 'numeric', month: 'short' })
  const number = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 })
  return {
    ...reader,
    when: (at) => moment.format(at),
    day: (day) => date.format(new Date(`${day}T00:00:00Z`)),
    megabytes: (octets) => reader.text('megabytes', { number: number.format(octets / MEGABYTE) }),
  }
}

const inLanguage = (language: string) => `${ME}?lang=${language}`

/** To whoever has not signed in here. */
export const signInPage = ({ text }: Reader, csrf: string): Page => ({
  title: text('meTitle'),
  inLanguage,
  body: html`<h1>${text('meTitle')}</h1><p>${text('meText')}</p>
${form('sign-in', csrf, html`<button>${text('enter')}</button>`)}`,
})

/** @param ssid the network of 802.1X; undefined: there is none */
export function overviewPage(
  reader: Reader,
  config: Pick<Config, 'timeZone' | 'cityKey'>,
  csrf: string,
  overview: ResidentOverview,
  { ssid, allowance }: { ssid: string | undefined; allowance: Allowance | undefined },
): Page {
  const words = wordsOf(reader, config.timeZone)
  const { text } = words
  return {
    title: text('meTitle'),
    inLanguage,
    body: html`<h1>${text('meTitle')}</h1>
${leftWords(reader, config, allowance)}${limitWords(reader, allowance)}
${form('sign-out', csrf, second(text('signOut')))}
<h2 id="sessions">${text('meSessions')}</h2>${sessions(words, csrf, overview)}
<h2 id="devices">${text('meDevices')}</h2><p>${text('meDevicesText')}</p>${devices(words, csrf, overview)}
${ssid !== undefined && secureSection(words, csrf, ssid, overview.secure)}
<h2>${text('meUse')}</h2>${use(words, overview)}
${consents(words, overview)}
<h2>${text('meData')}</h2><p>${text('storedNever')}</p>${form('data', csrf, second(text('meDownload')))}
<a class="button second" href="${ME}/delete">${text('meDelete')}</a>`,
  }
}

function consents({ text, when }: Words, { consents }: ResidentOverview): Markup {
  if (consents.length === 0) return html``
  return html`<h2>${text('meConsents')}</h2><ul>${consents.map(
    ({ version, at }) => html`<li>${text('meConsent', { version, at: when(at) })}</li>`,
  )}</ul>`
}

function sessions({ text, when, megabytes }: Words, csrf: string, { sessions }: ResidentOverview): Markup {
  if (sessions.length === 0) return html`<p>${text('meNoSessions')}</p>`
  return html`<ul class="mine">${sessions.map(({ id, where, since, octets, device, isThis }) => {
    const place = where ?? text('meSomewhere')
    return html`<li><b>${place}</b>${isThis && thisMark(text)}<br><small>${text('meSince', { at: when(since) })} · ${megabytes(octets)} · <bdi>${device}</bdi></small>
${form('session', csrf, html`${hidden('session', id)}${second(text('meEnd'), text('meEndAt', { place, device }))}`)}</li>`
  })}</ul>`
}

/** The same as a picture and as a table: the picture says nothing that the table does not. */
function use({ text, day, megabytes }: Words, { days }: ResidentOverview): Markup {
  const used = days.filter(({ octets, seconds }) => octets + seconds > 0)
  if (used.length === 0) return html`<p>${text('meNoUse')}</p>`
  return html`${usageChart(days.map(({ octets }) => octets))}
<table><thead><tr><th scope="col">${text('meDay')}</th><th scope="col">${text('meOctets')}</th><th scope="col">${text('meTime')}</th></tr></thead>
<tbody>${used.map(
    (each) =>
      html`<tr><th scope="row">${day(each.day)}</th><td>${megabytes(each.octets)}</td><td>${text('meMinutes', { number: Math.round(each.seconds / 60) })}</td></tr>`,
  )}</tbody></table>`
}

export const deletePage = ({ text }: Reader, csrf: string): Page => ({
  title: text('meDelete'),
  inLanguage: (language) => `${ME}/delete?lang=${language}`,
  body: html`<h1>${text('meDelete')}</h1><p>${text('meDeleteText')}</p>
${form('delete', csrf, html`<button>${text('meDeleteYes')}</button>`)}
<a class="button second" href="${ME}">${text('meDeleteNo')}</a>`,
})

/** What is gone, and what is kept for a while by law. @param timeZone the city's */
export function deletedPage(
  { text, language }: Reader,
  timeZone: string,
  { heldUntil, blocked }: { heldUntil: Date | null; blocked: boolean },
): Page {
  const title = text(heldUntil ? 'meDeletedPartly' : 'meDeleted')
  const day = new Intl.DateTimeFormat(localesOf(language), { timeZone, dateStyle: 'long' })
  return {
    title,
    inLanguage: undefined,
    body: html`<h1>${title}</h1><p>${text('meDeletedText')}</p>
${heldUntil && html`<p>${text('meDeletedHeld', { until: day.format(heldUntil) })}</p>`}
${blocked && html`<p>${text('meDeletedBlocked')}</p>`}`,
  }
}

/** A legal hold forbids it for now. */
export const heldPage = ({ text }: Reader): Page => ({
  status: 409,
  title: text('meHeld'),
  inLanguage: undefined,
  body: html`<h1>${text('meHeld')}</h1><p>${text('meHeldText')}</p><a class="button" href="${ME}">${text('meDeleteNo')}</a>`,
})
