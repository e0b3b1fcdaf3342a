import { setTimeout as pause } from 'node:timers/promises'
import { eraseFromDecisions } from '../access/erase.ts'
import { publish } from '../database/events.ts'
import { inTransaction } from '../database/transaction.ts'
import { credentialIdsOf } from '../directory/device-credentials.ts'
import { blockResident, deleteResident, devicesOf, lockResident } from '../directory/residents.ts'
import { startDisconnectRun } from '../sessions/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../sessions/dynamic-authorization.ts'
import { eraseFromSessions } from '../sessions/erase.ts'
import { heldScopes } from './legal-holds.ts'
import { LegalError } from './legal-scope.ts'

/** A gateway that does not answer does not hold the erasure up for longer. */
const WAIT_MS = 4000

export interface Erasure {
  /** Gateways were asked to end so many sessions. */
  disconnected: number
  /** So many sessions and decisions are nobody's now. */
  sessions: number
  decisions: number
  devices: number
}

/**
 * Erases a resident: account, devices, credentials, consents, tickets at once, and their name from sessions and
 * decisions, of which the sums stay. What is online is disconnected first, and cannot come back meanwhile: the resident
 * is blocked. An erasure that is cut off leaves it so, and can be asked for again.
 *
 * @throws {LegalError} while a legal hold names the resident or one of the devices
 */
export async function eraseResident(deps: DynamicAuthorizationDeps, residentId: number): Promise<Erasure> {
  const { db } = deps
  const macs = await devicesOf(db, residentId)
  const held = (await heldScopes(db, new Date())).some(
    (scope) => scope.residentId === residentId || (scope.deviceMac !== null && macs.includes(scope.deviceMac)),
  )
  if (held) throw new LegalError('resident', 'A legal hold keeps what is stored of this resident until it ends.')
  await blockResident(db, residentId)
  const run = await startDisconnectRun(deps, { resident: residentId }, null)
  await Promise.race([run.done, pause(WAIT_MS, undefined, { ref: false })])
  const { credentials, ...erased } = await inTransaction(db, async (client) => {
    await lockResident(client, residentId)
    const credentials = await credentialIdsOf(client, residentId)
    const sessions = await eraseFromSessions(client, residentId, macs)
    const decisions = await eraseFromDecisions(client, residentId, macs)
    await deleteResident(client, residentId)
    return { sessions, decisions, credentials }
  })
  await publish(
    db,
    { type: 'resident', id: residentId },
    ...macs.map((mac) => ({ type: 'device', mac }) as const),
    ...credentials.map((id) => ({ type: 'device-credential', id }) as const),
  )
  return { disconnected: run.sessions, devices: macs.length, ...erased }
}
