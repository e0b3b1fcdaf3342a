import type { Database } from '../database/connection.ts'
import { publish, subscribe } from '../database/events.ts'
import { hotspotsIn } from '../hotspots/views.ts'
import type { Log } from '../log.ts'
import type { SparedHotspots } from '../sessions/quota.ts'

/** A time in which everybody within its scope gets online without signing in. */
export interface Emergency {
  id: number
  reason: string
  startedAt: Date
  endsAt: Date
  /** Undefined: the whole city. */
  hotspotIds: ReadonlySet<number> | undefined
}

export interface NewEmergency {
  reason: string
  hotspotId?: number | undefined
  neighbourhoodId?: number | undefined
  endsAt: Date
}

/** What is wrong with an emergency that is to begin. */
export class EmergencyError extends Error {
  override name = 'EmergencyError'
  readonly field: 'reason' | 'endsAt' | 'hotspot' | 'neighbourhood'
  constructor(field: EmergencyError['field'], message: string) {
    super(message)
    this.field = field
  }
}

const LONGEST_DAYS = 7
const DAY_MS = 86_400_000

/** @param staffId null: the command. @returns its id. @throws {EmergencyError} */
export async function startEmergency(
  db: Database,
  { reason, hotspotId, neighbourhoodId, endsAt }: NewEmergency,
  staffId: number | null,
  now = new Date(),
): Promise<number> {
  if (reason.trim().length < 5) throw new EmergencyError('reason', 'Say why: residents read it too.')
  if (endsAt <= now || endsAt.getTime() > now.getTime() + LONGEST_DAYS * DAY_MS) {
    throw new EmergencyError('endsAt', `It ends within ${LONGEST_DAYS} days from now; another one may follow.`)
  }
  if (hotspotId !== undefined && neighbourhoodId !== undefined) {
    throw new EmergencyError('hotspot', 'Name a hotspot or a neighbourhood, or neither for the whole city.')
  }
  const { id } = await db.query
    .insertInto('emergencies')
    .values({
      ...{ reason: reason.trim(), started_at: now, ends_at: endsAt, started_by: staffId },
      ...{ hotspot_id: hotspotId ?? null, neighbourhood_id: neighbourhoodId ?? null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch((error) => {
      if (error.code !== '23503') throw error
      const field = hotspotId === undefined ? 'neighbourhood' : 'hotspot'
      throw new EmergencyError(field, `There is no ${field} ${hotspotId ?? neighbourhoodId}.`)
    })
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
export const recentEmergencies = ({ query }: Pick<Database, 'query'>, limit: number) =>
  query
    .selectFrom('emergencies as e')
    .leftJoin('hotspots as h', 'h.id', 'e.hotspot_id')
    .leftJoin('neighbourhoods as n', 'n.id', 'e.neighbourhood_id')
    .leftJoin('staff as s', 's.id', 'e.started_by')
    .select(['e.id', 'e.reason', 'e.started_at', 'e.ends_at', 'e.ended_at', 'e.hotspot_id', 'e.neighbourhood_id'])
    .select(['h.name as hotspot', 'n.name as neighbourhood', 's.name as started_by'])
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute()

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
  let begun = 0
  let shown = 0
  const isOn = ({ endsAt }: Emergency, now: number) => endsAt.getTime() > now
  const reload = async () => {
    const turn = ++begun
    const rows = await db.query
      .selectFrom('emergencies')
      .selectAll()
      .where('ended_at', 'is', null)
      .where('ends_at', '>', new Date())
      .orderBy('ends_at', 'desc')
      .execute()
    const read = await withScopes(db, rows)
    // Reads may end in another order than they began: an older one must not bring back what has ended.
    if (turn < shown) return
    shown = turn
    open = read
  }
  await reload()
  return {
    at: (hotspotId, now) =>
      open.find(
        (emergency) =>
          isOn(emergency, now) &&
          (!emergency.hotspotIds || (hotspotId !== null && emergency.hotspotIds.has(hotspotId))),
      ),
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
  const reload = () => {
    emergencies.reload().catch((error) => log.error({ err: error }, 'emergencies not reloaded'))
  }
  const subscription = await subscribe(
    db,
    ({ type }) => {
      if (type === 'emergencies' || type === 'hotspots') reload()
    },
    reload,
  )
  return { ...emergencies, close: subscription.close }
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
  started_at: Date
  ends_at: Date
  hotspot_id: number | null
  neighbourhood_id: number | null
}

const withScopes = (db: Database, rows: Row[]): Promise<Emergency[]> =>
  Promise.all(
    rows.map(async ({ id, reason, started_at, ends_at, hotspot_id, neighbourhood_id }) => ({
      ...{ id, reason, startedAt: started_at, endsAt: ends_at },
      hotspotIds: await scopeOf(db, hotspot_id, neighbourhood_id),
    })),
  )

async function scopeOf(db: Database, hotspotId: number | null, neighbourhoodId: number | null) {
  if (hotspotId !== null) return new Set([hotspotId])
  if (neighbourhoodId === null) return undefined
  return new Set(await hotspotsIn(db, neighbourhoodId))
}
