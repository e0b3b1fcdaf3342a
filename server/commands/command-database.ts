import { type Config, readConfig } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { inOneTransaction, type OneTransaction } from '../database/one-transaction.ts'
import { openDatabase } from '../database/open.ts'
import { silentLog } from '../log.ts'
import { openRegistry } from '../network/gateways/registry.ts'
import type { Sealer } from '../sealing.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { openSealer } from '../start/kept-secret.ts'

/** Runs a one-off command with the database that the settings name, and closes it whatever happens. */
export async function withDatabase(
  work: (db: Database, sealer: Sealer, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig(process.env, false)
  const database = await openDatabase(config)
  try {
    await work(database.db, await openSealer(config), config)
  } finally {
    await database.close()
  }
}

/**
 * As {@link withDatabase}, for a command that changes something in the database alone: the change and its audit are one
 * transaction.
 */
export const withChange = (
  work: (db: OneTransaction, sealer: Sealer, config: Config) => Promise<void>,
): Promise<void> => withDatabase((db, sealer, config) => inOneTransaction(db, (one) => work(one, sealer, config)))

/** Runs the part of a command that asks gateways, with the registry of them, and closes it whatever happens. */
export async function withRegistry<T>(
  db: Database,
  sealer: Sealer,
  work: (parts: DynamicAuthorizationDeps) => Promise<T>,
): Promise<T> {
  const registry = await openRegistry(db, sealer, silentLog)
  try {
    return await work({ db, registry, log: silentLog })
  } finally {
    await registry.close()
  }
}
