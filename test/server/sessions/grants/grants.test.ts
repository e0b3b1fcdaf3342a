import { expect } from 'chai'
import { readResidents } from '../../../../server/access/cache/read-facts.ts'
import { type PlazaEvent, subscribe } from '../../../../server/database/events/events.ts'
import {
  endGrant,
  isOpened,
  liveGrantCounts,
  markFetched,
  markOpened,
  type NewGrant,
  removeOldGrants,
  storeGrant,
  waitingGrants,
} from '../../../../server/sessions/grants/grants.ts'
import { testGateway, testMac, testResident } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const limits = { sessionSeconds: 3600, idleSeconds: 60, interimSeconds: 300, upBps: null, downBps: null, octets: null }

describe('grants', () => {
  let db: TestDatabase
  let gatewayId: number
  let residentId: number
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db, { vendor: 'unifi' })
    residentId = await testResident(db)
  })
  after(() => db.close())
  afterEach(() => db.query.deleteFrom('grants').execute())

  const grant = (change: Partial<NewGrant> = {}) =>
    storeGrant(db, { gatewayId, hotspotId: null, residentId, deviceMac: testMac(), limits, token: null, ...change })
  const live = async () => (await liveGrantCounts(db, [gatewayId])).get(gatewayId) ?? 0
  const facts = async () => {
    const now = new Date()
    const asOf = { now, day: '2026-11-25', dayBegan: new Date(now.getTime() - 600_000), liveSince: now }
    return (await readResidents(db, [residentId], asOf))[0]!
  }
  const backdate = (id: number, minutes: number) =>
    db.pool.query(
      `update grants set granted_at = now() - make_interval(mins => $2), opened_at = now() - make_interval(mins => $2)
       where id = $1`,
      [id, minutes],
    )

  it('count once the gateway took them, and every process is told', async () => {
    const events: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => events.push(event))
    const id = await grant()
    expect([await live(), await isOpened(db, id), (await facts()).live.length]).to.deep.equal([0, false, 0])
    await markOpened(db, [id])
    expect([await live(), await isOpened(db, id), (await facts()).live.length]).to.deep.equal([1, true, 2])
    await eventually(() => events.some((event) => event.type === 'resident' && event.id === residentId))
    await subscription.close()
  })

  it('count as time used today from when they were taken to their end, of those that go on up to now', async () => {
    const [before, now, never] = [await grant(), await grant(), await grant()]
    await markOpened(db, [before, now])
    await backdate(now, 2)
    // Since before the day began, ten minutes ago.
    await backdate(before, 60)
    await db.pool.query("update grants set ends_at = now() - interval '5 minutes' where id = $1", [before])
    const { seconds } = await facts()
    // Each is rounded down, and the day began a little later by this clock than the ten minutes say.
    expect(seconds).to.be.within(299 + 119, 300 + 120 + 60)
    expect(seconds, 'whole seconds').to.satisfy(Number.isInteger)
    expect(await isOpened(db, never)).to.equal(false)
  })

  it('end when the device gets another, or its gateway says so', async () => {
    const deviceMac = testMac()
    const first = await grant({ deviceMac })
    await markOpened(db, [first])
    await markOpened(db, [await grant({ deviceMac }), await grant()])
    expect(await live()).to.equal(2)
    const { ends_at } = await db.query
      .selectFrom('grants')
      .select('ends_at')
      .where('id', '=', first)
      .executeTakeFirstOrThrow()
    expect(ends_at.getTime()).to.be.at.most(Date.now() + 1000)
    await endGrant(db, gatewayId, deviceMac)
    expect(await live()).to.equal(1)
  })

  it('wait for a gateway that fetches them, one for each device, for a minute', async () => {
    const deviceMac = testMac()
    await grant({ deviceMac, token: 'a' })
    const again = await grant({ deviceMac, token: 'a' })
    const other = await grant({ token: 'b' })
    const waiting = async () => (await waitingGrants(db, gatewayId, 9)).map(({ id }) => id)
    expect(await waiting()).to.deep.equal([again, other])
    await markFetched(db, gatewayId, ['a', 'none'])
    expect(await waiting()).to.deep.equal([other])
    await db.pool.query("update grants set granted_at = now() - interval '61 seconds' where id = $1", [other])
    expect(await waiting()).to.deep.equal([])
  })

  it('are kept for as long as what names a person is, and longer only where a legal hold covers them', async () => {
    const [deviceMac, residentId] = [testMac(), await testResident(db)]
    const ever = { since: new Date(0), until: new Date(), hotspotId: null }
    const held = [
      { ...ever, deviceMac, residentId: null },
      { ...ever, deviceMac: null, residentId },
    ]
    const old = [await grant({ deviceMac }), await grant({ residentId }), await grant()]
    for (const id of old) await backdate(id, 120)
    const recent = await grant()
    await removeOldGrants(db, new Date(Date.now() - 3_600_000), held)
    const ids = async () =>
      (await db.query.selectFrom('grants').select('id').orderBy('id').execute()).map(({ id }) => id)
    expect(await ids()).to.deep.equal([old[0], old[1], recent])
    await removeOldGrants(db, new Date(Date.now() - 3_600_000))
    expect(await ids()).to.deep.equal([recent])
  })
})
