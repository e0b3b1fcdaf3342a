import { type Language, localesOf, type Text } from '../../languages/language.ts'
import type { PublicPlace } from '../../network/hotspots/nearby.ts'
import type { Notice } from '../../notices/notices.ts'
import { cityWords } from '../pages/city-words.ts'
import { hoursWords } from '../pages/hours-words.ts'
import { html, type Markup } from '../pages/html.ts'
import { opensWords } from '../pages/opens-words.ts'
import type { Reader } from '../pages/page.ts'
import type { System } from '../pages/system.ts'
import { reportUrl } from '../reports/pages.ts'
import { directionsUrl } from './directions.ts'
import type { ClosedPlace, NearbyPlace, UncheckedPlace } from './find-places.ts'

/** Who reads the list: in which language, and on which system. */
export interface ListReader extends Reader {
  system: System
  /** What is to be read at a place, and not in the whole city. */
  noticesAt(place: PublicPlace): Notice[]
}

export function workingItem(reader: ListReader, place: NearbyPlace, number: number): Markup {
  const { text, language } = reader
  const { name, state, metres, working, emergency } = place
  const about = [whereOf(place), metres !== undefined && far(metres, text, language)].filter(Boolean).join(' · ')
  const health = [text(`state.${state}`), working > 1 && text('accessPoints', { number: working })]
  return html`<li><span class="number" aria-hidden="true">${number}</span><div><b>${name}</b><small>${about}</small><small${state === 'degraded' && html` class="slow"`}>${health.filter(Boolean).join(' · ')}</small>${emergency && html`<small class="slow">${text('emergencyHere')}</small>`}${noticesHere(reader, place)}${hours(reader, place)}${ways(reader, place)}</div></li>`
}

export function closedItem(reader: ListReader, place: ClosedPlace, timeZone: string, now: number): Markup {
  const { opensAt } = place
  const opens = opensAt && opensWords(reader, { opensAt, now: new Date(now), timeZone })
  return plainItem(reader, place, opens ?? reader.text('closedTitle'), hours(reader, place))
}

export function uncheckedItem(reader: ListReader, place: UncheckedPlace): Markup {
  const { text, language } = reader
  const away = place.metres === undefined ? undefined : far(place.metres, text, language)
  return plainItem(reader, place, [text('state.unknown'), away].filter(Boolean).join(' · '), hours(reader, place))
}

export const downItem = (reader: ListReader, place: PublicPlace): Markup =>
  plainItem(reader, place, reader.text('state.down'))

const plainItem = (reader: ListReader, place: PublicPlace, state: string, more?: Markup | false): Markup =>
  html`<li><div><b>${place.name}</b><small>${whereOf(place)}</small><small>${state}</small>${noticesHere(reader, place)}${more}${ways(reader, place)}</div></li>`

/** One is likely, more are not: the list must stay a list. */
const MOST_NOTICES = 2

const noticesHere = ({ text, language, noticesAt }: ListReader, place: PublicPlace): Markup[] =>
  noticesAt(place)
    .slice(0, MOST_NOTICES)
    .map(({ kind, texts }) => {
      const { words, lang } = cityWords(texts, language)
      return html`<small class="slow">${text(`notice.${kind}`)}: <span${lang}>${words}</span></small>`
    })

const hours = (reader: ListReader, { hours }: { hours: string | undefined }): Markup | false =>
  hours !== undefined && html`<small>${reader.text('placeHours', { hours: hoursWords(reader, hours) })}</small>`

function ways({ text, system }: ListReader, place: PublicPlace): Markup {
  const { name, hotspots } = place
  return html`<span class="ways"><a href="${directionsUrl(system, place)}" aria-label="${text('directionsTo', { place: name })}">${text('directions')}</a> <a href="${reportUrl(hotspots[0]!.id)}" aria-label="${text('reportAt', { place: name })}">${text('report')}</a></span>`
}

const whereOf = ({ settlement, neighbourhood, borough }: PublicPlace): string =>
  [...new Set([settlement ?? neighbourhood, borough])].filter(Boolean).join(', ')

/** How far away, in words. */
export function far(metres: number, text: Text, language: Language): string {
  if (metres < 1000) return text('metres', { number: String(Math.round(metres / 10) * 10) })
  const kilometres = new Intl.NumberFormat(localesOf(language), { maximumFractionDigits: 1 })
  return text('kilometres', { number: kilometres.format(metres / 1000) })
}
