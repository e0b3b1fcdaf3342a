import type { RequestHandler } from 'express'
import { localesOf, numberFormat } from '../../languages/language.ts'
import type { Figures } from '../../open-data/datasets/city.ts'
import type { OpenNumbers } from '../../open-data/open-data.ts'
import type { PortalContext } from '../context.ts'
import { assets } from '../pages/assets.ts'
import { html, type Markup } from '../pages/html.ts'
import { type Page, type Reader, readerOf, sendPage } from '../pages/page.ts'
import { Problem } from '../problems/problem.ts'
import { monthsChart, shareBar, shareKey } from './charts.ts'

export const NUMBERS = '/numeros'

/** *La red en números*: what a citizen wants to know of the network, from what the city publishes and nothing else. */
export const numbers =
  ({ config, openData }: PortalContext): RequestHandler =>
  async (request, response) => {
    if (!openData) throw new Problem('not-found', 'nothing is published')
    const reader = readerOf(request)
    sendPage(response, config.cityName, reader, numbersPage(reader, config, await openData.numbers()))
  }

function numbersPage(reader: Reader, { cityName, timeZone }: PortalContext['config'], of: OpenNumbers): Page {
  const { text, language } = reader
  const when = new Intl.DateTimeFormat(localesOf(language), { timeZone, dateStyle: 'long', timeStyle: 'short' })
  return {
    title: text('numbersTitle'),
    style: assets.numbersCss.path,
    inLanguage: (other) => `${NUMBERS}?lang=${other}`,
    body: html`<h1>${text('numbersTitle')}</h1>
<p>${text('numbersText', { city: cityName, when: when.format(of.at) })}</p>
${of.parts.length === 0 && html`<p role="status">${text('numbersNone')}</p>`}
${of.parts.includes('hotspots') && hotspots(reader, of.city)}
${of.parts.includes('coverage') && of.city.residents > 0 && residents(reader, of)}
${of.boroughs.length > 1 && boroughs(reader, of)}
${of.parts.includes('use') && of.months.length > 0 && use(reader, of.months)}
<p><a class="button second" href="/open/">${text('numbersData')}</a></p>`,
  }
}

const sum = ({ hotspots }: Figures) => Object.values(hotspots).reduce((all, some) => all + some, 0)
const serving = ({ hotspots }: Figures) => hotspots.working + hotspots.slow

function hotspots({ text, language }: Reader, city: Figures): Markup {
  const { format } = numberFormat(language)
  const others = { down: format(city.hotspots['not-working']), unchecked: format(city.hotspots['not-checked']) }
  return html`<h2>${text('numbersHotspots')}</h2>
<p class="large">${format(serving(city))} <small>${text('numbersWorking', { all: format(sum(city)) })}</small></p>
<p>${text('numbersOthers', others)}</p>`
}

const parts = ['covered', 'unchecked', 'without'] as const

const wordsOf = (text: Reader['text']) => ({
  covered: text('numbersCovered'),
  unchecked: text('numbersUnchecked'),
  without: text('numbersWithout'),
})

function residents({ text, language }: Reader, { city, walk }: OpenNumbers): Markup {
  const { streets } = walk
  const { format } = numberFormat(language)
  const share = new Intl.NumberFormat(localesOf(language), { style: 'percent', maximumFractionDigits: 0 })
  const words = wordsOf(text)
  return html`<h2>${text('numbersResidents')}</h2>${shareBar(city)}
<ul class="key">${parts.map(
    (part) =>
      html`<li>${shareKey(part)} ${words[part]}: <b>${format(city[part])}</b> (${share.format(city[part] / city.residents)})</li>`,
  )}</ul>
<p>${text('numbersReach', { metres: format(walk.metres) })}${streets !== null && html` ${text('numbersStreets', { day: streets })}`}</p>`
}

function boroughs({ text, language }: Reader, { boroughs: all, parts: shown }: OpenNumbers): Markup {
  const { format } = numberFormat(language)
  const words = wordsOf(text)
  const residentsOf = (one: Figures) =>
    html`${shareBar(one)}<small>${parts.map((part, index) => html`${index > 0 && ' · '}${words[part]}: ${format(one[part])}`)}</small>`
  return html`<h2>${text('numbersBorough')}</h2><ul class="mine">${all.map(
    (one) =>
      html`<li><b>${one.borough}</b>${
        shown.includes('hotspots') &&
        html`<br>${text('numbersHotspots')}: ${format(serving(one))} ${text('numbersWorking', { all: format(sum(one)) })}`
      }${shown.includes('coverage') && one.residents > 0 && residentsOf(one)}</li>`,
  )}</ul>`
}

function use({ text, language }: Reader, months: OpenNumbers['months']): Markup {
  const { format } = numberFormat(language)
  const nameOf = new Intl.DateTimeFormat(localesOf(language), { timeZone: 'UTC', month: 'long', year: 'numeric' })
  const short = new Intl.DateTimeFormat(localesOf(language), { timeZone: 'UTC', month: 'short' })
  const date = (month: string) => new Date(`${month}-01T00:00:00Z`)
  const count = (value: number | null) => (value === null ? text('numbersHidden') : format(value))
  return html`<h2>${text('numbersUse')}</h2><p>${text('numbersUseText')}</p>
${monthsChart(months.map(({ month, visits }) => ({ name: short.format(date(month)), value: visits })))}
<table class="months"><thead><tr><th scope="col">${text('numbersMonth')}</th><th scope="col" class="number">${text('numbersVisits')}</th><th scope="col" class="number">${text('numbersSessions')}</th></tr></thead><tbody>${months
    .toReversed()
    .map(
      ({ month, visits, sessions }) =>
        html`<tr><th scope="row">${nameOf.format(date(month))}</th><td class="number">${count(visits)}</td><td class="number">${count(sessions)}</td></tr>`,
    )}</tbody></table>`
}
