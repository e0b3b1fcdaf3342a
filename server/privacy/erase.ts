import { setTimeout as pause } from 'node:timers/promises'
import { countOnHoldInAccess, eraseFromAccess } from '../access/erase.ts'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { inTransaction } from '../database/transaction.ts'
import { type Actor, audit } from '../directory/audit.ts'
import { liveDeviceCredentials } from '../directory/devices/device-credentials.ts'
import { beginErasing, type Erasing, eraseFromDirectory, erasingResidents } from '../directory/erase.ts'
import { devicesOf, lockResident } from '../directory/residents.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { countOnHoldInSessions, eraseFromSessions } from '../sessions/erase.ts'
import { eraseFromTraces } from '../traces/erase.ts'
import { eraseFromVouchers } from '../vouchers/erase.ts'
import { unnameLawfulRequests } from './lawful-requests.ts'
import { activeHolds, type Hold, unnameHolds } from './legal-holds.ts'
import { LegalError } from './legal-scope.ts'

/** A gateway that does not answer does not hold the erasure up for longer. */
const WAIT_MS = 4000

interface Erased {
  /** So many sessions and decisions are nobody's now. */
  sessions: number
  decisions: number
  /** So many sessions, decisions and grants a legal hold on a place keeps, and until when; then they are erased too. */
  held: number
  heldUntil: Date | null
}

export interface Erasure extends Erased {
  /** Gateways were asked to end so many sessions. */
  disconnected: number
  devices: number
  /** The account was blocked: a keyed hash by which it is known again stays until the block ends. */
  blocked: boolean
}

/**
 * Erases a resident: account, devices, credentials, consents, tickets at once, and their name from sessions and
 * decisions, of which the sums stay. What is online is disconnected first, and cannot come back meanwhile: the resident
 * is blocked. An erasure that is cut off leaves it so; retention goes on with it, or it is asked for again. What a hold on
 * a place covers stays until it ends. The audit says who had it done, when, and how much it was, and names nobody.
 *
 * @throws {LegalError} while a legal hold names the resident or one of the devices
 */
export async function eraseResident(deps: DynamicAuthorizationDeps, residentId: number, by: Actor): Promise<Erasure> {
  const { db } = deps
  const macs = await devicesOf(db, residentId)
  const isOnHold = (await activeHolds(db, new Date())).some(
    (hold) => hold.residentId === residentId || (hold.deviceMac !== null && macs.includes(hold.deviceMac)),
  )
  if (isOnHold) throw new LegalError('resident', 'A legal hold keeps what is stored of this resident until it ends.')
  const credentials = await liveDeviceCredentials(db, residentId)
  const erasing = await beginErasing(db, residentId)
  if (!erasing)
    return { disconnected: 0, devices: 0, blocked: false, sessions: 0, decisions: 0, held: 0, heldUntil: null }
  const run = await startDisconnectRun(deps, { resident: residentId }, null)
  await Promise.race([run.done, pause(WAIT_MS, undefined, { ref: false })])
  return inOneTransaction(db, async (one) => {
    const erased = await eraseWhatIsNotOnHold(one, erasing)
    const done = { disconnected: run.sessions, devices: macs.length, blocked: erasing.blocked, ...erased }
    await audit(one, by, 'resident.erase', 'resident erased', { ...done })
    await publish(
      one,
      { type: 'resident', id: residentId },
      ...macs.map((mac) => ({ type: 'device', mac }) as const),
      ...credentials.map(({ id }) => ({ type: 'device-credential', id }) as const),
    )
    return done
  })
}

/** Goes on with erasures that a hold has kept from being whole, or that were cut off. @returns how many are through */
export async function finishErasures(db: Database, now = new Date()): Promise<number> {
  let through = 0
  for (const erasing of await erasingResidents(db)) {
    const isThrough = await inOneTransaction(db, async (one) => {
      const { held, sessions, decisions } = await eraseWhatIsNotOnHold(one, erasing, now)
      if (held > 0) return false
      await audit(one, { kind: 'system' }, 'resident.erase', 'resident erased', { sessions, decisions })
      return true
    })
    if (isThrough) through += 1
  }
  return through
}

async function eraseWhatIsNotOnHold(
  db: Database,
  { residentId, macs, since: until }: Erasing,
  now = new Date(),
): Promise<Erased> {
  const holds = await activeHolds(db, now)
  const whose = { residentId, macs, until }
  return inTransaction(db, async (client) => {
    await lockResident(client, residentId)
    const sessions = await eraseFromSessions(client, whose, holds)
    const decisions = await eraseFromAccess(client, whose, holds)
    const countOnHold = async (by: Hold[]) =>
      by.length === 0
        ? 0
        : (await countOnHoldInSessions(client, whose, by)) + (await countOnHoldInAccess(client, whose, by))
    const held = await countOnHold(holds)
    let heldUntil: Date | null = null
    for (const hold of held > 0 ? holds : [])
      if ((heldUntil === null || hold.endsAt > heldUntil) && (await countOnHold([hold])) > 0) heldUntil = hold.endsAt
    await unnameHolds(client, whose, now)
    await unnameLawfulRequests(client, whose, now)
    await eraseFromTraces(client, macs)
    await eraseFromVouchers(client, residentId)
    await eraseFromDirectory(client, residentId, held > 0)
    return { sessions, decisions, held, heldUntil }
  })
}
