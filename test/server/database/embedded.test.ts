import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { temporaryFolder } from '../../../scripts/temporary-folder.ts'
import { connect } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { migrations } from '../../../server/database/schema/migrations.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { eventually } from '../../support/eventually.ts'
import { requireDebianPostgres, requireRoot } from '../../support/peers.ts'

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

  it('says that it makes a database only when it makes one', async () => {
    const told = async () => {
      const doing: string[] = []
      const progress = { doing: (what: string) => void doing.push(what), done() {} }
      await (await startPostgres(dir, { progress })).stop()
      return doing
    }
    const making = `Making a database in ${dir}, once`
    expect(await told()).to.include(making)
    expect(await told())
      .to.include('Starting PostgreSQL')
      .and.not.include(making)
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

  it('connects as a role that is no superuser and owns its database', async () => {
    const server = await startPostgres(dir)
    const db = connect(server.connection, 1)
    const { rows } = await db.pool.query(
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, pg_get_userbyid(datdba) as owner
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    )
    await db.close()
    const superuser = connect({ ...server.connection, user: 'postgres' }, 1)
    const refusal = await superuser.pool.query('select 1').catch(String)
    await superuser.close()
    await server.stop()
    expect(rows).to.deep.equal([
      {
        ...{ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false },
        owner: 'plaza',
      },
    ])
    expect(refusal).to.match(/pg_hba.conf rejects connection/)
  })

  it('starts once where two processes start it together in a new folder', async () => {
    const both = await Promise.all([startPostgres(dir), startPostgres(dir)])
    for (const { connection } of both) {
      const db = connect(connection, 1)
      expect((await db.pool.query('select 1 as one')).rows).to.deep.equal([{ one: 1 }])
      await db.close()
    }
    for (const { stop } of both) await stop()
    expect((await readdir(dir)).filter((name) => name.startsWith('cluster'))).to.deep.equal(['cluster'])
  })

  it('begins anew where the making of a cluster was cut off', async () => {
    const dead = spawnSync('true')
    await mkdir(join(dir, `cluster.new-${dead.pid}-abcdef`, 'base'), { recursive: true })
    const server = await startPostgres(dir)
    await server.stop()
    expect((await readdir(dir)).filter((name) => name.startsWith('cluster'))).to.deep.equal(['cluster'])
  })

  it("starts after kill -9, also where the lock file's process is another program by now", async () => {
    const first = await startPostgres(dir)
    const lock = join(dir, 'cluster/postmaster.pid')
    const [pid, ...rest] = (await readFile(lock, 'utf8')).split('\n')
    process.kill(Number(pid), 'SIGKILL')
    await first.stop()
    await writeFile(lock, [process.pid, ...rest].join('\n'))
    const again = await startPostgres(dir)
    await again.stop()
  })

  it('ends when the process that started it is killed', async () => {
    const module = pathToFileURL(join(packageRoot, 'server/database/embedded/postgres.ts')).href
    const script = `await (await import(${JSON.stringify(module)})).startPostgres(${JSON.stringify(dir)}); console.log('up')`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: packageRoot,
    })
    await once(child.stdout, 'data')
    const pid = Number((await readFile(join(dir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0])
    child.kill('SIGKILL')
    await eventually(() => !existsSync(`/proc/${pid}`))
    expect(existsSync(join(dir, 'cluster/postmaster.pid'))).to.equal(false)
  })

  it('refuses a folder for its socket that somebody else made', async function () {
    requireRoot(this)
    const deep = join(dir, 'a-long-folder-name'.repeat(8))
    const server = await startPostgres(deep)
    await server.stop()
    const socket = server.connection.host
    expect(socket.startsWith(deep)).to.equal(false)
    await chown(socket, 12_345, 12_345)
    const refusal = await startPostgres(deep).catch((error: Error) => error.message)
    await rm(socket, { recursive: true, force: true })
    expect(refusal).to.include(socket).and.include('belongs to another account (uid 12345)')
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
      expect(await migrate(db)).to.deep.equal(migrations)
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
