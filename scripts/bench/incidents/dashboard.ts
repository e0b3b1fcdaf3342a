import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { publish } from '../../../server/database/events/events.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../../server/log.ts'
import { storeLargeCity } from '../../../test/browser/large-city.ts'
import { chromiumArguments, signInStaff } from '../../../test/support/chromium.ts'
import { findPeer } from '../../../test/support/peers.ts'
import { accountOf, demoStaff } from '../../demo/accounts.ts'
import { startDemoCityKey } from '../../demo/city-key.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { stopAll } from '../radius/processes.ts'
import { startWebProcess } from '../web-process.ts'

const ALERTS = 5000
const WANTED_MS = 100
const PORT = 18_081
/** So many fit into one NOTIFY. */
const PER_EVENT = 900

/**
 * The longest task of the dashboard's main thread while 5,000 of 35,000 hotspots fail: within a minute, and all at once;
 * with the map open, and with the list of incidents. Chromium, the web process, what keeps incidents and PostgreSQL share
 * the machine. Says `TOO SLOW` where a task is longer than wanted.
 */
export async function benchDashboard(): Promise<void> {
  const executablePath = findPeer('chromium')
  if (!executablePath) return console.log('The dashboard is not measured: Debian’s package chromium is missing.')
  const dir = await temporaryFolder('plaza-bench-')
  const publicUrl = `http://localhost:${PORT}`
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, 4)
  const redirectUris = [`${publicUrl}/portal/callback`, `${publicUrl}/staff/callback`]
  const key = await startDemoCityKey({ host: '127.0.0.1', port: 0, redirectUris, accountOf, log: silentLog })
  const browser = await chromium.launch({ executablePath, headless: true, args: chromiumArguments })
  try {
    await migrate(db)
    await storeLargeCity(db)
    for (const { subject, name, role } of demoStaff) await putStaff(db, { issuer: key.issuer, subject, name, role })
    await startWebProcess({ postgres, dir, port: PORT, secret: 'a secret for benchmarks alone, long', cityKey: key })
    const keeper = await startIncidentKeeper({
      ...{ db, log: silentLog, timeZone: 'UTC' },
      residentsAffected: (...ids) => ids.length * 250,
    })
    const page = await signInStaff(browser, publicUrl, 'operator')
    console.log(table(await measured(db, page, publicUrl)))
    await keeper.close()
  } finally {
    await browser.close()
    await stopAll()
    await key.close()
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

async function measured(db: Database, page: Page, publicUrl: string) {
  const { rows } = await db.pool.query<{ id: number }>(
    `select hotspot_id as id from hotspot_health where state = 'up' order by hotspot_id % 977, hotspot_id limit $1`,
    [ALERTS],
  )
  const ids = rows.map(({ id }) => id)
  const lines = []
  for (const [what, path, seen] of [
    ['the map', '/', '.marker'],
    ['the list of incidents', '/incidents', '.incidents-page'],
  ] as const)
    for (const [rush, seconds] of [
      ['within a minute', 60],
      ['at once', 1],
    ] as const) {
      await page.goto(`${publicUrl}/dashboard${path}`)
      await page.locator(seen).first().waitFor()
      await pause(5000)
      const tasks = await longTasks(page, async () => {
        await fail(db, ids, seconds)
        await pause(5000)
      })
      await recover(db, ids)
      const longest = Math.max(0, ...tasks)
      lines.push({
        ...{ what: `${ALERTS} alerts ${rush}, ${what} open`, 'longest ms': Math.round(longest), wanted: WANTED_MS },
        ...{ 'tasks over 50 ms': tasks.length, '': longest > WANTED_MS ? 'TOO SLOW' : '' },
      })
    }
  return lines
}

/** Lengths, in ms, of the page's tasks of more than 50 ms meanwhile (W3C Long Tasks API). */
async function longTasks(page: Page, meanwhile: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`window.seenTasks = []
    window.seer = new PerformanceObserver((list) => seenTasks.push(...list.getEntries().map(({ duration }) => duration)))
    seer.observe({ type: 'longtask' })`)
  await meanwhile()
  return page.evaluate<number[]>('seer.disconnect(); seenTasks')
}

/** As many each second, as pollers would tell it. */
async function fail(db: Database, ids: readonly number[], seconds: number): Promise<void> {
  const perSecond = Math.ceil(ids.length / seconds)
  for (let from = 0; from < ids.length; from += perSecond) {
    const next = pause(1000)
    await change(db, ids.slice(from, from + perSecond), 'down')
    await next
  }
}

async function recover(db: Database, ids: readonly number[]): Promise<void> {
  await change(db, ids, 'up')
  await pause(5000)
}

async function change(db: Database, ids: readonly number[], state: 'up' | 'down'): Promise<void> {
  await db.pool.query('update hotspot_health set state = $2, since = now() where hotspot_id = any($1::bigint[])', [
    ids,
    state,
  ])
  await db.pool.query(
    state === 'down'
      ? `insert into alerts (hotspot_id, kind, cause, residents_affected) select unnest($1::bigint[]), 'down', 'no-answer', 250`
      : 'update alerts set closed_at = now() where hotspot_id = any($1::bigint[]) and closed_at is null',
    [ids],
  )
  for (let from = 0; from < ids.length; from += PER_EVENT)
    await publish(db, { type: 'health', hotspotIds: ids.slice(from, from + PER_EVENT) })
  const [first] = ids
  const changed = state === 'down' ? ('opened' as const) : ('closed' as const)
  if (first !== undefined) await publish(db, { type: 'alert', id: 0, hotspotId: first, change: changed })
}
