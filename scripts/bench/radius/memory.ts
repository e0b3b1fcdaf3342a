import { createAccessCache } from '../../../server/access/cache/access-cache.ts'
import { watchDatabase } from '../../../server/access/cache/outage.ts'
import type { Database } from '../../../server/database/connection.ts'
import { createSealer } from '../../../server/sealing.ts'

/**
 * What 500,000 devices in memory take, each with a resident of its own, and whether that stays flat over a million
 * requests for others. Run with `node --expose-gc --import tsx scripts/bench/radius/memory.ts`.
 */

const DEVICES = 500_000
const REQUESTS = 1_000_000
const AT_A_TIME = 5_000

const macOf = (number: number): string => `020000${number.toString(16).padStart(6, '0')}`.replace(/..(?!$)/g, '$&:')

/** Answers as PostgreSQL would, so that memory is measured and not the database. */
const pool = {
  async query({ values }: { values: [string] }) {
    const macs = values[0].slice(1, -1).split(',')
    const idOf = (mac: string) => Number.parseInt(mac.slice(9).replaceAll(':', ''), 16)
    const rows = macs.map((mac) => [mac, 2e9, idOf(mac), false, 0, 0, null, null])
    return { rows }
  },
}
const db = { pool } as unknown as Database
const cache = createAccessCache({
  db,
  database: watchDatabase(db),
  sealer: createSealer('a secret for measuring only, 32 or more characters'),
  dayOf: (instant) => instant.toISOString().slice(0, 10),
  interimSeconds: () => 300,
})

const used = (): number => {
  global.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}

/** Many at a time share a statement; one at a time would wait for each. */
async function fill(from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += AT_A_TIME) {
    await Promise.all(
      Array.from({ length: Math.min(AT_A_TIME, to - first) }, async (_, index) => {
        const mac = macOf(first + index)
        const device = await cache.device(mac)
        if (device) cache.recordAdmission(device.resident, mac)
      }),
    )
  }
}

const before = used()
await fill(0, DEVICES)
const full = used()
console.log(`${DEVICES} devices: ${(full - before).toFixed(0)} MiB resident (at most 300 MB)`)
for (let done = DEVICES; done < DEVICES + REQUESTS; done += DEVICES) {
  await fill(done, done + DEVICES)
  console.log(`after ${done - DEVICES + DEVICES} requests: ${(used() - before).toFixed(0)} MiB`)
}
