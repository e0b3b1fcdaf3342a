import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, embeddedDatabaseDir } from '../config.ts'
import { StartError } from '../start-error.ts'
import { connect, type Database } from './connection.ts'
import { embeddedPrograms, startPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'

export interface OpenDatabase {
  db: Database
  /** Names of the migrations applied now. */
  migrated: string[]
  /** True when it is the embedded PostgreSQL. */
  embedded: boolean
  /** Closes the connections, and ends the embedded server if this call started it. */
  close(): Promise<void>
}

/**
 * Connects to `DATABASE_URL`, or to the embedded PostgreSQL (started when it does not run yet), and migrates it.
 *
 * @throws {StartError} when the data folder cannot be written or the database does not answer
 */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl === undefined) return openEmbedded(config)
  const db = connect(config.databaseUrl)
  try {
    return { db, migrated: await migrate(db), embedded: false, close: () => db.close() }
  } catch (error) {
    await db.close()
    throw new StartError(`DATABASE_URL: the database does not answer as it should: ${(error as Error).message}`)
  }
}

async function openEmbedded(config: Config): Promise<OpenDatabase> {
  await ensureWritable(config.dataDir)
  const server = await startPostgres(embeddedDatabaseDir(config), embeddedPrograms()).catch((error) => {
    throw new StartError(
      `The embedded PostgreSQL under PLAZA_DATA_DIR (${config.dataDir}) did not start: ${error.message}`,
    )
  })
  const db = connect(server.connection)
  const close = async () => {
    await db.close()
    await server.stop()
  }
  try {
    return { db, migrated: await migrate(db), embedded: true, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @throws {StartError} naming PLAZA_DATA_DIR when the folder can neither be made nor written */
export async function ensureWritable(dataDir: string): Promise<void> {
  try {
    await mkdir(join(dataDir), { recursive: true })
    await access(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartError(
      `PLAZA_DATA_DIR: the folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another or change its owner.`,
    )
  }
}
