import { lastLetInAt } from '../../access/log/accepts.ts'
import type { Database } from '../../database/connection.ts'
import { groupsOfHotspots } from '../../network/fragments.ts'
import { loadGroups } from '../../network/groups/groups.ts'
import { localClock } from '../../network/groups/local-clock.ts'
import { createOpenings } from '../../network/groups/openings.ts'
import { hotspotsUsedSince } from '../../sessions/heard/used-hotspots.ts'
import { cityHeardAt, lastHeardAt, startsByHourOfWeek } from '../../sessions/heard/usual-use.ts'
import { type Silence, silenceOf, type UsualUse } from './silence.ts'

const HOUR_MS = 3_600_000
const WEEK_MS = 168 * HOUR_MS
const WEEKS = 4
/** Hotspots counted by one statement. */
const AT_ONCE = 1000
/** Whoever was heard so lately is not silent. */
const HEARD_LATELY_MS = 5 * 60_000
/** Accounting of a whole city does not pause so long, unless it does not reach us. */
const BREAK_MS = 10 * 60_000

/** 1970 began on a Thursday; a week on a Monday. */
const hourOfWeekBy = (timeZone: string) => {
  const { wall } = localClock(timeZone)
  return (at: number) => (((Math.floor(wall(at) / HOUR_MS) + 72) % 168) + 168) % 168
}

/** Counts anew, once a day, how many sessions begin at each hotspot in each hour of the week. */
export async function countUsualUse(db: Database, timeZone: string, now: Date): Promise<void> {
  const { rows } = await db.pool.query<{ fresh: boolean; last: number | null }>(
    `select coalesce(max(counted_at) > $1::timestamptz - interval '1 day', false) as fresh,
       (select max(id) from ${groupsOfHotspots} as h) as last from usual_use`,
    [now],
  )
  const { fresh, last } = rows[0]!
  if (fresh || last === null) return
  const since = new Date(now.getTime() - WEEKS * WEEK_MS)
  for (let first = 0; first <= last; first += AT_ONCE) {
    const counted = await startsByHourOfWeek(db, { first, end: first + AT_ONCE, since, timeZone })
    await db.pool.query(
      `insert into usual_use (hotspot_id, weeks, starts, counted_at)
       select id, weeks, starts::integer[], $4 from unnest($1::bigint[], $2::real[], $3::text[]) as given (id, weeks, starts)
       where id in (select id from ${groupsOfHotspots} as h)
       on conflict (hotspot_id) do update set weeks = excluded.weeks, starts = excluded.starts, counted_at = excluded.counted_at`,
      [
        counted.map(({ hotspotId }) => hotspotId),
        counted.map(({ firstAt }) => Math.min(WEEKS, (now.getTime() - firstAt.getTime()) / WEEK_MS)),
        counted.map(({ starts }) => `{${starts.join()}}`),
        now,
      ],
    )
  }
  await db.pool.query('delete from usual_use where counted_at < $1', [now])
}

/**
 * Since when accounting has arrived without a break, as this is called once a minute: a time in which Plaza was off, or
 * nothing of the whole city arrived, is no hotspot's silence.
 */
async function listeningSince(db: Database, now: number): Promise<number> {
  const heard = await cityHeardAt(db, now)
  const isDeaf = heard === undefined || now - heard > BREAK_MS
  const { rows } = await db.pool.query<{ since: Date }>(
    `insert into listening (since, looked_at) values ($1, $1)
     on conflict (one) do update set looked_at = $1,
       since = case when $2 or $1 - listening.looked_at > $3::interval then $1 else listening.since end
     returning since`,
    [new Date(now), isDeaf, `${BREAK_MS} ms`],
  )
  return rows[0]!.since.getTime()
}

/** Says since when accounting has arrived without a break, where somebody knows that better: the demo's city. */
export async function listensSince({ pool }: Pick<Database, 'pool'>, since: Date, at: Date): Promise<void> {
  await pool.query(
    `insert into listening (since, looked_at) values ($1, $2)
     on conflict (one) do update set since = excluded.since, looked_at = excluded.looked_at`,
    [since, at],
  )
}

/** Finds the hotspots that are silent now, and keeps which. */
export async function findSilences(db: Database, timeZone: string, now: number): Promise<void> {
  const listening = await listeningSince(db, now)
  const { rows } = await db.pool.query<UsualUse & { id: number; groupId: number | null }>(
    `select u.hotspot_id as id, u.weeks, u.starts, h.group_id as "groupId"
     from usual_use as u join ${groupsOfHotspots} as h on h.id = u.hotspot_id`,
  )
  const ids = rows.map(({ id }) => id)
  const used = new Set(await hotspotsUsedSince(db, new Date(now - HEARD_LATELY_MS), ids))
  const quiet = rows.filter(({ id }) => !used.has(id))
  const heard = await lastHeardAt(
    db,
    quiet.map(({ id }) => id),
  )
  const openings = createOpenings(await loadGroups(db), timeZone)
  const hourOfWeek = hourOfWeekBy(timeZone)
  const silent = quiet.flatMap(({ id, groupId, ...usual }): Array<Silence & { id: number }> => {
    const from = Math.max(listening, heard.get(id) ?? 0)
    const isOpen = (at: number) => openings(groupId, at).open
    const silence = silenceOf(usual, { from, to: now, hourOfWeek, isOpen })
    return silence ? [{ id, ...silence }] : []
  })
  const letIn = await lastLetInAt(db, silent)
  await keepSilences(
    db,
    silent.filter(({ id }) => !letIn.has(id)),
  )
}

async function keepSilences({ pool }: Database, silent: ReadonlyArray<Silence & { id: number }>): Promise<void> {
  const ids = silent.map(({ id }) => id)
  await pool.query('delete from silent_hotspots where hotspot_id <> all($1::bigint[])', [ids])
  await pool.query(
    `insert into silent_hotspots (hotspot_id, since, expected) select * from unnest($1::bigint[], $2::timestamptz[], $3::real[])
     on conflict (hotspot_id) do update set since = excluded.since, expected = excluded.expected`,
    [ids, silent.map(({ since }) => new Date(since)), silent.map(({ expected }) => expected)],
  )
}
