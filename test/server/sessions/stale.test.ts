import { expect } from 'chai'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { type EndedSession, endSessionsAtReboot, endSilentSessions } from '../../../server/sessions/stale.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

const dayOf = localDay('UTC')
const NOON = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const minutesAgo = (minutes: number) => new Date(NOON - minutes * MINUTE)
/** Three intervals are 15 minutes. */
const rule = { interimSeconds: 300, heardSince: minutesAgo(600), now: new Date(NOON) }

describe('sessions whose end nobody told', () => {
  let db: TestDatabase
  let gatewayId: number
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
  })
  afterEach(() => db.close())

  const heard = async (minutes: number, more: Partial<SessionRecord> = {}) => {
    const record = sessionRecord({ gatewayId, kind: 'interim', at: minutesAgo(minutes), seconds: 3600, ...more })
    const [change] = await storeRecords(db, [record], dayOf)
    return { id: change!.id, record }
  }
  const session = (id: number) =>
    db.query.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  it('end after three intervals, at their last report and with its counters', async () => {
    const residentId = await testResident(db)
    const [hotspotId] = await twoHotspots(db, gatewayId)
    const silent = await heard(15.1, { inputOctets: 7, residentId, hotspotId })
    const live = await heard(14.9)
    const told: EndedSession[] = []
    expect(await endSilentSessions(db, rule, async (ended) => void told.push(...ended))).to.equal(1)
    const row = await session(silent.id)
    expect(row).to.include({ ended_by: 'silence', terminate_cause: 3, duration_seconds: 3600, input_octets: 7 })
    expect(row.ended_at).to.deep.equal(minutesAgo(15.1))
    expect((await session(live.id)).ended_at).to.equal(null)
    expect(told).to.deep.equal([{ id: silent.id, hotspotId, residentId }])
    expect(await endSilentSessions(db, rule)).to.equal(0)
  })

  it('go by the interval that they were given where it is longer than the policy’s', async () => {
    const [long, short] = [await heard(25, { interimSeconds: 600 }), await heard(16, { interimSeconds: 60 })]
    expect(await endSilentSessions(db, rule)).to.equal(1)
    expect((await session(long.id)).ended_at).to.equal(null)
    expect((await session(short.id)).ended_by).to.equal('silence')
    expect(await endSilentSessions(db, { ...rule, now: new Date(NOON + 6 * MINUTE) })).to.equal(1)
  })

  it('are given three intervals more after a time in which nothing could be heard', async () => {
    await heard(60)
    expect(await endSilentSessions(db, { ...rule, heardSince: minutesAgo(14) })).to.equal(0)
    expect(await endSilentSessions(db, { ...rule, heardSince: minutesAgo(16) })).to.equal(1)
  })

  it('are given back to a gateway that reports them later, and keep every second and octet', async () => {
    const { id, record } = await heard(30, { outputOctets: 100 })
    await endSilentSessions(db, rule)
    await storeRecords(db, [{ ...record, at: minutesAgo(1), seconds: 5340, outputOctets: 900 }], dayOf)
    expect(await session(id)).to.include({ ended_at: null, ended_by: null, duration_seconds: 5340, output_octets: 900 })
    const days = await db.query.selectFrom('session_days').selectAll().where('session_id', '=', id).execute()
    expect(days.map(({ seconds, output_octets }) => [seconds, output_octets])).to.deep.equal([[5340, 900]])
  })

  it('end by the thousand, each once, though several processes sweep at once', async () => {
    const many = 5000
    const records = Array.from({ length: many }, () =>
      sessionRecord({ gatewayId, kind: 'start', at: minutesAgo(20), deviceMac: testMac() }),
    )
    for (let from = 0; from < many; from += 1000) await storeRecords(db, records.slice(from, from + 1000), dayOf)
    const live = await heard(1)
    const told: number[] = []
    const sweep = () => endSilentSessions(db, rule, async (ended) => void told.push(...ended.map(({ id }) => id)))
    const counts = await Promise.all([sweep(), sweep(), sweep()])
    expect(counts.reduce((sum, count) => sum + count) + (await sweep())).to.equal(many)
    expect(new Set(told).size).to.equal(told.length).and.to.equal(many)
    expect((await session(live.id)).ended_at).to.equal(null)
  })

  describe('at a hotspot that rebooted', () => {
    it('end at that moment, where they began before and were not reported since', async () => {
      const [north, south] = await twoHotspots(db, gatewayId)
      const before = await heard(4, { hotspotId: north })
      const since = await heard(1, { hotspotId: north })
      const later = await heard(0, { hotspotId: north, kind: 'start', seconds: 0 })
      const elsewhere = await heard(4, { hotspotId: south })
      const ended = await endSessionsAtReboot(db, [{ hotspotId: north, at: minutesAgo(2) }])
      expect(ended.map(({ id }) => id)).to.deep.equal([before.id])
      expect(await session(before.id)).to.include({ ended_by: 'reboot', terminate_cause: 11 })
      expect((await session(before.id)).ended_at).to.deep.equal(minutesAgo(2))
      for (const { id } of [since, later, elsewhere]) expect((await session(id)).ended_at).to.equal(null)
      await storeRecords(db, [{ ...before.record, at: minutesAgo(1), seconds: before.record.seconds + 180 }], dayOf)
      expect((await session(before.id)).ended_at).to.equal(null)
    })
  })
})
