import { createLookup } from '../database/batch.ts'
import type { Database } from '../database/connection.ts'
import { type BoundDevice, boundDevices } from '../directory/devices.ts'
import { residentStates } from '../directory/residents.ts'
import type { Sealer } from '../sealing.ts'
import { silentBefore } from '../sessions/silence.ts'
import { liveDevices, octetsOf, usageOfResidents } from '../sessions/usage.ts'
import { type Ticket, ticketsByUsername } from './tickets.ts'

/** What is known of who asks. Look-ups made at the same time share a statement; each rejects when the database is away. */
export interface Known {
  ticket(username: string): Promise<Ticket | undefined>
  device(mac: string): Promise<BoundDevice | undefined>
  residentBlocked(residentId: number): Promise<boolean>
  usedToday(residentId: number): Promise<{ seconds: number; octets: number }>
  /** Devices of the resident that are online or were let in just now, `mac` left out. */
  otherDevices(residentId: number, mac: string): Promise<number>
  /** The device was let in: until its session's Start comes, it counts as online. */
  letIn(residentId: number, mac: string): void
  /** The device's binding changed. */
  forgetDevice(mac: string): void
  /** Anything may have changed. */
  forgetAll(): void
}

const DEVICES = 200_000
const DEVICE_MS = 60_000
const LET_IN_MS = 60_000

interface KnownOptions {
  db: Database
  sealer: Sealer
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  interimSeconds(): number
}

export function createKnown({ db, sealer, dayOf, interimSeconds }: KnownOptions): Known {
  const devices = deviceCache(db)
  const ticket = createLookup((usernames: string[]) => ticketsByUsername(db, sealer, usernames))
  const resident = createLookup((ids: number[]) => residentStates(db, ids))
  const usage = createLookup((ids: number[]) => usageOfResidents(db, ids, dayOf(new Date())))
  const live = createLookup((ids: number[]) => liveDevices(db, ids, silentBefore(interimSeconds())))
  const justLetIn = letInMemory()
  return {
    ticket,
    device: devices.get,
    residentBlocked: async (id) => (await resident(id))?.blocked ?? true,
    async usedToday(residentId) {
      const used = await usage(residentId)
      return used ? { seconds: used.seconds, octets: octetsOf(used) } : { seconds: 0, octets: 0 }
    },
    async otherDevices(residentId, mac) {
      const online = new Set([...((await live(residentId)) ?? []), ...justLetIn.of(residentId)])
      online.delete(mac)
      return online.size
    },
    letIn: justLetIn.add,
    forgetDevice: devices.forget,
    forgetAll: devices.clear,
  }
}

/** Bound devices in memory, the longest unused ones leaving first. An answer that an event overtook is not kept. */
function deviceCache(db: Database) {
  const cached = new Map<string, { device: BoundDevice; until: number }>()
  let changes = 0
  const find = createLookup(
    async (macs: string[]) => new Map((await boundDevices(db, macs)).map((device) => [device.mac, device])),
  )
  return {
    async get(mac: string): Promise<BoundDevice | undefined> {
      const hit = cached.get(mac)
      cached.delete(mac)
      if (hit && hit.until > Date.now()) {
        cached.set(mac, hit)
        return hit.device
      }
      const before = changes
      const device = await find(mac)
      if (device && changes === before) {
        cached.set(mac, { device, until: Date.now() + DEVICE_MS })
        if (cached.size > DEVICES) cached.delete(cached.keys().next().value!)
      }
      return device
    },
    forget(mac: string) {
      changes++
      cached.delete(mac)
    },
    clear() {
      changes++
      cached.clear()
    },
  }
}

/** Who was let in within the last minute, so that many devices at once cannot all pass before their sessions start. */
function letInMemory() {
  const residents = new Map<number, { macs: Map<string, number>; until: number }>()
  const sweep = (now: number) => {
    for (const [id, { until }] of residents) {
      if (until > now) return
      residents.delete(id)
    }
  }
  return {
    add(residentId: number, mac: string) {
      const now = Date.now()
      sweep(now)
      const macs = residents.get(residentId)?.macs ?? new Map<string, number>()
      macs.set(mac, now + LET_IN_MS)
      residents.delete(residentId)
      residents.set(residentId, { macs, until: now + LET_IN_MS })
    },
    of(residentId: number): string[] {
      const now = Date.now()
      const macs = residents.get(residentId)?.macs ?? []
      return [...macs].filter(([, until]) => until > now).map(([mac]) => mac)
    },
  }
}
