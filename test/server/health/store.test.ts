import { expect } from 'chai'
import { type PlazaEvent, subscribe } from '../../../server/database/events/events.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { type PollResult, storeResults } from '../../../server/health/store.ts'
import { healthOf } from '../../../server/health/views.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { makeHotspots } from './city-of-agents.ts'

describe('what a poll stores', () => {
  let db: TestDatabase
  let hotspotId = 0
  let hotspots: number[] = []
  before(async () => {
    db = await createTestDatabase()
    hotspots = await makeHotspots(db, 4)
    await maintainPartitions(db, 'samples', new Date(), 2)
  })
  after(() => db.close())
  beforeEach(async () => {
    hotspotId = hotspots.pop()!
  })

  it('tells of the alert that it opened, though ending the sessions at a rebooted hotspot fails', async () => {
    const heard: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => void heard.push(event))
    await db.pool.query('alter table sessions rename to sessions_away')
    const at = new Date()
    const error = await storeResults(db, [{ ...fallen(hotspotId, at), rebootedAt: at }]).catch(String)
    await db.pool.query('alter table sessions_away rename to sessions')
    expect(error).to.include('sessions')
    await eventually(() => heard.some((event) => event.type === 'alert' && event.hotspotId === hotspotId))
    await subscription.close()
  })

  it('writes a sample alone of a poll that says nothing else, and shows its readings', async () => {
    const at = new Date(Date.now() - 60_000)
    const up = { state: 'up', cause: null, since: at.getTime(), failures: 0, strained: 0 } as const
    const radio = { name: 'ra0', channel: 6, width: 20, clients: 3, utilisation: 0.4, noise: -92 }
    const first = { ...fallen(hotspotId, at), health: up, reachable: true, clients: 3, radios: [radio], troubles: 0.5 }
    await storeResults(db, [first])
    const version = async () =>
      (await db.pool.query('select xmin from hotspot_health where hotspot_id = $1', [hotspotId])).rows[0].xmin
    const before = await version()
    const later = new Date()
    const newer = { clients: 7, load: 0.37, memoryUsed: 0.512, inBps: 1e6, outBps: 4e6 }
    await storeResults(db, [{ ...first, ...newer, at: later, whole: false }])
    expect(await version()).to.equal(before)
    const health = await healthOf(db, hotspotId)
    expect(health).to.deep.include({ clients: 7, radios: [radio], troubles: 0.5, in_bps: 1e6, out_bps: 4e6 })
    expect(health.load).to.be.closeTo(0.37, 1e-6)
    expect(health.memory_used).to.be.closeTo(0.512, 1e-6)
    expect(health.last_polled_at?.getTime()).to.equal(later.getTime())
    await storeResults(db, [{ ...first, health: { ...up, state: 'unknown' } }])
    await storeResults(db, [{ ...first, at: new Date(), clients: 9, whole: false }])
    expect((await healthOf(db, hotspotId)).clients, 'of one that is polled no more').to.equal(3)
  })

  it('writes what no column holds as the most that it does: a broken agent costs the others of its batch nothing', async () => {
    const result = fallen(hotspotId, new Date())
    await storeResults(db, [{ ...result, reachable: true, uptimeSeconds: 1e13, load: 1e300, clients: 4e9 }])
    const sample = await db.query
      .selectFrom('samples')
      .select(['uptime_seconds', 'clients', 'load'])
      .where('hotspot_id', '=', hotspotId)
      .executeTakeFirstOrThrow()
    expect(sample).to.include({ uptime_seconds: 2 ** 31 - 1, clients: 32_767, load: 32_767 })
  })

  it('writes whole the newest of a batch in which an earlier one must be', async () => {
    const began = Date.now()
    const polls = [1, 2].map((second) => ({ ...fallen(hotspotId, new Date(began + second)), whole: second === 1 }))
    await storeResults(db, polls)
    const [health] = await db.query
      .selectFrom('hotspot_health')
      .selectAll()
      .where('hotspot_id', '=', hotspotId)
      .execute()
    expect(health?.last_polled_at?.getTime()).to.equal(began + 2)
  })
})

function fallen(hotspotId: number, at: Date): PollResult {
  const health = { state: 'down', cause: 'no-answer', since: at.getTime(), failures: 3, strained: 0 } as const
  const nothing = { uptimeSeconds: null, load: null, memoryUsed: null, clients: null }
  return {
    ...{ hotspotId, at, reachable: false, ...nothing, inBps: null, outBps: null, profile: null, health },
    ...{ memory: null, radios: [], troubles: null, whole: true, changed: true, rebootedAt: null },
    residentsAffected: null,
  }
}
