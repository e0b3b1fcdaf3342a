import { rm } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { rollUp } from '../../../server/analytics/roll-up.ts'
import { placeHistory, type WhatUse } from '../../../server/analytics/views.ts'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { namedPlace } from '../../../server/network/named-places.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { processors, stopwatch } from '../processor.ts'
import { COUNTED_DAYS, copyDays, DAYS, fillCity, fillSessions, HOTSPOTS, timeZone } from './fill.ts'

const WANTED_MS = 200
const TIMES = 9

/**
 * Roll-ups of the last days of so many sessions, and what the page *Use* asks of a year of such days: places of every kind,
 * by every step. Throws where the city's sums are not those of the sessions.
 */
export async function benchUsage({ sessions }: { sessions: number }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, 3)
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)
  try {
    await migrate(db)
    const perDay = Math.round(sessions / DAYS)
    say(
      `${COUNTED_DAYS} days of ${perDay.toLocaleString('en')} sessions at ${HOTSPOTS.toLocaleString('en')} hotspots are stored`,
    )
    const residents = await fillCity(db, perDay)
    await fillSessions(db, { perDay, residents }, (days) => say(`${days} of ${COUNTED_DAYS} days of sessions`))
    say('what was used is counted')
    const took = await stopwatch(db)
    const first = await took(() => rollUp(db, { timeZone }))
    await mustBeWhole(db)
    const again = await took(() => rollUp(db, { timeZone, now: new Date(Date.now() + 3_700_000) }))
    say(`${DAYS} days are made of them`)
    await copyDays(db, (days) => say(`${days} of ${DAYS} days`))
    say('pages are asked for')
    const lines = await readYears(db)
    const { rows } = await db.pool.query<{ size: string; rows: number }>(
      `select pg_size_pretty(pg_total_relation_size('usage_days')) as size, (select count(*) from usage_days) as rows`,
    )
    console.log(`
${perDay.toLocaleString('en')} sessions a day, as of ${sessions.toLocaleString('en')} in ${DAYS} days. ${first.result} days, weeks and months counted in ${first.seconds.toFixed(1)} s,
${processors(first)}; the current day again in ${again.seconds.toFixed(2)} s, ${processors(again)}. ${rows[0]!.rows.toLocaleString('en')} rows of days are ${rows[0]!.size}.

${table(lines)}

A year of each place, ${TIMES} times, of which the median counts; wanted: ${WANTED_MS} ms. Load of the machine: ${loadavg()[0]!.toFixed(1)}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

async function mustBeWhole({ pool }: Database): Promise<void> {
  const { rows } = await pool.query(
    `select (select sum(seconds) from session_days) as used, kind, sum(seconds) as counted from usage_days
     where kind in ('city', 'borough', 'hotspot') group by kind`,
  )
  for (const { kind, used, counted } of rows)
    if (used !== counted) throw new Error(`${used} s were used, and ${counted} s are counted by ${kind}`)
}

const places = [
  ['city', ''],
  ['borough', 'borough 3'],
  ['neighbourhood', '7'],
  ['programme', 'Programme 2'],
  ['site', '12'],
  ['hotspot', '1'],
] as const
const steps = ['day', 'week', 'month'] as const

async function readYears(db: Database) {
  const to = new Date().toISOString().slice(0, 10)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  const lines: Array<Record<string, string | number>> = []
  for (const [kind, place] of places) {
    const line: Record<string, string | number> = { place: kind }
    for (const step of [...steps, 'hour'] as const) {
      // By hours the page gives three months at most.
      const ms = await median(db, { kind, place, step, from: daysAgo(step === 'hour' ? 91 : 364), to })
      line[step] = ms > WANTED_MS ? `${ms} TOO SLOW` : ms
    }
    lines.push(line)
  }
  return lines
}

async function median(db: Database, what: WhatUse): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < TIMES; turn++) {
    const began = performance.now()
    const { kind, place } = what
    if (kind !== 'city') await namedPlace(db, { kind, place, districts: null })
    const { rows } = await placeHistory(db, what)
    times.push(performance.now() - began)
    if (rows.length === 0) throw new Error(`nothing is known of ${what.kind} ${what.place}`)
  }
  return Number(times.sort((a, b) => a - b)[TIMES >> 1]!.toFixed(1))
}
