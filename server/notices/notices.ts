import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { latest } from '../database/events/latest.ts'
import { reloadOn } from '../database/events/reload-on.ts'
import { countUpTo, type IdPage } from '../database/page.ts'
import type { Log } from '../log.ts'
import { type Districts, touchesOwn } from '../network/districts/within.ts'
import { hotspotsByName, neighbourhoodsByName } from '../network/fragments.ts'
import { covers, insertInScope, type Scope, type ScopeHotspots, scopeHotspots } from '../network/hotspots/scope.ts'

export const noticeKinds = ['information', 'maintenance', 'civil-protection'] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** What residents read at some hotspots for some time. */
export interface Notice {
  id: number
  kind: NoticeKind
  /** By language; `es` is always there. */
  texts: Record<string, string>
  startsAt: Date
  endsAt: Date
}

export interface NewNotice extends Omit<Notice, 'id'>, Scope {}

/** What is wrong with a notice that is to be shown. */
export class NoticeError extends Error {
  override name = 'NoticeError'
  readonly field: 'texts' | 'endsAt' | 'hotspot' | 'neighbourhood'
  constructor(field: NoticeError['field'], message: string) {
    super(message)
    this.field = field
  }
}

/** Everybody has this one: what another language lacks is read in it. */
const FIRST = 'es'
/** The portal's first page stays below 14 KB. */
const LONGEST = 500
const LONGEST_DAYS = 366
const DAY_MS = 86_400_000

/** @param staffId null: the command. @returns its id. @throws {NoticeError} */
export async function addNotice(
  db: Database,
  { kind, texts, startsAt, endsAt, ...scope }: NewNotice,
  staffId: number | null,
  now = new Date(),
): Promise<number> {
  const told = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const)
  const given = Object.fromEntries(told.filter(([, text]) => text !== ''))
  if (given[FIRST] === undefined) throw new NoticeError('texts', `Say it in Spanish ("${FIRST}") at least.`)
  const long = Object.entries(given).find(([, text]) => text.length > LONGEST)
  if (long) throw new NoticeError('texts', `The text in "${long[0]}" is longer than ${LONGEST} characters.`)
  if (!(endsAt > startsAt) || endsAt <= now || endsAt.getTime() > now.getTime() + LONGEST_DAYS * DAY_MS)
    throw new NoticeError('endsAt', `It ends after it begins, after now, and within ${LONGEST_DAYS} days.`)
  const values = { kind, texts: JSON.stringify(given), starts_at: startsAt, ends_at: endsAt, created_by: staffId }
  const { id } = await insertInScope(
    scope,
    ({ field, message }) => new NoticeError(field, message),
    (place) =>
      db.query
        .insertInto('notices')
        .values({ ...values, ...place })
        .returning('id')
        .executeTakeFirstOrThrow(),
  )
  await publish(db, { type: 'notices' })
  return id
}

/** Takes it off the portal now. @returns false where there is no such one, or it is over */
export async function withdrawNotice(db: Database, id: number, now = new Date()): Promise<boolean> {
  const { numUpdatedRows } = await db.query
    .updateTable('notices')
    .set({ withdrawn_at: now })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', now)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return false
  await publish(db, { type: 'notices' })
  return true
}

/** Where a notice is shown; undefined: there is none. */
export const noticeScope = ({ query }: Pick<Database, 'query'>, id: number) =>
  query
    .selectFrom('notices')
    .select(['hotspot_id as hotspot', 'neighbourhood_id as neighbourhood'])
    .where('id', '=', id)
    .executeTakeFirst()

/** The newest first; `hotspot` and `neighbourhood` are names, both null for the whole city. */
export const recentNotices = (
  db: Pick<Database, 'query'>,
  { limit, before, districts = null }: IdPage & { districts?: Districts },
) =>
  db.query
    .selectFrom('notices as n')
    .leftJoin(hotspotsByName(db).as('h'), 'h.id', 'n.hotspot_id')
    .leftJoin(neighbourhoodsByName(db).as('b'), 'b.id', 'n.neighbourhood_id')
    .select(['n.id', 'n.kind', 'n.texts', 'n.starts_at', 'n.ends_at', 'n.withdrawn_at'])
    .select(['h.name as hotspot', 'b.name as neighbourhood'])
    .where(touchesOwn(districts, 'n.hotspot_id', 'n.neighbourhood_id'))
    .$if(before !== undefined, (notices) => notices.where('n.id', '<', before!))
    .orderBy('n.id', 'desc')
    .limit(limit)
    .execute()

/** How many there are, counted as far as `most`. */
export const countNotices = (db: Pick<Database, 'query'>, districts: Districts, most: number): Promise<number> =>
  countUpTo(
    db,
    db.query
      .selectFrom('notices')
      .select('id')
      .where(touchesOwn(districts, 'hotspot_id', 'neighbourhood_id')),
    most,
  )

/** The notices in memory: what begins and ends does so by the clock. */
export interface CurrentNotices {
  /** Those for this hotspot, civil protection first; null: those for the whole city. */
  at(hotspotId: number | null, now: number): Notice[]
  close(): Promise<void>
}

/** Reads what is and will be shown; read afresh when something changed, and when events may have been missed. */
export async function watchNotices(db: Database, log: Log): Promise<CurrentNotices> {
  let all: Array<Notice & { hotspotIds: ScopeHotspots }> = []
  const read = async () => {
    const rows = await db.query
      .selectFrom('notices')
      .selectAll()
      .where('withdrawn_at', 'is', null)
      .where('ends_at', '>', new Date())
      .execute()
    return Promise.all(
      rows.map(async ({ id, kind, texts, starts_at, ends_at, ...scope }) => ({
        ...{ id, kind, texts, startsAt: starts_at, endsAt: ends_at },
        hotspotIds: await scopeHotspots(db, scope),
      })),
    )
  }
  const reload = latest(read, (notices) => {
    const rank = ({ kind }: Notice) => noticeKinds.indexOf(kind)
    all = notices.sort((a, b) => rank(b) - rank(a) || b.id - a.id)
  })
  await reload()
  const { close } = await reloadOn(db, log, { events: ['notices', 'hotspots'], reload, what: 'notices' })
  return {
    at: (hotspotId, now) =>
      all.filter(
        ({ startsAt, endsAt, hotspotIds }) =>
          startsAt.getTime() <= now && endsAt.getTime() > now && covers(hotspotIds, hotspotId),
      ),
    close,
  }
}
