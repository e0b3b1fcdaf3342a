import type { RequestHandler } from 'express'
import type { Emergency } from '../../access/emergencies/emergencies.ts'
import type { Text } from '../../languages/language.ts'
import type { PublicPlace } from '../../network/hotspots/nearby.ts'
import { emergencyNotice, noticesOf } from '../notices.ts'
import { assets } from '../pages/assets.ts'
import { html, type Markup } from '../pages/html.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import { systemOf } from '../pages/system.ts'
import type { PortalParts } from '../parts.ts'
import type { Found, Search } from './find-places.ts'
import { closedItem, downItem, type ListReader, uncheckedItem, workingItem } from './items.ts'
import { boxAround, mapSvg } from './map.ts'
import { nearbyOf } from './nearby.ts'
import { type Asked, askedOf, homeUrl, isAsked, MAX_TEXT } from './search.ts'

const SHOWN = 20
/** One is likely, more are not: the list must still be found below them. */
const MOST_EMERGENCIES = 3

/** The public page: the hotspots that are near, or that were asked for; those that work first. */
export function createHome(parts: PortalParts, nearby = nearbyOf(parts)): RequestHandler {
  const { config, emergencies, notices, now = Date.now } = parts
  const { cityName, timeZone } = config
  return async (request, response) => {
    const ofCity = notices?.at(null, now()) ?? []
    const noticesAt = ({ hotspots }: PublicPlace) => {
      const all = hotspots.flatMap(({ id }) => notices?.at(id, now()) ?? [])
      return [...new Set(all)].filter((notice) => !ofCity.includes(notice))
    }
    const reader: ListReader = { ...readerOf(request), system: systemOf(request), noticesAt }
    const { text } = reader
    const asked = askedOf(request)
    const [places, boroughs] = await Promise.all([
      nearby.find(asked.search, { limit: SHOWN, skip: (asked.page - 1) * SHOWN }),
      nearby.boroughs(),
    ])
    const { found, first } = places
    const box = boxAround(found)
    const outlines = found.length === 0 ? [] : await nearby.outlines(box)
    const everywhere = emergencies?.at(null, now())
    const map = () => {
      const words = { title: text('mapTitle'), description: text('mapText'), from: asked.search.from, first }
      return mapSvg(found, outlines, box, words)
    }
    const title = text('homeTitle')
    sendPage(response, cityName, reader, {
      title,
      home: true,
      script: assets.nearJs.path,
      notices: [
        ...emergenciesOf(places, everywhere).map((emergency) =>
          emergencyNotice(reader, config, emergency, emergency === everywhere),
        ),
        ...noticesOf(reader, ofCity),
      ],
      inLanguage: (other) => homeUrl(asked, other),
      body: html`<h1>${title}</h1><p>${text('homeText')}</p>
${finder(asked.search, boroughs, text)}
<p role="status">${summary(places, asked.search, text)}</p>
${
  found.length > 0 &&
  html`<div class="both"><div class="map">${map()}</div>
<section aria-label="${text('list')}"><ol class="places" start="${first}">${found.map((place, position) => workingItem(reader, place, first + position))}</ol>${pages(asked, places, text)}</section></div>`
}
${first === 1 && withoutWifi(reader, places, timeZone, now())}`,
    })
  }
}

function summary(
  { found, first, total, anywhere, unchecked, closed, down }: Found,
  search: Search,
  text: Text,
): string {
  if (found.length === 0) {
    if (unchecked.length > 0) return text('allUnchecked')
    if (closed.length > 0) return text('allClosed')
    if (down.length > 0) return text('allDown')
    return text(anywhere ? 'none' : 'noneAtAll')
  }
  const shown = first === 1 ? found.length : `${first}–${first + found.length - 1}`
  return `${text('shown', { shown, total })}${isAsked(search) ? '' : ` ${text('fromMiddle')}`}`
}

/** What may work, what is closed, and what does not work. */
const withoutWifi = (reader: ListReader, { unchecked, closed, down }: Found, timeZone: string, now: number): Markup => {
  const section = (id: string, title: string, items: Markup[]) =>
    items.length > 0 &&
    html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul class="places closed">${items}</ul></section>`
  return html`${section(
    'unchecked',
    reader.text('uncheckedNow'),
    unchecked.map((place) => uncheckedItem(reader, place)),
  )}${section(
    'closed',
    reader.text('closedNow'),
    closed.map((place) => closedItem(reader, place, timeZone, now)),
  )}${section(
    'down',
    reader.text('downNow'),
    down.map((place) => downItem(reader, place)),
  )}`
}

function pages({ search }: Asked, { first, found, total }: Found, text: Text): Markup | false {
  const page = Math.ceil(first / SHOWN)
  const left = total - (first + found.length - 1)
  const link = (to: number, rel: string, words: string) =>
    html`<a class="button second" rel="${rel}" href="${homeUrl({ search, page: to })}">${words}</a>`
  return (
    total > SHOWN &&
    html`<nav aria-label="${text('list')}" class="pages">${page > 1 && link(page - 1, 'prev', text('previousPlaces', { number: SHOWN }))}${left > 0 && link(page + 1, 'next', text('nextPlaces', { number: Math.min(left, SHOWN) }))}</nav>`
  )
}

/** The one that is on in the whole city, and those of the places shown. */
const emergenciesOf = ({ found }: Found, everywhere: Emergency | undefined): Emergency[] =>
  [...new Set([everywhere, ...found.map(({ emergency }) => emergency)])]
    .filter((emergency) => emergency !== undefined)
    .slice(0, MOST_EMERGENCIES)

function finder({ borough, text: wanted = '' }: Search, boroughs: string[], text: Text): Markup {
  return html`<form class="find" method="get" action="/">
<div><label for="borough">${text('borough')}</label><select id="borough" name="borough"><option value="">${text('everywhere')}</option>${boroughs.map(
    (name) => html`<option${name === borough && html` selected`}>${name}</option>`,
  )}</select></div>
<div><label for="q">${text('search')}</label><input id="q" name="q" type="search" maxlength="${MAX_TEXT}" value="${wanted}"></div>
<button>${text('find')}</button><button id="locate" class="second" type="button" hidden>${text('locate')}</button></form>
<p id="locate-failed" role="alert" hidden>${text('locateFailed')}</p>`
}
