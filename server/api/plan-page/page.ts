import type { Request, RequestHandler } from 'express'
import type { Database } from '../../database/connection.ts'
import type { PlanInputs } from '../../planning/plans/inputs.ts'
import { planByLink } from '../../planning/plans/links.ts'
import type { KeptPlans } from '../../planning/plans/opened/kept.ts'
import { radiiOf, straightOf } from '../../planning/plans/parameters.ts'
import type { SitePlan } from '../../planning/plans/plans.ts'
import type { PlanResult } from '../../planning/plans/result.ts'
import { escapeHtml, sendHtml, sendPage } from '../pages.ts'
import { type PlanWords, words } from './words.ts'

type LinkedPlan = SitePlan & { result: PlanResult; inputs: Pick<PlanInputs, 'cells' | 'candidates'> }

/** What the page says, in the reader's language. */
interface Written {
  said: PlanWords
  count(value: number): string
  percent(part: number, whole: number): string
}

function writtenIn(said: PlanWords): Written {
  const whole = new Intl.NumberFormat(said.locale, { maximumFractionDigits: 0 })
  const share = new Intl.NumberFormat(said.locale, { style: 'percent', maximumFractionDigits: 1 })
  return {
    said,
    count: (value) => whole.format(value),
    percent: (part, all) => share.format(all > 0 ? part / all : 0),
  }
}

/** By its address, else by the browser; first in Spanish. */
function languageOf(request: Request): 'es' | 'en' {
  const { lang } = request.query
  if (lang === 'es' || lang === 'en') return lang
  return request.acceptsLanguages('es', 'en') === 'en' ? 'en' : 'es'
}

/** A plan, for whoever has its link: what came of it, a drawing and its sites, without a script. */
export const planPage =
  (db: Pick<Database, 'query'>, plans: KeptPlans): RequestHandler =>
  async (request, response) => {
    const plan = await planByLink(db, String(request.params.token))
    // A link is a secret: no other site is told it, and nobody finds it by a search.
    response.set({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' })
    if (plan?.result) {
      const inputs = await plans.ask(plan.id, 'places', null)
      const language = languageOf(request)
      response.vary('accept-language')
      const other = language === 'es' ? 'en' : 'es'
      const written = writtenIn(words[language])
      const switched = `<p class="screen"><a lang="${other}" href="?lang=${other}">${written.said.other}</a></p>`
      const body = bodyOf({ ...plan, result: plan.result, inputs }, written)
      return sendHtml(response, 200, plan.name, language, switched + body)
    }
    sendPage(response, 404, {
      es: { title: 'Este enlace no existe o ya terminó', text: 'Pida otro a quien se lo dio.' },
      en: { title: 'This link does not exist, or has ended', text: 'Ask whoever gave it to you for another.' },
    })
  }

function bodyOf(plan: LinkedPlan, written: Written): string {
  const { name, notes } = plan
  return `<section><h1>${escapeHtml(name)}</h1>${notes ? `<p>${escapeHtml(notes)}</p>` : ''}
<table>${figuresOf(plan, written)
    .map(([what, value]) => `<tr><th scope="row">${what}</th><td>${value}</td></tr>`)
    .join('')}</table></section>
<section>${drawing(plan, written.said)}</section>
<section>${sitesOf(plan, written)}
<p>${methodOf(plan, written)}</p></section>`
}

/** What was asked, and what came of it; each value is HTML. */
function figuresOf(plan: LinkedPlan, written: Written): Array<[what: string, value: string]> {
  const { result, parameters } = plan
  const { said, count, percent } = written
  const { residents, fine, gap, cost, proven } = result
  const bound = gap === null ? '–' : proven ? said.proven : `${(100 * gap).toFixed(3)} % ${said.atMost}`
  return [
    [said.objective, said.objectives[parameters.objective]],
    ...(parameters.objective === 'floors' ? [[said.floor, floorsOf(plan, written)] as [string, string]] : []),
    [said.served, said.existing[parameters.existing]],
    [said.needWeight, String(parameters.needWeight)],
    [said.reach, escapeHtml(reachOf(plan, written))],
    [said.gained, count(residents.after - residents.before)],
    [said.coverage, `${percent(residents.before, residents.all)} → ${percent(residents.after, residents.all)}`],
    [said.finer, `${percent(fine.before, fine.all)} → ${percent(fine.after, fine.all)}`],
    [said.sites, count(result.picks.length)],
    [said.cost, count(cost)],
    [said.gap, bound],
  ]
}

function sitesOf({ result, inputs, parameters }: LinkedPlan, { said, count }: Written): string {
  const { number, site, gain: gained, unique: own, cost: costs, year: inYear } = said.heads
  const years = parameters.years > 1
  const rows = result.picks.map(({ candidate, gain, unique, cost, year }, at) => {
    const name = escapeHtml(inputs.candidates.name[candidate]!)
    const cells = [String(at + 1), name, count(gain), count(unique), count(cost), ...(years ? [String(year)] : [])]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const heads = [number, site, gained, own, costs, ...(years ? [inYear] : [])]
  return `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>${rows.join('')}</tbody></table>`
}

function methodOf(plan: LinkedPlan, written: Written): string {
  const { said } = written
  const { linkEndsAt, dataVersion, result } = plan
  const sentences = [
    `${said.meant} ${escapeHtml(reachOf(plan, written))}; ${said.noRadio}`,
    ...(result.streets === null
      ? []
      : [`© ${said.contributors} <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>.`]),
    `${said.data} ${escapeHtml(dataVersion?.slice(0, 12) ?? '')}.`,
    ...(linkEndsAt === null ? [] : [`${said.ends} ${linkEndsAt.toISOString().slice(0, 10)}.`]),
  ]
  return sentences.join(' ')
}

/** Which groups have not what the plan was to give to all. */
function floorsOf({ parameters: { share, groups: by }, result: { groups } }: LinkedPlan, written: Written): string {
  const { said, percent } = written
  const missed = groups.filter(({ residents, after }) => residents * (share - after) >= 0.5)
  const names = missed.map(({ name }) => (by === 'quintile' ? `${said.fifth} ${name}` : name)).join(', ')
  return `${percent(share, 1)}: ${names === '' ? said.floorsMet : escapeHtml(`${said.floorsMissed} ${names}`)}`
}

/** How far a site reaches, and how that is measured. */
function reachOf({ parameters, result: { streets } }: LinkedPlan, { said, count }: Written): string {
  const radii = radiiOf(parameters)
  const inLine = straightOf(radii, streets !== null)
  const lines = inLine.length > 0 ? [`${inLine.map(count).join(', ')} ${said.straight}`] : []
  const walk = streets === null ? [] : [`${count(radii.at(-1)!)} ${said.streets} (OpenStreetMap, ${streets})`]
  return [...lines, ...walk].join(` ${said.and} `)
}

const WIDTH = 640

/** Cells with residents, and the picked sites by their number. */
function drawing({ inputs: { cells, candidates }, result }: LinkedPlan, said: PlanWords): string {
  const [west, east] = ends(cells.longitude)
  const [south, north] = ends(cells.latitude)
  const scale = WIDTH / Math.max(1e-9, east - west)
  const upright = scale / Math.cos((((south + north) / 2) * Math.PI) / 180)
  const height = Math.min(2 * WIDTH, Math.max(60, (north - south) * upright))
  const x = (longitude: number) => ((longitude - west) * scale).toFixed(1)
  const y = (latitude: number) => ((north - latitude) * upright).toFixed(1)
  const dots = cells.latitude.map((latitude, at) => `M${x(cells.longitude[at]!)} ${y(latitude)}h.1`).join('')
  const marks = result.picks.map(({ candidate }, at) => {
    const [cx, cy] = [x(candidates.longitude[candidate]!), y(candidates.latitude[candidate]!)]
    return `<circle cx="${cx}" cy="${cy}" r="9" fill="#0b6b7a"/><text x="${cx}" y="${cy}" dy="3" text-anchor="middle" font-size="9" fill="#fff">${at + 1}</text>`
  })
  return `<svg viewBox="-12 -12 ${WIDTH + 24} ${(height + 24).toFixed(0)}" role="img" aria-label="${said.drawing}"><path d="${dots}" stroke="#c9c4b4" stroke-width="3" stroke-linecap="round"/>${marks.join('')}</svg>`
}

function ends(values: number[]): [number, number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity])
}
