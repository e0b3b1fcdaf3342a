import type { Config } from '../config/index.ts'
import { ensureWritable, postgresIn } from '../start/data-folder.ts'
import { type Progress, silentProgress } from '../start/progress.ts'
import { StartError } from '../start/start-error.ts'
import { connect, type Database } from './connection.ts'
import { startPostgres } from './embedded/postgres.ts'
import { DevelopmentDatabaseError, migrate } from './schema/migrate.ts'

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
 * @throws {StartError} when the data folder cannot be written, the database does not answer, or a development version
 *   made it
 */
export async function openDatabase(config: Config, progress: Progress = silentProgress): Promise<OpenDatabase> {
  if (config.databaseUrl === undefined) return openEmbedded(config, progress)
  progress.doing('Connecting to DATABASE_URL and bringing it up to date')
  const db = connect(config.databaseUrl)
  try {
    return { db, migrated: await migrate(db), embedded: false, close: () => db.close() }
  } catch (error) {
    await db.close()
    if (error instanceof DevelopmentDatabaseError)
      throw new StartError(`${error.message}: keep it with that version, or set DATABASE_URL to an empty one.`)
    throw new StartError(`DATABASE_URL: the database does not answer as it should: ${(error as Error).message}`)
  }
}

async function openEmbedded(config: Config, progress: Progress): Promise<OpenDatabase> {
  await ensureWritable(config.dataDir)
  const server = await startPostgres(postgresIn(config.dataDir), { progress }).catch((error) => {
    if (error instanceof StartError) throw error
    throw new StartError(`The embedded PostgreSQL in ${postgresIn(config.dataDir)} did not start: ${error.message}`)
  })
  progress.doing('Bringing the database up to date')
  const db = connect(server.connection)
  const close = async () => {
    await db.close()
    await server.stop()
  }
  try {
    return { db, migrated: await migrate(db), embedded: true, close }
  } catch (error) {
    await close()
    if (!(error instanceof DevelopmentDatabaseError)) throw error
    const folder = postgresIn(config.dataDir)
    throw new StartError(
      `${error.message}: keep it with that version, or start with an empty one: set PLAZA_DATA_DIR to another folder, or remove ${folder}.`,
    )
  }
}
