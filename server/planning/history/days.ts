import type { Database } from '../../database/connection.ts'
import type { Ring } from '../points/rings.ts'
import type { PlaceKind } from './look.ts'

/** Who was reached at a place on a day; means, whole residents. */
export interface CoverageDay {
  day: string
  residents: number
  covered: number
  unchecked: number
  failed: number
  near: number
  inNeed: number
}

/** How a ring was measured on a day, and how even coverage was over the whole city. */
export interface RingDay {
  day: string
  metres: number
  streets: string | null
  gini: number
  concentration: number | null
}

interface Wanted {
  ring: Ring
  /** The first and the last day, yyyy-mm-dd. */
  from: string
  to: string
}

/** The earliest first; days on which nobody looked are not there. */
export const coverageDays = (
  { query }: Pick<Database, 'query'>,
  { ring, from, to, kind, place }: Wanted & { kind: PlaceKind; place: string },
): Promise<CoverageDay[]> =>
  query
    .selectFrom('coverage_days')
    .select(['day', 'residents', 'covered', 'unchecked', 'failed', 'near', 'in_need as inNeed'])
    .where('kind', '=', kind)
    .where('place', '=', place)
    .where('ring', '=', ring)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .execute()

export const ringDays = ({ query }: Pick<Database, 'query'>, { ring, from, to }: Wanted): Promise<RingDay[]> =>
  query
    .selectFrom('coverage_day_rings')
    .select(['day', 'metres', 'streets', 'gini', 'concentration'])
    .where('ring', '=', ring)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .execute()
