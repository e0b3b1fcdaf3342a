import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { createTestDatabase } from '../support/database.ts'
import { freePort, ownSettings, type PlazaProcess, runPlaza } from '../support/plaza.ts'

/** Processes whose command line names `dir`: what a `plaza start` on that folder left running. */
const leftRunning = (dir: string): string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dir))

/** Resolves with its exit code: 0 where everything was closed in time. */
const interrupt = async (plaza: PlazaProcess): Promise<number | null> => {
  plaza.child.kill('SIGINT')
  return plaza.ended
}

describe('plaza start', () => {
  let dir: string
  let settings: Record<string, string>
  beforeEach(async () => {
    dir = await temporaryFolder('plaza-start-')
    settings = await ownSettings(join(dir, 'data'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  it('brings the demo city up with one summary, stops on Ctrl-C, and keeps its data', async () => {
    const page = `http://localhost:${settings.PLAZA_HTTP_PORT}`
    const first = runPlaza(['start'], settings)
    await first.printed(/Ctrl-C stops everything/)
    for (const expected of [`${page}/`, `${page}/dashboard/`, `http://localhost:${settings.PLAZA_CITY_KEY_PORT}`]) {
      expect(first.output()).to.include(expected)
    }
    expect(first.output()).to.match(/UDP \d+ authentication, \d+ accounting/)
    expect(first.output().match(/^ +resident /gm)).to.have.length(5)
    for (const role of ['viewer', 'planner', 'operator', 'admin']) expect(first.output()).to.include(`staff, ${role}`)
    expect(first.output()).to.match(/1,?[45]\d\d hotspots/)

    expect((await fetch(`${page}/`)).status).to.equal(200)
    expect((await fetch(`${page}/healthz`)).status).to.equal(200)
    expect((await fetch(`${page}/readyz`)).status).to.equal(200)
    expect(await (await fetch(`${page}/metrics`)).text()).to.match(/^plaza_/m)
    expect(await interrupt(first)).to.equal(0)
    expect(leftRunning(dir)).to.deep.equal([])

    const again = runPlaza(['start'], settings)
    await again.printed(/Ctrl-C stops everything/)
    expect(again.output())
      .to.include('0 migrations applied')
      .and.match(/1,?[45]\d\d hotspots/)
    expect(await interrupt(again)).to.equal(0)
    expect(leftRunning(dir)).to.deep.equal([])
  })

  it('says which setting moves a taken port, exits with 1 and leaves nothing running', async () => {
    const taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(Number(settings.PLAZA_HTTP_PORT), '0.0.0.0', () => resolve(server))
    })
    const plaza = runPlaza(['start'], settings)
    expect(await plaza.ended).to.equal(1)
    taken.close()
    expect(plaza.output()).to.include(`Port ${settings.PLAZA_HTTP_PORT} is taken`).and.include('PLAZA_HTTP_PORT')
    expect(plaza.output()).to.not.include('    at ')
    expect(leftRunning(dir)).to.deep.equal([])
  })

  it('says so when the data folder cannot be written', async () => {
    await writeFile(join(dir, 'data'), 'a file, not a folder')
    const plaza = runPlaza(['start'], settings)
    expect(await plaza.ended).to.equal(1)
    expect(plaza.output()).to.include('PLAZA_DATA_DIR').and.not.include('    at ')
  })

  it('names every wrong setting', async () => {
    const plaza = runPlaza(['start'], { ...settings, PLAZA_HTTP_PORT: 'http', PLAZA_POLL_SECONDS: '0' })
    expect(await plaza.ended).to.equal(1)
    expect(plaza.output()).to.include('PLAZA_HTTP_PORT').and.include('PLAZA_POLL_SECONDS').and.not.include('    at ')
  })

  it('refuses to start in production without what production needs', async () => {
    const plaza = runPlaza(['start'], { ...settings, PLAZA_DEMO: '0' })
    expect(await plaza.ended).to.equal(1)
    expect(plaza.output()).to.include('PLAZA_SECRET: needed').and.include('CITY_KEY_ISSUER: needed')
  })

  it('uses DATABASE_URL, never starts the embedded PostgreSQL then, and says so when it does not answer', async () => {
    const db = await createTestDatabase()
    const plaza = runPlaza(['start', '--roles', 'web'], {
      ...settings,
      DATABASE_URL: db.url,
      PLAZA_DEMO: '0',
      PLAZA_SECRET: 'x'.repeat(32),
      PLAZA_PUBLIC_URL: `http://localhost:${settings.PLAZA_HTTP_PORT}`,
      CITY_KEY_ISSUER: 'http://localhost:9',
      CITY_KEY_CLIENT_ID: 'plaza',
    })
    await plaza.printed(/Ctrl-C stops everything/)
    expect(plaza.output()).to.include('PostgreSQL at DATABASE_URL')
    expect(leftRunning(dir)).to.deep.equal([])
    expect(await interrupt(plaza)).to.equal(0)
    await db.close()

    const nowhere = `postgres://plaza@127.0.0.1:${await freePort('tcp')}/plaza`
    const failed = runPlaza(['migrate'], { ...settings, DATABASE_URL: nowhere })
    expect(await failed.ended).to.equal(1)
    expect(failed.output()).to.include('DATABASE_URL').and.not.include('    at ')
  })
})
