import { csvField } from '../../csv-field.ts'
import { methodOf } from './method.ts'
import type { WholePlan } from './plans.ts'

/** The picked sites as GeoJSON, with what the plan was made by and what came of it. */
export function planGeoJson(plan: WholePlan) {
  return {
    type: 'FeatureCollection' as const,
    plan: aboutPlan(plan),
    features: sitesOf(plan).map(({ latitude, longitude, ...properties }) => ({
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [longitude, latitude] },
      properties,
    })),
  }
}

/** The picked sites as CSV (RFC 4180); the parameters stand in columns of every row, since CSV has no other place. */
export function planCsv(plan: WholePlan): string {
  const { parameters, measured, dataVersion, gap } = aboutPlan(plan)
  const about = { plan: plan.id, measured, ...flat(parameters), data_version: dataVersion, gap }
  const rows = sitesOf(plan).map((site) => ({ ...site, ...about }))
  const headers = Object.keys(rows[0] ?? about)
  const lines = rows.map((row) => headers.map((header) => field(row[header as keyof typeof row])).join(','))
  return `${[headers.join(','), ...lines].join('\r\n')}\r\n`
}

const aboutPlan = (plan: WholePlan) => {
  const { id, name, parameters, dataVersion, result, endedAt } = plan
  const { picks: _, ...figures } = result
  const about = { id, name, measured: methodOf(plan), parameters, dataVersion }
  return { ...about, solvedAt: endedAt?.toISOString() ?? null, ...figures }
}

const sitesOf = ({ inputs: { candidates }, result }: WholePlan) =>
  result.picks.map(({ candidate, antennas, ...figures }, at) => ({
    ...{ order: at + 1, candidate: candidates.id[candidate]!, name: candidates.name[candidate]! },
    ...{ latitude: candidates.latitude[candidate]!, longitude: candidates.longitude[candidate]!, ...figures },
    antennas: antennas ?? null,
  }))

const flat = (parameters: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : value]),
  )

/** A value of a row, which may be true or false, or absent. */
const field = (value: unknown): string =>
  csvField(value === undefined || value === null || typeof value === 'number' ? (value ?? null) : String(value))
