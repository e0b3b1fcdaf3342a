import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isForeignKeyViolation } from '../../database/sql-errors.ts'
import type { Sealer } from '../../sealing.ts'
import type { AuthProtocol, PrivacyProtocol, SnmpVersion } from '../tables.ts'

export const COMMUNITY = 'snmp-community'
export const AUTH_KEY = 'snmp-auth-key'
export const PRIVACY_KEY = 'snmp-privacy-key'

/** By which an SNMP agent lets Plaza ask; in clear, for use and never for show. */
export type SnmpCredential =
  | { version: '1' | '2c'; community: string }
  | {
      version: '3'
      username: string
      /** Absent: noAuthNoPriv. */
      auth?: { protocol: AuthProtocol; key: string } | undefined
      /** Absent: not encrypted. */
      privacy?: { protocol: PrivacyProtocol; key: string } | undefined
    }

/** A credential or an agent that cannot be stored, or is not there: the message is for the person who named it. */
export class AgentError extends Error {
  override name = 'AgentError'
}

/** RFC 3414 section 11.2: a password of fewer than 8 octets makes no key. */
const SHORTEST_KEY = 8

/** @throws {AgentError} where the credential is none */
export function assertCredential(credential: SnmpCredential): void {
  if (credential.version !== '3') {
    if (credential.community === '') throw new AgentError('The community must not be empty.')
    return
  }
  if (credential.username === '') throw new AgentError('The user name must not be empty.')
  if (credential.privacy && !credential.auth)
    throw new AgentError('Privacy needs authentication (RFC 3414 section 1.4).')
  for (const part of [credential.auth, credential.privacy])
    if (part && Buffer.byteLength(part.key) < SHORTEST_KEY)
      throw new AgentError(`A key has ${SHORTEST_KEY} characters at least (RFC 3414 section 11.2).`)
}

export interface NamedCredential {
  name: string
  credential: SnmpCredential
}

/**
 * Stores credentials by their names, each unique in any case: those that there are get the new secret, and every agent
 * that has them with it. Tells every process.
 *
 * @returns their ids, in the order given
 * @throws {AgentError} where one is none
 */
export async function putCredentials(
  db: Pick<Database, 'pool'>,
  sealer: Sealer,
  given: readonly NamedCredential[],
): Promise<number[]> {
  for (const { credential } of given) assertCredential(credential)
  const rows = given.map(({ name, credential }) => ({ name, ...sealedParts(sealer, credential) }))
  await db.pool.query(
    `insert into snmp_credentials as c (name, version, community_sealed, username, auth_protocol, auth_key_sealed,
       privacy_protocol, privacy_key_sealed)
     select * from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::bytea[], $7::text[],
       $8::bytea[])
     on conflict (lower(name)) do update set version = excluded.version, community_sealed = excluded.community_sealed,
       username = excluded.username, auth_protocol = excluded.auth_protocol, auth_key_sealed = excluded.auth_key_sealed,
       privacy_protocol = excluded.privacy_protocol, privacy_key_sealed = excluded.privacy_key_sealed,
       updated_at = now()`,
    [
      rows.map(({ name }) => name),
      rows.map(({ version }) => version),
      rows.map(({ community }) => community),
      rows.map(({ username }) => username),
      rows.map(({ authProtocol }) => authProtocol),
      rows.map(({ authKey }) => authKey),
      rows.map(({ privacyProtocol }) => privacyProtocol),
      rows.map(({ privacyKey }) => privacyKey),
    ],
  )
  await publish(db, { type: 'hotspots' })
  // By the database's idea of small letters, which of Á is another than JavaScript's.
  const { rows: stored } = await db.pool.query<{ id: number }>(
    `select c.id from unnest($1::text[]) with ordinality as given (name, place)
     join snmp_credentials as c on lower(c.name) = lower(given.name) order by place`,
    [rows.map(({ name }) => name)],
  )
  return stored.map(({ id }) => id)
}

function sealedParts(sealer: Sealer, credential: SnmpCredential) {
  const { auth = undefined, privacy = undefined } = credential.version === '3' ? credential : {}
  return {
    version: credential.version,
    community: credential.version === '3' ? null : sealer.seal(credential.community, COMMUNITY),
    username: credential.version === '3' ? credential.username : null,
    authProtocol: auth?.protocol ?? null,
    authKey: auth ? sealer.seal(auth.key, AUTH_KEY) : null,
    privacyProtocol: privacy?.protocol ?? null,
    privacyKey: privacy ? sealer.seal(privacy.key, PRIVACY_KEY) : null,
  }
}

/** A credential as it is shown: without its secrets. */
export interface ListedCredential {
  id: number
  name: string
  version: SnmpVersion
  username: string | null
  auth: AuthProtocol | null
  privacy: PrivacyProtocol | null
  /** Agents that have it. */
  agents: number
  updatedAt: Date
}

export async function listCredentials({ pool }: Pick<Database, 'pool'>): Promise<ListedCredential[]> {
  const { rows } = await pool.query<ListedCredential>(
    `select c.id, c.name, version, username, auth_protocol as auth, privacy_protocol as privacy,
       updated_at as "updatedAt", (select count(*) from agents where credential_id = c.id) as agents
     from snmp_credentials c order by lower(c.name)`,
  )
  return rows
}

/** @throws {AgentError} that says which there are */
export async function credentialNamed(db: Pick<Database, 'pool'>, name: string): Promise<ListedCredential> {
  const all = await listCredentials(db)
  const found = all.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())
  if (found) return found
  const known = all.slice(0, 10).map((one) => `"${one.name}"`)
  const there = known.length === 0 ? 'none yet' : known.join(', ') + (all.length > known.length ? ', …' : '')
  throw new AgentError(`There is no SNMP credential "${name}"; there are: ${there}.`)
}

/** A credential in clear, by its name. @throws {AgentError} that says which there are @throws {SealError} */
export async function credentialByName(
  db: Pick<Database, 'pool'>,
  sealer: Sealer,
  name: string,
): Promise<SnmpCredential> {
  const { id } = await credentialNamed(db, name)
  const { rows } = await db.pool.query<SealedCredential>(
    `select ${sealedCredential} from snmp_credentials c where c.id = $1`,
    [id],
  )
  return openCredential(sealer, rows[0]!)
}

/** @returns its name; undefined where there is none @throws {AgentError} where agents have it */
export async function removeCredential({ pool }: Pick<Database, 'pool'>, id: number): Promise<string | undefined> {
  const { rows } = await pool
    .query<{ name: string }>('delete from snmp_credentials where id = $1 returning name', [id])
    .catch((error) => {
      if (!isForeignKeyViolation(error)) throw error
      throw new AgentError('Agents have this credential: give them another one before.')
    })
  return rows[0]?.name
}

/** Credentials in clear, in the order given; those that there are no more are left out. @throws {SealError} */
export async function openCredentials(
  { pool }: Pick<Database, 'pool'>,
  sealer: Sealer,
  ids: readonly number[],
): Promise<Array<{ id: number; credential: SnmpCredential }>> {
  const { rows } = await pool.query<SealedCredential & { id: number }>(
    `select c.id, ${sealedCredential} from snmp_credentials c where id = any($1::bigint[])
     order by array_position($1::bigint[], id)`,
    [ids],
  )
  return rows.map((row) => ({ id: row.id, credential: openCredential(sealer, row) }))
}

/** The sealed columns of a credential, as {@link openCredential} takes them. */
export const sealedCredential = `c.version, c.community_sealed, c.username, c.auth_protocol, c.auth_key_sealed,
  c.privacy_protocol, c.privacy_key_sealed`

export interface SealedCredential {
  version: SnmpVersion
  community_sealed: Buffer | null
  username: string | null
  auth_protocol: AuthProtocol | null
  auth_key_sealed: Buffer | null
  privacy_protocol: PrivacyProtocol | null
  privacy_key_sealed: Buffer | null
}

/** @throws {SealError} when it was sealed with another `PLAZA_SECRET` */
export function openCredential(sealer: Sealer, row: SealedCredential): SnmpCredential {
  const { version } = row
  if (version !== '3') return { version, community: sealer.open(row.community_sealed!, COMMUNITY) }
  const auth = row.auth_protocol && { protocol: row.auth_protocol, key: sealer.open(row.auth_key_sealed!, AUTH_KEY) }
  const privacy = row.privacy_protocol && {
    protocol: row.privacy_protocol,
    key: sealer.open(row.privacy_key_sealed!, PRIVACY_KEY),
  }
  return { version, username: row.username!, ...(auth && { auth }), ...(privacy && { privacy }) }
}
