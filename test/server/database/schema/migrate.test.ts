import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../../../scripts/temporary-folder.ts'
import { type Config, readConfig } from '../../../../server/config/index.ts'
import { connect } from '../../../../server/database/connection.ts'
import { startPostgres } from '../../../../server/database/embedded/postgres.ts'
import { openDatabase } from '../../../../server/database/open.ts'
import { DevelopmentDatabaseError, migrate, pendingMigrations } from '../../../../server/database/schema/migrate.ts'
import { migrations } from '../../../../server/database/schema/migrations.ts'
import { packageRoot } from '../../../../server/package-root.ts'
import { postgresIn } from '../../../../server/start/data-folder.ts'
import { StartError } from '../../../../server/start/start-error.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('migrate', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('knows every SQL file of the server', async () => {
    const files = await readdir(join(packageRoot, 'server'), { recursive: true })
    expect(files.filter((file) => file.endsWith('.sql')).sort()).to.deep.equal([...migrations].sort())
  })

  it('applies nothing to a database that is up to date', async () => {
    expect(await migrate(db)).to.deep.equal([])
    expect(await pendingMigrations(db)).to.deep.equal([])
  })

  it('applies what a database lacks, and says so', async () => {
    await db.pool.query('drop table notices')
    await db.pool.query("delete from migrations where name = 'notices/schema.sql'")
    expect(await pendingMigrations(db)).to.deep.equal(['notices/schema.sql'])
    expect(await migrate(db)).to.deep.equal(['notices/schema.sql'])
    expect((await db.pool.query('select from notices')).rowCount).to.equal(0)
  })

  it('refuses a database whose tables were made by another text of a file, and changes nothing', async () => {
    const { rows } = await db.pool.query("select sha256 from migrations where name = 'import/schema.sql'")
    await db.pool.query("update migrations set sha256 = repeat('0', 64) where name = 'import/schema.sql'")
    const error = await migrate(db).catch((error) => error)
    await db.pool.query("update migrations set sha256 = $1 where name = 'import/schema.sql'", [rows[0].sha256])
    expect(error).to.be.instanceOf(DevelopmentDatabaseError)
    expect(await migrate(db)).to.deep.equal([])
  })

  it('names the file whose statement fails, and keeps nothing of it', async () => {
    await db.pool.query("delete from migrations where name = 'health/schema.sql'")
    await db.pool.query('drop table samples')
    const error = await migrate(db).catch((error: Error) => error.message)
    expect(error).to.equal('Migration health/schema.sql failed: relation "hotspot_health" already exists')
    const { rows } = await db.pool.query("select to_regclass('samples') as made")
    expect(rows).to.deep.equal([{ made: null }])
  })
})

describe('a database that a development version made', () => {
  const config = (settings: Partial<Config>): Config => ({ ...readConfig({}), ...settings })
  const refusalOf = async (settings: Partial<Config>): Promise<string> => {
    const error = await openDatabase(config(settings)).then(
      () => undefined,
      (error) => error,
    )
    expect(error).to.be.instanceOf(StartError)
    return error.message
  }
  const leaveTraces = async (db: Pick<TestDatabase, 'pool'>) => {
    await db.pool.query('create table if not exists migrations (name text primary key, applied_at timestamptz)')
    await db.pool.query("delete from migrations; insert into migrations (name) values ('0001_directory.sql')")
  }

  it('is refused at DATABASE_URL, as it is, with what to do', async () => {
    const db = await createTestDatabase()
    await leaveTraces(db)
    expect(await refusalOf({ databaseUrl: db.url })).to.equal(
      'This database was made by a development version of Plaza, before its first release: ' +
        'keep it with that version, or set DATABASE_URL to an empty one.',
    )
    const { rows } = await db.pool.query('select name from migrations')
    await db.close()
    expect(rows).to.deep.equal([{ name: '0001_directory.sql' }])
  })

  it('is refused in the data folder, which is named', async () => {
    const dataDir = await temporaryFolder('plaza-development-')
    const server = await startPostgres(postgresIn(dataDir))
    const db = connect(server.connection, 1)
    await leaveTraces(db)
    await db.close()
    await server.stop()
    const refusal = await refusalOf({ databaseUrl: undefined, dataDir })
    await rm(dataDir, { recursive: true, force: true })
    expect(refusal).to.equal(
      'This database was made by a development version of Plaza, before its first release: ' +
        'keep it with that version, or start with an empty one: set PLAZA_DATA_DIR to another folder, ' +
        `or remove ${join(dataDir, 'postgres')}.`,
    )
  })
})
