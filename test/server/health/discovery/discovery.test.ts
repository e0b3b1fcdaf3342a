import { expect } from 'chai'
import { acceptDiscovered } from '../../../../server/health/discovery/accept.ts'
import {
  askDiscovery,
  claimDiscovery,
  type Discovery,
  type DiscoveryRequest,
  discovery,
  noteProgress,
  stopDiscovery,
} from '../../../../server/health/discovery/jobs.ts'
import { type Matched, matchedAgents } from '../../../../server/health/discovery/matched.ts'
import { runDiscovery } from '../../../../server/health/discovery/run.ts'
import { startDiscoveries } from '../../../../server/health/discovery/worker.ts'
import { silentLog } from '../../../../server/log.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'
import { agentsOnLoopback, tells, walk } from './agents-on-loopback.ts'

/** Where some addresses are silent: each is waited for. */
const timing = { timeoutMs: 500, retries: 0 }
/** Where all answer, however busy the machine is. */
const patient = { timeoutMs: 5000, retries: 1 }
const MIKROTIK = ['1.3.6.1.4.1.14988.1.1.7.3.0|4|SER-1', '1.3.6.1.4.1.14988.1.1.7.9.0|4|hAP ac']

describe('a search for SNMP agents', () => {
  let db: TestDatabase
  let agents: Awaited<ReturnType<typeof agentsOnLoopback>>
  let credentialIds: number[]
  before(async () => {
    agents = await agentsOnLoopback({
      '127.0.9.1': { community: 'city', walk: walk('routeros', ...tells('ap-1', '00:00:5e:00:53:01'), ...MIKROTIK) },
      '127.0.9.2': { community: 'old', walk: walk('unifi', ...tells('ap-2', '00:00:5e:00:53:02')) },
      '127.0.9.3': { community: 'unknown', walk: walk('unifi') },
      '127.0.9.5': {
        community: 'city',
        walk: walk(
          'cisco-wlc',
          ...['7', '8'].flatMap((last) => [
            `1.3.6.1.4.1.14179.2.2.1.1.3.0.0.94.0.83.${last}|4|lobby-${last}`,
            `1.3.6.1.4.1.14179.2.2.1.1.16.0.0.94.0.83.${last}|4|AIR-AP`,
            `1.3.6.1.4.1.14179.2.2.1.1.17.0.0.94.0.83.${last}|4|FCW${last}`,
          ]),
        ),
      },
    })
  })
  after(() => agents.close())
  beforeEach(async () => {
    db = await createTestDatabase()
    agents.asked.clear()
    credentialIds = await putCredentials(
      db,
      testSealer,
      ['city', 'old'].map((name) => ({ name, credential: { version: '2c', community: name } })),
    )
  })
  afterEach(() => db.close())

  const ask = (request: Partial<DiscoveryRequest> = {}, holder?: string) =>
    askDiscovery(
      db,
      null,
      { addresses: '127.0.9.0/29', port: agents.port, credentialIds, rate: 200, ...request },
      holder,
    )
  const run = async (job: Discovery, more: object = {}) => {
    await runDiscovery({ db, sealer: testSealer, holder: 'test', timing, ...more }, job)
    return (await discovery(db, job.id))!
  }
  /** Asks those that answer alone, each by its own credential. */
  const findAll = async () => {
    const each = [
      ['127.0.9.1 127.0.9.5', credentialIds[0]!],
      ['127.0.9.2', credentialIds[1]!],
    ] as const
    for (const [addresses, id] of each)
      await run(await ask({ addresses, credentialIds: [id] }, 'test'), { timing: patient })
  }
  const found = async () => new Map((await matchedAgents(db)).map((one) => [one.key || one.host, one]))
  const edit = (id: number, change: object) =>
    changeHotspot(db, id, { staffId: null, action: 'edit' }, (now) => ({ ...now, ...change }))

  it('asks every address by each credential in turn, and says what answers there', async () => {
    const ended = await run(await ask({}, 'test'))
    expect(ended).to.deep.include({ total: 6, done: 6, answered: 3, stopped: false, failure: null, held: false })
    expect(ended.finishedAt).to.be.instanceOf(Date)
    const each = await found()
    expect([...each.keys()].sort()).to.deep.equal([
      ...['00:00:5e:00:53:07', '00:00:5e:00:53:08', '127.0.9.1', '127.0.9.2', '127.0.9.5'],
    ])
    expect(each.get('127.0.9.1')).to.deep.include({
      ...{ profile: 'routeros', name: 'ap-1', model: 'hAP ac', serial: 'SER-1', macs: ['00:00:5e:00:53:01'] },
      ...{ credentialId: credentialIds[0], accessPoints: null, match: undefined },
    })
    expect(each.get('127.0.9.2')).to.deep.include({ profile: 'unifi', credentialId: credentialIds[1] })
    expect(agents.asked.get('127.0.9.2')?.slice(0, 2)).to.deep.equal(['city', 'old'])
    expect(agents.asked.get('127.0.9.3'), 'knows neither').to.deep.equal(['city', 'old'])
  })

  it('has a controller’s access points, all at once, and forgets those that it tells of no more', async () => {
    await run(await ask({ addresses: '127.0.9.5' }, 'test'), { timing: patient })
    await db.pool.query(`insert into discovered_agents (host, port, key, credential_id, discovery_id, profile, macs)
      select host, port, '00:00:5e:00:53:99', credential_id, discovery_id, profile, '{}' from discovered_agents limit 1`)
    await run(await ask({ addresses: '127.0.9.5' }, 'test'), { timing: patient })
    const [controller, ...accessPoints] = await matchedAgents(db)
    expect(controller).to.deep.include({ key: '', profile: 'cisco-wlc', accessPoints: 2 })
    expect(accessPoints.map(({ key, name, model, serial }) => [key, name, model, serial])).to.deep.equal([
      ['00:00:5e:00:53:07', 'lobby-7', 'AIR-AP', 'FCW7'],
      ['00:00:5e:00:53:08', 'lobby-8', 'AIR-AP', 'FCW8'],
    ])
  })

  it('matches by address, serial number and name, never where two could be meant', async () => {
    await findAll()
    const [a, b] = await twoHotspots(db, await testGateway(db))
    const match = async (key: string) => {
      const one = (await found()).get(key)?.match
      return one && [one.hotspot.id, one.because]
    }
    await edit(a, { name: 'AP-1' })
    expect(await match('127.0.9.1')).to.deep.equal([a, 'name'])
    await edit(b, { name: 'ap-1' })
    expect(await match('127.0.9.1'), 'two of that name').to.equal(undefined)
    await edit(b, { serial: 'ser-1' })
    expect(await match('127.0.9.1')).to.deep.equal([b, 'serial'])
    await edit(a, { bssids: ['00:00:5e:00:53:01'] })
    expect(await match('127.0.9.1')).to.deep.equal([a, 'address'])
    await edit(a, { retiredAt: new Date().toISOString() })
    expect(await match('127.0.9.1')).to.deep.equal([b, 'serial'])
    await edit(b, { mac: '00:00:5e:00:53:03' })
    expect(await match('127.0.9.2'), 'the next address is another’s').to.equal(undefined)
  })

  it('is taken for a hotspot, which is asked through it and gets what is not known of it', async () => {
    await findAll()
    const [a, b] = await twoHotspots(db, await testGateway(db))
    await edit(a, { name: 'ap-1', model: 'as the city writes it' })
    const each = await found()
    const accept = (one: Matched | undefined, id: number) => acceptDiscovered(db, one!, id, { staffId: null })
    await accept(each.get('127.0.9.1'), a)
    await accept(each.get('00:00:5e:00:53:07'), b)
    const records = await hotspotRecords(db)
    expect(records.get(a)).to.deep.include({
      ...{ agent: `127.0.9.1:${agents.port} (city)`, agentKey: null, serial: 'SER-1', mac: '00:00:5e:00:53:01' },
      model: 'as the city writes it',
    })
    expect(records.get(b)).to.deep.include({
      ...{ agent: `127.0.9.5:${agents.port} (city)`, agentKey: '00:00:5e:00:53:07', serial: 'FCW7' },
    })
    const { rows } = await db.pool.query('select host, kind from agents order by host')
    expect(rows).to.deep.equal([
      { host: '127.0.9.1', kind: 'access-point' },
      { host: '127.0.9.5', kind: 'controller' },
    ])
    const again = await found()
    for (const key of ['127.0.9.1', '00:00:5e:00:53:07']) expect(again.get(key)?.match?.because, key).to.equal('agent')
    await edit(b, { agentId: null, agent: null, agentKey: null, mac: null, serial: null })
    await accept(again.get('127.0.9.1'), b)
    expect((await hotspotRecords(db)).get(b)?.mac, 'the other has it').to.equal(null)
    await edit(b, { retiredAt: new Date().toISOString() })
    expect(await accept(again.get('127.0.9.1'), b).catch((error: Error) => error.name)).to.equal('HotspotError')
  })

  it('is one at a time, bounded in size, rate and credentials', async () => {
    const refused = (request: Partial<DiscoveryRequest>) =>
      ask(request).then(
        () => expect.fail('it was taken'),
        (error) => error.field,
      )
    expect(await refused({ addresses: '10.0.0.0/8' })).to.equal('addresses')
    for (const rate of [0, 201, 1.5, Number.NaN]) expect(await refused({ rate })).to.equal('rate')
    for (const ids of [[], [999_999], Array(6).fill(credentialIds[0])])
      expect(await refused({ credentialIds: ids })).to.equal('credentials')
    const job = await ask()
    expect(await refused({})).to.equal('running')
    expect(await stopDiscovery(db, job.id), 'nobody is at it').to.equal(true)
    expect(await stopDiscovery(db, job.id)).to.equal(false)
    await ask()
  })

  it('keeps to the rate', async () => {
    const job = await ask({ addresses: '127.0.9.1 127.0.9.3 127.0.9.5 127.0.9.2', rate: 10 }, 'test')
    const started = performance.now()
    await run(job)
    expect(performance.now() - started).to.be.at.least(300)
  })

  it('is done by one of the processes that poll, told by an event, and stopped within a second or so', async () => {
    const workers = [await startDiscoveries({ db, sealer: testSealer, log: silentLog, timing })]
    workers.push(await startDiscoveries({ db, sealer: testSealer, log: silentLog, timing }))
    try {
      const job = await ask()
      await eventually(async () => (await discovery(db, job.id))?.finishedAt ?? undefined)
      expect(await discovery(db, job.id)).to.deep.include({ done: 6, answered: 3, failure: null, stopped: false })
      expect(agents.asked.get('127.0.9.3'), 'by one of them').to.have.length(2)
      const long = await ask({ addresses: '127.0.8.0/24', rate: 1 })
      await eventually(async () => (await discovery(db, long.id))?.held)
      expect(await stopDiscovery(db, long.id)).to.equal(true)
      await eventually(async () => (await discovery(db, long.id))?.finishedAt ?? undefined)
      expect(await discovery(db, long.id)).to.include({ stopped: true, failure: null })
    } finally {
      for (const worker of workers) await worker.close()
    }
  })

  it('goes back by no note that comes late', async () => {
    const { id } = await ask({}, 'test')
    for (const done of [8, 5]) expect(await noteProgress(db, id, 'test', { done, answered: done - 4 })).to.equal(true)
    expect(await discovery(db, id)).to.include({ done: 8, answered: 4 })
  })

  it('is gone on with where another process left it', async () => {
    const job = await ask({ addresses: '127.0.8.0/24 127.0.9.1', rate: 1 })
    const first = await startDiscoveries({ db, sealer: testSealer, log: silentLog, timing })
    await eventually(async () => (await discovery(db, job.id))?.held)
    await first.close()
    expect((await discovery(db, job.id))?.held).to.equal(false)
    await db.pool.query('update discoveries set done = 253, rate = 200')
    const claimed = await claimDiscovery(db, 'test')
    const ended = await run(claimed!, { timing: { ...patient, retries: 0 } })
    expect(ended).to.include({ done: 255, answered: 1 })
    expect(await claimDiscovery(db, 'test')).to.equal(undefined)
  })
})
