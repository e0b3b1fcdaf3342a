import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import { type Fault, faults } from './tables.ts'

export { type Fault, faults } from './tables.ts'

type Query = Pick<Database, 'query'>

const KEEP_DAYS = 30
/** More says nothing more. */
const MOST_TIMES = 9999

export const isFault = (value: unknown): value is Fault => faults.includes(value as Fault)

/**
 * Counts a resident's report of a fault.
 *
 * @param day the city's, `yyyy-mm-dd`
 * @returns false where there is no such hotspot
 */
export async function reportFault(
  { query }: Query,
  { hotspotId, fault, day, at }: { hotspotId: number; fault: Fault; day: string; at: Date },
): Promise<boolean> {
  return query
    .insertInto('fault_reports')
    .values({ hotspot_id: hotspotId, fault, day, last_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(['hotspot_id', 'day', 'fault'])
        .doUpdateSet({ times: sql`least(fault_reports.times + 1, ${MOST_TIMES})`, last_at: at }),
    )
    .execute()
    .then(
      () => true,
      (error: unknown) => {
        if (isForeignKeyViolation(error)) return false
        throw error
      },
    )
}

/** What was reported of these hotspots and is still kept, by day and fault, the newest first. */
export const faultReportsOf = ({ query }: Query, hotspotIds: number[]) =>
  query
    .selectFrom('fault_reports')
    .select(['fault', sql<string>`day::text`.as('day'), sql<number>`sum(times)::int`.as('times')])
    .select(sql<Date>`max(last_at)`.as('lastAt'))
    .where('hotspot_id', '=', sql<number>`any(${hotspotIds}::bigint[])`)
    .groupBy(['day', 'fault'])
    .orderBy('fault_reports.day', 'desc')
    .orderBy('lastAt', 'desc')
    .execute()

/** Reports go after a month. */
export async function removeOldFaultReports({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('delete from fault_reports where day < current_date - $1::int', [KEEP_DAYS])
}
