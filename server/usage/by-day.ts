import type { Database } from '../database/connection.ts'
import {
  allSessions,
  archivedUse,
  deviceOf,
  reportedUse,
  secondsOnce,
  timeOfDevice,
  unreportedSeconds,
} from '../sessions/fragments.ts'
import { grantedSeconds, grantSeconds, openedGrants } from '../sessions/grants/fragments.ts'
import { dayStart, localDay } from './local-day.ts'

/** Whose use it is: a resident's, a device's (MAC) or a hotspot's. */
export type UsedBy = { resident: number } | { device: string } | { hotspot: number }

const columns = { resident: 'resident_id', device: 'device_mac', hotspot: 'hotspot_id' } as const
const types = { resident: 'bigint', device: 'macaddr', hotspot: 'bigint' } as const

/** Use on a local day: whole seconds; octets as far as they were reported, input being from the device. */
export interface DayUsage {
  day: string
  /** Sessions, and what the portal opened. */
  sessions: number
  seconds: number
  inputOctets: number
  outputOctets: number
}

export interface UsageClock {
  timeZone: string
  /** Sessions that have not reported since are not live: see `sessions/silence.ts`. */
  since: Date
  now?: Date
}

/**
 * Use by local day, the oldest first; days without use are absent. Today's counts as `usageNow` does, sessions included
 * that have only begun or were only heard of. Of sessions that are kept no longer the sums by hotspot remain, of grants
 * nothing.
 *
 * @param from first local day, `yyyy-mm-dd`
 * @param to last local day, included
 * @param hotspots at these alone; null: everywhere
 */
export async function usageByDay(
  { pool }: Pick<Database, 'pool'>,
  of: UsedBy,
  from: string,
  to: string,
  { timeZone, since, now = new Date() }: UsageClock,
  hotspots: readonly number[] | null = null,
): Promise<DayUsage[]> {
  const [kind, id] = Object.entries(of)[0] as [keyof typeof columns, number | string]
  const dayOf = localDay(timeZone)
  const there = (row: string) => (hotspots === null ? '' : ` and ${row}.hotspot_id = any($9::bigint[])`)
  const its = (row: string) => `${row}.${columns[kind]} = $1::${types[kind]}${there(row)}`
  const archived = `
    union all
    select day, sessions, seconds, input_octets, output_octets
    from ${archivedUse} as a where ${its('a')} and day between $2::date and $3::date`
  const { rows } = await pool.query<DayUsage>(
    `select day, sum(sessions) as sessions, sum(seconds) as seconds, sum(input_octets) as "inputOctets",
            sum(output_octets) as "outputOctets"
     from (select day, sum(sessions) as sessions, sum(${secondsOnce('of_device')} + running) as seconds,
                  sum(input_octets) as input_octets, sum(output_octets) as output_octets
           from (${byDevice(its)}) as of_device group by day${kind === 'hotspot' ? archived : ''}) as used
     group by day order by day`,
    [id, from, to, now, timeZone, dayOf(now), dayStart(dayOf, now), since, ...(hotspots === null ? [] : [hotspots])],
  )
  return rows
}

/** Use of today, nothing where there is none. */
export async function usageOfToday(db: Pick<Database, 'pool'>, of: UsedBy, clock: UsageClock): Promise<DayUsage> {
  const { now = new Date() } = clock
  const day = localDay(clock.timeZone)(now)
  const [use] = await usageByDay(db, of, day, day, { ...clock, now })
  return use ?? { day, sessions: 0, seconds: 0, inputOctets: 0, outputOctets: 0 }
}

type Its = (row: string) => string

/** Use by day and device, and the seconds that the device has not reported yet, and no grant counts. */
const byDevice = (its: Its): string =>
  `select day, count(*) as sessions, ${timeOfDevice('spell', 'spell.seconds', dayBegan, nextDayBegan)},
          coalesce(min(running), 0) as running, sum(input_octets) as input_octets, sum(output_octets) as output_octets
   from (select day, known.id, device_mac, started_at, updated_at, seconds, running, input_octets, output_octets
         from (select day, session_id, sum(seconds) as seconds, sum(running) as running,
                      sum(input_octets) as input_octets, sum(output_octets) as output_octets
               from (${reported(its)} union all ${notYetReported(its)}) as told group by day, session_id) as of_session
           join ${allSessions} as known on known.id = of_session.session_id
         union all ${granted(its)}) as spell
   group by day, ${deviceOf('spell')}`

/** `running\`: of a session under way. */
const reported = (its: Its): string =>
  `select day, session_id, seconds, null::bigint as running, input_octets, output_octets
   from ${reportedUse} as d where ${its('d')} and day between $2::date and $3::date`

/** Of today ($6, since $7), where it is asked for. */
const notYetReported = (its: Its): string =>
  `select $6::date, id, 0, seconds, 0, 0
   from (${ofToday(its, 's.ended_at is null and s.updated_at >= least($7::timestamptz, $8::timestamptz)')}
         union ${ofToday(its, 's.started_at >= $7::timestamptz')}) as of_today
   where $6::date between $2::date and $3::date`

const unreported = (its: Its): string => {
  const since = 'greatest(s.updated_at, $7::timestamptz)'
  const granted = grantedSeconds('s', its('covering'), since, '$4::timestamptz')
  return `greatest(0, ${unreportedSeconds('s', '$7::timestamptz', '$4::timestamptz')} - ${granted})`
}

const ofToday = (its: Its, which: string): string =>
  `select s.id, case when s.ended_at is null and s.updated_at >= $8::timestamptz
                     then ${unreported(its)} end as seconds
   from ${allSessions} as s where ${its('s')} and ${which}`

const dayBegan = '(day::timestamp at time zone $5::text)'
const nextDayBegan = '((day + 1)::timestamp at time zone $5::text)'

/** Each day that a grant lasted until now. */
const granted = (its: Its): string =>
  `select day, g.id, g.device_mac, g.opened_at, least(g.ends_at, $4::timestamptz),
          ${grantSeconds('g', dayBegan, `least($4::timestamptz, ${nextDayBegan})`)},
          null, 0, 0
   from ${openedGrants} as g,
     lateral (select (g.opened_at at time zone $5::text)::date as first,
                     (greatest(g.opened_at, least(g.ends_at - interval '1 microsecond', $4::timestamptz))
                        at time zone $5::text)::date as last) as its,
     lateral (select its.first + n as day from generate_series(0, its.last - its.first) as n) as days
   where ${its('g')} and g.ends_at > ($2::date::timestamp at time zone $5::text)
     and day between $2::date and $3::date`
