import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { connect, type Database } from '../../server/database/connection.ts'
import { type RunningPostgres, startPostgres } from '../../server/database/embedded/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { requireDebianPostgres } from '../support/peers.ts'
import { ownSettings, runPlaza } from '../support/plaza.ts'

const LIMIT_MS = 60_000

describe("the demo city on Debian's PostgreSQL", () => {
  let dir: string
  let server: RunningPostgres
  let db: Database
  before(async function () {
    const binDir = requireDebianPostgres(this)
    dir = await temporaryFolder('plaza-debian-')
    server = await startPostgres(join(dir, 'debian'), { programs: { binDir } })
    db = connect(server.connection, 2)
  })
  after(async () => {
    await db?.close()
    await server?.stop()
    if (dir) await rm(dir, { recursive: true, force: true })
  })

  const counted = async (what: string): Promise<number> => {
    const { rows } = await db.pool.query<{ n: number }>(`select count(*) as n from ${what}`)
    return rows[0]!.n
  }

  it('lives: residents come online, sessions are accounted, hotspots are polled; no other PostgreSQL starts', async () => {
    const { host, user, database } = server.connection
    const dataDir = join(dir, 'data')
    const plaza = runPlaza(['start'], {
      ...(await ownSettings(dataDir)),
      PLAZA_DEMO: '1',
      DATABASE_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`,
    })
    try {
      await plaza.printed(/Ctrl-C stops everything/)
      for (const wanted of ['sessions where output_octets > 0', 'samples where reachable', 'access_log where accepted'])
        await eventually(async () => (await counted(wanted)) > 0, LIMIT_MS)
      expect(await counted('hotspots')).to.be.within(1400, 1600)
      const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      expect(processes).to.not.include(join(dataDir, 'postgres'))
    } finally {
      plaza.child.kill('SIGINT')
      expect(await plaza.ended).to.equal(0)
    }
  })
})
