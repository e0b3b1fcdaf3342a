import { Writable } from 'node:stream'
import type { Response } from 'express'
import { csvRoutes } from '../../../server/api/csv/lists.ts'
import { csvSender } from '../../../server/api/csv/send.ts'
import type { RouteContext } from '../../../server/api/route.ts'
import { routes } from '../../../server/api/routes/index.ts'
import type { Database } from '../../../server/database/connection.ts'
import { silentLog } from '../../../server/log.ts'
import { stopwatch } from '../processor.ts'
import { line } from './line.ts'

const ROWS = 1_000_000
const WANTED_MS = 120_000
/** More resident than after the first rows. */
const WANTED_MEGABYTES = 100

/** Sends a million rows of the audit as a file, and says how much memory that took beyond its first part. */
export async function csv(db: Database) {
  const { rows } = await db.pool.query<{ id: number }>(
    "insert into staff (issuer, subject, name, role) values ('bench', 'bench', 'bench', 'admin') returning id",
  )
  await db.pool.query(
    `insert into audit_events (actor, action, target, detail)
     select 'command', 'gateway.add', 'gateway ' || n, jsonb_build_object('address', n) from generate_series(1, $1) n`,
    [ROWS],
  )
  const file = counting()
  const route = csvRoutes(routes).find(({ path }) => path === '/audit.csv')!
  const staff = { id: rows[0]!.id, districts: null }
  const context = { parts: { db, log: silentLog }, staff, query: { language: 'es' } } as unknown as RouteContext<
    unknown,
    Record<string, unknown>,
    unknown
  >
  const timed = await stopwatch(db)
  const sent = await timed(() => csvSender().send(route, context, file.response, async () => true))
  const more = Math.round(file.more() / 1e6)
  const { '': slow, ...figures } = line('a million rows as CSV', sent, WANTED_MS, file.lines())
  return [{ ...figures, 'MB more': more, '': more > WANTED_MEGABYTES ? 'TOO MUCH' : slow }]
}

/** Takes a file in, counts its lines, and how much more was resident at most than when its first part was there. */
function counting() {
  let [lines, first, most] = [0, 0, 0]
  const writable = new Writable({
    write(chunk: Buffer, _, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
      const { rss } = process.memoryUsage()
      first ||= rss
      most = Math.max(most, rss)
      // Not at once, as from a network.
      setImmediate(done)
    },
  })
  const response = Object.assign(writable, { set: () => response }) as unknown as Response
  return { response, lines: () => lines - 1, more: () => most - first }
}
