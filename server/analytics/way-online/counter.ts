import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import { createRecent } from '../../recent.ts'
import type { CountedStep, DeviceSystem } from './steps.ts'
import { addWaysOnline, type WayOnlineCount } from './store.ts'

export interface WayOnlineCounter {
  /** A device counts once an hour at each step. Never waits and never throws. */
  count(
    step: CountedStep,
    of: { deviceMac: string; hotspotId: number | null; vendor: GatewayVendor; system: DeviceSystem },
  ): void
  /** Stores what was counted so far; what cannot be stored now is kept for the next time. */
  flush(): Promise<void>
  close(): Promise<void>
}

const FLUSH_MS = 30_000
const HOUR_MS = 3_600_000
const MOST_REMEMBERED = 50_000

/**
 * Counts who gets how far on the way online. Which device it was is known here for an hour, so that none counts twice; it
 * is not stored.
 *
 * @param now milliseconds since the epoch
 */
export function openWayOnlineCounter(
  db: Pick<Database, 'pool'>,
  log: Log,
  now: () => number = Date.now,
): WayOnlineCounter {
  const counted = createRecent<string, true>(MOST_REMEMBERED)
  let sums = new Map<string, WayOnlineCount>()
  let running = Promise.resolve()
  const add = (one: WayOnlineCount) => {
    const key = `${one.hour.getTime()} ${one.hotspotId} ${one.vendor} ${one.system} ${one.step}`
    const sum = sums.get(key)
    if (sum) sum.devices += one.devices
    else sums.set(key, { ...one })
  }
  const store = async () => {
    if (sums.size === 0) return
    const rows = [...sums.values()]
    sums = new Map()
    await addWaysOnline(db, rows).catch((error) => {
      log.warn({ err: error }, 'ways online are not stored yet')
      for (const row of rows) add(row)
    })
  }
  const flush = () => {
    running = running.then(store)
    return running
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()
  return {
    count(step, { deviceMac, ...of }) {
      const hour = Math.floor(now() / HOUR_MS) * HOUR_MS
      const key = `${hour} ${deviceMac} ${step}`
      if (counted.get(key)) return
      counted.set(key, true)
      add({ ...of, hour: new Date(hour), step, devices: 1 })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
