import type { Database } from '../../database/connection.ts'
import { type Arrivals, type ShownArrivals, shownArrivals, sumOf } from '../evaluation/arrivals.ts'
import { falseDiscoveryRates } from '../evaluation/placebo.ts'
import { type PooledEffect, pooled } from '../evaluation/pooled.ts'
import { type OpenedSite, openedSites } from './openings.ts'
import type { Outcome } from './outcome.ts'

type Db = Pick<Database, 'query'>

export interface EvaluatedSite {
  site: OpenedSite
  /** yyyy-mm-dd, as it was when it was evaluated. */
  openedOn: string
  /** Monday of the last week in it. */
  lastWeek: string
  evaluatedAt: Date
  outcome: Outcome
  /** Since the opening; where users came from by name, the most first. */
  arrivals: Omit<ShownArrivals, 'movedFrom'> & { movedFrom: Array<{ siteId: number; name: string; residents: number }> }
  /** The placebo's p-value with allowance for there being many sites (Benjamini and Hochberg); null: it is refused. */
  falseDiscovery: number | null
}

export interface EvaluatedProgramme extends PooledEffect {
  programme: string
}

export interface EvaluatedSites {
  /** Opened last, first. */
  sites: EvaluatedSite[]
  /** Of sites that are not refused; by name. */
  programmes: EvaluatedProgramme[]
}

/** What every new site did, and every programme. */
export async function evaluatedSites(db: Db): Promise<EvaluatedSites> {
  const opened = new Map((await openedSites(db)).map((site) => [site.id, site]))
  const rows = await db.query.selectFrom('site_evaluations').selectAll().orderBy('opened_on', 'desc').execute()
  const counts = await countsBySite(db)
  const known = rows.flatMap((row) => {
    const site = opened.get(row.site_id)
    return site ? [{ site, row }] : []
  })
  const judged = known.flatMap(({ row }) => row.outcome.effects?.donors.p ?? [])
  const rates = falseDiscoveryRates(judged).values()
  const sites = known.map(({ site, row }): EvaluatedSite => {
    const { movedFrom, ...arrivals } = shownArrivals(sumOf(counts.get(site.id) ?? []))
    return {
      ...{ site, openedOn: row.opened_on, lastWeek: row.last_week, evaluatedAt: row.evaluated_at },
      outcome: row.outcome,
      arrivals: {
        ...arrivals,
        movedFrom: [...movedFrom].map(([siteId, residents]) => {
          return { siteId, name: opened.get(siteId)?.name ?? `${siteId}`, residents }
        }),
      },
      falseDiscovery: row.outcome.effects ? (rates.next().value ?? null) : null,
    }
  })
  return { sites, programmes: byProgramme(known.map(({ site, row }) => ({ ...site, draws: row.draws }))) }
}

async function countsBySite({ query }: Db): Promise<Map<number, Arrivals[]>> {
  const rows = await query.selectFrom('new_site_weeks').selectAll().execute()
  const bySite = new Map<number, Arrivals[]>()
  for (const { site_id, first_time: firstTime, returned, moved, moved_from } of rows) {
    const movedFrom = new Map(Object.entries(moved_from).map(([id, residents]) => [Number(id), residents]))
    bySite.set(site_id, [...(bySite.get(site_id) ?? []), { firstTime, returned, moved, movedFrom }])
  }
  return bySite
}

function byProgramme(sites: ReadonlyArray<{ programme: string; draws: Buffer | null }>): EvaluatedProgramme[] {
  const draws = new Map<string, Float32Array[]>()
  for (const { programme, draws: own } of sites)
    if (own) draws.set(programme, [...(draws.get(programme) ?? []), new Float32Array(Uint8Array.from(own).buffer)])
  return [...draws]
    .map(([programme, of]) => ({ programme, ...pooled(of) }))
    .sort((a, b) => a.programme.localeCompare(b.programme))
}
