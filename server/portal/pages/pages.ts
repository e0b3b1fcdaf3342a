import type { Config } from '../../config/index.ts'
import { type Language, localesOf, type TextKey } from '../../languages/language.ts'
import type { Allowance } from '../allowance.ts'
import type { Arrival } from '../arrival/arrival.ts'
import { OPENING } from '../gateways/makes/opennds.ts'
import { contacts } from '../help/contacts.ts'
import { isWorthACase } from '../help/open-case.ts'
import { NEARBY_HERE } from '../home/here.ts'
import { ME } from '../me/form.ts'
import { type ProblemKind, problems } from '../problems/problem.ts'
import { leftWords, limitWords, verifyLink } from './allowance-words.ts'
import { cityWords } from './city-words.ts'
import { csrfForm as form, hidden } from './form.ts'
import { html } from './html.ts'
import { opensWords } from './opens-words.ts'
import type { Page, Reader } from './page.ts'
import { voucherForm } from './voucher-form.ts'

const button = (label: string) => html`<button>${label}</button>`

/** Where the terms are put before somebody who signed in. */
export const ACCEPT = '/portal/accept'

/** Where somebody says that the account is theirs. */
export const CONFIRM = '/portal/confirm'

/** Sent with the form of whoever is not the person that the device is known by. */
export const ANOTHER = 'another'

const welcomeIn = (language: Language) => `/portal/welcome?lang=${language}`

interface WelcomeForm {
  csrf: string
  formOrigins: string[]
  /** The device is bound: one press brings it online. */
  isKnown: boolean
  /** Undefined: nobody can say now. */
  allowance: Allowance | undefined
}

/** The first page: where one is, what one gets, what is stored, one button. */
export function welcomePage(
  reader: Reader,
  config: Pick<Config, 'cityName' | 'deviceBindingDays' | 'cityKey' | 'vouchers'>,
  { hotspot }: Arrival,
  { csrf, formOrigins, isKnown, allowance }: WelcomeForm,
): Page {
  const { text } = reader
  const title = text('welcomeTitle', { city: config.cityName })
  const { signUpUrl } = config.cityKey
  return {
    title,
    formOrigins,
    inLanguage: welcomeIn,
    body: html`<h1>${title}</h1>
${hotspot && html`<p>${text('welcomeHotspot', { hotspot: hotspot.name })}</p>`}
${limitWords(reader, allowance)}
${
  isKnown
    ? html`<p>${text('knownText')}</p>
${form('/portal/again', csrf, button(text('connect')))}
<h2>${text('otherTitle')}</h2>`
    : html`<p>${text('welcomeText', { days: config.deviceBindingDays })}</p>`
}
${form('/portal/sign-in', csrf, html`${isKnown && hidden(ANOTHER, 1)}<button${isKnown && html` class="second"`}>${text('enter')}</button>`)}
${signUpUrl !== undefined && html`<p><a href="${signUpUrl}">${text('noKey')}</a></p>`}
${config.vouchers && voucherForm(reader, csrf)}
<h2>${text('storedTitle')}</h2><ul><li>${text('stored1')}</li><li>${text('stored2')}</li><li>${text('stored3')}</li></ul>
<p>${text('storedNever')}</p>`,
  }
}

/** At a hotspot outside its opening hours: when it opens, and the way to those that are open. */
export function closedPage(
  reader: Reader,
  { timeZone }: Pick<Config, 'timeZone'>,
  { hotspot }: Arrival,
  { opensAt, now, nearbyUrl }: { opensAt: Date | undefined; now: Date; nearbyUrl: string },
): Page {
  const { text } = reader
  return {
    title: text('closedTitle'),
    inLanguage: welcomeIn,
    body: html`<h1>${text('closedTitle')}</h1>
<p role="status">${opensAt && html`<b>${opensWords(reader, { opensAt, now, timeZone })}</b>`}</p>
${hotspot && html`<p>${text('closedText', { hotspot: hotspot.name })}</p>`}
<a class="button" href="${nearbyUrl}">${text('closedNearby')}</a>`,
  }
}

/** At a hotspot with as many devices as it is made for: to try again, and a place nearby that has room, where there is one. */
export function fullPage(reader: Reader, { hotspot }: Arrival, room: { place: string; far: string } | undefined): Page {
  const { text } = reader
  return {
    title: text('full.title'),
    inLanguage: welcomeIn,
    body: html`<h1>${text('full.title')}</h1>
${hotspot && html`<p>${hotspot.name}</p>`}
<p role="status">${text('full.text')}</p>
${room && html`<p>${text('fullElsewhere', room)}</p>`}
<a class="button" href="/portal/welcome">${text('retry')}</a>`,
  }
}

/** In an emergency: why, until when, one button, and nothing else to read. */
export function emergencyPage(
  { text, language }: Reader,
  { cityName, timeZone }: Pick<Config, 'cityName' | 'timeZone'>,
  { reason, texts, endsAt }: { reason: string; texts: Record<string, string>; endsAt: Date },
  { csrf, formOrigins }: { csrf: string; formOrigins: string[] },
): Page {
  const { words, lang } = cityWords({ ...texts, es: reason }, language)
  const title = text('emergencyTitle', { city: cityName })
  const time = new Intl.DateTimeFormat(localesOf(language), {
    ...{ timeZone, dateStyle: 'long', timeStyle: 'short' },
  })
  return {
    title,
    formOrigins,
    inLanguage: welcomeIn,
    body: html`<h1>${title}</h1>
<p role="status"><b${lang}>${words}</b></p>
<p>${text('emergencyText', { until: time.format(endsAt) })}</p>
${form('/portal/emergency', csrf, button(text('connect')))}
<p>${text('emergencyStored')}</p>`,
  }
}

type TermsConfig = Pick<Config, 'deviceBindingDays' | 'termsVersion' | 'retention'>

const terms = ({ text }: Reader, { deviceBindingDays, termsVersion, retention }: TermsConfig) => html`
<h2>${text('termsUse')}</h2><p>${text('termsUseText')}</p>
<h2>${text('termsStored')}</h2><p>${text('termsStoredText')}</p>
<h2>${text('termsNever')}</h2><p>${text('termsNeverText')}</p>
<h2>${text('termsKept')}</h2><p>${text('termsKeptText', { identified: retention.identifiedDays, sessions: retention.sessionDays })}</p>
<h2>${text('termsAuthorities')}</h2><p>${text('termsAuthoritiesText')}</p>
<h2>${text('termsRights')}</h2><p>${text('termsRightsText', { days: deviceBindingDays })} <a href="${ME}">${text('meTitle')}</a></p>
<p class="code">${text('termsVersion', { version: termsVersion })}</p>`

export const termsPage = (reader: Reader, config: TermsConfig): Page => ({
  title: reader.text('terms'),
  inLanguage: (language) => `/portal/terms?lang=${language}`,
  body: html`<h1>${reader.text('terms')}</h1>${terms(reader, config)}`,
})

export const acceptPage = (
  reader: Reader,
  config: TermsConfig,
  { id, csrf = '' }: { id: string; csrf?: string },
  formOrigins: string[],
): Page => ({
  title: reader.text('acceptTitle'),
  formOrigins,
  inLanguage: (language) => `${ACCEPT}?way=${id}&lang=${language}`,
  body: html`<h1>${reader.text('acceptTitle')}</h1><p>${reader.text('acceptText')}</p>${terms(reader, config)}
${form(ACCEPT, csrf, button(reader.text('accept')))}
${form('/portal/refuse', csrf, html`<button class="second">${reader.text('decline')}</button>`)}`,
})

/** Before somebody whom the City Key may have taken for who used this device before. */
export const confirmPage = (
  { text }: Reader,
  { id, csrf = '' }: { id: string; csrf?: string },
  formOrigins: string[],
): Page => ({
  title: text('confirmTitle'),
  formOrigins,
  inLanguage: (language) => `${CONFIRM}?way=${id}&lang=${language}`,
  body: html`<h1>${text('confirmTitle')}</h1><p>${text('confirmText')}</p>
${form(CONFIRM, csrf, button(text('confirmYes')))}
${form(CONFIRM, csrf, html`${hidden(ANOTHER, 1)}<button class="second">${text('confirmNo')}</button>`)}`,
})

/** A form that sends the ticket to the gateway at the press of its button. */
export const connectPage = (
  { text }: Reader,
  { action, fields }: { action: string; fields: Record<string, string> },
): Page => ({
  title: text('connectTitle'),
  formOrigins: [new URL(action).origin],
  body: html`<h1>${text('connectTitle')}</h1><p>${text('connectText')}</p>
<form method="post" action="${action}">${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}${button(text('connect'))}</form>`,
})

/** Between Plaza, the City Key and the gateway. The browser goes on by itself. */
export const onwardPage = (
  { text }: Reader,
  to: string,
  what: 'onward' | 'toCityKey' | 'signedOut' = 'onward',
): Page => ({
  title: text(`${what}Title`),
  onward: { seconds: 0, to },
  body: html`<h1>${text(`${what}Title`)}</h1><p>${text(`${what}Text`)}</p>
<a class="button" rel="noreferrer" href="${to}">${text('opening')}</a>`,
})

/** Shown while the gateway fetches its grant. The browser goes on by itself, to where it is answered once that is done. */
export const openingPage = ({ text }: Reader): Page => ({
  title: text('openingTitle'),
  onward: { seconds: 1, to: `${OPENING}?wait` },
  body: html`<h1>${text('openingTitle')}</h1><p>${text('openingText')}</p>
<a class="button" href="${OPENING}?wait">${text('opening')}</a>`,
})

/** @param allowance what is left; undefined: it is not told */
export const onlinePage = (
  reader: Reader,
  config: Pick<Config, 'timeZone' | 'cityKey'>,
  wantedUrl: string | undefined,
  allowance: Allowance | undefined,
): Page => ({
  title: reader.text('onlineTitle'),
  inLanguage: undefined,
  body: html`<h1>${reader.text('onlineTitle')}</h1>${leftWords(reader, config, allowance)}<p>${reader.text('onlineText')}</p>
${
  wantedUrl !== undefined &&
  html`<a class="button" rel="next noreferrer" href="${wantedUrl}">${reader.text('continueTo', { host: new URL(wantedUrl).host })}</a>
<p class="code">${wantedUrl}</p>`
}`,
})

export const leftPage = ({ text }: Reader, againUrl: string): Page => ({
  title: text('leftTitle'),
  body: html`<h1>${text('leftTitle')}</h1><p>${text('leftText')}</p><a class="button" href="${againUrl}">${text('again')}</a>`,
})

/** What is offered on a problem's page: a link, or the sign-in form again, or words only. */
export type WayOut = { href: string } | { csrf: string; formOrigins: string[] } | undefined

function wayWords(kind: ProblemKind, way: WayOut) {
  if (kind === 'declined' && way && 'href' in way && way.href === ACCEPT) return 'backToTerms'
  return problems[kind] >= 500 || kind === 'failed' || kind === 'refused' ? 'retry' : 'startAgain'
}

/** What a resident can do about it elsewhere. */
const remedies: Partial<Record<ProblemKind, { text: TextKey; href: string }>> = {
  'too-many-devices': { text: 'helpFree', href: `${ME}#sessions` },
  closed: { text: 'nearby', href: '/' },
  full: { text: 'nearby', href: NEARBY_HERE },
}

/** To join the network anew changes nothing about these. */
const notOfTheNetwork: ReadonlySet<ProblemKind> = new Set(['not-found', 'blocked', 'used-up'])

export function problemPage(
  reader: Reader,
  { help, cityKey }: Pick<Config, 'help' | 'cityKey'>,
  kind: ProblemKind,
  code: string,
  way: WayOut,
): Page {
  const { text } = reader
  const title = text(`${kind}.title`)
  const again = text(wayWords(kind, way))
  const remedy = remedies[kind]
  return {
    status: problems[kind],
    title,
    formOrigins: way && 'csrf' in way ? way.formOrigins : [],
    body: html`<h1>${title}</h1><p>${text(`${kind}.text`)}</p>
${remedy && html`<p><a href="${remedy.href}">${text(remedy.text)}</a></p>`}
${kind === 'not-verified' && verifyLink(reader, cityKey)}
${way === undefined && !notOfTheNetwork.has(kind) && html`<p>${text('reconnect')}</p>`}
${way && 'href' in way && html`<a class="button" href="${way.href}">${again}</a>`}
${way && 'csrf' in way && form('/portal/sign-in', way.csrf, button(again))}
<p class="code">${text('code', { code })}</p>${isWorthACase(kind) && contacts({ text }, help)}`,
  }
}
