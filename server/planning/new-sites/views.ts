import type { Database } from '../../database/connection.ts'
import { type Arrivals, type ShownArrivals, shownArrivals, sumOf } from '../evaluation/arrivals.ts'
import { falseDiscoveryRates } from '../evaluation/placebo.ts'
import { type PooledEffect, pooled, type SiteEffect } from '../evaluation/pooled.ts'
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
  /** Of sites that are not refused, and beside which nothing else opened or closed; by name. */
  programmes: EvaluatedProgramme[]
}

/** Before there was any Wi-Fi. */
const EVER = '1970-01-01'

/** What every new site did, and every programme. */
export async function evaluatedSites(db: Db): Promise<EvaluatedSites> {
  const all = await openedSites(db, { closedSince: EVER })
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const opened = new Map(all.flatMap((site) => (site.closedOn === null ? [[site.id, site] as const] : [])))
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
          return { siteId, name: names.get(siteId) ?? `${siteId}`, residents }
        }),
      },
      falseDiscovery: row.outcome.effects ? (rates.next().value ?? null) : null,
    }
  })
  return { sites, programmes: byProgramme(known) }
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

function byProgramme(
  known: ReadonlyArray<{ site: OpenedSite; row: { outcome: Outcome; draws: Buffer | null } }>,
): EvaluatedProgramme[] {
  const effects = new Map<string, SiteEffect[]>()
  for (const { site, row } of known) {
    const { net, doubts } = row.outcome.effects ?? {}
    // What two sites brought together would count for each.
    if (!row.draws || !net || doubts?.includes('others')) continue
    const draws = new Float32Array(Uint8Array.from(row.draws).buffer)
    effects.set(site.programme, [...(effects.get(site.programme) ?? []), { users: net.users, draws }])
  }
  return [...effects]
    .map(([programme, of]) => ({ programme, ...pooled(of) }))
    .sort((a, b) => a.programme.localeCompare(b.programme))
}
