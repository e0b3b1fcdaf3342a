import { Gauge } from 'prom-client'
import type { Database } from '../database/connection.ts'
import { loadedEnds } from './ends.ts'

const expiry = new Gauge({
  name: 'plaza_certificate_expiry_timestamp_seconds',
  help: 'When the certificates end that any process has loaded, in seconds since 1970; the first of several machines',
  labelNames: ['name'],
})

const MINUTE_MS = 60_000

/** Reads the ends now and every minute, for `/metrics` never to wait. What was read last stays while the database is away. */
export async function measureEnds(db: Pick<Database, 'query'>, everyMs = MINUTE_MS): Promise<{ close(): void }> {
  const measure = async () => {
    // The next to end comes first.
    const first = new Map((await loadedEnds(db)).reverse().map(({ name, notAfter }) => [name, notAfter]))
    expiry.reset()
    for (const [name, notAfter] of first) expiry.set({ name }, notAfter.getTime() / 1000)
  }
  const measureQuietly = () => measure().catch(() => {})
  await measureQuietly()
  const timer = setInterval(measureQuietly, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
