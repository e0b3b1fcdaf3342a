import type { Database } from '../database/connection.ts'
import { type PlazaEvent, publish } from '../database/events.ts'
import type { Log } from '../log.ts'
import { onceAMinute } from '../once-a-minute.ts'

type LetIn = [residentId: number, mac: string]

export interface LetIns {
  add(residentId: number, mac: string): void
  close(): void
}

/** Short against the time that a resident needs to bring another device online, long against a commit. */
const GATHER_MS = 20
/** So many fit into one NOTIFY of 8,000 octets, however long the numbers. */
const PER_EVENT = 180
/** Beyond, while the database is slow, nobody is told. */
const MOST_WAITING = 20_000

/**
 * Tells the other processes which devices were let in, so that a resident's devices cannot all pass at different
 * processes before their sessions start. Nobody's answer waits for it: what cannot be told is dropped.
 */
export function createLetIns(db: Pick<Database, 'pool'>, log: Log): LetIns {
  const firstThisMinute = onceAMinute()
  let waiting: LetIn[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const tell = async () => {
    const events: PlazaEvent[] = []
    for (let from = 0; from < waiting.length; from += PER_EVENT) {
      events.push({ type: 'let-in', devices: waiting.slice(from, from + PER_EVENT) })
    }
    waiting = []
    await publish(db, ...events).catch((error) => {
      if (!closed && firstThisMinute('let-in')) log.warn({ err: error }, 'other processes were not told who was let in')
    })
    timer = undefined
    if (waiting.length > 0) tellSoon()
  }
  const tellSoon = () => {
    if (!closed) timer ??= setTimeout(tell, GATHER_MS).unref()
  }
  return {
    add(residentId, mac) {
      if (waiting.length >= MOST_WAITING) return
      waiting.push([residentId, mac])
      tellSoon()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
