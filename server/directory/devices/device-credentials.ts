import type { ClientRequest, IssuedCertificate } from '../../certificates/certificates.ts'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { randomWord } from '../../random-word.ts'
import type { Sealer } from '../../sealing.ts'

/** What a resident's device shows by 802.1X, past and revoked ones too: whether one still holds is for access/. */
export interface DeviceCredential {
  id: number
  residentId: number
  username: string
  /** Absent where the device shows a certificate. */
  password: string | undefined
  /** SHA-256, lower-case hex; absent where the device shows a password. */
  certificateFingerprint: string | undefined
  expiresAt: Date
  revokedAt: Date | null
}

export interface NewDeviceCredential {
  residentId: number
  /** As the resident knows the device. */
  deviceName: string
  days: number
}

export const PURPOSE = 'device-credential-password'
const DAY_MS = 86_400_000
const USERNAME_LENGTH = 16
/** 124 bits: what MS-CHAPv2 shows of a password cannot be searched. */
const PASSWORD_LENGTH = 24

const newUsername = () => `d-${randomWord(USERNAME_LENGTH)}`

/** Makes a user name with a password, which is sealed, not hashed, since MS-CHAPv2 needs it (RFC 2759 section 8). */
export async function addPasswordCredential(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  { residentId, deviceName, days }: NewDeviceCredential,
): Promise<{ id: number; username: string; password: string; expiresAt: Date }> {
  const username = newUsername()
  const password = randomWord(PASSWORD_LENGTH)
  const expiresAt = new Date(Date.now() + days * DAY_MS)
  const { id } = await query
    .insertInto('device_credentials')
    .values({
      resident_id: residentId,
      device_name: deviceName,
      username,
      password_sealed: sealer.seal(password, PURPOSE),
      expires_at: expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, username, password, expiresAt }
}

/** Has a client certificate issued, whose common name is the user name. Its key is in the result alone. */
export async function addCertificateCredential(
  { query }: Pick<Database, 'query'>,
  issue: (request: ClientRequest) => Promise<IssuedCertificate>,
  { residentId, deviceName, days }: NewDeviceCredential,
): Promise<{ id: number; username: string; certificate: IssuedCertificate }> {
  const username = newUsername()
  const certificate = await issue({ commonName: username, usage: 'device', days })
  const { id } = await query
    .insertInto('device_credentials')
    .values({
      resident_id: residentId,
      device_name: deviceName,
      username,
      certificate_fingerprint: certificate.fingerprint,
      expires_at: certificate.notAfter,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, username, certificate }
}

/** Notes that the device of this address has come in with the credential. */
export async function noteCredentialUse({ query }: Pick<Database, 'query'>, id: number, mac: string): Promise<void> {
  await query
    .updateTable('device_credentials')
    .set({ last_mac: mac, last_used_at: new Date() })
    .where('id', '=', id)
    .execute()
}

/**
 * Revokes a credential for good, and has every process forget it.
 *
 * @param residentId given: only theirs
 * @returns the device that it was used with last, if any; undefined where there is none to revoke
 */
export async function revokeDeviceCredential(
  db: Database,
  id: number,
  residentId?: number,
): Promise<{ lastMac: string | null } | undefined> {
  const row = await db.query
    .updateTable('device_credentials')
    .set({ revoked_at: new Date() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .$if(residentId !== undefined, (own) => own.where('resident_id', '=', residentId!))
    .returning('last_mac')
    .executeTakeFirst()
  if (!row) return undefined
  await publish(db, { type: 'device-credential', id })
  return { lastMac: row.last_mac }
}

const columns = [
  'id',
  'resident_id',
  'username',
  'password_sealed',
  'certificate_fingerprint',
  'expires_at',
  'revoked_at',
] as const

/** The password credentials of these user names. */
export const credentialsByUsername = (db: Pick<Database, 'query'>, sealer: Sealer, usernames: string[]) =>
  credentialsBy(db, sealer, 'username', usernames)

/** The credentials with these certificates, by SHA-256 in lower-case hex. */
export const credentialsByFingerprint = (db: Pick<Database, 'query'>, sealer: Sealer, fingerprints: string[]) =>
  credentialsBy(db, sealer, 'certificate_fingerprint', fingerprints)

async function credentialsBy(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  column: 'username' | 'certificate_fingerprint',
  values: string[],
): Promise<Map<string, DeviceCredential>> {
  const rows = await query
    .selectFrom('device_credentials')
    .select(columns)
    .where(column, 'in', values)
    .$if(column === 'username', (all) => all.where('password_sealed', 'is not', null))
    .execute()
  return new Map(rows.map((row) => [row[column] ?? '', fromRow(row, sealer)]))
}

interface Row {
  id: number
  resident_id: number
  username: string
  password_sealed: Buffer | null
  certificate_fingerprint: string | null
  expires_at: Date
  revoked_at: Date | null
}

const fromRow = (row: Row, sealer: Sealer): DeviceCredential => ({
  id: row.id,
  residentId: row.resident_id,
  username: row.username,
  password: row.password_sealed === null ? undefined : sealer.open(row.password_sealed, PURPOSE),
  certificateFingerprint: row.certificate_fingerprint ?? undefined,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
})

/** All credentials, or those of one resident, without secrets; the newest first. */
export async function listDeviceCredentials({ query }: Pick<Database, 'query'>, residentId?: number) {
  return query
    .selectFrom('device_credentials')
    .select(['id', 'resident_id', 'device_name', 'username', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'])
    .select(({ eb }) => eb('certificate_fingerprint', 'is not', null).as('by_certificate'))
    .$if(residentId !== undefined, (all) => all.where('resident_id', '=', residentId!))
    .orderBy('id', 'desc')
    .execute()
}

/** Credentials of a resident that a device can still use, the newest first; without secrets. */
export const liveDeviceCredentials = async (db: Pick<Database, 'query'>, residentId: number, now = new Date()) =>
  (await listDeviceCredentials(db, residentId)).filter((row) => row.revoked_at === null && row.expires_at > now)

/** Removes what ended or was revoked so long ago that the access log, too, has forgotten it (90 days). */
export async function removeOldDeviceCredentials({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query("delete from device_credentials where least(expires_at, revoked_at) < now() - interval '90 days'")
}
