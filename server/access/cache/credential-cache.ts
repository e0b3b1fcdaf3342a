import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import {
  credentialsByFingerprint,
  credentialsByUsername,
  type DeviceCredential,
} from '../../directory/devices/device-credentials.ts'
import { createRecent } from '../../recent.ts'
import type { Sealer } from '../../sealing.ts'
import type { DatabaseWatch } from './outage.ts'

/**
 * Device credentials, from memory where they are there and fresh. Look-ups made at the same time share a statement.
 * While the database is away, memory counts as fresh, and rejects for what is not in it.
 */
export interface CredentialCache {
  byUsername(username: string): Promise<DeviceCredential | undefined>
  /** @param fingerprint SHA-256 of the certificate, lower-case hex */
  byFingerprint(fingerprint: string): Promise<DeviceCredential | undefined>
  /** The credential changed. */
  invalidate(id: number): void
  /** Anything may have changed. */
  invalidateAll(): void
}

/** At least so many are kept, at most twice as many. */
const GENERATION = 100_000
const FRESH_MS = 60_000

interface Entry {
  credential: DeviceCredential
  readAt: number
}
type Lookup = (key: string) => Promise<DeviceCredential | undefined>

export function createCredentialCache(parts: {
  db: Database
  database: DatabaseWatch
  sealer: Sealer
}): CredentialCache {
  const { db, database, sealer } = parts
  /** By fingerprint or user name: no user name looks like a fingerprint. */
  const entries = createRecent<string, Entry>(GENERATION)
  const keys = createRecent<number, string>(GENERATION)
  let freshSince = 0
  let changes = 0

  const read = async (key: string, lookup: Lookup) => {
    const cached = entries.get(key)
    if (cached && cached.readAt >= freshSince && cached.readAt + FRESH_MS > Date.now()) return cached.credential
    const before = changes
    try {
      const credential = await database.ask(() => lookup(key))
      if (!credential) entries.delete(key)
      // What an event overtook is not kept.
      else if (changes === before) {
        entries.set(key, { credential, readAt: Date.now() })
        keys.set(credential.id, key)
      }
      return credential
    } catch (error) {
      if (cached) return cached.credential
      throw error
    }
  }
  const named = createLookup((usernames: string[]) => credentialsByUsername(db, sealer, usernames))
  const certified = createLookup((fingerprints: string[]) => credentialsByFingerprint(db, sealer, fingerprints))
  return {
    byUsername: (username) => read(username, named),
    byFingerprint: (fingerprint) => read(fingerprint, certified),
    invalidate(id) {
      changes++
      const key = keys.get(id)
      if (key !== undefined) entries.delete(key)
    },
    invalidateAll() {
      changes++
      freshSince = Date.now() + 1
    },
  }
}
