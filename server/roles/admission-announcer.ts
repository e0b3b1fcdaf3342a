import type { Database } from '../database/connection.ts'
import { type PlazaEvent, publish } from '../database/events/events.ts'
import type { Log } from '../log.ts'
import { onceAMinute } from '../once-a-minute.ts'

type Admission = [residentId: number, mac: string, hotspotId: number | null]

export interface AdmissionAnnouncer {
  /** Tells of a device that was admitted, soon and together with others; `hotspotId` null: nobody knows where. */
  add(residentId: number, mac: string, hotspotId: number | null): void
  close(): void
}

/** Short against the time that a resident needs to bring another device online, long against a commit. */
const GATHER_MS = 20
/** So many fit into one NOTIFY of 8,000 octets, however long the numbers. */
const PER_EVENT = 120
/** Beyond, while the database is slow, devices are not announced. */
const MAX_WAITING = 20_000

/**
 * Tells the other processes which devices were admitted, so that a resident's devices cannot all pass at different
 * processes before their sessions start. No answer waits for it: what cannot be told is dropped.
 */
export function createAdmissionAnnouncer(db: Pick<Database, 'pool'>, log: Log): AdmissionAnnouncer {
  const firstThisMinute = onceAMinute()
  let waiting: Admission[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const announce = async () => {
    const events: PlazaEvent[] = []
    for (let from = 0; from < waiting.length; from += PER_EVENT) {
      events.push({ type: 'admission', devices: waiting.slice(from, from + PER_EVENT) })
    }
    waiting = []
    await publish(db, ...events).catch((error) => {
      if (closed || !firstThisMinute('admission')) return
      log.warn({ err: error }, 'other processes were not told which devices were admitted')
    })
    timer = undefined
    if (waiting.length > 0) announceSoon()
  }
  const announceSoon = () => {
    if (!closed) timer ??= setTimeout(announce, GATHER_MS).unref()
  }
  return {
    add(residentId, mac, hotspotId) {
      if (waiting.length >= MAX_WAITING) return
      waiting.push([residentId, mac, hotspotId])
      announceSoon()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
