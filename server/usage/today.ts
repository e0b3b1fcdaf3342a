import type { Database } from '../database/connection.ts'
import { macNumber } from '../mac.ts'
import {
  allSessions,
  deviceOf,
  liveSessions,
  reportedUse,
  secondsOnce,
  timeOfDevice,
  unreportedSeconds,
} from '../sessions/fragments.ts'
import { grantedSeconds, grantSeconds, openedGrants } from '../sessions/grants/fragments.ts'
import { type Quotas, quotaSql, quotaValues } from './daily-quota.ts'
import { dayStart } from './local-day.ts'

/** What somebody used of a local day: whole seconds, and octets of both directions together. */
export interface Used {
  seconds: number
  octets: number
}

/** What was used of a day up to when it was read. Times in seconds since 1970. */
export interface UsedAsRead extends Used {
  /** Sessions under way: the device's MAC as a number (-1: unknown) and the time of its last report, in turn. */
  readonly live: readonly number[]
}

export interface TodayOptions {
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  /** Sessions that have not reported since are not live: see `sessions/silence.ts`. */
  since: Date
  now?: Date
}

/** SQL for the parameters of {@link usedByResident}; `resident` is an expression. */
interface UsedSql {
  resident: string
  /** The local day, and when it began. */
  day: string
  dayBegan: string
  liveSince: string
  now: string
}

// The names within stand for nothing that an expression of the caller may name.
const reportedToday = ({ resident, day, dayBegan, now }: UsedSql): string =>
  `lateral (select coalesce(sum(${secondsOnce('of_device')}), 0)::float8 as seconds,
                   coalesce(sum(of_device.octets), 0)::float8 as octets
            from (select ${timeOfDevice('spell', 'spell.seconds', dayBegan, now)}, sum(spell.octets) as octets
                  from (select its.id, its.device_mac, its.started_at, its.updated_at, of_session.seconds, of_session.octets
                        from (select session_id, sum(seconds) as seconds, sum(input_octets + output_octets) as octets
                              from ${reportedUse} as of_day
                              where of_day.resident_id = ${resident} and of_day.day = ${day}
                              group by session_id) as of_session
                          join ${allSessions} as its on its.id = of_session.session_id
                        union all
                        select opened.id, opened.device_mac, opened.opened_at, least(opened.ends_at, ${now}),
                               ${grantSeconds('opened', dayBegan, now)}, 0
                        from ${openedGrants} as opened
                        where opened.resident_id = ${resident} and opened.ends_at > ${dayBegan}) as spell
                  group by ${deviceOf('spell')}) as of_device) as used`

/**
 * SQL: what a resident used of a day, as two rows `used` and `live` to select {@link usedColumns} of. What the portal
 * opened has no accounting: it counts as online from its grant to its end, as if it had reported now. Of several sessions
 * and grants of a device under way at once, the last report tells the time of all; what a grant has let it in for since
 * is counted, and is not to be told again.
 */
export const usedByResident = (sql: UsedSql): string =>
  `${reportedToday(sql)},
   lateral (select string_agg(coalesce(online.device_mac::text, ''), ' ') as macs,
                   string_agg(floor(extract(epoch from case when granted.seconds > 0
                     then online.since + granted.seconds * interval '1 second' else online.reported_at end))::text, ' ')
                     as reported
            from (select spell.device_mac, coalesce(max(spell.updated_at), ${sql.now}) as reported_at,
                         case when max(spell.updated_at) is not null
                           then greatest(max(spell.updated_at), ${sql.dayBegan}) end as since
                  from (select ongoing.id, ongoing.device_mac, ongoing.updated_at
                        from ${liveSessions(sql.liveSince)} as ongoing where ongoing.resident_id = ${sql.resident}
                        union all
                        select opened.id, opened.device_mac, null from ${openedGrants} as opened
                        where opened.resident_id = ${sql.resident} and opened.ends_at > ${sql.now}) as spell
                  group by spell.device_mac, ${deviceOf('spell')}) as online,
              lateral (select case when online.since is not null
                then ${grantedSeconds('online', `covering.resident_id = ${sql.resident}`, 'online.since', sql.now)}
                end as seconds) as granted) as live`

export const usedColumns = 'used.seconds, used.octets, live.macs, live.reported'
export type UsedColumns = [seconds: number, octets: number, macs: string | null, reported: string | null]

export const usedAsRead = ([seconds, octets, macs, reported]: UsedColumns): UsedAsRead => ({
  seconds,
  octets,
  live: macs === null || reported === null ? NONE : interleave(macs.split(' '), reported.split(' ')),
})

const NONE: readonly number[] = []

const interleave = (macs: string[], reported: string[]): number[] =>
  macs.flatMap((mac, index) => [mac === '' ? -1 : macNumber(mac), Number(reported[index])])

/**
 * What was used today until `now`: each session under way counts up to now, although only its gateway knows. Octets are
 * known only as far as they were reported. Times in seconds since 1970.
 *
 * @param read of the day that began at `day`, which may be over meanwhile
 * @param today when today began
 */
export function usedToday(
  { seconds, octets, day, live }: UsedAsRead & { day: number },
  now: number,
  today: number,
  silentBefore: number,
): Used {
  let total = day === today ? seconds : 0
  for (let at = 1; at < live.length; at += 2) {
    const reported = live[at]!
    if (reported >= silentBefore) total += Math.max(0, now - Math.max(reported, today))
  }
  return { seconds: total, octets: day === today ? octets : 0 }
}

const wholeSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)

/** What these residents have used today until now, each by all devices together. Each is in the result. */
export async function usageNow(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
  { dayOf, since, now = new Date() }: TodayOptions,
): Promise<Map<number, Used>> {
  const began = dayStart(dayOf, now)
  const { rows } = await pool.query<[id: number, ...used: UsedColumns]>({
    text: `select r.id, ${usedColumns} from unnest($1::bigint[]) as r (id), ${usedByResident({
      ...{ resident: 'r.id', day: '$2', dayBegan: '$3::timestamptz', now: '$4::timestamptz' },
      liveSince: '$5::timestamptz',
    })}`,
    values: [residentIds, dayOf(now), began, now, since],
    rowMode: 'array',
  })
  const day = wholeSeconds(began)
  return new Map(
    rows.map(([id, ...read]) => {
      const asRead = { ...usedAsRead(read), day }
      return [id, usedToday(asRead, wholeSeconds(now), day, wholeSeconds(since))]
    }),
  )
}

/** All but the octets elsewhere. */
const TIME_VALUES = 9

/** What a session has not reported, and no grant of its device counts. */
const unreported = ({ dayBegan, now }: Pick<UsedSql, 'dayBegan' | 'now'>): string => {
  const since = `greatest(s.updated_at, ${dayBegan})`
  const granted = grantedSeconds('s', 'covering.resident_id = s.resident_id', since, now)
  return `greatest(0, ${unreportedSeconds('s', dayBegan, now)} - ${granted})`
}

/**
 * Residents who have used up today's time, as {@link usageNow} counts, that they may use where a live session of theirs
 * is. Of a whole city's the database finds them: {@link usedToday} in SQL.
 */
export async function residentsOutOfTime(
  { pool }: Pick<Database, 'pool'>,
  quotas: Quotas,
  { dayOf, since, now = new Date() }: TodayOptions,
): Promise<number[]> {
  const quota = quotaSql(5)
  const sql = { day: '$2', dayBegan: '$3::timestamptz', now: '$4::timestamptz', liveSince: '$1::timestamptz' }
  const { rows } = await pool.query<{ id: number }>(
    `select running.resident_id as id
     from (select resident_id, sum(seconds) as seconds, min(daily_seconds) as daily_seconds
           from (select s.resident_id, min(${unreported(sql)}) as seconds,
                        min(${quota.seconds}) as daily_seconds
                 from ${liveSessions(sql.liveSince)} as s ${quota.join}
                 where s.resident_id is not null group by s.resident_id, ${deviceOf('s')}) as of_device
           group by resident_id) as running,
       ${reportedToday({ resident: 'running.resident_id', ...sql })}
     where running.seconds + used.seconds >= running.daily_seconds`,
    [since, dayOf(now), dayStart(dayOf, now), now, ...quotaValues(quotas).slice(0, TIME_VALUES)],
  )
  return rows.map(({ id }) => id)
}
