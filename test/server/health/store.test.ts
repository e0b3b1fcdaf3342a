import { expect } from 'chai'
import { type PlazaEvent, subscribe } from '../../../server/database/events/events.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { storeResults } from '../../../server/health/store.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

describe('what a poll stores', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await maintainPartitions(db, 'samples', new Date(), 2)
  })
  after(() => db.close())

  it('tells of the alert that it opened, though ending the sessions at a rebooted hotspot fails', async () => {
    const [hotspotId] = await twoHotspots(db, await testGateway(db))
    const heard: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => void heard.push(event))
    await db.pool.query('alter table sessions rename to sessions_away')
    const at = new Date()
    const health = { state: 'down', cause: 'no-answer', since: at.getTime(), failures: 3, strained: 0 } as const
    const nothing = { responseMs: null, uptimeSeconds: null, load: null, memoryUsed: null, clients: null }
    const result = {
      ...{ hotspotId, at, reachable: false, ...nothing, inBps: null, outBps: null, profile: null, health },
      ...{ memory: null, changed: true, rebootedAt: at, residentsAffected: null },
    }
    const error = await storeResults(db, [result]).catch(String)
    await db.pool.query('alter table sessions_away rename to sessions')
    expect(error).to.include('sessions')
    await eventually(() => heard.some((event) => event.type === 'alert' && event.hotspotId === hotspotId))
    await subscription.close()
  })
})
