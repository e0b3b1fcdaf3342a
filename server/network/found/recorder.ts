import type { Database } from '../../database/connection.ts'
import { isRefused } from '../../database/sql-errors.ts'
import { isStorableText } from '../../database/storable-text.ts'
import type { Log } from '../../log.ts'
import type { Packet } from '../hotspots/heard-names.ts'
import { heardName } from './heard-name.ts'
import { type Heard, storeHeard } from './store.ts'

export interface FoundRecorder {
  /** Takes in that a session was reported from an access point that nobody knows. Never waits and never throws. */
  hear(
    arrival: { gatewayId: number; packet: Packet },
    record: { kind: string; calledStationId: string | null; at: Date },
  ): void
  /** Stores what was heard so far; what cannot be stored now is kept for the next time. */
  flush(): Promise<void>
  close(): Promise<void>
}

const FLUSH_MS = 10_000
/** Access points that wait for the database at most. */
const MOST_WAITING = 5000

/** Gathers in memory what is heard of unknown access points, and stores it a few times a minute. */
export function openFoundRecorder(db: Pick<Database, 'pool'>, log: Log): FoundRecorder {
  let heard = new Map<string, Heard>()
  const add = (one: Heard) => {
    const key = `${one.gatewayId} ${one.called}`
    const other = heard.get(key)
    if (!other && heard.size >= MOST_WAITING) return
    heard.set(key, other ? together(other, one) : one)
  }
  let running = Promise.resolve()
  const store = async () => {
    const batch = heard
    if (batch.size === 0) return
    heard = new Map()
    try {
      await storeHeard(db, [...batch.values()])
    } catch (error) {
      if (isRefused(error)) log.warn({ err: error }, 'unknown access points are not kept: the database refuses them')
      else for (const one of batch.values()) add(one)
    }
  }
  const flush = () => {
    running = running.then(store)
    return running
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()
  return {
    hear({ gatewayId, packet }, { kind, calledStationId, at }) {
      const called = heardName(calledStationId, packet)
      if (called === undefined || !isStorableText(called)) return
      add({ gatewayId, called, sessions: kind === 'start' ? 1 : 0, firstAt: at, lastAt: at })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

const together = (one: Heard, other: Heard): Heard => ({
  ...one,
  sessions: one.sessions + other.sessions,
  firstAt: one.firstAt < other.firstAt ? one.firstAt : other.firstAt,
  lastAt: one.lastAt > other.lastAt ? one.lastAt : other.lastAt,
})
