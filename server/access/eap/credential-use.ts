import type { Database } from '../../database/connection.ts'
import { noteCredentialUse } from '../../directory/devices/device-credentials.ts'
import type { Log } from '../../log.ts'
import { createRecent } from '../../recent.ts'

const HOUR_MS = 3_600_000
const REMEMBERED = 50_000

/** Writes down which device a credential was used with, at most once an hour for the same one; never holds an answer up. */
export function createCredentialUse(db: Database, log: Log): (credentialId: number, mac: string) => void {
  const noted = createRecent<number, { mac: string; at: number }>(REMEMBERED)
  return (credentialId, mac) => {
    const last = noted.get(credentialId)
    const now = Date.now()
    if (last?.mac === mac && now - last.at < HOUR_MS) return
    noted.set(credentialId, { mac, at: now })
    noteCredentialUse(db, credentialId, mac).catch((error) => {
      noted.delete(credentialId)
      log.warn({ err: error, credentialId }, 'the use of a device credential was not noted')
    })
  }
}
