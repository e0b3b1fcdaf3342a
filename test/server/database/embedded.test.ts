import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../../scripts/temporary-folder.ts'
import { connect } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { requireDebianPostgres } from '../../support/peers.ts'

describe('the embedded PostgreSQL', () => {
  let dir: string
  beforeEach(async () => {
    dir = await temporaryFolder('plaza-embedded-')
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  it('keeps its data from one start to the next', async () => {
    const first = await startPostgres(dir)
    const before = connect(first.connection)
    await before.pool.query('create table kept as select 42 as answer')
    await before.close()
    await first.stop()

    const second = await startPostgres(dir)
    const after = connect(second.connection)
    const { rows } = await after.pool.query('select answer from kept')
    await after.close()
    await second.stop()
    expect(rows).to.deep.equal([{ answer: 42 }])
  })

  it('is used, not started again and not stopped, by a second process', async () => {
    const first = await startPostgres(dir)
    const second = await startPostgres(dir)
    expect(second.owned).to.equal(false)
    await second.stop()
    const db = connect(first.connection)
    expect((await db.pool.query('select 1 as one')).rows).to.deep.equal([{ one: 1 }])
    await db.close()
    await first.stop()
  })

  it('listens on no network port', async () => {
    const server = await startPostgres(dir)
    const db = connect(server.connection)
    const { rows } = await db.pool.query('show listen_addresses')
    await db.close()
    await server.stop()
    expect(rows).to.deep.equal([{ listen_addresses: '' }])
  })

  it('works in a folder whose path is too long for a Unix socket', async () => {
    const deep = join(dir, 'a-long-folder-name'.repeat(8))
    await mkdir(deep, { recursive: true })
    const server = await startPostgres(deep)
    const db = connect(server.connection)
    expect((await db.pool.query('select 1 as one')).rowCount).to.equal(1)
    await db.close()
    await server.stop()
    await rm(server.connection.host, { recursive: true, force: true })
  })

  it('says what PostgreSQL said when it cannot start', async () => {
    const server = await startPostgres(dir)
    await server.stop()
    await rm(join(dir, 'cluster', 'global'), { recursive: true })
    let message = ''
    await startPostgres(dir).catch((error: Error) => {
      message = error.message
    })
    expect(message).to.match(/global/)
  })
})

describe("Debian's PostgreSQL", () => {
  it('takes every migration', async function () {
    const binDir = requireDebianPostgres(this)
    const dir = await temporaryFolder('plaza-debian-')
    const server = await startPostgres(dir, { programs: { binDir } })
    const db = connect(server.connection)
    try {
      expect(await migrate(db)).to.include('0001_directory.sql')
      expect(await migrate(db)).to.deep.equal([])
      const { rows } = await db.pool.query('show server_version_num')
      expect(Number(rows[0].server_version_num)).to.be.at.least(150000)
    } finally {
      await db.close()
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    }
  })
})
