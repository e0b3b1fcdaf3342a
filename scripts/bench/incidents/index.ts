import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { storeNotifications } from '../../../server/incidents/notify/outbox.ts'
import { type IncidentsWanted, listIncidents } from '../../../server/incidents/views.ts'
import { silentLog } from '../../../server/log.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { stopwatch, type Took } from '../processor.ts'
import { availability } from './availability.ts'
import { csv } from './csv.ts'
import { benchDashboard } from './dashboard.ts'
import { fill, HOTSPOTS } from './fill.ts'
import { line } from './line.ts'

const ALERTS = 5000
const PAST = 100_000
const WANTED_MS = 5000
const WANTED_LIST_MS = 200
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/**
 * 5,000 alerts of a minute become incidents, a year of incidents is filtered, availability is counted, and a long list leaves
 * as CSV. Says `TOO SLOW` or `TOO MUCH` where something is.
 *
 * @param options.dashboard also what the dashboard does meanwhile, which takes four minutes
 */
export async function benchIncidents({ rounds, dashboard }: { rounds: number; dashboard?: boolean }): Promise<void> {
  if (dashboard) await benchDashboard()
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, 4)
  try {
    await migrate(db)
    await fill(db)
    console.log(table([...(await rush(db)), ...(await year(db, rounds)), ...(await availability(db))]))
    console.log(`\n${table(await csv(db))}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Half of the alerts are whole gateways, half hotspots here and there; they open within a minute, and then close. */
async function rush(db: Database) {
  const keeper = await startIncidentKeeper({
    ...{ db, log: silentLog, timeZone: 'UTC', soonMs: HOUR_MS, everyMs: HOUR_MS },
    residentsAffected: (...ids) => ids.length * 250,
    call: (tx, changes, now) => storeNotifications(tx, changes, now, 'UTC'),
  })
  const count = async () =>
    (await db.pool.query<{ open: number }>('select count(*) as open from incidents where closed_at is null')).rows[0]!
      .open
  await db.pool.query(
    `insert into alerts (hotspot_id, kind, cause, opened_at)
     select id, 'down', 'no-answer', now() - (id % 60) * interval '1 second' from hotspots
     where id <= $1::integer / 2 or id % 13 = 0 order by (id <= $1::integer / 2) desc, id limit $1`,
    [ALERTS],
  )
  const timed = await stopwatch(db)
  const opening = await timed(() => keeper.run())
  const opened = await count()
  const again = await timed(() => keeper.run())
  await db.pool.query('update alerts set closed_at = now()')
  const closing = await timed(() => keeper.run())
  const left = await count()
  await keeper.close()
  return [
    line(`${ALERTS} alerts become incidents`, opening, WANTED_MS, opened),
    line('looked at again, with nothing new', again, WANTED_MS, opened),
    line('all of them end', closing, WANTED_MS, left),
  ]
}

/** A year of incidents, each with three hotspots, read as the page of incidents reads them. */
async function year(db: Database, rounds: number) {
  await db.pool.query(
    `with made as (
       insert into incidents (cause, subject_id, subject_name, kind, opened_at, closed_at, hotspots, most_hotspots, most_residents)
       select (array['gateway', 'site', 'hotspot', 'neighbourhood'])[n % 4 + 1], n, 'place ' || n % 5000,
         case when n % 5 = 0 then 'degraded' else 'down' end, at, at + interval '40 minutes', 0, 3, n % 900
       from generate_series(1, $1) n, lateral (select now() - n * interval '5 minutes' as at) t returning id, opened_at),
     a as (insert into alerts (hotspot_id, kind, opened_at, closed_at)
       select (id * 7 + k * 11) % $2 + 1, 'down', opened_at, opened_at + interval '40 minutes'
       from made, generate_series(1, 3) k returning id, hotspot_id, opened_at)
     insert into incident_alerts (alert_id, incident_id, hotspot_id, joined_at, left_at)
     select a.id, made.id, a.hotspot_id, a.opened_at, a.opened_at + interval '40 minutes'
     from a join made on made.opened_at = a.opened_at`,
    [Math.min(PAST, Math.floor((365 * DAY_MS) / 300_000)), HOTSPOTS],
  )
  await db.pool.query('analyze')
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS)
  const filters: Array<[what: string, wanted: Partial<IncidentsWanted>]> = [
    ['a year, the worst first', { open: false }],
    ['of one month', { open: false, from: ago(60), until: ago(30) }],
    ['of gateways, degraded', { open: false, cause: 'gateway', kind: 'degraded' }],
    ['by words of a name', { open: false, search: 'place 4711' }],
    ['with one hotspot', { open: false, hotspotId: 777 }],
  ]
  const lines = []
  const timed = await stopwatch(db)
  for (const [what, wanted] of filters) {
    const times = []
    for (let round = 0; round < rounds; round++)
      times.push(await timed(() => listIncidents(db, { districts: null, ...wanted }, 51)))
    const middle = median(times)
    lines.push(line(what, middle, WANTED_LIST_MS, middle.result.total))
  }
  return lines
}

/** Of rounds, the one that took the median of seconds. */
const median = <T>(rounds: ReadonlyArray<Took<T>>): Took<T> =>
  rounds.toSorted((a, b) => a.seconds - b.seconds)[rounds.length >> 1]!
