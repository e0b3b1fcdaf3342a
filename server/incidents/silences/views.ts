import type { Database } from '../../database/connection.ts'
import { namesOfSubjects, type Subject } from '../../network/belongings.ts'
import type { SilenceScope } from '../tables.ts'
import { holdsAt, nextAfter } from './recurrence.ts'

type Query = Pick<Database, 'query'>

/** So many of those that are over are shown. */
const MOST_OVER = 200

const columns = [
  ...(['id', 'scope', 'subject_id as subjectId', 'programme', 'starts_at as startsAt', 'seconds', 'rrule'] as const),
  ...(['reason', 'created_at as createdAt', 'created_by as createdBy', 'ended_at as endedAt'] as const),
] as const

/** One that was not ended. */
export const silenceById = ({ query }: Query, id: number) =>
  query.selectFrom('silences').select(columns).where('id', '=', id).where('ended_at', 'is', null).executeTakeFirst()

/** Silences as they stand at an instant: those that hold, those to come, the last that are over. */
export async function listSilences(db: Query, now: Date, zone: string) {
  const rows = await db.query.selectFrom('silences').select(columns).orderBy('id', 'desc').execute()
  const standing = rows.map((row) => {
    if (row.endedAt !== null) return { ...row, state: 'over' as const, until: null, next: null }
    const holds = holdsAt(row, now, zone)
    const next = nextAfter(row, now, zone)?.from ?? null
    const state = holds ? ('now' as const) : next ? ('coming' as const) : ('over' as const)
    return { ...row, state, until: holds?.until ?? null, next }
  })
  const of = (wanted: 'now' | 'coming' | 'over') => standing.filter(({ state }) => state === wanted)
  return [...of('now'), ...of('coming'), ...of('over').slice(0, MOST_OVER)]
}

export type ListedSilence = Awaited<ReturnType<typeof listSilences>>[number]

type Named = { scope: SilenceScope; subjectId: number | null; programme: string | null }

/** Tells what each is about, by name; null: the whole city. */
export async function silenceNames(db: Query, silences: readonly Named[]): Promise<(silence: Named) => string | null> {
  const names = new Map<string, string>()
  for (const scope of new Set(silences.map((silence) => silence.scope))) {
    if (scope === 'city' || scope === 'programme') continue
    const ids = silences.flatMap((one) => (one.scope === scope && one.subjectId !== null ? one.subjectId : []))
    for (const [id, name] of await namesOfSubjects(db, scope satisfies Subject, ids)) names.set(`${scope} ${id}`, name)
  }
  return ({ scope, subjectId, programme }) =>
    scope === 'city' ? null : (programme ?? names.get(`${scope} ${subjectId}`) ?? `${subjectId}`)
}
