import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../../server/config/index.ts'
import { startDiscoveries } from '../../../server/health/discovery/worker.ts'
import { silentLog } from '../../../server/log.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { hotspotRecords } from '../../../server/network/hotspots/record.ts'
import { openSealer } from '../../../server/start/kept-secret.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { agentsOnLoopback, tells, walk } from '../health/discovery/agents-on-loopback.ts'

describe('plaza discover and plaza found', () => {
  let db: TestDatabase
  let dir: string
  let agents: Awaited<ReturnType<typeof agentsOnLoopback>>
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-discover-'))
    agents = await agentsOnLoopback({
      '127.0.9.1': { community: 'city', walk: walk('routeros', ...tells('ap-1', '00:00:5e:00:53:01')) },
      '127.0.9.2': { community: 'city', walk: walk('unifi', ...tells('ap-2', '00:00:5e:00:53:02')) },
    })
  })
  after(async () => {
    await agents?.close()
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (code: number, ...args: string[]) => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir })
    const ended = await command.ended
    expect(ended, command.output()).to.equal(code)
    expect(command.output()).to.not.match(/\n\s+at |Error:/)
    return command.output()
  }
  const sealer = () => openSealer(readConfig({ DATABASE_URL: db.url, PLAZA_DATA_DIR: dir }, false))

  it('asks a network from here or where the poller runs, and has hotspots asked through what is found', async () => {
    const [a, b] = await twoHotspots(db, await testGateway(db))
    await putCredentials(db, await sealer(), [{ name: 'city', credential: { version: '2c', community: 'city' } }])
    await db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:01' }).where('id', '=', a).execute()
    const discover = (code: number, network: string, ...more: string[]) =>
      plaza(code, 'discover', network, '--credential', 'city', '--port', String(agents.port), ...more)
    expect(await discover(1, '10.0.0.0/8')).to.include('16,777,216 addresses')
    expect(await plaza(1, 'discover', '127.0.9.1', '--credential', 'none')).to.include('no SNMP credential "none"')
    expect(await discover(1, '127.0.9.1', '--rate', '1000')).to.include('200 at most')

    const here = await discover(0, '127.0.9.0/30', '--here')
    expect(here).to.match(/127\.0\.9\.1:\d+ +routeros +ap-1 .* it has its address/)
    expect(here).to.include('2 agents answered at 2 of 2 addresses.').and.include('plaza found accept-agents')

    const worker = await startDiscoveries({ db, sealer: await sealer(), log: silentLog })
    try {
      const elsewhere = JSON.parse(await discover(0, '127.0.9.1', '--accept', '--json'))
      expect(elsewhere).to.deep.include({ total: 1, done: 1, answered: 1 })
      expect(elsewhere.accepted).to.deep.include({
        found: elsewhere.found[0].id,
        address: `127.0.9.1:${agents.port}`,
        hotspotId: a,
        refused: null,
      })
    } finally {
      await worker.close()
    }
    const fresh = JSON.parse(await plaza(0, 'found', 'agents', '--new', '--json'))
    expect(fresh.map(({ host }: { host: string }) => host)).to.deep.equal(['127.0.9.2'])
    const id = String(fresh[0].id)
    expect(await plaza(1, 'found', 'accept-agents', id)).to.include('say which hotspot it is with --hotspot')
    await plaza(0, 'found', 'accept-agents', id, '--hotspot', String(b))
    const records = await hotspotRecords(db)
    for (const [hotspot, host] of [
      [a, '127.0.9.1'],
      [b, '127.0.9.2'],
    ] as const)
      expect(records.get(hotspot)?.agent).to.equal(`${host}:${agents.port} (city)`)

    await db.query.updateTable('hotspots').set({ serial: 'S-1' }).execute()
    const doubts = await plaza(0, 'found', 'doubtful')
    expect(doubts).to.include('has the serial number S-1 too').and.include('first, second, right')
    const [, doubt = ''] = /^([0-9a-f]{12}) /m.exec(doubts) ?? []
    expect(await plaza(1, 'found', 'settle', doubt, '--by', 'gateway')).to.include(
      'settled by first or second or right',
    )
    await plaza(0, 'found', 'settle', doubt, '--by', 'first')
    expect(await plaza(0, 'found', 'doubtful')).to.include('Nothing is doubtful.')
    const { rows } = await db.pool.query("select action from audit_events where action !~ 'credential' order by id")
    expect(rows.map(({ action }) => action)).to.deep.equal([
      ...['discovery.start', 'discovery.start', 'agent.accept', 'agent.accept', 'hotspot.settle'],
    ])
  })
})
