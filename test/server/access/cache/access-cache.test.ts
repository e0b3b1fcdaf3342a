import { expect } from 'chai'
import { type AccessCache, createAccessCache } from '../../../../server/access/cache/access-cache.ts'
import type { CachedDevice } from '../../../../server/access/cache/load.ts'
import { type DatabaseWatch, watchDatabase } from '../../../../server/access/cache/outage.ts'
import { readDevices, readResidents } from '../../../../server/access/cache/read-facts.ts'
import { connect, type Database } from '../../../../server/database/connection.ts'
import { bindDevice } from '../../../../server/directory/devices/devices.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident, testSealer } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const DAY_MS = 86_400_000

describe('what is known of devices and residents', () => {
  let db: TestDatabase
  let gatewayId: number
  let cache: AccessCache
  const watches: DatabaseWatch[] = []
  const open = (
    own: Database = db,
    onAdmitted?: (residentId: number, mac: string, hotspotId: number | null) => void,
  ) => {
    const database = watchDatabase(own)
    watches.push(database)
    const city = { sealer: testSealer, dayOf: localDay('UTC'), interimSeconds: () => 300 }
    return createAccessCache({ db: own, database, ...city, ...(onAdmitted && { onAdmitted }) })
  }
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
  })
  beforeEach(() => {
    cache = open()
  })
  after(async () => {
    for (const watch of watches) watch.close()
    await db.close()
  })

  const bound = async (residentId?: number) => {
    const mac = testMac()
    const owner = residentId ?? (await testResident(db))
    await bindDevice(db, { mac, residentId: owner, until: new Date(Date.now() + DAY_MS) })
    return { mac, residentId: owner }
  }
  /** What is in memory now; fails where the database would be asked. */
  const inMemory = (mac: string, from = cache): CachedDevice => {
    const device = from.device(mac)
    if (device instanceof Promise) throw new Error('not in memory')
    return device
  }
  /** A session under way that last reported `secondsAgo`, with this much reported for today. */
  const session = async (residentId: number, mac: string, secondsAgo: number, reported = 0) => {
    const { rows } = await db.pool.query(
      `insert into sessions (gateway_id, session_key, acct_session_id, resident_id, device_mac, started_at, updated_at)
       values ($1, gen_random_uuid(), 's', $2, $3, now() - interval '10 minutes', now() - make_interval(secs => $4))
       returning id`,
      [gatewayId, residentId, mac, secondsAgo],
    )
    await db.pool.query(
      `insert into session_days (session_id, day, resident_id, seconds, input_octets, output_octets)
       values ($1, $2, $3, $4, 70, 30)`,
      [rows[0].id, localDay('UTC')(new Date()), residentId, reported],
    )
  }

  it('comes from the database once, and then at once from memory', async () => {
    const { mac, residentId } = await bound()
    expect(cache.device(mac)).to.be.instanceOf(Promise)
    expect((await cache.device(mac))?.resident.id).to.equal(residentId)
    expect(inMemory(mac).resident.id).to.equal(residentId)
    expect(cache.resident(residentId)).to.equal(inMemory(mac).resident)
  })

  it('comes in one statement for all that ask at a time', async () => {
    const devices = await Promise.all(Array.from({ length: 40 }, () => bound()))
    let statements = 0
    const counting = Object.create(db.pool, {
      query: {
        value(...args: Parameters<typeof db.pool.query>) {
          statements++
          return db.pool.query(...args)
        },
      },
    })
    const own = open({ ...db, pool: counting })
    const found = await Promise.all(devices.map(({ mac }) => own.device(mac)))
    expect(found.map((device) => device?.resident.id)).to.deep.equal(devices.map(({ residentId }) => residentId))
    expect(statements).to.equal(1)
  })

  it('does not remember devices that are bound to nobody', async () => {
    const mac = testMac()
    expect(await cache.device(mac)).to.equal(undefined)
    await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + DAY_MS) })
    expect(await cache.device(mac)).to.not.equal(undefined)
  })

  it('is read again after an event: a new owner, a block, an erasure', async () => {
    const { mac, residentId } = await bound()
    await cache.device(mac)
    const other = await testResident(db)
    await bindDevice(db, { mac, residentId: other, until: new Date(Date.now() + DAY_MS) })
    expect(inMemory(mac).resident.id, 'without the event').to.equal(residentId)
    cache.invalidateDevice(mac)
    expect((await cache.device(mac))?.resident.id).to.equal(other)

    await db.pool.query('update residents set blocked_at = now() where id = $1', [other])
    cache.invalidateResident(other)
    expect((await cache.device(mac))?.resident.blocked).to.equal(true)
    expect((await cache.resident(residentId))?.blocked, 'who is not blocked').to.equal(false)

    await db.pool.query('delete from residents where id = $1', [other])
    cache.invalidateAll()
    expect(await cache.device(mac)).to.equal(undefined)
  })

  it('is not kept as fresh where an event overtook the answer', async () => {
    const { mac, residentId } = await bound()
    const overtaking = Object.create(db.pool, {
      query: {
        async value(...args: Parameters<typeof db.pool.query>) {
          const result = await db.pool.query(...args)
          own.invalidateResident(residentId)
          return result
        },
      },
    })
    const own = open({ ...db, pool: overtaking })
    await own.device(mac)
    expect(own.device(mac)).to.be.instanceOf(Promise)
  })

  it('counts sessions under way up to now, although they have not reported it', async () => {
    const { mac, residentId } = await bound()
    await session(residentId, mac, 100, 1000)
    await session(residentId, testMac(), 2000, 50)
    const device = (await cache.device(mac))!
    const { seconds, octets } = cache.usedToday(device.resident)
    const midnight = new Date().setUTCHours(0, 0, 0, 0)
    const sinceMidnight = Math.floor((Date.now() - midnight) / 1000)
    expect(seconds).to.be.within(1050 + Math.min(100, sinceMidnight), 1050 + 130)
    expect(octets).to.equal(200)
  })

  it('counts the other devices online: those with a session that reports, and those let in just now', async () => {
    const { mac, residentId } = await bound()
    const [online, silent, letIn] = [testMac(), testMac(), testMac()]
    await session(residentId, mac, 0)
    await session(residentId, online, 10)
    await session(residentId, silent, 1000)
    const { resident } = (await cache.device(mac))!
    expect(cache.otherDevices(resident, mac)).to.equal(1)
    cache.recordAdmission(resident, letIn)
    cache.recordAdmission(resident, online)
    cache.recordAdmission(resident, letIn)
    expect(cache.otherDevices(resident, mac)).to.equal(2)
    expect(cache.otherDevices(resident, letIn)).to.equal(2)
    cache.invalidateResident(residentId)
    const again = (await cache.device(mac))!
    expect(cache.otherDevices(again.resident, mac), 'after it was read again').to.equal(2)
  })

  it('counts devices that another process has let in, though it reads their resident only later', async () => {
    const { mac, residentId } = await bound()
    const [before, after] = [testMac(), testMac()]
    cache.recordPeerAdmission(residentId, before)
    const { resident } = (await cache.device(mac))!
    expect(cache.otherDevices(resident, mac)).to.equal(1)
    cache.recordPeerAdmission(residentId, after)
    cache.recordPeerAdmission(residentId, after)
    expect(cache.otherDevices(resident, mac)).to.equal(2)
    expect(cache.otherDevices(resident, before)).to.equal(1)
  })

  it('tells others once of a device that is let in again and again', async () => {
    const told: Array<[number, string, number | null]> = []
    const own = open(db, (...letIn) => told.push(letIn))
    const { mac, residentId } = await bound()
    const another = testMac()
    const { resident } = (await own.device(mac))!
    for (const one of [mac, another, mac, another]) own.recordAdmission(resident, one, 7)
    own.recordPeerAdmission(residentId, testMac())
    expect(told).to.deep.equal([
      [residentId, mac, 7],
      [residentId, another, 7],
    ])
  })

  it('stays good while the database is away, whatever events said; of others nothing is known', async () => {
    const away = connect(db.connection, 2)
    const own = open(away)
    const { mac, residentId } = await bound()
    const unknown = await bound()
    await own.device(mac)
    own.invalidateAll()
    await away.close()
    expect((await own.device(mac))?.resident.id).to.equal(residentId)
    expect(inMemory(mac, own).resident.id).to.equal(residentId)
    const failed = await Promise.resolve(own.device(unknown.mac)).then(
      () => false,
      () => true,
    )
    expect(failed).to.equal(true)
  })

  it('is asked of the database again once it is back', async () => {
    let broken = true
    const flaky = Object.create(db.pool, {
      query: {
        value: (...args: Parameters<typeof db.pool.query>) =>
          broken ? Promise.reject(new Error('connection refused')) : db.pool.query(...args),
      },
    })
    const own = open({ ...db, pool: flaky })
    const { mac } = await bound()
    const ask = () => Promise.resolve(own.device(mac)).catch(() => undefined)
    expect(await ask()).to.equal(undefined)
    broken = false
    expect((await eventually(ask)).boundUntil).to.be.greaterThan(Date.now() / 1000)
  })

  it('is asked for by a plan that is made once, however many are asked for at a time', async () => {
    const own = connect(db.connection, 1)
    try {
      const [device, other] = [await bound(), await bound()]
      const now = new Date()
      const asOf = { now, day: '2026-01-01', dayBegan: now, liveSince: now }
      for (let time = 0; time < 10; time += 1) {
        const macs = time % 2 === 0 ? [device.mac] : [device.mac, other.mac]
        expect(await readDevices(own, macs, asOf)).to.have.lengthOf(macs.length)
        expect(await readResidents(own, [device.residentId], asOf)).to.have.lengthOf(1)
      }
      const { rows } = await own.pool.query('select name, custom_plans, generic_plans from pg_prepared_statements')
      // PostgreSQL plans five times for what is asked before it compares.
      const plans = { custom_plans: 5, generic_plans: 5 }
      expect(rows).to.deep.include.members([
        { name: 'plaza-devices', ...plans },
        { name: 'plaza-residents', ...plans },
      ])
    } finally {
      await own.close()
    }
  })
})
