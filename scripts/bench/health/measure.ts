import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../../server/database/connection.ts'
import { cpuSecondsOf, endedSeconds, parentOf } from '../radius/processes.ts'
import type { City } from './city.ts'
import { atMost, type Figure, rounded, told } from './figures.ts'
import type { Used } from './poller.ts'
import { tell } from './processes.ts'

/** µs of the poller's CPU for a hotspot; s that polls begin late; s of a round. */
const MOST_CPU = 120
const MOST_LAG = 1
const DAY_S = 86_400

/** What everything has used and stored so far. */
interface Reached {
  used: Used
  /** s of CPU of PostgreSQL. */
  postgres: number
  samples: number
  octets: number
  wal: number
}

async function reached(db: Database, poller: ChildProcess): Promise<Reached> {
  const { rows } = await db.pool.query<Omit<Reached, 'used' | 'postgres'> & { pid: number }>(
    `select (select count(*) from samples)::float8 as samples,
       (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'samples'::regclass)::float8 as octets,
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal, pg_backend_pid() as pid`,
  )
  const { pid, ...stored } = rows[0]!
  const postgres = parentOf(pid)
  return {
    ...stored,
    used: await tell<Used>(poller, 'used'),
    postgres: cpuSecondsOf(postgres) + endedSeconds(postgres),
  }
}

/** So many rounds of the poller. @returns `cpu`: µs of the poller's for a hotspot */
export async function measure(
  db: Database,
  poller: ChildProcess,
  { hotspots, interval }: City,
  rounds: number,
): Promise<{ cpu: number; figures: Figure[] }> {
  await pause(interval * 1000)
  const before = await reached(db, poller)
  await pause(interval * rounds * 1000)
  const after = await reached(db, poller)
  const samples = after.samples - before.samples
  const micro = (seconds: number) => (seconds / samples) * 1e6
  const cpu = micro(after.used.cpu - before.used.cpu)
  const perPoll = (octets: number) => octets / samples
  const perDay = (octets: number, every: number) => `${rounded((perPoll(octets) * DAY_S) / every / 1000)} kB`
  const [octets, wal] = [after.octets - before.octets, after.wal - before.wal]
  return {
    cpu,
    figures: [
      {
        ...told('hotspots polled a round', count(samples / rounds)),
        asked: count(hotspots),
        isMet: samples / rounds > hotspots * 0.98,
      },
      told(
        'polls answered and lost',
        `${count(after.used.answered - before.used.answered)}, ${count(after.used.lost - before.used.lost)}`,
      ),
      atMost("poller's CPU for a hotspot, with what storing takes of it", cpu, MOST_CPU, 'µs'),
      told("PostgreSQL's CPU for a hotspot, besides", `${rounded(micro(after.postgres - before.postgres))} µs`),
      told(
        'share of a processor: poller, PostgreSQL',
        `${share(after.used.cpu - before.used.cpu)}, ${share(after.postgres - before.postgres)}`,
      ),
      { ...told('lag of polls, p50', `<= ${quantile(before.used, after.used, 0.5)} s`) },
      lag('lag of polls, p99', quantile(before.used, after.used, 0.99)),
      lag('lag of polls since the start, p99', quantile(undefined, after.used, 0.99)),
      told('memory of the poller', `${Math.round(after.used.megabytes)} MB`),
      told('octets of a sample, with its index', rounded(perPoll(octets))),
      told(
        `samples of a hotspot and day, every ${interval} s, every minute`,
        `${perDay(octets, interval)}, ${perDay(octets, 60)}`,
      ),
      told('WAL of a hotspot and day, as polled here', perDay(wal, interval)),
    ],
  }

  function share(seconds: number): string {
    return `${Math.round((seconds / (interval * rounds)) * 100)} %`
  }
}

const count = (value: number): string => Math.round(value).toLocaleString('en')

const lag = (what: string, seconds: number): Figure => ({
  ...{ what, measured: `<= ${seconds} s`, asked: `at most ${MOST_LAG} s`, isMet: seconds <= MOST_LAG },
})

/** The bucket in which this share of the polls ends. */
function quantile(before: Used | undefined, after: Used, part: number): number {
  const counts = after.lag.map(({ le, count: all }, index) => ({ le, count: all - (before?.lag[index]?.count ?? 0) }))
  const all = counts.at(-1)?.count ?? 0
  return counts.find(({ count: some }) => some >= all * part)?.le ?? Number.POSITIVE_INFINITY
}

/** What one access point's own agent is asked at each poll. */
export async function polledObjects(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ learned: { objects: string[]; rows: Record<string, string[]> } }>(
    `select learned from poll_plans where agent_id = (select min(agent_id) from poll_plans)`,
  )
  const { objects, rows: cells } = rows[0]!.learned
  return [...objects, ...Object.entries(cells).flatMap(([column, all]) => all.map((index) => `${column}.${index}`))]
}
