import { expect } from 'chai'
import { storeDecisions } from '../../../server/access/log/store.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { attributeLate } from '../../../server/accounting/late-accepts.ts'
import { type PlazaEvent, subscribe } from '../../../server/database/events/events.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { sessionRecord } from '../../support/session-record.ts'

const dayOf = localDay('UTC')
const MINUTE = 60_000

describe('a session without Class whose Accept is stored after it', () => {
  let db: TestDatabase
  let gatewayId: number
  const now = new Date()
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    await maintainPartitions(db, 'access_log', now, 90)
  })
  after(() => db.close())

  const report = async (more: Partial<SessionRecord>) => {
    const [change] = await storeRecords(db, [sessionRecord({ gatewayId, at: now, ...more })], dayOf)
    return change!.id
  }
  const letIn = (deviceMac: string, residentId: number | null, at = now, where = gatewayId) =>
    storeDecisions(db, [
      {
        ...{ at: at.getTime(), gatewayId: where, hotspotId: null, residentId, deviceMac, method: 'mac' },
        reason: residentId === null ? 'emergency' : 'accepted',
      },
    ])
  const session = (id: number) =>
    db.query.selectFrom('sessions').select(['resident_id', 'doubt']).where('id', '=', id).executeTakeFirstOrThrow()

  it('is its resident’s, with what it has used, and everybody is told', async () => {
    const [residentId, mac] = [await testResident(db), testMac()]
    const events: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => events.push(event))
    const id = await report({ deviceMac: mac, kind: 'interim', seconds: 30, inputOctets: 1000 })
    expect(await session(id)).to.deep.equal({ resident_id: null, doubt: 'unaccepted' })
    expect(await attributeLate(db, now), 'nothing is known yet').to.equal(0)
    await letIn(mac, residentId)
    expect(await attributeLate(db, now)).to.equal(1)
    expect(await session(id)).to.deep.equal({ resident_id: residentId, doubt: null })
    const days = db.query
      .selectFrom('session_days')
      .select(['resident_id', 'input_octets'])
      .where('session_id', '=', id)
    expect(await days.execute()).to.deep.equal([{ resident_id: residentId, input_octets: 1000 }])
    await eventually(() => JSON.stringify(events).includes(`"residentId":${residentId},"change":"updated"`))
    await subscription.close()
    expect(await attributeLate(db, now), 'once').to.equal(0)
  })

  it('is nobody’s without doubt where an emergency let it in', async () => {
    const mac = testMac()
    const id = await report({ deviceMac: mac })
    await letIn(mac, null)
    await attributeLate(db, now)
    expect(await session(id)).to.deep.equal({ resident_id: null, doubt: null })
  })

  it('stays in doubt where another gateway, or nobody then, was told to let it in, or it is another doubt', async () => {
    const [residentId, elsewhere] = [await testResident(db), await testGateway(db, { network: '10.8.0.0/24' })]
    const [moved, old, strange, ended] = [testMac(), testMac(), testMac(), testMac()]
    const ids = [
      await report({ deviceMac: moved }),
      await report({ deviceMac: old }),
      await report({ deviceMac: strange, doubt: 'class' }),
      await report({ deviceMac: ended, kind: 'stop', seconds: 1 }),
    ]
    await letIn(moved, residentId, now, elsewhere)
    await letIn(old, residentId, new Date(now.getTime() - 11 * MINUTE))
    await letIn(strange, residentId)
    await letIn(ended, residentId)
    expect(await attributeLate(db, now)).to.equal(0)
    for (const id of ids) expect(await session(id)).to.include({ resident_id: null })
    const later = new Date(now.getTime() + 20 * MINUTE)
    const fresh = testMac()
    await report({ deviceMac: fresh })
    await letIn(fresh, residentId)
    expect(await attributeLate(db, later), 'its next report asks').to.equal(0)
  })
})
