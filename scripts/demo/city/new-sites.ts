import { addDays, startOf } from '../../../server/analytics/calendar.ts'
import { storePastWeeks } from '../../../server/analytics/past-weeks.ts'
import { countedWeeks } from '../../../server/analytics/weeks.ts'
import type { Database } from '../../../server/database/connection.ts'
import { inOneTransaction, type OneTransaction } from '../../../server/database/one-transaction.ts'
import { metresBetween } from '../../../server/health/doubts/places.ts'
import { changeHotspots } from '../../../server/network/hotspots/change.ts'
import { hotspotRecords } from '../../../server/network/hotspots/record.ts'
import { type SiteOfHotspots, sitesOfHotspots } from '../../../server/network/sites.ts'
import { storeWeekOfNewSite } from '../../../server/planning/new-sites/store.ts'
import { addProposal, changeProposal, listProposals } from '../../../server/planning/plans/proposals.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { createRandom, type Random } from '../random.ts'

const WEEKS_BEFORE = 12
const WEEKS_SINCE = 12
/** Of the other sites only so many have a past, one in: enough to compare with, and soon stored. */
const ONE_IN = 2

/** Of the weekly users of a new site, how many its neighbours lose. */
const stories = [
  { users: 180, lost: 20, firstTime: 0.7, returned: 0.15 },
  { users: 180, lost: 175, firstTime: 0.05, returned: 0.02 },
] as const
type Story = (typeof stories)[number]

/**
 * Gives the demo city a past: half a year of weekly users of many of its sites, and two sites that were planned and opened in it.
 * One brought users; the other has only those that its neighbours lost. Once; they are evaluated as any other.
 */
export async function makeNewSites(db: Database, timeZone: string, now = new Date()): Promise<void> {
  const today = localDay(timeZone)(now)
  // Whatever the clock says now: once.
  if ((await countedWeeks(db, today)) || (await listProposals(db)).length > 0) return
  const sites = await sitesOfHotspots(db)
  const chosen = choose(sites)
  const thisWeek = startOf('week', today)
  const opened = addDays(thisWeek, -7 * WEEKS_SINCE)
  const weeks = Array.from({ length: WEEKS_BEFORE + WEEKS_SINCE }, (_, at) => addDays(opened, 7 * (at - WEEKS_BEFORE)))
  const random = createRandom('new sites')
  await inOneTransaction(db, async (inside) => {
    await storePastWeeks(inside, pastOf(sites, chosen, weeks, opened, random))
    for (const { site, near, story } of chosen) {
      await becomeProposal(inside, site, opened)
      for (const week of weeks) {
        const since = weeks.indexOf(week) - WEEKS_BEFORE
        const came = since < 0 ? 0 : Math.round(story.users / (1 + since))
        const [firstTime, returned] = [Math.round(came * story.firstTime), Math.round(came * story.returned)]
        const moved = came - firstTime - returned
        await storeWeekOfNewSite(inside, {
          ...{ siteId: site.id, week, residents: since < 0 ? 0 : story.users },
          arrivals: { firstTime, returned, moved, movedFrom: shared(moved, near) },
        })
      }
    }
  })
}

interface Chosen {
  site: SiteOfHotspots
  /** From 250 m to 1 km. */
  near: SiteOfHotspots[]
  story: Story
}

/** Sites of one hotspot with nothing within 250 m and several neighbours beyond, far from each other. */
function choose(sites: readonly SiteOfHotspots[]): Chosen[] {
  const chosen: Chosen[] = []
  for (const site of sites) {
    const story = stories[chosen.length]
    if (story === undefined) break
    if (site.hotspots.length !== 1 || chosen.some((other) => metresBetween(other.site, site) < 4000)) continue
    const within = (metres: number) => sites.filter((other) => other !== site && metresBetween(site, other) <= metres)
    const near = within(1000)
    if (near.length >= 6 && near.length <= 12 && within(250).length === 0) chosen.push({ site, near, story })
  }
  return chosen
}

/** Weekly users of sites: a level of its own, a season that all share, and a little of each week's own. */
function pastOf(
  sites: readonly SiteOfHotspots[],
  chosen: readonly Chosen[],
  weeks: readonly string[],
  opened: string,
  random: Random,
) {
  return sites.flatMap((site) => {
    const isNew = chosen.find((one) => one.site === site)
    const beside = chosen.find(({ near }) => near.includes(site))
    const level = random.between(120, 200)
    if (!isNew && !beside && site.id % ONE_IN !== 0) return []
    return weeks.flatMap((week, at) => {
      const lost = beside && week >= opened ? beside.story.lost / beside.near.length : 0
      const usual = (level - lost) * (1 + 0.1 * Math.sin(at / 4)) * random.between(0.97, 1.03)
      const residents = isNew ? (week >= opened ? isNew.story.users : 0) : Math.round(usual)
      return residents === 0 ? [] : [{ kind: 'site' as const, place: String(site.id), week, residents }]
    })
  })
}

function shared(moved: number, near: readonly SiteOfHotspots[]): Map<number, number> {
  const each = Math.floor(moved / near.length)
  return new Map(near.map(({ id }, at) => [id, each + (at < moved % near.length ? 1 : 0)]))
}

async function becomeProposal(db: OneTransaction, site: SiteOfHotspots, installedOn: string): Promise<void> {
  const hotspotId = site.hotspots[0]!.id
  const before = (await hotspotRecords(db, [hotspotId])).get(hotspotId)!
  await changeHotspots(db, [{ before, after: { ...before, installedOn } }], { staffId: null, action: 'edit' })
  const { name, latitude, longitude } = site
  const nothing = { plannedFor: null, cost: null, notes: '' }
  const planned = { ...nothing, name, latitude, longitude, planId: null, expectedResidents: null }
  const id = await addProposal(db, planned, null)
  const change = { ...nothing, status: 'installed' as const, installedOn, hotspotId }
  await changeProposal(db, id, change)
}
