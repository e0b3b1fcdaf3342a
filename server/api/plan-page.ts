import type { RequestHandler } from 'express'
import type { Database } from '../database/connection.ts'
import type { PlanInputs } from '../planning/plans/inputs.ts'
import { planByLink } from '../planning/plans/links.ts'
import type { KeptPlans } from '../planning/plans/opened/kept.ts'
import { type Objective, radiiOf, straightOf } from '../planning/plans/parameters.ts'
import type { SitePlan } from '../planning/plans/plans.ts'
import type { PlanResult } from '../planning/plans/result.ts'
import { escapeHtml, sendHtml, sendPage } from './pages.ts'

type LinkedPlan = SitePlan & { result: PlanResult; inputs: Pick<PlanInputs, 'cells' | 'candidates'> }

/** A plan, for whoever has its link: what came of it, a drawing and its sites, without a script. */
export const planPage =
  (db: Pick<Database, 'query'>, plans: KeptPlans): RequestHandler =>
  async (request, response) => {
    const plan = await planByLink(db, String(request.params.token))
    // A link is a secret: no other site is told it, and nobody finds it by a search.
    response.set({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' })
    if (plan?.result) {
      const inputs = await plans.ask(plan.id, 'places', null)
      return sendHtml(response, 200, plan.name, 'es', bodyOf({ ...plan, result: plan.result, inputs }))
    }
    sendPage(response, 404, {
      es: { title: 'Este enlace no existe o ya terminó', text: 'Pida otro a quien se lo dio.' },
      en: { title: 'This link does not exist, or has ended', text: 'Ask whoever gave it to you for another.' },
    })
  }

const count = (value: number): string => new Intl.NumberFormat('es-MX', { maximumFractionDigits: 0 }).format(value)
const percent = (part: number, whole: number): string =>
  new Intl.NumberFormat('es-MX', { style: 'percent', maximumFractionDigits: 1 }).format(whole > 0 ? part / whole : 0)

function bodyOf(plan: LinkedPlan): string {
  const { result, inputs, name, notes, parameters } = plan
  const { residents, fine, gap, cost, proven } = result
  const rows = [
    ['Objetivo', objectives[parameters.objective]],
    ...(parameters.objective === 'floors' ? [['Mínimo para cada grupo', floorsOf(plan)]] : []),
    ['Se da por servido', existing[parameters.existing]],
    ['Peso de la necesidad (0 a 1)', String(parameters.needWeight)],
    ['Alcance de un sitio', escapeHtml(reachOf(plan))],
    ['Residentes nuevos a su alcance', count(residents.after - residents.before)],
    ['Cobertura', `${percent(residents.before, residents.all)} → ${percent(residents.after, residents.all)}`],
    ['La misma, en celdas más finas', `${percent(fine.before, fine.all)} → ${percent(fine.after, fine.all)}`],
    ['Sitios', count(result.picks.length)],
    ['Costo', count(cost)],
    [
      'Distancia al mejor plan posible',
      gap === null ? '–' : proven ? 'Demostrado: no hay mejor plan' : `${(100 * gap).toFixed(3)} % a lo más`,
    ],
  ]
  const sites = result.picks.map(({ candidate, gain, unique, cost: own, year }, at) => {
    const cells = [
      String(at + 1),
      escapeHtml(inputs.candidates.name[candidate]!),
      count(gain),
      count(unique),
      count(own),
      ...(parameters.years > 1 ? [String(year)] : []),
    ]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  return `<section><h1>${escapeHtml(name)}</h1>${notes ? `<p>${escapeHtml(notes)}</p>` : ''}
<table>${rows.map(([what, value]) => `<tr><th scope="row">${what}</th><td>${value}</td></tr>`).join('')}</table></section>
<section>${drawing(plan)}</section>
<section><table><thead><tr><th>Núm.</th><th>Sitio</th><th>Ganancia</th><th>Única</th><th>Costo</th>${parameters.years > 1 ? '<th>Año</th>' : ''}</tr></thead>
<tbody>${sites.join('')}</tbody></table>
<p>Ganancia: residentes que el sitio alcanza primero. Única: los que el plan perdería sin él. Alcance:
${escapeHtml(reachOf(plan))}; no es propagación de radio.${result.streets === null ? '' : ` ${OSM}`} Datos: ${escapeHtml(plan.dataVersion?.slice(0, 12) ?? '')}.${endOf(plan)}</p></section>`
}

const objectives: Record<Objective, string> = {
  coverage: 'Cubrir a más residentes',
  rings: 'Más cerca vale más (anillos)',
  floors: 'Un mínimo para cada grupo',
  fairest: 'Lo más parejo primero',
  target: 'Lo más barato para una meta',
  capacity: 'Dentro de la capacidad de las antenas',
}
const existing = {
  working: 'lo que funciona hoy',
  all: 'lo que está en uso, funcione o no',
  none: 'nada: desde cero',
}

/** Which groups have not what the plan was to give to all. */
function floorsOf({ parameters: { share, groups: by }, result: { groups } }: LinkedPlan): string {
  const missed = groups.filter(({ residents, after }) => residents * (share - after) >= 0.5)
  const names = missed.map(({ name }) => (by === 'quintile' ? `quinto ${name}` : name)).join(', ')
  return `${percent(share, 1)}: ${names === '' ? 'se alcanza en todos' : escapeHtml(`no se alcanza en ${names}`)}`
}

const endOf = ({ linkEndsAt }: LinkedPlan): string =>
  linkEndsAt === null ? '' : ` Este enlace termina el ${linkEndsAt.toISOString().slice(0, 10)}.`

const OSM = '© colaboradores de <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>.'

/** How far a site reaches, and how that is measured. */
function reachOf({ parameters, result: { streets } }: LinkedPlan): string {
  const radii = radiiOf(parameters)
  const inLine = straightOf(radii, streets !== null)
  const lines = inLine.length > 0 ? [`${inLine.map(count).join(', ')} m en línea recta`] : []
  const walk = streets === null ? [] : [`${count(radii.at(-1)!)} m por calles (OpenStreetMap, ${streets})`]
  return [...lines, ...walk].join(' y ')
}

const WIDTH = 640

/** Cells with residents, and the picked sites by their number. */
function drawing({ inputs: { cells, candidates }, result }: LinkedPlan): string {
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
  return `<svg viewBox="-12 -12 ${WIDTH + 24} ${(height + 24).toFixed(0)}" role="img" aria-label="Mapa de los sitios del plan"><path d="${dots}" stroke="#c9c4b4" stroke-width="3" stroke-linecap="round"/>${marks.join('')}</svg>`
}

function ends(values: number[]): [number, number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity])
}
