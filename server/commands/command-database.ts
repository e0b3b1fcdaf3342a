import { readConfig } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { openDatabase } from '../database/open.ts'
import { keptSecret } from '../kept-secret.ts'
import { createSealer, type Sealer } from '../sealing.ts'

/** Runs a one-off command with the database that the settings name, and closes it whatever happens. */
export async function withDatabase(work: (db: Database, sealer: Sealer) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const database = await openDatabase(config)
  try {
    await work(database.db, createSealer(config.secret ?? (await keptSecret(config.dataDir))))
  } finally {
    await database.close()
  }
}
