import type { Database } from '../../database/connection.ts'
import type { Arrivals } from '../evaluation/arrivals.ts'

export interface WeekOfNewSite {
  siteId: number
  /** Its Monday, yyyy-mm-dd. */
  week: string
  /** Distinct, within 250 m. */
  residents: number
  arrivals: Arrivals
}

/** Keeps what was counted of a week; a week that is kept already stays as it is. */
export async function storeWeekOfNewSite({ query }: Pick<Database, 'query'>, one: WeekOfNewSite): Promise<void> {
  const { siteId, week, residents, arrivals } = one
  const { firstTime, returned, moved, movedFrom } = arrivals
  await query
    .insertInto('new_site_weeks')
    .values({
      ...{ site_id: siteId, week, residents, first_time: firstTime, returned, moved },
      moved_from: JSON.stringify(Object.fromEntries(movedFrom)),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
