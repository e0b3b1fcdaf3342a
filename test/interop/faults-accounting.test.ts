import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { connect, type Database } from '../../server/database/connection.ts'
import { type RunningPostgres, startPostgres } from '../../server/database/embedded/postgres.ts'
import { migrate } from '../../server/database/schema/migrate.ts'
import { createSealer } from '../../server/sealing.ts'
import { type AccountingSender, sendAccounting } from '../support/accounting-sender.ts'
import { testGateway } from '../support/city.ts'
import { eventually } from '../support/eventually.ts'
import { type PlazaProcess, runPlaza } from '../support/plaza.ts'

/** How long PostgreSQL is away at least. */
const AWAY_MS = Number(process.env.PLAZA_FAULT_SECONDS ?? 2) * 1000
const LIMIT_MS = 120_000
const SECRET = 'a secret for fault tests only, of 32 or more characters'

describe('accounting in trouble', function () {
  this.timeout(2 * LIMIT_MS)
  let dir: string
  let server: RunningPostgres
  let db: Database
  let settings: Record<string, string>
  let acctPort: number
  let plaza: PlazaProcess | undefined
  let sender: AccountingSender | undefined
  let run = 0

  const postgres = () => startPostgres(join(dir, 'postgres'))
  before(async () => {
    dir = await temporaryFolder('plaza-faults-')
    server = await postgres()
    db = connect(server.connection, 3)
    await migrate(db)
    await testGateway(db, { sealer: createSealer(SECRET) })
  })
  after(async () => {
    await db.close()
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  })
  beforeEach(async () => {
    acctPort = await lastingPort()
    const { host, user, database } = server.connection
    settings = {
      DATABASE_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`,
      PLAZA_DATA_DIR: join(dir, `data-${++run}`),
      PLAZA_RADIUS_HOST: '127.0.0.1',
      PLAZA_RADIUS_AUTH_PORT: String(await lastingPort()),
      PLAZA_RADIUS_ACCT_PORT: String(acctPort),
      PLAZA_RADSEC_PORT: '0',
      PLAZA_DEMO: '0',
      PLAZA_SECRET: SECRET,
      PLAZA_PUBLIC_URL: 'http://localhost:8080',
      CITY_KEY_ISSUER: 'http://localhost:8081',
      CITY_KEY_CLIENT_ID: 'plaza',
      CITY_KEY_CLIENT_SECRET: 'unused',
      PLAZA_LOG_LEVEL: 'info',
    }
    await startPlaza()
    sender = sendAccounting(acctPort, 'testing123', `run${run}`)
  })
  afterEach(async () => {
    sender?.giveUp()
    plaza?.child.kill('SIGKILL')
    await plaza?.ended
  })

  async function startPlaza() {
    plaza = runPlaza(['start', '--roles', 'radius'], settings)
    await plaza.printed(/Ctrl-C stops everything/)
  }
  async function killPlaza() {
    plaza!.child.kill('SIGKILL')
    await plaza!.ended
  }
  /** `kill -9` of the postmaster; without it its other processes end themselves. */
  async function killPostgres() {
    const pid = Number(readFileSync(join(dir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
    const children = execFileSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' })
    const all = [pid, ...children.split(/\s+/).filter(Boolean).map(Number)]
    for (const one of all) {
      try {
        process.kill(one, 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
    await until('PostgreSQL is gone', () => all.every((one) => !isAlive(one)))
  }
  async function restartPostgres() {
    server = await postgres()
  }
  const until = (what: string, check: () => boolean | Promise<boolean>) =>
    eventually(check, LIMIT_MS).catch((error) => {
      throw new Error(`Not so in time: ${what}\n${plaza?.output().slice(-3000)}`, { cause: error })
    })
  const more = (count: number) => {
    const enough = sender!.acknowledged.size + count
    return until(`${count} more are acknowledged`, () => sender!.acknowledged.size >= enough)
  }
  /** The database holds the acknowledged sessions, each once, with their use, and no others. */
  async function expectExactly() {
    await sender!.finish()
    const expected = [...sender!.acknowledged].toSorted()
    const stored = async () => {
      const { rows } = await db.pool.query<{ id: string; octets: number; day_octets: number; ended: boolean }>(
        `select acct_session_id as id, input_octets as octets, ended_at is not null as ended,
                (select sum(input_octets) from session_days where session_id = sessions.id) as day_octets
         from sessions where acct_session_id like $1`,
        [`run${run}-%`],
      )
      return rows
    }
    await until('everything is in the database', async () => {
      const rows = await stored()
      return rows.filter(({ ended }) => ended).length >= expected.length
    })
    const rows = await stored()
    expect(rows.map(({ id, octets }) => [id, octets]).toSorted()).to.deep.equal(expected)
    expect(rows.filter(({ octets, day_octets, ended }) => !ended || octets !== day_octets)).to.deep.equal([])
  }

  it('is neither lost nor counted twice when PostgreSQL is killed under load and comes back', async () => {
    await more(100)
    await killPostgres()
    const back = Date.now() + AWAY_MS
    await more(200)
    await until('PostgreSQL was away long enough', () => Date.now() >= back)
    await restartPostgres()
    await plaza!.printed(/the accounting that waited on the disk is in the database/)
    await more(100)
    await expectExactly()
  })

  it('is not lost when Plaza is killed too, while it waits on the disk', async () => {
    await more(50)
    await killPostgres()
    await more(200)
    await killPlaza()
    await restartPostgres()
    await startPlaza()
    await more(50)
    await expectExactly()
  })

  it('is not lost when Plaza is killed under load', async () => {
    await more(100)
    await killPlaza()
    await startPlaza()
    await more(100)
    await expectExactly()
  })

  it('goes to the disk while the database is too slow', async () => {
    await more(50)
    const client = await db.pool.connect()
    await client.query('begin')
    await client.query('lock table sessions in access exclusive mode')
    await more(200)
    await client.query('commit')
    client.release()
    await more(50)
    await expectExactly()
  })

  it('is not acknowledged when the disk is full either, and is taken again when there is room', async () => {
    await killPlaza()
    const spool = join(dir, 'small-disk')
    const small = await smallDisk(spool)
    settings = { ...settings, ...small.settings }
    try {
      await startPlaza()
      await more(50)
      await killPostgres()
      await plaza!.printed(new RegExp(small.reason))
      await restartPostgres()
      await more(100)
      await expectExactly()
    } finally {
      await killPlaza()
      small.remove()
    }
  })
})

/** A free UDP port that no other socket gets by chance while Plaza is down: below those that the kernel gives away. */
async function lastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const socket = createSocket('udp4')
    const isFree = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false))
      socket.bind(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise<void>((resolve) => socket.close(() => resolve()))
    if (isFree) return port
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** A disk of its own where this process may mount one; else the spool's own limit. */
async function smallDisk(path: string) {
  await mkdir(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return { settings: { PLAZA_SPOOL_DIR: path, PLAZA_SPOOL_MAX_MB: '1' }, reason: 'no record: full', remove: () => {} }
  }
  return {
    settings: { PLAZA_SPOOL_DIR: path },
    reason: 'no record: ENOSPC',
    remove: () => execFileSync('umount', [path]),
  }
}
