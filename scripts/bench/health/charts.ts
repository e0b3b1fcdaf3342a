import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { ensurePartition } from '../../../server/database/schema/partitions.ts'
import { chartOf, chartRanges, type Subject } from '../../../server/health/kept/charts.ts'
import { rollUpAll } from '../../../server/health/kept/keeper.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { addHotspots, fillKept, octetsOfRow, places } from './charts-fill.ts'
import { atMost, figureTable } from './figures.ts'
import { keptGigabytes } from './kept-octets.ts'

type Row = Record<string, string>

const HOUR_MS = 3_600_000
const ASKED = 100
/** A chart is to be there in so many ms. */
const BOUND_MS = 200
/** GB of what is kept of 35,000 hotspots. */
const MOST_GIGABYTES = 85
/** Nothing of it is to outlast the benchmark. */
const settings = {
  ...{ fsync: 'off', full_page_writes: 'off', max_wal_size: '16GB', autovacuum: 'off' },
  ...{ shared_buffers: '1GB', maintenance_work_mem: '512MB', work_mem: '256MB' },
}

/**
 * How soon charts are there in a city with so many hotspots, and what rolling up costs. Days are of a year; hours are of
 * `hours` days, which is what a chart reads of them: those of the rest of the year lie in other partitions.
 */
export async function benchCharts({ hotspots, hours }: { hotspots: number; hours: number }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'), { settings })
  const db = connect(postgres.connection, 4)
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)
  try {
    await migrate(db)
    const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 120_000
    await addHotspots(db, hotspots)
    await fillKept(db, now, { hotspots, hours }, say)
    const rolled = await rollUpHour(db, hotspots, now)
    say('an hour of samples is rolled up')
    await db.pool.query('vacuum analyze kept_minutes, samples, hotspots')
    say('charts are asked for')
    const charts = await measured(db, hotspots, now)
    const { rows, samples } = await sizes(db)
    const kept = await octetsOfRow(db)
    const gigabytes = keptGigabytes(hotspots, { samples, kept_minutes: kept, kept_hours: kept, kept_days: kept })
    console.log(`
Charts of ${hotspots.toLocaleString('en')} hotspots: a year of days, ${hours} days of hours, a day of five minutes; ms of ${ASKED} charts of subjects by
chance, one after the other.

${table(charts)}

An hour of samples is rolled up in ${rolled} ms. A row of what is kept takes ${kept.toFixed(0)} octets as it is rolled up. On the disk, the
indexes made at once:
${table(rows)}

${figureTable([atMost(`what is kept of ${hotspots.toLocaleString('en')} hotspots after a year, polled once a minute`, gigabytes, (MOST_GIGABYTES * hotspots) / 35_000, 'GB')])}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** @returns ms */
async function rollUpHour(db: Database, hotspots: number, now: number): Promise<number> {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  await ensurePartition(db, 'samples', new Date(thisHour - HOUR_MS))
  await ensurePartition(db, 'samples', new Date(thisHour))
  await db.pool.query(
    `insert into samples (hotspot_id, at, reachable, clients, in_bps, out_bps, load, memory_used)
     select id, at, true, id % 30, id * 1000, id * 300, 300, 400
     from generate_series($1::timestamptz, $2::timestamptz - interval '1 s', '1 minute') as at, generate_series(1, $3::int) as id`,
    [new Date(thisHour - HOUR_MS), new Date(thisHour), hotspots],
  )
  await db.pool.query('analyze samples')
  const began = Date.now()
  await rollUpAll(db, 'UTC', () => new Date(now))
  return Date.now() - began
}

async function measured(db: Database, hotspots: number, now: number): Promise<Row[]> {
  const rows: Row[] = []
  const anyOf = (kind: keyof typeof places | 'h', most: number) => () => ({
    ...{ kind, id: 1 + Math.floor(Math.random() * most) },
  })
  const kinds = [
    ['hotspot', anyOf('h', hotspots)],
    ['site', anyOf('s', places.s)],
    ['gateway', anyOf('g', places.g)],
    ['neighbourhood', anyOf('n', places.n)],
    ['city', () => ({ kind: 'c', id: 0 })],
  ] as const
  for (const [name, subject] of kinds)
    for (const range of chartRanges) {
      const taken: number[] = []
      for (let asked = 0; asked < ASKED; asked++) {
        const began = performance.now()
        await chartOf(db, {
          subject: subject() as Subject,
          range,
          now: new Date(now),
          timeZone: 'UTC',
          pollSeconds: 60,
        })
        taken.push(performance.now() - began)
      }
      taken.sort((a, b) => a - b)
      const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))]!
      const mark = at(0.99) > BOUND_MS ? ' TOO SLOW' : ''
      rows.push({
        chart: `${name}, ${range}`,
        median: at(0.5).toFixed(1),
        p99: `${at(0.99).toFixed(1)}${mark}`,
        worst: at(1).toFixed(1),
      })
    }
  return rows
}

async function sizes({ pool }: Database): Promise<{ rows: Row[]; samples: number }> {
  const { rows } = await pool.query<{ name: string; rows: number; octets: number }>(
    `select parent as name, sum(reltuples)::int8 as rows, sum(pg_total_relation_size(oid))::int8 as octets
     from (select c.oid, c.reltuples, coalesce(i.inhparent, c.oid)::regclass::text as parent
           from pg_class c left join pg_inherits i on i.inhrelid = c.oid where c.relkind = 'r') as tables
     where parent in ('samples', 'kept_minutes', 'kept_hours', 'kept_days') and reltuples > 0 group by 1 order by 1`,
  )
  const each = rows.map(({ name, rows: count, octets }) => ({ name, count, octets, of: octets / Math.max(1, count) }))
  return {
    samples: each.find(({ name }) => name === 'samples')!.of,
    rows: each.map(({ name, count, octets, of }) => ({
      table: name,
      rows: count.toLocaleString('en'),
      size: `${Math.round(octets / 1e6)} MB`,
      'octets a row': of.toFixed(0),
    })),
  }
}
