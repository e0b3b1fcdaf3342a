import { type CountedWeeks, countedWeeks } from '../../analytics/weeks.ts'
import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTurn } from '../../database/turns.ts'
import { metresBetween } from '../../health/doubts/places.ts'
import type { Log } from '../../log.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { repeatedly } from '../../repeatedly.ts'
import { localDay } from '../../usage/local-day.ts'
import { fifthsByNeed } from '../equity/fifths.ts'
import { TREATED } from '../evaluation/places.ts'
import { countWeek } from './count-week.ts'
import { evaluateSite, readerOfUseBefore, type SiteFacts } from './evaluate-site.ts'
import { type OpenedSite, openedSites } from './openings.ts'
import { storeWeekOfNewSite } from './store.ts'
import { weeksAround } from './weeks.ts'

type Db = Pick<Database, 'query' | 'pool'>
type NewSite = OpenedSite & { openedOn: string }

export interface KeeperOptions {
  timeZone: string
  now?: Date
  /** Waits until another process that evaluates is done, instead of leaving it to that. */
  wait?: boolean
}

/**
 * Counts the weeks of every new site that are not counted yet, and evaluates it anew where a week is over that its
 * evaluation does not have. A site is new from its opening on, where weeks were counted before. One process at a time.
 *
 * @returns how many sites were evaluated; undefined where another process is at it
 */
export const evaluateNewSites = (db: Db, options: KeeperOptions): Promise<number | undefined> =>
  inTurn(db, locks.newSites, () => evaluateDue(db, options), options)

async function evaluateDue(db: Db, { timeZone, now = new Date() }: KeeperOptions): Promise<number> {
  const counted = await countedWeeks(db, localDay(timeZone)(now))
  if (!counted) return 0
  const sites = await openedSites(db, { closedSince: counted.first })
  const due = await dueSites(db, sites, counted)
  if (due.length === 0) return 0
  const neighbourhoods = await listNeighbourhoods(db)
  const areas = neighbourhoods.map(({ id, population, withoutInternet }) => ({
    ...{ id, residents: population, need: withoutInternet },
  }))
  const facts: SiteFacts = { sites, fifths: fifthsByNeed(areas), counted, usersBefore: readerOfUseBefore(db) }
  for (const site of due) {
    await countWeeks(db, site, facts)
    await keep(db, site, facts, now)
  }
  return due.length
}

/** New sites of which a week is over that is not in their evaluation, or whose opening was corrected. */
async function dueSites(db: Db, sites: readonly OpenedSite[], counted: CountedWeeks): Promise<NewSite[]> {
  const kept = await db.query
    .selectFrom('site_evaluations')
    .select(['site_id as siteId', 'opened_on as openedOn', 'last_week as lastWeek'])
    .execute()
  const known = new Map(kept.map((one) => [one.siteId, one]))
  const due: NewSite[] = []
  for (const site of sites) {
    const { openedOn, closedOn } = site
    if (closedOn !== null || openedOn === null || openedOn <= counted.first || openedOn > counted.last) continue
    const before = known.get(site.id)
    if (before && before.openedOn !== openedOn)
      await db.query.deleteFrom('new_site_weeks').where('site_id', '=', site.id).execute()
    const { weeks } = weeksAround(openedOn, counted)
    if (before?.openedOn !== openedOn || before.lastWeek < weeks.at(-1)!) due.push({ ...site, openedOn })
  }
  return due
}

/** Each week once: what is counted of it stays, whatever becomes of its sessions. */
async function countWeeks(db: Db, site: NewSite, { sites, counted }: SiteFacts): Promise<void> {
  const rows = await db.query.selectFrom('new_site_weeks').select('week').where('site_id', '=', site.id).execute()
  const done = new Set(rows.map(({ week }) => week))
  const area = sites.filter((other) => metresBetween(site, other) <= TREATED)
  const ids = (of: OpenedSite) => of.hotspots.map(({ id }) => id)
  for (const week of weeksAround(site.openedOn, counted).weeks) {
    if (done.has(week)) continue
    const found = await countWeek(db, {
      ...{ week, openedOn: site.openedOn, hotspots: ids(site), areaHotspots: area.flatMap(ids) },
    })
    if (found) await storeWeekOfNewSite(db, { siteId: site.id, week, ...found })
  }
}

async function keep(db: Db, site: NewSite, facts: SiteFacts, now: Date): Promise<void> {
  const { outcome, draws } = await evaluateSite(db, site, facts, now)
  const row = {
    ...{ opened_on: site.openedOn, last_week: outcome.weeks.at(-1)!, evaluated_at: now },
    outcome: JSON.stringify(outcome),
    draws: draws ? Buffer.from(Float32Array.from(draws).buffer) : null,
  }
  await db.query
    .insertInto('site_evaluations')
    .values({ site_id: site.id, ...row })
    .onConflict((conflict) => conflict.column('site_id').doUpdateSet(row))
    .execute()
}

const EVERY_MS = 3_600_000

/** Evaluates at once and every hour what is due. */
export const startNewSiteKeeper = (
  { db, log, timeZone }: { db: Database; log: Log; timeZone: string },
  everyMs = EVERY_MS,
): { close(): Promise<void> } =>
  repeatedly(
    () => evaluateNewSites(db, { timeZone }),
    everyMs,
    (error) => log.error({ err: error }, 'new sites were not evaluated'),
  )
