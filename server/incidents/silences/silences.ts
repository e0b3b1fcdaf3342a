import type { Database } from '../../database/connection.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import type { Belongings } from '../../network/belongings.ts'
import type { SilenceScope } from '../tables.ts'
import { holdsAt, type Times } from './recurrence.ts'

/** What a silence is about. */
export interface SilenceMatch {
  scope: SilenceScope
  /** Null of a programme and of the city. */
  subjectId: number | null
  programme: string | null
}

export interface Silence extends SilenceMatch, Times {
  id: number
  reason: string
}

/** Silences that were not ended, also those whose time is over or has not come. */
export const keptSilences = (db: Pick<Database, 'query'>): Promise<Silence[]> =>
  allSilences(db).where('ended_at', 'is', null).execute()

/** All that there ever were; `endedAt`: ended before their time. */
export const silencesOf = (db: Pick<Database, 'query'>): Promise<Array<Silence & { endedAt: Date | null }>> =>
  allSilences(db).select('ended_at as endedAt').execute()

const allSilences = ({ query }: Pick<Database, 'query'>) =>
  query
    .selectFrom('silences')
    .select([
      'id',
      'scope',
      'subject_id as subjectId',
      'programme',
      'starts_at as startsAt',
      'seconds',
      'rrule',
      'reason',
    ])

const fields = {
  hotspot: 'hotspotId',
  site: 'siteId',
  gateway: 'gatewayId',
  controller: 'controllerId',
  neighbourhood: 'neighbourhoodId',
  group: 'groupId',
  district: 'districtId',
} as const satisfies Record<Exclude<SilenceScope, 'parent' | 'programme' | 'city'>, keyof Belongings>

/** Whether it is about the hotspot. */
export function matches({ scope, subjectId, programme }: SilenceMatch, hotspot: Belongings): boolean {
  if (scope === 'city') return true
  if (scope === 'programme') return hotspot.programme === programme
  if (scope === 'parent') return subjectId !== null && hotspot.parentIds.includes(subjectId)
  return hotspot[fields[scope]] === subjectId
}

/** Tells which hotspots nobody is to be called for at an instant. */
export function silencedAt(silences: readonly Silence[], now: Date, zone: string): (hotspot: Belongings) => boolean {
  const holding = silences.filter((silence) => holdsAt(silence, now, zone))
  return (hotspot) => holding.some((silence) => matches(silence, hotspot))
}

/** @returns its id */
export async function addSilence(
  { query }: Pick<OneTransaction, 'query'>,
  { scope, subjectId, programme, startsAt, seconds, rrule, reason }: Omit<Silence, 'id'>,
  staffId: number | null,
): Promise<number> {
  const { id } = await query
    .insertInto('silences')
    .values({
      ...{ scope, subject_id: subjectId, programme, starts_at: startsAt, seconds, rrule, reason },
      created_by: staffId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Ends a silence before its time, or keeps it from coming again. @returns false where there is none that goes on */
export async function endSilence({ query }: Pick<OneTransaction, 'query'>, id: number): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('silences')
    .set({ ended_at: new Date() })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
