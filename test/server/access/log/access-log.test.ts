import { expect } from 'chai'
import { register } from 'prom-client'
import { openAccessLog } from '../../../../server/access/log/access-log.ts'
import { type AccessEntry, maintainAccessLog } from '../../../../server/access/log/store.ts'
import { silentLog } from '../../../../server/log.ts'
import { testMac } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

describe('the access log', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await maintainAccessLog(db, new Date())
  })
  beforeEach(() => db.pool.query('truncate access_log'))
  after(() => db.close())

  const entry = (reason: AccessEntry['reason'], deviceMac = testMac()): AccessEntry => ({
    ...{ at: Date.now(), gatewayId: 1, hotspotId: null, residentId: null, method: 'mac', reason },
    deviceMac,
  })
  const stored = async () => (await db.pool.query('select reason from access_log order by at')).rows
  const dropped = async () => {
    const metric = await register.getSingleMetric('plaza_access_log_dropped_total')!.get()
    const count = (result: string) => metric.values.find(({ labels }) => labels.result === result)?.value ?? 0
    return { accepted: count('accepted'), rejected: count('rejected') }
  }
  /** A pool that refuses until `mend` is called. */
  const brokenPool = () => {
    let broken = true
    const pool = Object.create(db.pool, {
      query: {
        value: (...args: Parameters<typeof db.pool.query>) =>
          broken ? Promise.reject(new Error('connection refused')) : db.pool.query(...args),
      },
    })
    return {
      pool,
      mend: () => {
        broken = false
      },
    }
  }

  it('drops a day when it is old, but for what a legal hold covers, until it ends', async () => {
    const old = new Date(Date.now() - 100 * 86_400_000)
    await maintainAccessLog(db, old)
    const [held, other] = [testMac(), testMac()]
    for (const mac of [held, other])
      await db.pool.query("insert into access_log values ($1, 1, null, null, $2, null, 'mac', true, 'accepted')", [
        old,
        mac,
      ])
    const hold = {
      ...{ residentId: null, deviceMac: held, hotspotId: null },
      ...{ since: new Date(old.getTime() - 1000), until: new Date() },
    }
    const macs = async () =>
      (await db.pool.query('select device_mac from access_log')).rows.map((row) => row.device_mac)
    await maintainAccessLog(db, new Date(), [hold])
    expect(await macs()).to.deep.equal([held])
    await maintainAccessLog(db, new Date())
    expect(await macs()).to.deep.equal([])
  })

  it('stores what was decided, by itself and at the end', async () => {
    const log = openAccessLog(db, silentLog)
    log.write(entry('accepted'))
    await eventually(async () => (await stored()).length === 1)
    for (let count = 0; count < 2500; count++) log.write(entry('wrong-password'))
    await log.flush()
    expect(await stored()).to.have.length(2501)
  })

  it('keeps every reject, and of the accepted as many a second as a busy city makes, counting the others', async () => {
    const before = await dropped()
    const log = openAccessLog(db, silentLog)
    const at = Math.floor(Date.now() / 1000) * 1000
    for (const second of [at, at + 1000]) {
      for (let count = 0; count < 1500; count++) log.write({ ...entry('accepted'), at: second })
      for (let count = 0; count < 1500; count++) log.write({ ...entry('resident-blocked'), at: second })
    }
    await log.flush()
    const reasons = (await stored()).map(({ reason }) => reason)
    expect(reasons.filter((reason) => reason === 'accepted')).to.have.length(2000)
    expect(reasons.filter((reason) => reason === 'resident-blocked')).to.have.length(3000)
    const after = await dropped()
    expect(after.accepted - before.accepted).to.equal(1000)
    expect(after.rejected).to.equal(before.rejected)
  })

  it('keeps, in any rush, every accept by which accounting knows whose a session is', async () => {
    const log = openAccessLog(db, silentLog, 2000)
    const at = Math.floor(Date.now() / 1000) * 1000
    const [gatewayId, of] = [7, 1500]
    for (let count = 0; count < of; count++) log.write({ ...entry('accepted'), at, gatewayId, isEvidence: true })
    for (let count = 0; count < 3000; count++) log.write({ ...entry('accepted'), at })
    await log.flush()
    const { rows } = await db.pool.query('select count(*)::int as count from access_log where gateway_id = $1', [
      gatewayId,
    ])
    expect(rows).to.deep.equal([{ count: of }])
  })

  it('drops accepted decisions first while the database is away, counts them, and stores the rest when it is back', async () => {
    const before = await dropped()
    const { pool, mend } = brokenPool()
    const log = openAccessLog({ pool }, silentLog, 100)
    for (let count = 0; count < 60; count++) {
      log.write(entry('accepted'))
      log.write(entry('resident-blocked'))
    }
    const after = await dropped()
    expect(after.rejected).to.equal(before.rejected)
    const gone = after.accepted - before.accepted
    expect(gone).to.be.within(20, 25)
    mend()
    await log.flush()
    const rows = await stored()
    expect(rows.filter(({ reason }) => reason === 'resident-blocked')).to.have.length(60)
    expect(rows.filter(({ reason }) => reason === 'accepted')).to.have.length(60 - gone)
  })

  it('never holds more than it may, whatever comes', async () => {
    const before = await dropped()
    const { pool, mend } = brokenPool()
    const log = openAccessLog({ pool }, silentLog, 100)
    for (let count = 0; count < 1000; count++) log.write(entry('wrong-password'))
    mend()
    await log.flush()
    const kept = (await stored()).length
    expect(kept).to.be.at.most(100)
    expect((await dropped()).rejected - before.rejected).to.equal(1000 - kept)
  })

  it('gives up what the database will never take, and goes on', async () => {
    const before = await dropped()
    const log = openAccessLog(db, silentLog)
    log.write({ ...entry('accepted'), at: 0 })
    await log.flush()
    expect((await dropped()).accepted - before.accepted).to.equal(1)
    log.write(entry('accepted'))
    await log.flush()
    expect(await stored()).to.have.length(1)
  })

  it('stores the others of a batch in which there is one that the database never takes', async () => {
    const before = await dropped()
    const log = openAccessLog(db, silentLog)
    for (let count = 0; count < 200; count++) log.write(entry('wrong-password'))
    log.write({ ...entry('accepted'), at: 0 })
    log.write({ ...entry('ticket-used'), at: 0 })
    for (let count = 0; count < 200; count++) log.write(entry('accepted'))
    await log.flush()
    expect(await stored()).to.have.length(400)
    const after = await dropped()
    expect([after.accepted - before.accepted, after.rejected - before.rejected]).to.deep.equal([1, 1])
  })
})
