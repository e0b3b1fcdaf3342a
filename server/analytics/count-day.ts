import pg from 'pg'
import { residentsSince } from '../directory/fragments.ts'
import { archivedUse, reportedUse, staysOf } from '../sessions/fragments.ts'
import { grantedStays } from '../sessions/grants/fragments.ts'
import { byEveryPlace, kindAndPlace, placed } from './places.ts'

/** Concurrent sessions are looked at so often, in seconds. */
const MARK = 300
/** What an integer and a bigint hold at most: a sum stays there instead of failing. */
const MOST = 2_147_483_647
const MOST_OF = { integer: MOST, float4: 3e38 }
const MOST_OCTETS = 9_223_372_036_854_775_807n

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour)

/** $1: the day; $2: the time zone; $3: now. */
const began = `($1::date::timestamp at time zone $2)`
const ended = `(($1::date + 1)::timestamp at time zone $2)`

/** Distinct residents as they were counted before. */
const before = `select kind, place, residents, new_residents from usage_days where day = $1::date`

/** What the portal opened, as far as it has come. */
const granted = grantedStays(began, `least(${ended}, $3::timestamptz)`)

/** What was reported of the day, and where its sessions were; and what the portal opened, of which no octets are known. */
const used = `
  select u.session_id, u.resident_id, u.hotspot_id, u.seconds, u.input_octets, u.output_octets,
         r.created_at >= ${began} and r.created_at < ${ended} as is_new
  from ${reportedUse} as u left join ${residentsSince} as r on r.id = u.resident_id
  where u.day = $1::date
  union all
  select o.session_id, o.resident_id, o.hotspot_id, floor(extract(epoch from o.until - o.since))::bigint, 0, 0,
         r.created_at >= ${began} and r.created_at < ${ended}
  from ${granted} as o left join ${residentsSince} as r on r.id = o.resident_id`
const stays = `
  select s.session_id, s.hotspot_id, s.is_first and s.since >= ${began} as begins,
         greatest(s.since, ${began}) as since, least(s.until, ${ended}) as until
  from ${staysOf('(select distinct session_id from used)')} as s
  where s.since < ${ended} and s.until >= ${began}
  union all
  select session_id, hotspot_id, begins, since, until from ${granted} as o`

/** Sums by place; residents are counted once each, so that sessions are added up by resident first. */
const sums = `
  by_session as (
    select ${kindAndPlace}, used.session_id, used.resident_id, bool_or(used.is_new) as is_new,
           sum(used.seconds) as seconds, sum(used.input_octets) as input, sum(used.output_octets) as output
    from used left join placed p on p.id = used.hotspot_id
    ${byEveryPlace('used.session_id', 'used.resident_id')}),
  by_resident as (
    select kind, place, resident_id, count(*) as sessions, bool_or(is_new) as is_new,
           sum(seconds) as seconds, sum(input) as input, sum(output) as output
    from by_session where place is not null group by 1, 2, 3),
  archived as (
    select ${kindAndPlace}, sum(a.sessions) as sessions, sum(a.seconds) as seconds, sum(a.input_octets) as input,
           sum(a.output_octets) as output
    from ${archivedUse} as a left join placed p on p.id = a.hotspot_id
    where a.day = $1::date ${byEveryPlace()}),
  sums as materialized (
    select kind, place, sum(sessions) as sessions, sum(residents) as residents, sum(new_residents) as new_residents,
           sum(seconds) as seconds, sum(input) as input, sum(output) as output
    from (select kind, place, sum(sessions) as sessions, count(resident_id) as residents,
                 count(resident_id) filter (where is_new) as new_residents, sum(seconds) as seconds, sum(input) as input,
                 sum(output) as output
          from by_resident group by 1, 2
          union all select kind, place, sessions, 0, 0, seconds, input, output from archived where place is not null
            and sessions is not null) as of_both
    group by 1, 2)`

/**
 * By hour of the city's clock: what a session used at a hotspot is spread evenly over its stay there, as time passes. An
 * hour that the clocks show twice is one, and in one that they leave out there is nothing.
 */
const hours = `
  lengths as (
    select session_id, hotspot_id, begins, since, greatest(since, until) as until,
           sum(extract(epoch from until - since)::float8) over (partition by session_id, hotspot_id) as whole
    from stays),
  parts as (
    select l.session_id, l.hotspot_id, extract(hour from h at time zone $2)::integer as hour,
           l.begins and h <= l.since as begins,
           case when l.whole > 0
             then extract(epoch from least(l.until, h + interval '1 hour') - greatest(l.since, h))::float8 / l.whole
             else 1 end as share
    from lengths l, generate_series(date_trunc('hour', l.since, $2), l.until, interval '1 hour') as h
    where h < l.until or l.since = l.until),
  hourly as (
    select ${kindAndPlace}, parts.hour, used.resident_id, sum(parts.begins::integer) as begun,
           sum(parts.share * used.seconds) as seconds, sum(parts.share * (used.input_octets + used.output_octets)) as octets
    from parts join used on used.session_id = parts.session_id and used.hotspot_id is not distinct from parts.hotspot_id
      left join placed p on p.id = used.hotspot_id
    ${byEveryPlace('parts.hour', 'used.resident_id')}),
  of_hours as (
    select kind, place, hour, sum(begun) as begun, count(resident_id) as residents, sum(seconds) as seconds,
           sum(octets) as octets
    from hourly where place is not null group by 1, 2, 3)`

/** Sessions at a time: at each mark by hotspot, and of these by place. */
const peaks = `
  marks as (
    select hotspot_id, mark, count(*) as sessions
    from stays, generate_series(ceil(extract(epoch from since - ${began}) / ${MARK})::integer,
                                ceil(extract(epoch from until - ${began}) / ${MARK})::integer - 1) as mark
    group by 1, 2),
  at_marks as (
    select ${kindAndPlace}, marks.mark, sum(marks.sessions) as sessions,
           count(*) filter (where marks.sessions >= p.capacity) as saturated
    from marks left join placed p on p.id = marks.hotspot_id
    ${byEveryPlace('marks.mark')}),
  of_marks as (
    select kind, place, extract(hour from (${began} + mark * interval '${MARK} seconds') at time zone $2)::integer as hour,
           max(sessions) as peak, sum(saturated) * ${MARK / 60} as minutes
    from at_marks where place is not null group by 1, 2, 3)`

/** Whom full hotspots turned away: also at places that were not used. */
const turnedAway = `
  refusals as (
    select hotspot_id, extract(hour from hour at time zone $2)::integer as hour, devices from turned_away
    where hour >= ${began} and hour < ${ended}),
  away as (
    select ${kindAndPlace}, sum(refusals.devices) as devices, array[${hoursOfDay
      .map((hour) => `coalesce(sum(refusals.devices) filter (where refusals.hour = ${hour}), 0)`)
      .join(', ')}]::integer[] as of_hours
    from refusals left join placed p on p.id = refusals.hotspot_id ${byEveryPlace()}),
  counted as (
    select kind, place from sums union select kind, place from away where place is not null and devices is not null)`

/** One row a place, its hours side by side; `at` tells where each of the day's hours stands among them. */
const rows = `
  joined as (
    select kind, place, hour, o.begun, o.residents, o.seconds, o.octets, m.peak, m.minutes
    from of_hours o full join of_marks m using (kind, place, hour)),
  known as (
    select kind, place, array_agg(hour) as hours, sum(begun) as begun, max(peak) as peak, sum(minutes) as minutes,
           array_agg(begun) as of_begun, array_agg(residents) as of_residents, array_agg(seconds) as of_seconds,
           array_agg(peak) as of_peak, array_agg(minutes) as of_minutes, array_agg(octets) as of_octets
    from joined group by 1, 2),
  filled as (select known.*, array[${hoursOfDay.map((hour) => `array_position(hours, ${hour})`).join(', ')}] as at from known),
  capacities as (
    select ${kindAndPlace}, sum(p.capacity) as capacity from placed p
    where p.capacity is not null and not p.retired ${byEveryPlace()})`

/** The values of {@link rows} in their hours, 0 where there is none. */
const inHours = (name: string, type: keyof typeof MOST_OF): string =>
  `array[${hoursOfDay.map((hour) => `least(coalesce((f.${name})[f.at[${hour + 1}]], 0), ${MOST_OF[type]})`).join(', ')}]::${type}[]`
const atMostLong = (value: string): string => `least(coalesce(${value}, 0), ${MOST_OCTETS})::bigint`
const atMost = (value: string): string => `least(coalesce(${value}, 0), ${MOST})::integer`

/** As many as before, but no more than there were sessions: a hotspot may have become another place's. */
const atLeastBefore = (name: 'residents' | 'new_residents'): string =>
  `greatest(coalesce(s.${name}, 0), least(coalesce(b.${name}, 0), coalesce(s.sessions, 0)))`

/**
 * Counts a day by the city's clock (`yyyy-mm-dd`) for every place that was used, in place of what was counted of it before.
 * Distinct residents stay where they were more: accounts may have been erased since, whose sessions are nobody's now.
 * Within the caller's transaction.
 */
export async function countDay(client: pg.ClientBase, day: string, timeZone: string, now: Date): Promise<void> {
  const values = [day, timeZone, now.toISOString()]
  await client.query('drop table if exists before, used, stays')
  for (const [name, rows] of Object.entries({ before, used, stays })) {
    await client.query(`create temporary table ${name} on commit drop as ${inlined(rows, values)}`)
    await client.query(`analyze ${name}`)
  }
  await client.query('delete from usage_days where day = $1::date', [day])
  // How many rows its parts have PostgreSQL cannot know: a loop within a loop over them would take minutes.
  await client.query('set local enable_nestloop = off')
  // One process at a time counts: what it sorts need not go to the disk.
  await client.query("set local work_mem = '64MB'")
  await client.query(
    `with ${placed}, ${sums}, ${hours}, ${peaks}, ${rows}, ${turnedAway}
     insert into usage_days (kind, place, day, sessions, begun, seconds, input_octets, output_octets, residents,
       new_residents, peak, capacity, saturated_minutes, hour_begun, hour_residents, hour_seconds, hour_peak, hour_octets, hour_saturated, turned_away, hour_turned_away)
     select n.kind, n.place, $1::date, ${atMost('s.sessions')}, ${atMost('f.begun')}, ${atMostLong('s.seconds')},
            ${atMostLong('s.input')}, ${atMostLong('s.output')},
            ${atLeastBefore('residents')}, ${atLeastBefore('new_residents')}, coalesce(f.peak, 0), c.capacity, coalesce(f.minutes, 0),
            ${inHours('of_begun', 'integer')}, ${inHours('of_residents', 'integer')},
            ${inHours('of_seconds', 'integer')}, ${inHours('of_peak', 'integer')}, ${inHours('of_octets', 'float4')},
            case when f.minutes > 0 then ${inHours('of_minutes', 'integer')} end, ${atMost('a.devices')}, a.of_hours
     from counted n left join sums s using (kind, place) left join filled f using (kind, place)
       left join capacities c using (kind, place) left join away a using (kind, place)
       left join before b using (kind, place)`,
    [day, timeZone],
  )
  await client.query('reset enable_nestloop')
  await client.query('reset work_mem')
}

/** A statement that makes a table takes no parameters: `$1` to `$3` become literals. */
const inlined = (statement: string, values: readonly string[]): string =>
  statement.replace(/\$(\d)/g, (_, at: string) => pg.escapeLiteral(values[Number(at) - 1]!))
