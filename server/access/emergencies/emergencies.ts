import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { latest } from '../../database/events/latest.ts'
import { reloadOn } from '../../database/events/reload-on.ts'
import { countUpTo, type IdPage } from '../../database/page.ts'
import { staffByName } from '../../directory/fragments.ts'
import type { Log } from '../../log.ts'
import { type Districts, touchesOwn } from '../../network/districts/within.ts'
import { hotspotsByName, neighbourhoodsByName } from '../../network/fragments.ts'
import { covers, insertInScope, type Scope, type ScopeHotspots, scopeHotspots } from '../../network/hotspots/scope.ts'
import type { SparedHotspots } from '../../sessions/disconnects/disconnects.ts'

/** A time in which everybody within its scope gets online without signing in. */
export interface Emergency {
  id: number
  /** In the city's first language. */
  reason: string
  /** In others, by language. */
  texts: Record<string, string>
  startedAt: Date
  endsAt: Date
  hotspotIds: ScopeHotspots
}

export interface NewEmergency extends Scope {
  reason: string
  texts?: Record<string, string> | undefined
  endsAt: Date
}

/** What is wrong with an emergency that is to begin. */
export class EmergencyError extends Error {
  override name = 'EmergencyError'
  readonly field: 'reason' | 'texts' | 'endsAt' | 'hotspot' | 'neighbourhood'
  constructor(field: EmergencyError['field'], message: string) {
    super(message)
    this.field = field
  }
}

const LONGEST_DAYS = 7
/** As long as the reason itself. */
const LONGEST_TEXT = 300
const DAY_MS = 86_400_000

/** @param staffId null: the command. @returns its id. @throws {EmergencyError} */
export async function startEmergency(
  db: Database,
  { reason, texts = {}, endsAt, ...scope }: NewEmergency,
  staffId: number | null,
  now = new Date(),
): Promise<number> {
  if (reason.trim().length < 5) throw new EmergencyError('reason', 'Say why: residents read it too.')
  const others = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const)
  const wrong = others.find(([, text]) => text.length < 5 || text.length > LONGEST_TEXT)
  if (wrong) throw new EmergencyError('texts', `The text in "${wrong[0]}" has 5 to ${LONGEST_TEXT} characters.`)
  if (!(endsAt > now) || endsAt.getTime() > now.getTime() + LONGEST_DAYS * DAY_MS) {
    throw new EmergencyError('endsAt', `It ends within ${LONGEST_DAYS} days from now; another one may follow.`)
  }
  const values = {
    reason: reason.trim(),
    texts: JSON.stringify(Object.fromEntries(others)),
    started_at: now,
    ends_at: endsAt,
    started_by: staffId,
  }
  const { id } = await insertInScope(
    scope,
    ({ field, message }) => new EmergencyError(field, message),
    (place) =>
      db.query
        .insertInto('emergencies')
        .values({ ...values, ...place })
        .returning('id')
        .executeTakeFirstOrThrow(),
  )
  await publish(db, { type: 'emergencies' })
  return id
}

/** Ends it now. @returns what it was; undefined where there is no such one, or it is over */
export async function endEmergency(
  db: Database,
  id: number,
  staffId: number | null,
  now = new Date(),
): Promise<Emergency | undefined> {
  const row = await db.query
    .updateTable('emergencies')
    .set({ ended_at: now, ended_by: staffId })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  await publish(db, { type: 'emergencies' })
  const [emergency] = await withScopes(db, [row])
  return emergency
}

/** The newest first; `scopeName` is that of the hotspot or neighbourhood, null for the whole city. */
export const recentEmergencies = (
  db: Pick<Database, 'query'>,
  { limit, before, districts = null }: IdPage & { districts?: Districts },
) =>
  db.query
    .selectFrom('emergencies as e')
    .leftJoin(hotspotsByName(db).as('h'), 'h.id', 'e.hotspot_id')
    .leftJoin(neighbourhoodsByName(db).as('n'), 'n.id', 'e.neighbourhood_id')
    .leftJoin(staffByName(db).as('s'), 's.id', 'e.started_by')
    .select(['e.id', 'e.reason', 'e.started_at', 'e.ends_at', 'e.ended_at', 'e.hotspot_id', 'e.neighbourhood_id'])
    .select(['h.name as hotspot', 'n.name as neighbourhood', 's.name as started_by'])
    .where(touchesOwn(districts, 'e.hotspot_id', 'e.neighbourhood_id'))
    .$if(before !== undefined, (emergencies) => emergencies.where('e.id', '<', before!))
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute()

/** Where an emergency is; undefined: there is none. */
export const emergencyScope = ({ query }: Pick<Database, 'query'>, id: number) =>
  query
    .selectFrom('emergencies')
    .select(['hotspot_id as hotspot', 'neighbourhood_id as neighbourhood'])
    .where('id', '=', id)
    .executeTakeFirst()

/** How many there are, counted as far as `most`. */
export const countEmergencies = (db: Pick<Database, 'query'>, districts: Districts, most: number): Promise<number> =>
  countUpTo(
    db,
    db.query
      .selectFrom('emergencies')
      .select('id')
      .where(touchesOwn(districts, 'hotspot_id', 'neighbourhood_id')),
    most,
  )

/** The emergencies in memory. They end by the clock, whatever becomes of the database. */
export interface CurrentEmergencies {
  /** The one that covers this hotspot and lasts longest; null: nobody knows which hotspot it is. */
  at(hotspotId: number | null, now: number): Emergency | undefined
  /** Whether there is any. */
  any(now: number): boolean
  all(now: number): Emergency[]
  /** Reads them afresh: at the events `emergencies` and `hotspots`, and when events may have been missed. */
  reload(): Promise<void>
}

export async function openEmergencies(db: Database): Promise<CurrentEmergencies> {
  let open: Emergency[] = []
  const isOn = ({ endsAt }: Emergency, now: number) => endsAt.getTime() > now
  const read = async () => {
    const rows = await db.query
      .selectFrom('emergencies')
      .selectAll()
      .where('ended_at', 'is', null)
      .where('ends_at', '>', new Date())
      .orderBy('ends_at', 'desc')
      .execute()
    return withScopes(db, rows)
  }
  const reload = latest(read, (emergencies) => {
    open = emergencies
  })
  await reload()
  return {
    at: (hotspotId, now) => open.find((emergency) => isOn(emergency, now) && covers(emergency.hotspotIds, hotspotId)),
    any: (now) => open.length > 0 && open.some((emergency) => isOn(emergency, now)),
    all: (now) => open.filter((emergency) => isOn(emergency, now)),
    reload,
  }
}

/** As {@link openEmergencies}, kept true by the events of other processes. */
export async function watchEmergencies(
  db: Database,
  log: Log,
): Promise<CurrentEmergencies & { close(): Promise<void> }> {
  const emergencies = await openEmergencies(db)
  const { reload } = emergencies
  const { close } = await reloadOn(db, log, { events: ['emergencies', 'hotspots'], reload, what: 'emergencies' })
  return { ...emergencies, close }
}

/** In an emergency no quota ends a session where it is on. */
export function sparedBy(emergencies: Pick<CurrentEmergencies, 'all'>): SparedHotspots {
  const on = emergencies.all(Date.now())
  if (on.some(({ hotspotIds }) => hotspotIds === undefined)) return 'everywhere'
  return on.flatMap(({ hotspotIds }) => [...(hotspotIds ?? [])])
}

interface Row {
  id: number
  reason: string
  texts: Record<string, string>
  started_at: Date
  ends_at: Date
  hotspot_id: number | null
  neighbourhood_id: number | null
}

const withScopes = (db: Database, rows: Row[]): Promise<Emergency[]> =>
  Promise.all(
    rows.map(async ({ id, reason, texts, started_at, ends_at, ...scope }) => ({
      ...{ id, reason, texts, startedAt: started_at, endsAt: ends_at },
      hotspotIds: await scopeHotspots(db, scope),
    })),
  )
