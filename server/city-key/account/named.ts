import { type Config, cityKeyIssuer, staffIssuer } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { residentNamed } from '../../directory/residents.ts'
import { staffIdOf } from '../../directory/staff.ts'
import type { Sealer } from '../../sealing.ts'
import { storedAccount } from './stored-account.ts'

export interface NamingParts {
  config: Pick<Config, 'cityKey'>
  db: Database
  sealer: Sealer
}

/** A City Key account as it is kept, with its issuer. */
export interface Account {
  issuer: string
  subject: string
}

/** The account of a resident, as people write it. */
export async function residentAccount({ config, db, sealer }: NamingParts, written: string): Promise<Account> {
  const issuer = cityKeyIssuer(config)
  return { issuer, subject: await storedAccount(db, sealer, { issuer, subject: config.cityKey.subject })(written) }
}

/** The account of a staff member, as people write it. */
export async function staffAccount({ config, db, sealer }: NamingParts, written: string): Promise<Account> {
  const issuer = staffIssuer(config)
  const { subject } = config.cityKey.staff ?? config.cityKey
  return { issuer, subject: await storedAccount(db, sealer, { issuer, subject })(written) }
}

/** The resident whom staff name by the account, as it is written or as it is kept, or by its number; undefined: nobody. */
export async function findResident(parts: NamingParts, named: string): Promise<number | undefined> {
  const { issuer, subject } = await residentAccount(parts, named)
  return (await residentNamed(parts.db, issuer, subject)) ?? residentNamed(parts.db, issuer, named)
}

/** The staff member of the account, as it is written or as it is kept; undefined: nobody. */
export async function findStaffMember(parts: NamingParts, named: string): Promise<number | undefined> {
  const { issuer, subject } = await staffAccount(parts, named)
  return (await staffIdOf(parts.db, issuer, subject)) ?? staffIdOf(parts.db, issuer, named)
}
