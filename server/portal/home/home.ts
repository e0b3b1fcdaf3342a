import type { Request, RequestHandler } from 'express'
import { type Language, localesOf, type Text } from '../../languages/language.ts'
import type { PublicPlace } from '../../network/hotspots/nearby.ts'
import { noticesOf } from '../notices.ts'
import { html } from '../pages/html.ts'
import { opensWords } from '../pages/opens-words.ts'
import { type Reader, readerOf, sendPage } from '../pages/page.ts'
import type { PortalParts } from '../parts.ts'
import { boxAround, mapSvg } from './map.ts'
import { type ClosedPlace, createNearby, type NearbyPlace, type Point, type Search } from './nearby.ts'

const SHOWN = 20
const MAX_TEXT = 60

/** The public page: the working hotspots that are near, or in the part of the city that was chosen. */
export function createHome({ config, db, emergencies, notices, now = Date.now }: PortalParts): RequestHandler {
  const nearby = createNearby({ db, timeZone: config.timeZone, emergencies, now })
  return async (request, response) => {
    const reader = readerOf(request)
    const { text, language } = reader
    const search = searchOf(request)
    const [{ found, total, anywhere, closed }, boroughs] = await Promise.all([
      nearby.find(search, SHOWN),
      nearby.boroughs(),
    ])
    const { from } = search
    const box = boxAround(found)
    const outlines = found.length === 0 ? [] : await nearby.outlines(box)
    const title = text('homeTitle')
    sendPage(response, config.cityName, reader, {
      title,
      home: true,
      notices: noticesOf(reader, notices?.at(null, now()) ?? []),
      inLanguage: (other) => languageLink(search, other),
      body: html`<h1>${title}</h1><p>${text('homeText')}</p>
${finder(search, boroughs, text)}
${
  found.length === 0
    ? html`<p role="status">${text(closed.length > 0 ? 'allClosed' : anywhere ? 'none' : 'noneAtAll')}</p>`
    : html`<p role="status">${text('shown', { shown: found.length, total })}${!isAsked(search) && ` ${text('fromMiddle')}`}</p>
<div class="both"><div class="map">${mapSvg(found, outlines, box, { title: text('mapTitle'), description: text('mapText'), from })}</div>
<section aria-label="${text('list')}"><ol class="places">${found.map((place, position) => item(place, position, text, language))}</ol></section></div>`
}
${
  closed.length > 0 &&
  html`<section aria-labelledby="closed"><h2 id="closed">${text('closedNow')}</h2><ul class="places closed">${closed.map((place) => closedItem(place, reader, config.timeZone, now()))}</ul></section>`
}`,
    })
  }
}

function finder({ borough, text: wanted = '' }: Search, boroughs: string[], text: Text) {
  return html`<form class="find" method="get" action="/">
<div><label for="borough">${text('borough')}</label><select id="borough" name="borough"><option value="">${text('everywhere')}</option>${boroughs.map(
    (name) => html`<option${name === borough && html` selected`}>${name}</option>`,
  )}</select></div>
<div><label for="q">${text('search')}</label><input id="q" name="q" type="search" maxlength="${MAX_TEXT}" value="${wanted}"></div>
<button>${text('find')}</button><button id="locate" class="second" type="button" hidden>${text('locate')}</button></form>
<p id="locate-failed" role="alert" hidden>${text('locateFailed')}</p>`
}

function item(place: NearbyPlace, position: number, text: Text, language: Language) {
  const { name, state, metres, working } = place
  const about = [whereOf(place), metres !== undefined && far(metres, text, language)].filter(Boolean).join(' · ')
  const health = [text(`state.${state}`), working > 1 && text('accessPoints', { number: working })]
  return html`<li><span class="number" aria-hidden="true">${position + 1}</span><div><b>${name}</b><small>${about}</small><small${state === 'degraded' && html` class="slow"`}>${health.filter(Boolean).join(' · ')}</small></div></li>`
}

function closedItem({ opensAt, ...place }: ClosedPlace, reader: Reader, timeZone: string, now: number) {
  const opens = opensAt && opensWords(reader, { opensAt, now: new Date(now), timeZone })
  return html`<li><div><b>${place.name}</b><small>${whereOf(place)}</small><small>${opens ?? reader.text('closedTitle')}</small></div></li>`
}

const whereOf = ({ settlement, neighbourhood, borough }: PublicPlace): string =>
  [...new Set([settlement ?? neighbourhood, borough])].filter(Boolean).join(', ')

function far(metres: number, text: Text, language: Language): string {
  if (metres < 1000) return text('metres', { number: String(Math.round(metres / 10) * 10) })
  const kilometres = new Intl.NumberFormat(localesOf(language), {
    maximumFractionDigits: 1,
  })
  return text('kilometres', { number: kilometres.format(metres / 1000) })
}

/** What was asked for; what makes no sense counts as not asked. */
function searchOf({ query }: Request): Search {
  const said = (name: string): string | undefined => {
    const value = query[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_TEXT) : undefined
  }
  return { from: pointOf(said('lat'), said('lon')), borough: said('borough'), text: said('q') }
}

const isAsked = ({ from, borough, text }: Search): boolean => (from ?? borough ?? text) !== undefined

function pointOf(lat: string | undefined, lon: string | undefined): Point | undefined {
  const latitude = Number(lat ?? Number.NaN)
  const longitude = Number(lon ?? Number.NaN)
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined
}

function languageLink({ from, borough, text }: Search, language: Language): string {
  const query = new URLSearchParams({ lang: language })
  if (borough !== undefined) query.set('borough', borough)
  if (text !== undefined) query.set('q', text)
  if (from) {
    query.set('lat', String(from.latitude))
    query.set('lon', String(from.longitude))
  }
  return `/?${query}`
}
