import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { hotspotStates } from '../../health/fragments.ts'
import type { Span } from './spans.ts'

/** A hotspot whose time is counted. */
export interface Counted {
  id: number
  /** What its figures go to, by number. */
  key: number
  /** Residents within its reach. */
  residents: number
  /** Which of the silences' times are its, by number; null: none. */
  silences: number | null
}

/** What is to be counted. Times are ms since 1970. */
export interface Counting {
  hotspots: readonly Counted[]
  /** One after the other. */
  periods: readonly Span[]
  /** By {@link Counted.silences}, in order and without overlaps. */
  silences: readonly Span[][]
  now: Date
}

/** Sums of the hotspots of one key in one period. What was silenced is left out of all but `silencedMs`. */
export interface Sums {
  key: number
  /** By number, from 0. */
  period: number
  /** Of which it was known at some time in the period whether they worked. */
  hotspots: number
  /** How long it was known of them whether they worked. */
  watchedMs: number
  downMs: number
  silencedMs: number
  /** Of each hotspot, times the residents within its reach. */
  weightedMs: number
  weightedDownMs: number
  /** Outages that began. */
  outages: number
  /** Outages that ended, and how long they had lasted in all. */
  repaired: number
  repairMs: number
}

/** For each step of sorting a month's failures of 35,000 hotspots, without the disk. */
const MEMORY = '64MB'

/** SQL: an instant in ms since 1970. */
const ms = (time: string) => `1000 * date_part('epoch', ${time})`

/** SQL: how long was silenced before an instant. `s`: the row of the hotspot's silences. */
const silencedBefore = (time: string) => {
  const place = `width_bucket(${time}, s.begins)`
  return `coalesce(s.before[${place}] + least(${time}, s.ends[${place}]) - s.begins[${place}], 0)`
}

/** SQL: how much of a span is silenced, where `s` is there. */
const silenced = (from: string, until: string) =>
  `case when s.number is null then 0 else ${silencedBefore(until)} - ${silencedBefore(from)} end`

/**
 * Sums up how long hotspots were down in each period, by the states that they had, in one pass: of 35,000 hotspots and a
 * month by the index on when failures began. A hotspot counts from its first known state on; while its state is unknown its
 * time is nobody's. States that follow each other without one in which it worked are one outage, whatever their causes.
 */
export function sumsOf(db: Pick<Database, 'pool'>, counting: Counting): Promise<Sums[]> {
  const { hotspots, periods, silences, now } = counting
  const times = silences.flatMap((spans, number) => timesOf(spans).map((time) => ({ number, ...time })))
  const given = [
    ...[hotspots.map(({ id }) => id), hotspots.map(({ key }) => key)],
    ...[hotspots.map(({ residents }) => residents), hotspots.map((hotspot) => hotspot.silences)],
    ...[periods.map(([begins]) => begins), periods.map(([, ends]) => ends)],
    ...[times.map(({ number }) => number), times.map(({ before }) => before)],
    ...[times.map(({ begins }) => begins), times.map(({ ends }) => ends)],
    ...[new Date(periods[0]![0]), new Date(periods.at(-1)![1]), now],
  ]
  return inOneTransaction(db, async ({ pool }) => {
    await pool.query(`set local work_mem = '${MEMORY}'`)
    await pool.query('set local jit = off')
    // Guesses of how many rows there are go wrong here: sorting them for a merge takes longest.
    await pool.query('set local enable_mergejoin = off')
    return (await pool.query<Sums>(statement, given)).rows
  })
}

/** `before`: how long those before it last together. */
function timesOf(spans: readonly Span[]) {
  let before = 0
  return spans.map(([begins, ends]) => {
    const time = { before, begins, ends }
    before += ends - begins
    return time
  })
}

/** SQL: a sum, 0 of nothing. */
const orNone = (sum: string) => `coalesce(${sum}, 0)`

const statement = `
with recursive given as materialized (
  select * from unnest($1::bigint[], $2::integer[], $3::float8[], $4::integer[]) as g (id, key, residents, silences)
), periods as materialized (
  select begins, ends, (place - 1)::integer as period
  from unnest($5::float8[], $6::float8[]) with ordinality as p (begins, ends, place)
), silences as materialized (
  select number, array_agg(before order by begins) as before, array_agg(begins order by begins) as begins,
    array_agg(ends order by begins) as ends
  from unnest($7::integer[], $8::float8[], $9::float8[], $10::float8[]) as s (number, before, begins, ends) group by number
), standing as materialized (
  -- How each was as the first period began.
  select g.*, f.since, f.until, f.state
  from given g left join lateral (
    select * from ${hotspotStates} as f where f.hotspot_id = g.id and f.since < $11 order by f.since desc limit 1) as f on true
), watched as materialized (
  select g.id, g.key, g.residents, g.silences, ${ms('coalesce(g.since, f.since)')} as since
  from standing g left join lateral (
    select since from ${hotspotStates} as f where g.since is null and f.hotspot_id = g.id order by f.since limit 1) as f on true
  where g.since is not null or f.since is not null
), earlier as (
  -- Failures that go on as the first period begins, back to when they began.
  select id, since, until, state from standing where state in ('down', 'unknown') and (until is null or until >= $11)
  union all
  select l.id, b.since, b.until, b.state from earlier l cross join lateral (
    select * from ${hotspotStates} as b where b.hotspot_id = l.id and b.since < l.since
    order by b.since desc limit 1) as b
  where b.state in ('down', 'unknown') and b.until = l.since
), failures as materialized (
  select w.id, w.key, w.residents, w.silences, f.state = 'down' as is_down, ${ms('f.since')} as since,
    ${ms('coalesce(f.until, $13)')} as until, f.until is null as goes_on
  from (
    select id, since, until, state from earlier
    union all
    select hotspot_id, since, until, state from ${hotspotStates} as f
    where f.state in ('down', 'unknown') and f.since >= $11 and f.since <= $12
  ) as f join watched w using (id)
), pieces as (
  -- Of each hotspot: all the time since it is known, and what of that are failures.
  select w.key, w.residents, p.period, null::boolean as is_down, p.ends - greatest(p.begins, w.since) as lasts,
    ${silenced('greatest(p.begins, w.since)', 'p.ends')} as silent
  from watched w join periods p on w.since < p.ends left join silences s on s.number = w.silences
  union all
  select f.key, f.residents, p.period, f.is_down, least(p.ends, f.until) - greatest(p.begins, f.since),
    ${silenced('greatest(p.begins, f.since)', 'least(p.ends, f.until)')}
  from failures f join periods p on f.since < p.ends and f.until > p.begins
    left join silences s on s.number = f.silences
), sums as (
  select key, period, count(*) filter (where is_down is null) as hotspots,
    sum(lasts - silent) filter (where is_down is null) - ${orNone('sum(lasts - silent) filter (where not is_down)')} as watched,
    sum(silent) filter (where is_down is null) - ${orNone('sum(silent) filter (where not is_down)')} as silenced,
    ${orNone('sum(lasts - silent) filter (where is_down)')} as down,
    sum(residents * (lasts - silent)) filter (where is_down is null)
      - ${orNone('sum(residents * (lasts - silent)) filter (where not is_down)')} as weighted,
    ${orNone('sum(residents * (lasts - silent)) filter (where is_down)')} as weighted_down
  from pieces group by key, period
), unknown as (
  -- How many of which nothing was known in all of a period.
  select key, period, count(*) as hotspots from (
    select f.key, p.period, w.id
    from failures f join watched w using (id) join periods p on f.since < p.ends and f.until > p.begins
    where not f.is_down
    group by f.key, p.period, p.begins, p.ends, w.id, w.since
    having sum(least(p.ends, f.until) - greatest(p.begins, f.since)) >= p.ends - greatest(p.begins, w.since) - 1
  ) as u group by key, period
), outages as (
  -- Failures that follow each other without a pause.
  select key, min(since) filter (where is_down) as began, max(until) as ended, bool_or(goes_on) as goes_on,
    coalesce(sum(until - since - silent) filter (where is_down), 0) as lasted
  from (
    select f.*, count(*) filter (where is_first) over (partition by id order by since) as place,
      ${silenced('f.since', 'f.until')} as silent
    from (
      select f.*, lag(until) over (partition by id order by since) is distinct from since as is_first from failures f
    ) as f left join silences s on s.number = f.silences
  ) as f group by id, key, place
), begun as (
  select key, width_bucket(began, $5::float8[]) - 1 as period, count(*) as outages from outages
  where lasted > 0 and began < ($6::float8[])[cardinality($6::float8[])] group by 1, 2
), over as (
  -- One that ends as a period does is of that period.
  select key, width_bucket(ended - 0.001, $5::float8[]) - 1 as period, count(*) as repaired, sum(lasted) as repair
  from outages where lasted > 0 and not goes_on and ended <= ($6::float8[])[cardinality($6::float8[])] group by 1, 2
)
select key, period, (s.hotspots - coalesce(u.hotspots, 0))::integer as hotspots, s.watched as "watchedMs",
  s.down as "downMs", s.silenced as "silencedMs", s.weighted as "weightedMs", s.weighted_down as "weightedDownMs",
  coalesce(b.outages, 0)::integer as outages, coalesce(o.repaired, 0)::integer as repaired,
  coalesce(o.repair, 0) as "repairMs"
from sums s left join unknown u using (key, period) left join begun b using (key, period)
  left join over o using (key, period)
where s.hotspots > coalesce(u.hotspots, 0) order by key, period`
