import type { Database } from '../../database/connection.ts'
import { type KnownState, knownStates, nothingKnown } from '../../health/known-states.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { hotspotsOfProgrammes, type PublishedHotspot, publishedHotspots } from '../../network/published/hotspots.ts'
import type { Coverage } from '../../planning/coverage.ts'
import type { Within } from '../../planning/points/rings.ts'
import type { OpenDataSettings } from '../settings.ts'
import { isSmall } from '../suppression/table.ts'

/** How a hotspot is, in words for everybody; `not-checked`: nobody knows. */
export const openStates = ['working', 'slow', 'not-working', 'not-checked'] as const
export type OpenState = (typeof openStates)[number]

const stateOf: Record<KnownState['state'], OpenState> = {
  up: 'working',
  degraded: 'slow',
  down: 'not-working',
  unknown: 'not-checked',
}

export type OpenHotspot = PublishedHotspot & { state: OpenState }

/** Residents of a neighbourhood, whole; all null where so few live there that they could be recognised. */
export interface OpenCoverage {
  code: string
  name: string
  borough: string | null
  residents: number | null
  /** Within a walk of a hotspot that works. */
  covered: number | null
  /** Of none such, but of one of which nobody knows whether it works. */
  unchecked: number | null
  without: number | null
}

/** What datasets are made of, as it was at one moment. */
export interface OpenCity {
  at: Date
  hotspots: readonly OpenHotspot[]
  coverage: readonly OpenCoverage[]
  /** How near is near. */
  walk: Within
}

export type OpenCoverageSource = Pick<Coverage, 'byNeighbourhood' | 'withoutHotspots' | 'within'>

/** Reads what may be told now. What the city does not let out is not read. */
export async function readOpenCity(
  db: Database,
  coverage: OpenCoverageSource,
  settings: OpenDataSettings,
  at: Date,
): Promise<OpenCity> {
  return {
    at,
    hotspots: settings.hotspots ? await hotspotsWithStates(db, settings.withheld) : [],
    walk: coverage.within('walk'),
    coverage: settings.coverage ? await coverageByNeighbourhood(db, coverage, settings.withheld) : [],
  }
}

async function hotspotsWithStates(db: Database, withheld: readonly string[]): Promise<OpenHotspot[]> {
  const [hotspots, states] = await Promise.all([publishedHotspots(db, withheld), knownStates(db)])
  return hotspots.map((one) => ({ ...one, state: stateOf[(states.get(one.id) ?? nothingKnown).state] }))
}

async function coverageByNeighbourhood(
  db: Database,
  coverage: OpenCoverageSource,
  withheld: readonly string[],
): Promise<OpenCoverage[]> {
  const hidden = withheld.length > 0 ? await hotspotsOfProgrammes(db, withheld) : []
  const figures = hidden.length > 0 ? coverage.withoutHotspots('walk', hidden) : coverage.byNeighbourhood('walk')
  return (await listNeighbourhoods(db)).map(({ id, code, name, borough }) => {
    const of = figures.get(id)
    const place = { code, name, borough }
    if (!of || isSmall(of.residents))
      return { ...place, residents: null, covered: null, unchecked: null, without: null }
    const [covered, unchecked] = [Math.round(of.covered), Math.round(of.unchecked)]
    const without = Math.max(0, of.residents - covered - unchecked)
    return { ...place, residents: of.residents, covered, unchecked: of.residents - covered - without, without }
  })
}

/** Of the whole city or a borough. */
export interface Figures {
  borough: string | null
  hotspots: Record<OpenState, number>
  residents: number
  covered: number
  unchecked: number
  without: number
}

/** The whole city's figures, and each borough's by name; places without one are the whole city's alone. */
export function figuresOf({ hotspots, coverage }: OpenCity): { city: Figures; boroughs: Figures[] } {
  const empty = (borough: string | null): Figures => ({
    ...{ borough, residents: 0, covered: 0, unchecked: 0, without: 0 },
    hotspots: { working: 0, slow: 0, 'not-working': 0, 'not-checked': 0 },
  })
  const city = empty(null)
  const boroughs = new Map<string, Figures>()
  const in_ = (borough: string | null): Figures[] => {
    if (borough === null) return [city]
    const own = boroughs.get(borough) ?? empty(borough)
    boroughs.set(borough, own)
    return [city, own]
  }
  for (const { borough, state } of hotspots) for (const sum of in_(borough)) sum.hotspots[state]++
  for (const one of coverage)
    for (const sum of in_(one.borough))
      for (const kind of ['residents', 'covered', 'unchecked', 'without'] as const) sum[kind] += one[kind] ?? 0
  const byName = new Intl.Collator('es')
  return { city, boroughs: [...boroughs.values()].sort((a, b) => byName.compare(a.borough!, b.borough!)) }
}
