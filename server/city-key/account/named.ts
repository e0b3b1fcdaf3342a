import { accountIssuers, type CityKeyClient, type Config, cityKeyIssuer, staffIssuer } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { residentNamed } from '../../directory/residents.ts'
import { staffIdOf } from '../../directory/staff.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
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

/** One account, of several tenants nobody knows whose. */
export class AmbiguousAccount extends StartError {
  override name = 'AmbiguousAccount'
  constructor(written: string, issuers: readonly string[]) {
    super(`"${written}" may be of several tenants: write its issuer and a space before it (${issuers.join(', ')}).`)
  }
}

/** The account of a resident, as people write it. @throws {AmbiguousAccount} */
export const residentAccount = async (parts: NamingParts, written: string): Promise<Account> =>
  theOnly(await residentAccounts(parts, written), written)

/** The account of a staff member, as people write it. @throws {AmbiguousAccount} */
export const staffAccount = async (parts: NamingParts, written: string): Promise<Account> =>
  theOnly(await staffAccounts(parts, written), written)

/**
 * The resident whom staff name by the account, as it is written or as it is kept, or by its number; undefined: nobody.
 *
 * @throws {AmbiguousAccount}
 */
export async function findResident(parts: NamingParts, named: string): Promise<number | undefined> {
  const accounts = await residentAccounts(parts, named)
  return find(accounts, named, (issuer, subject) => residentNamed(parts.db, issuer, subject))
}

/** The staff member of the account, as it is written or as it is kept; undefined: nobody. @throws {AmbiguousAccount} */
export async function findStaffMember(parts: NamingParts, named: string): Promise<number | undefined> {
  const accounts = await staffAccounts(parts, named)
  return find(accounts, named, (issuer, subject) => staffIdOf(parts.db, issuer, subject))
}

const residentAccounts = (parts: NamingParts, written: string) =>
  accountsOf(parts, parts.config.cityKey, cityKeyIssuer(parts.config), written)

const staffAccounts = (parts: NamingParts, written: string) =>
  accountsOf(parts, parts.config.cityKey.staff ?? parts.config.cityKey, staffIssuer(parts.config), written)

type Accounts = [Account, ...Account[]]

/** The accounts that may be meant: of each tenant one, unless its issuer is written before it. */
async function accountsOf(
  { db, sealer }: NamingParts,
  client: Pick<CityKeyClient, 'subject' | 'tenantIssuers'>,
  issuer: string,
  written: string,
): Promise<Accounts> {
  const issuers = accountIssuers(client, issuer)
  const named = issuers.find((each) => written.startsWith(`${each} `))
  const store = storedAccount(db, sealer, { issuer, subject: client.subject })
  if (named !== undefined) return [{ issuer: named, subject: await store(written.slice(named.length).trim()) }]
  const subject = await store(written)
  const [first, ...others] = issuers
  return [{ issuer: first, subject }, ...others.map((other) => ({ issuer: other, subject }))]
}

function theOnly([account, ...others]: Accounts, written: string): Account {
  if (others.length > 0)
    throw new AmbiguousAccount(
      written,
      [account, ...others].map(({ issuer }) => issuer),
    )
  return account
}

async function find(
  accounts: Accounts,
  named: string,
  lookUp: (issuer: string, subject: string) => Promise<number | undefined>,
): Promise<number | undefined> {
  const found = new Map<number, string>()
  for (const { issuer, subject } of accounts) {
    const id = (await lookUp(issuer, subject)) ?? (await lookUp(issuer, named))
    if (id !== undefined) found.set(id, issuer)
  }
  if (found.size > 1) throw new AmbiguousAccount(named, [...found.values()])
  return found.keys().next().value
}
