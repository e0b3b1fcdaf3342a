import { expect } from 'chai'
import { createOccupancy, type Occupancy } from '../../../../server/access/capacity/occupancy.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { macNumber } from '../../../../server/mac.ts'
import { markOpened, storeGrant } from '../../../../server/sessions/grants/grants.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testGateway, testMac, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const CAPACITY = 2
const INTERIM_S = 300

describe('the occupancy of hotspots', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspotId: number
  let elsewhere: number
  let away: boolean
  let statements: number
  let ahead: number
  let occupancy: Occupancy
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
  })
  after(() => db.close())
  beforeEach(async () => {
    ;[hotspotId, elsewhere] = await twoHotspots(db, gatewayId)
    ;[away, statements, ahead] = [false, 0, 0]
    const database = {
      get away() {
        return away
      },
      ask: async <T>(question: () => Promise<T>) => {
        statements++
        return question()
      },
      close() {},
    }
    occupancy = createOccupancy({ db, database, interimSeconds: () => INTERIM_S, now: () => Date.now() + ahead })
  })

  const online = async (deviceMac: string | null, at = hotspotId, when = new Date()) => {
    const record = sessionRecord({ gatewayId, deviceMac, hotspotId: at, at: when })
    await storeRecords(db, [record], localDay('UTC'))
    return () => storeRecords(db, [{ ...record, kind: 'stop', at: new Date() }], localDay('UTC'))
  }
  const isFull = (mac = testMac(), capacity = CAPACITY) => occupancy.isFull(hotspotId, capacity, macNumber(mac))

  it('is full with as many devices as it is made for, sessions that nobody knows among them', async () => {
    expect(await isFull()).to.equal(false)
    await online(testMac())
    await online(testMac(), elsewhere)
    occupancy.invalidateAll()
    expect(await isFull()).to.equal(false)
    await online(null)
    occupancy.invalidateAll()
    expect(await isFull()).to.equal(true)
    expect(await isFull(testMac(), CAPACITY + 1)).to.equal(false)
  })

  it('counts a device once, none that has fallen silent, and what the portal opened', async () => {
    const mac = testMac()
    await online(mac)
    await online(mac)
    await online(testMac(), hotspotId, new Date(Date.now() - 4 * INTERIM_S * 1000))
    expect(await isFull()).to.equal(false)
    const limits = { sessionSeconds: 600, upBps: null, downBps: null, octets: null }
    const id = await storeGrant(db, {
      ...{ gatewayId, hotspotId, residentId: null, deviceMac: testMac(), limits, token: null },
    })
    occupancy.invalidateAll()
    expect(await isFull(), 'its gateway has yet to fetch it').to.equal(true)
    ahead = 61_000
    expect(await isFull(), 'and has not').to.equal(false)
    ahead = 0
    await markOpened(db, [id])
    occupancy.invalidateAll()
    expect(await isFull()).to.equal(true)
  })

  it('is not full for a device that is online there, however many are', async () => {
    const macs = [testMac(), testMac(), testMac()]
    for (const mac of macs) await online(mac)
    expect(await isFull()).to.equal(true)
    for (const mac of macs) expect(await isFull(mac)).to.equal(false)
  })

  it('counts at once what is admitted, until its session must have begun, and once where it has', async () => {
    const [first, second] = [testMac(), testMac()]
    expect(await isFull()).to.equal(false)
    occupancy.admitted(hotspotId, macNumber(first))
    occupancy.admitted(hotspotId, macNumber(second))
    expect(await isFull()).to.equal(true)
    expect(await isFull(second), 'it asks again').to.equal(false)
    await online(first)
    ahead = 6000
    expect(await isFull(), 'read again').to.equal(true)
    ahead = 61_000
    expect(await isFull(), 'the second one never came').to.equal(false)
  })

  it('counts what other processes have admitted before anybody asked here', async () => {
    occupancy.admitted(hotspotId, macNumber(testMac()))
    expect(await isFull()).to.equal(false)
    occupancy.admitted(hotspotId, macNumber(testMac()))
    expect(isFull(), 'nobody has left').to.equal(true)
    ahead = 61_000
    expect(await isFull()).to.equal(false)
  })

  it('answers at once from memory, with one statement for many who ask together', async () => {
    expect(await Promise.all([isFull(), isFull(), isFull()])).to.deep.equal([false, false, false])
    expect(statements).to.equal(1)
    expect(isFull()).to.equal(false)
    ahead = 14_000
    expect(isFull()).to.equal(false)
    expect(statements).to.equal(1)
    ahead = 16_000
    expect(await isFull()).to.equal(false)
    expect(statements).to.equal(2)
  })

  it('turns nobody away by what is old, or after somebody has left', async () => {
    await online(testMac())
    const leave = await online(testMac())
    expect(await isFull()).to.equal(true)
    expect(isFull()).to.equal(true)
    await leave()
    expect(isFull(), 'nobody has told').to.equal(true)
    occupancy.left(hotspotId)
    expect(await isFull()).to.equal(false)
    await online(testMac())
    ahead = 16_000
    expect(await isFull()).to.equal(true)
    ahead = 22_000
    expect(isFull()).to.be.instanceOf(Promise)
  })

  it('is not full while the database is away, nor where a question fails', async () => {
    for (let count = 0; count < CAPACITY; count++) await online(testMac())
    expect(await isFull()).to.equal(true)
    away = true
    expect(isFull()).to.equal(false)
    const database = { away: false, ask: () => Promise.reject(new Error('no answer')), close() {} }
    const failing = createOccupancy({ db, database, interimSeconds: () => INTERIM_S })
    expect(await failing.isFull(hotspotId, CAPACITY, macNumber(testMac()))).to.equal(false)
  })
})
