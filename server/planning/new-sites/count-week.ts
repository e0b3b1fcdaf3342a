import type { Database } from '../../database/connection.ts'
import { residentsSince } from '../../directory/fragments.ts'
import { hotspotPlaces } from '../../network/fragments.ts'
import { archivedUse, reportedUse } from '../../sessions/fragments.ts'
import { type Arrivals, arrivals, type Before, RETURNED } from '../evaluation/arrivals.ts'

type Pool = Pick<Database, 'pool'>

export interface WeekOfSite {
  /** Its Monday, yyyy-mm-dd. */
  week: string
  openedOn: string
  /** Of the site, and all within 250 m of it, the site's own among them. */
  hotspots: readonly number[]
  areaHotspots: readonly number[]
}

export interface CountedWeek {
  residents: number
  arrivals: Arrivals
}

/**
 * Counts a week of a new site from what sessions reported: distinct residents within 250 m, and who came to the site for
 * the first time.
 *
 * @returns undefined where sessions of that week are kept no longer
 */
export async function countWeek(db: Pool, week: WeekOfSite): Promise<CountedWeek | undefined> {
  const { rows } = await db.pool.query<{ residents: number; archived: boolean }>(
    `select (select count(distinct u.resident_id) from ${reportedUse} as u
             where u.hotspot_id = any($1) and u.day >= $2::date and u.day < $2::date + 7)::integer as residents,
            exists (select from ${archivedUse} as a where a.day >= $2::date and a.day < $2::date + 7) as archived`,
    [week.areaHotspots, week.week],
  )
  const { residents, archived } = rows[0]!
  return archived ? undefined : { residents, arrivals: arrivals(await newcomers(db, week)) }
}

/**
 * What those who came in the week did before: an account that is older than all that is kept of its use came back after
 * long. Nothing that is read here says who they are.
 */
async function newcomers({ pool }: Pool, { hotspots, week, openedOn }: WeekOfSite): Promise<Before[]> {
  const { rows } = await pool.query<{ days_away: number | null; usual_site: number | null }>(
    `with came as (
       select u.resident_id, min(u.day) as day from ${reportedUse} as u
       where u.hotspot_id = any($1) and u.resident_id is not null and u.day >= $3::date and u.day < $2::date + 7
       group by 1 having min(u.day) >= $2::date)
     select coalesce(came.day - before.day, case when r.created_at < came.day - ${RETURNED} then ${RETURNED} end) as days_away,
            usual.site_id as usual_site
     from came left join ${residentsSince} as r on r.id = came.resident_id
       left join lateral (
         select max(u.day) as day from ${reportedUse} as u
         where u.resident_id = came.resident_id and u.day < came.day) as before on true
       left join lateral (
         select p.site_id from ${reportedUse} as u join ${hotspotPlaces} as p on p.id = u.hotspot_id
         where u.resident_id = came.resident_id and u.day < came.day and u.day > came.day - ${RETURNED}
         group by 1 order by count(distinct u.day) desc, 1 limit 1) as usual on true`,
    [hotspots, week, openedOn],
  )
  return rows.map(({ days_away, usual_site }) => ({
    ...{ daysAway: days_away ?? undefined, usualSite: usual_site ?? undefined },
  }))
}
