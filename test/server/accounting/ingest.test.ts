import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  accountingRequest,
  CallingStationId,
  Class,
  NasIpAddress,
} from '../../../radius/index.ts'
import { storeDecisions } from '../../../server/access/log/store.ts'
import type { Arrival } from '../../../server/accounting/arrival.ts'
import { type SessionMemory, storeRecords } from '../../../server/accounting/ingest.ts'
import { createAccountingQueue } from '../../../server/accounting/queue.ts'
import { readRecord } from '../../../server/accounting/read-record.ts'
import { openSpool } from '../../../server/accounting/spool/spool.ts'
import type { SessionChange } from '../../../server/database/events/events.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry } from '../../../server/network/gateways/registry.ts'
import { createRecent } from '../../../server/recent.ts'
import { createClassTokens, hourOf } from '../../../server/sessions/ledger/class-token.ts'
import type { AccountingRecord, NasRecord, SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { arrivalOf, journalled, readAlone } from '../../support/arrival.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { sessionRecord } from '../../support/session-record.ts'

const dayOf = localDay('America/Mexico_City')
const START = Date.parse('2026-03-02T04:00:00Z')
const MINUTE = 60_000

describe('accounting', () => {
  let db: TestDatabase
  let gatewayId: number
  let count = 0
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    await maintainPartitions(db, 'access_log', new Date(START), 90)
  })
  after(() => db.close())

  const newKey = () => `key-${++count}`
  const record = (
    kind: SessionRecord['kind'],
    sessionKey: string,
    minute: number,
    more: Partial<SessionRecord> = {},
  ): SessionRecord =>
    sessionRecord({
      ...{ kind, gatewayId, sessionKey, acctSessionId: sessionKey },
      at: new Date(START + minute * MINUTE),
      seconds: minute * 60,
      inputOctets: minute * 1000,
      outputOctets: minute * 10_000,
      terminateCause: kind === 'stop' ? 1 : null,
      ...more,
    })
  const store = (...records: AccountingRecord[]) => storeRecords(db, records, dayOf)
  /** A process that remembers what it wrote. */
  const processStore = () => {
    const memory: SessionMemory = createRecent(100)
    return (...records: AccountingRecord[]) => storeRecords(db, records, dayOf, memory)
  }
  /** The gateway is told to let the device in. */
  const letIn = (deviceMac: string, residentId: number | null, more: { gatewayId?: number; minute?: number } = {}) =>
    storeDecisions(db, [
      {
        ...{ at: START + (more.minute ?? 0) * MINUTE, gatewayId: more.gatewayId ?? gatewayId, hotspotId: null },
        ...{ residentId, deviceMac, method: 'mac', reason: residentId === null ? 'emergency' : 'accepted' },
      },
    ])
  const session = async (key: string) => {
    const row = await db.query.selectFrom('sessions').selectAll().where('acct_session_id', '=', key).execute()
    expect(row).to.have.length(1)
    return row[0]!
  }
  const days = async (key: string) => {
    const { id } = await session(key)
    const rows = await db.query.selectFrom('session_days').selectAll().where('session_id', '=', id).execute()
    rows.sort((a, b) => a.day.localeCompare(b.day))
    return rows.map(({ day, seconds, input_octets, output_octets }) => [day, seconds, input_octets, output_octets])
  }

  it('makes one closed session of Start, Interim and Stop', async () => {
    const key = newKey()
    const [started] = await store(record('start', key, 0))
    const [updated] = await store(record('interim', key, 5))
    const [ended] = await store(record('stop', key, 9))
    expect([started?.change, updated?.change, ended?.change]).to.deep.equal(['started', 'updated', 'ended'])
    const row = await session(key)
    expect(row).to.include({ duration_seconds: 540, input_octets: 9000, output_octets: 90_000, terminate_cause: 1 })
    expect(row.started_at.getTime()).to.equal(START)
    expect(row.ended_at?.getTime()).to.equal(START + 9 * MINUTE)
    expect(await days(key)).to.deep.equal([['2026-03-01', 540, 9000, 90_000]])
  })

  it('holds counters beyond 32 bits', async () => {
    const key = newKey()
    await store(record('stop', key, 240, { inputOctets: 2 ** 40 + 1, outputOctets: 2 ** 41 }))
    expect(await session(key)).to.include({ input_octets: 2 ** 40 + 1, output_octets: 2 ** 41, doubt: null })
  })

  it('makes a closed session of a Stop alone', async () => {
    const key = newKey()
    await store(record('stop', key, 30))
    const row = await session(key)
    expect(row.started_at.getTime()).to.equal(START)
    expect(row.ended_at?.getTime()).to.equal(START + 30 * MINUTE)
  })

  it('does not open a session again, nor move its end, for what comes late', async () => {
    const key = newKey()
    await store(record('stop', key, 10))
    const before = await session(key)
    const changes = await store(record('start', key, 0), record('interim', key, 5))
    expect(changes.map(({ change }) => change)).to.deep.equal(['updated'])
    expect({ ...(await session(key)), reports: null }).to.deep.equal({ ...before, reports: null })
  })

  it('changes nothing for duplicates', async () => {
    const key = newKey()
    const records = [record('start', key, 0), record('interim', key, 5), record('interim', key, 5)]
    await store(...records)
    const before = [await session(key), await days(key)]
    expect(await store(...records)).to.deep.equal([])
    expect([await session(key), await days(key)]).to.deep.equal(before)
  })

  it('counts what was used after local midnight to the next day', async () => {
    const key = newKey()
    // Midnight in Mexico City is 06:00 UTC, two hours after START.
    await store(record('start', key, 0), record('interim', key, 115), record('stop', key, 125))
    expect(await days(key)).to.deep.equal([
      ['2026-03-01', 115 * 60, 115_000, 1_150_000],
      ['2026-03-02', 10 * 60, 10_000, 100_000],
    ])
  })

  it('gives a session without a Class to the resident of its device', async () => {
    const [residentId, mac, key] = [await testResident(db), testMac(), newKey()]
    await letIn(mac, residentId)
    await store(record('start', key, 0, { deviceMac: mac }))
    expect(await session(key)).to.include({ resident_id: residentId, device_mac: mac, doubt: null })
  })

  it('counts for nobody, and marks, what a gateway tells that was not told to let the device in then', async () => {
    const [residentId, mac] = [await testResident(db), testMac()]
    await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    const [elsewhere, before] = [await testGateway(db, { network: '10.8.0.0/24' }), newKey()]
    await letIn(mac, residentId, { gatewayId: elsewhere })
    await letIn(mac, residentId, { minute: 60 })
    await store(record('interim', before, 1, { deviceMac: mac, inputOctets: 3e12 }))
    expect(await session(before)).to.include({ resident_id: null, device_mac: mac, doubt: 'volume', input_octets: 0 })
    const other = newKey()
    await store(record('interim', other, 1, { deviceMac: mac }))
    expect(await session(other)).to.include({ resident_id: null, doubt: 'unaccepted', input_octets: 1000 })
    const [day] = await db.query.selectFrom('session_days').selectAll().where('device_mac', '=', mac).execute()
    expect(day).to.include({ resident_id: null })
    await letIn(mac, residentId, { minute: 1 })
    await store(record('interim', other, 2, { deviceMac: mac }))
    const of = db.query.selectFrom('gateways').select('id').where('classless_since', 'is not', null)
    expect(await of.execute(), 'its Accepts are remembered from now on').to.deep.equal([{ id: gatewayId }])
    expect(await session(other), 'once the Accept is stored').to.include({ resident_id: residentId, doubt: null })
  })

  it('counts a report with a strange Class for whom its gateway let in, else for nobody, and marks it', async () => {
    const [residentId, mac] = [await testResident(db), testMac()]
    const copied = { deviceMac: mac, doubt: 'class' } as const
    const gateway = await testGateway(db, { network: '10.7.0.0/24' })
    const [foreign, outlived] = [newKey(), newKey()]
    await store(record('interim', foreign, 1, { gatewayId: gateway, ...copied }))
    const nobodys = { resident_id: null, device_mac: mac, doubt: 'class', input_octets: 1000 }
    expect(await session(foreign)).to.include(nobodys)
    const { classless_since } = await db.query
      .selectFrom('gateways')
      .select('classless_since')
      .where('id', '=', gateway)
      .executeTakeFirstOrThrow()
    expect(classless_since, 'it sends Class').to.equal(null)
    const dayLater = 1440
    await store(record('interim', outlived, 1, { deviceMac: mac, residentId }))
    await store(record('interim', outlived, dayLater, copied))
    expect(await session(outlived)).to.include({ resident_id: residentId, doubt: 'class' })
    const of = db.query.selectFrom('session_days').select(['resident_id', 'input_octets']).orderBy('day')
    const { id } = await session(outlived)
    expect(await of.where('session_id', '=', id).execute(), 'only what came while it was believed').to.deep.equal([
      { resident_id: residentId, input_octets: 1000 },
      { resident_id: null, input_octets: dayLater * 1000 - 1000 },
    ])
    const accepted = newKey()
    await letIn(mac, residentId)
    await store(record('interim', accepted, 1, copied))
    expect(await session(accepted)).to.include({ resident_id: residentId, doubt: null })
  })

  it('takes for one session of one resident what comes from several addresses of a gateway', async () => {
    await testGateway(db, { network: '10.6.0.0/24' })
    const registry = await openRegistry(db, sealer, silentLog)
    const classes = createClassTokens(sealer)
    const [residentId, mac, key] = [await testResident(db), testMac(), newKey()]
    const at = (address: string) => registry.gatewayAt(address)!
    const whose = { residentId, deviceMac: mac, hotspotId: null }
    const given = classes.seal({ ...whose, gatewayId: at('10.6.0.1').id, hour: hourOf(START) })
    const { Start, InterimUpdate } = AcctStatusType.values
    const told = (address: string, kind: number, minute: number) => {
      const packet = accountingRequest().add(AcctStatusType, kind).add(AcctSessionId, key).add(Class, given)
      packet
        .add(CallingStationId, mac)
        .add(NasIpAddress, address)
        .add(AcctSessionTime, minute * 60)
      const receivedAt = START + minute * MINUTE
      return readRecord({ packet, gatewayId: at(address).id, receivedAt }, { classes, registry })
    }
    await store(told('10.6.0.1', Start, 0))
    await store(told('10.6.0.2', InterimUpdate, 5), told('10.6.0.3', InterimUpdate, 10))
    expect(await session(key)).to.include({ resident_id: residentId, duration_seconds: 600, doubt: null })
    await registry.close()
  })

  it('takes whom an emergency let in for nobody, without doubt', async () => {
    const [mac, key] = [testMac(), newKey()]
    await letIn(mac, null)
    await store(record('interim', key, 1, { deviceMac: mac }))
    expect(await session(key)).to.include({ resident_id: null, doubt: null })
  })

  it('keeps a session of nobody known, and of a resident erased since', async () => {
    const [stranger, erased] = [newKey(), newKey()]
    await store(
      record('stop', stranger, 1, { deviceMac: testMac() }),
      record('stop', erased, 1, { residentId: 987_654 }),
    )
    expect(await session(stranger)).to.include({ resident_id: null, input_octets: 1000 })
    expect(await session(erased)).to.include({ resident_id: null, input_octets: 1000 })
  })

  it('keeps hours late what was used then, and whose it is once a record tells', async () => {
    const [residentId, mac, key] = [await testResident(db), testMac(), newKey()]
    await store(record('stop', key, 600, { deviceMac: mac }))
    await store(
      record('interim', key, 300, { deviceMac: mac }),
      record('start', key, 0, { deviceMac: mac, residentId }),
    )
    expect(await session(key)).to.include({ resident_id: residentId, duration_seconds: 36_000, ended_by: 'stop' })
    expect((await session(key)).started_at.getTime()).to.equal(START)
  })

  it('ends the open sessions of a NAS that restarts, and no others', async () => {
    const [mine, later, other, done] = [newKey(), newKey(), newKey(), newKey()]
    const gateway = await testGateway(db, { network: '10.9.0.0/24' })
    const at = { gatewayId: gateway, nasIdentifier: 'nas-1' }
    await store(
      record('start', mine, 0, at),
      record('start', later, 20, { ...at, seconds: 0 }),
      record('start', other, 0, { ...at, nasIdentifier: 'nas-2' }),
      record('stop', done, 5, at),
    )
    const on: NasRecord = { kind: 'on', ...at, nasIp: null, at: new Date(START + 10 * MINUTE) }
    const changes = await store(on)
    expect(changes).to.have.length(1)
    expect(await session(mine)).to.include({ terminate_cause: 11 })
    expect((await session(mine)).ended_at?.getTime()).to.equal(START + 10 * MINUTE)
    expect((await session(later)).ended_at).to.equal(null)
    expect((await session(other)).ended_at).to.equal(null)
    expect(await session(done)).to.include({ terminate_cause: 1 })
    expect(await store(on)).to.deep.equal([])
  })

  it('gives a session that Plaza took for lost back to what its gateway reports later', async () => {
    const [going, stopped, old] = [newKey(), newKey(), newKey()]
    for (const key of [going, stopped, old]) {
      await store(record('interim', key, 5))
      await db.query
        .updateTable('sessions')
        .set({ ended_at: new Date(START + 5 * MINUTE), ended_by: 'silence', terminate_cause: 3 })
        .where('session_key', '=', key)
        .execute()
    }
    await store(record('interim', going, 30), record('stop', stopped, 20), record('interim', old, 4))
    expect(await session(going)).to.include({ ended_at: null, ended_by: null, terminate_cause: null })
    expect(await session(stopped)).to.include({ ended_by: 'stop', terminate_cause: 1, duration_seconds: 1200 })
    expect((await session(stopped)).ended_at?.getTime()).to.equal(START + 20 * MINUTE)
    expect(await session(old)).to.include({ ended_by: 'silence', terminate_cause: 3 })
  })

  it('is live again where its gateway goes on with it after its end, and not for what comes late', async () => {
    const [going, late, acknowledged] = [newKey(), newKey(), newKey()]
    for (const key of [going, late, acknowledged]) await store(record('start', key, 0), record('interim', key, 5))
    await store(record('stop', going, 20), record('stop', late, 20))
    const { id } = await session(acknowledged)
    await db.query
      .updateTable('sessions')
      .set({ ended_at: new Date(START + 6 * MINUTE), ended_by: 'disconnect', terminate_cause: 6 })
      .where('id', '=', id)
      .execute()
    const changes = await store(record('interim', going, 25), record('interim', acknowledged, 10))
    expect(changes.map(({ change }) => change)).to.deep.equal(['started', 'started'])
    for (const key of [going, acknowledged]) expect(await session(key)).to.include({ ended_at: null, ended_by: null })
    expect(await session(going)).to.include({ duration_seconds: 1500, output_octets: 250_000 })
    await store({ ...record('interim', late, 5), at: new Date(START + 25 * MINUTE) }, record('interim', late, 15))
    expect(await session(late)).to.include({ ended_by: 'stop', duration_seconds: 1200 })
    await store(record('stop', going, 30))
    expect((await session(going)).ended_at?.getTime()).to.equal(START + 30 * MINUTE)
  })

  describe('of a NAS that numbers its sessions from the beginning again', () => {
    const all = (key: string) =>
      db.query
        .selectFrom('sessions')
        .select(['started_at', 'duration_seconds', 'input_octets', 'ended_by'])
        .where('acct_session_id', '=', key)
        .orderBy('started_at')
        .execute()
    const seen = async (key: string) =>
      (await all(key)).map(({ started_at, duration_seconds, input_octets }) => [
        (started_at.getTime() - START) / MINUTE,
        duration_seconds,
        input_octets,
      ])
    /** As {@link record}, of a session that began at another minute. */
    const from = (began: number, kind: SessionRecord['kind'], key: string, minute: number) => ({
      ...record(kind, key, minute),
      at: new Date(START + (began + minute) * MINUTE),
    })
    const two = (key: string) => [
      from(0, 'start', key, 0),
      from(0, 'interim', key, 5),
      from(0, 'stop', key, 10),
      from(20, 'start', key, 0),
      from(20, 'interim', key, 5),
      from(20, 'stop', key, 8),
    ]
    const both = [
      [0, 600, 10_000],
      [20, 480, 8000],
    ]

    it('keeps two sessions apart, in one batch or several, by a process that remembers or not', async () => {
      for (const storing of [store, processStore()]) {
        const [together, apart] = [newKey(), newKey()]
        await storing(...two(together))
        for (const one of two(apart)) await storing(one)
        for (const key of [together, apart]) expect(await seen(key)).to.deep.equal(both)
      }
    })

    it('puts what comes late to the session that it is of', async () => {
      const key = newKey()
      const [start, interim, stop, ...second] = two(key)
      await store(start!, ...second)
      await store(stop!)
      await store(interim!)
      expect(await seen(key)).to.deep.equal(both)
      const other = newKey()
      const [, , lost, ...known] = two(other)
      await store(...known)
      await store(lost!)
      expect(await seen(other)).to.deep.equal(both)
    })

    it('tells them by Acct-Session-Time where Stop, Accounting-On and Start were lost', async () => {
      const key = newKey()
      await store(from(0, 'start', key, 0), from(0, 'interim', key, 10))
      await store(from(20, 'interim', key, 5))
      await store(from(20, 'stop', key, 8))
      expect(await seen(key)).to.deep.equal(both)
    })

    it('takes no duplicate, however late, for another session', async () => {
      const key = newKey()
      const [start, interim, stop] = two(key)
      await store(start!, interim!, stop!)
      const later = (one: SessionRecord, seconds: number) => ({
        ...one,
        at: new Date(one.at.getTime() + seconds * 1000),
      })
      await store(later(stop!, 40), later(interim!, 400), later(stop!, 4000))
      expect(await seen(key)).to.deep.equal([both[0]])
    })

    it('stores any number of them that come at once', async () => {
      const key = newKey()
      const many = Array.from({ length: 30 }, (_, n) => [from(n * 20, 'start', key, 0), from(n * 20, 'stop', key, 9)])
      await store(...many.flat())
      expect(await all(key)).to.have.length(30)
    })
  })

  it('keeps the way of a session that moves between hotspots, and counts its use where it was used', async () => {
    const [north, south] = await twoHotspots(db, gatewayId)
    const key = newKey()
    await store(record('start', key, 0, { hotspotId: north }), record('interim', key, 5, { hotspotId: north }))
    const moved = await store(record('interim', key, 10, { hotspotId: south }))
    expect(moved.map(({ hotspotId, change }) => [hotspotId, change])).to.deep.equal([
      [south, 'updated'],
      [north, 'updated'],
    ])
    await store(record('interim', key, 15, { hotspotId: null }), record('stop', key, 20, { hotspotId: north }))
    await store(record('interim', key, 9, { hotspotId: south }))
    const { id, hotspot_id } = await session(key)
    expect(hotspot_id).to.equal(north)
    const way = await db.query.selectFrom('session_hotspots').selectAll().where('session_id', '=', id).execute()
    const minutes = way.map(({ since, hotspot_id: at }) => [(since.getTime() - START) / MINUTE, at])
    expect(minutes.toSorted()).to.deep.equal([
      [0, north],
      [10, south],
      [20, north],
    ])
    const used = await db.query.selectFrom('session_days').selectAll().where('session_id', '=', id).execute()
    expect(Object.fromEntries(used.map(({ hotspot_id: at, seconds }) => [at, seconds]))).to.deep.equal({
      [north]: 600,
      [south]: 600,
    })
  })

  it('keeps Acct-Multi-Session-Id and the interval that the session was given', async () => {
    const key = newKey()
    await store(record('start', key, 0, { multiSessionId: 'AA-1', interimSeconds: 600 }))
    expect(await session(key)).to.include({ acct_multi_session_id: 'AA-1', interim_seconds: 600 })
  })

  it('leaves the same session and the same use whatever the order and number of its records', async () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 5 })
    const recordsInAnyOrder = minutes.chain((chosen) => {
      const sorted = chosen.toSorted((a, b) => a - b)
      const key = newKey()
      const all = [
        record('start', key, 0),
        ...sorted.slice(0, -1).map((minute) => record('interim', key, minute)),
        record('stop', key, sorted.at(-1)!),
      ]
      const batches = fc
        .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all))
        .chain(([shuffled, again]) => {
          const sent = [...shuffled, ...again]
          return fc
            .array(fc.integer({ min: 1, max: 3 }), { minLength: sent.length, maxLength: sent.length })
            .map((sizes) => ({ sent, sizes }))
        })
      return fc.record({ plan: batches, key: fc.constant(key), last: fc.constant(sorted.at(-1)!) })
    })
    await fc.assert(
      fc.asyncProperty(recordsInAnyOrder, async ({ plan, key, last }) => {
        const own = `${key}/${newKey()}`
        const sent = plan.sent.map((one) => ({ ...one, sessionKey: own, acctSessionId: own }))
        let rest = sent
        for (const size of plan.sizes) {
          await store(...rest.slice(0, size))
          rest = rest.slice(size)
        }
        const row = await session(own)
        expect(row).to.include({ duration_seconds: last * 60, input_octets: last * 1000, output_octets: last * 10_000 })
        expect(row).to.include({ terminate_cause: 1 })
        expect(row.started_at.getTime()).to.equal(START)
        expect(row.updated_at.getTime()).to.equal(START + last * MINUTE)
        expect(row.ended_at?.getTime()).to.equal(START + last * MINUTE)
        const sums = await days(own)
        expect(sums.reduce((sum, [, seconds]) => sum + Number(seconds), 0)).to.equal(last * 60)
        expect(sums.reduce((sum, [, , input]) => sum + Number(input), 0)).to.equal(last * 1000)
        expect(sums.reduce((sum, [, , , output]) => sum + Number(output), 0)).to.equal(last * 10_000)
      }),
      { numRuns: 60 },
    )
  })

  it('stores the same records coming through two processes at once one time', async () => {
    const keys = Array.from({ length: 30 }, newKey)
    const all = keys.flatMap((key) => [record('start', key, 0), record('interim', key, 5), record('stop', key, 9)])
    await Promise.all([processStore()(...all), store(...all.toReversed()), processStore()(...all)])
    for (const key of keys) {
      expect(await session(key)).to.include({ duration_seconds: 540 })
      expect(await days(key)).to.deep.equal([['2026-03-01', 540, 9000, 90_000]])
    }
  })

  it('does not trust what it remembers where another process has written meanwhile, or removed the session', async () => {
    const [one, other] = [processStore(), processStore()]
    const key = newKey()
    await one(record('start', key, 0))
    await other(record('interim', key, 5))
    await one(record('interim', key, 3))
    await other(record('interim', key, 7))
    await one(record('stop', key, 9))
    expect(await session(key)).to.include({ duration_seconds: 540 })
    expect(await days(key)).to.deep.equal([['2026-03-01', 540, 9000, 90_000]])
    await db.query.deleteFrom('sessions').where('session_key', '=', key).execute()
    await one(record('interim', key, 11))
    expect(await session(key)).to.include({ duration_seconds: 660, ended_at: null })
  })

  describe('queue', () => {
    const arrival = (
      kind: 'Start' | 'InterimUpdate' | 'Stop',
      acctSessionId: string,
      minute: number,
      more: { gatewayId?: number; nasIdentifier?: string; nasIp?: string; seconds?: number } = {},
    ) =>
      arrivalOf({
        ...{ kind, gatewayId, acctSessionId, at: new Date(START + minute * MINUTE), seconds: minute * 60 },
        ...{ inputOctets: minute * 1000, outputOctets: minute * 10_000 },
        ...more,
      })
    const options = { log: silentLog, dayOf, read: readAlone, onCommitted: () => {} }
    const NO_GATEWAY = { gatewayId: 2 ** 30 }
    const accountingOn = (nas: { nasIdentifier: string; nasIp: string }) =>
      arrivalOf({ kind: 'AccountingOn', gatewayId, at: new Date(START + MINUTE), ...nas })
    /** Nobody can store this Start during the work, which gives what can end only afterwards. */
    const whileHeld = async (start: Arrival, work: () => Promise<Promise<unknown>[]>) => {
      const { sessionKey, acctSessionId } = readAlone(start) as SessionRecord
      const other = await db.pool.connect()
      let begun: Promise<unknown>[] = []
      try {
        // Who stores it waits until it is known whether this one will be there.
        await other.query('begin')
        await other.query(
          'insert into sessions (gateway_id, session_key, acct_session_id, started_at, updated_at) values ($1, $2, $3, now(), now())',
          [gatewayId, sessionKey, acctSessionId],
        )
        begun = await work()
      } finally {
        await other.query('rollback')
        other.release()
      }
      await Promise.all(begun)
    }
    const isStoring = () =>
      eventually(async () => {
        const { rows } = await db.pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'",
        )
        return rows.length > 0
      })
    const timeForWhatWaitsForNothing = async () => {
      for (let turn = 0; turn < 500; turn += 1) await db.pool.query('select')
    }

    it('answers after commit, many records in few transactions, and announces each session once a batch', async () => {
      const batches: SessionChange[][] = []
      const queue = createAccountingQueue({ ...options, db, onCommitted: (changes) => void batches.push(changes) })
      const keys = Array.from({ length: 150 }, newKey)
      const stored = await Promise.all(keys.map((key) => queue.add(arrival('Start', key, 0))))
      expect(stored.every(Boolean)).to.equal(true)
      await eventually(() => batches.flat().length >= 150)
      expect(batches.length).to.be.within(1, 4)
      expect(batches.flat()).to.have.length(150)
      await queue.close()
    })

    it('lets no Accounting-On overtake a Start that waits in the batch before', async () => {
      const queue = createAccountingQueue({ ...options, db })
      const nas = { nasIdentifier: 'restarts', nasIp: '127.0.0.8' }
      const key = newKey()
      const start = arrival('Start', key, 0, nas)
      await whileHeld(start, async () => {
        const started = queue.add(start)
        await isStoring()
        let restarted = false
        const on = queue.add(accountingOn(nas)).then(() => {
          restarted = true
        })
        await timeForWhatWaitsForNothing()
        expect(restarted).to.equal(false)
        return [started, on]
      })
      expect(await session(key)).to.include({ ended_by: 'accounting-on' })
      await queue.close()
    })

    describe('in a rush', () => {
      const open = () => createAccountingQueue({ ...options, db })
      const inJournal = async () =>
        Number((await db.pool.query('select count(*) from accounting_journal')).rows[0].count)
      const emptied = () => eventually(async () => (await inJournal()) === 0)
      /** Nobody can store sessions meanwhile. */
      const whileLocked = async (work: () => Promise<void>) => {
        const client = await db.pool.connect()
        try {
          await client.query('begin')
          await client.query('lock table sessions in exclusive mode')
          await work()
        } finally {
          await client.query('commit')
          client.release()
        }
      }

      it('acknowledges what is committed to the journal, and stores every session once from there', async () => {
        const queue = open()
        const keys = Array.from({ length: 100 }, newKey)
        await whileLocked(async () => {
          for (const kind of ['Start', 'InterimUpdate', 'Stop'] as const) {
            const minute = { Start: 0, InterimUpdate: 1, Stop: 2 }[kind]
            const answers = await Promise.all(keys.map((key) => queue.add(arrival(kind, key, minute))))
            expect(answers.every(Boolean)).to.equal(true)
          }
          expect(await inJournal()).to.be.within(3, 300)
        })
        await emptied()
        for (const key of keys) {
          expect(await session(key)).to.include({ input_octets: 2000, ended_by: 'stop' })
          expect(await days(key)).to.deep.equal([['2026-03-01', 120, 2000, 20_000]])
        }
        await queue.close()
      })

      it('keeps the order of a session and an Accounting-On behind it', async () => {
        const queue = open()
        const nas = { nasIdentifier: 'in-a-rush', nasIp: '127.0.0.9' }
        const keys = Array.from({ length: 40 }, newKey)
        await whileLocked(async () => {
          await Promise.all(keys.map((key) => queue.add(arrival('Start', key, 0, nas))))
          await queue.add(accountingOn(nas))
        })
        await emptied()
        for (const key of keys) expect(await session(key)).to.include({ ended_by: 'accounting-on' })
        await queue.close()
      })

      it('keeps the order of a session in the journal of another process and an Accounting-On', async () => {
        const nas = { nasIdentifier: 'of-two-processes', nasIp: '127.0.0.11' }
        const queue = open()
        const key = newKey()
        // Until now it has nothing to do with the journal.
        await queue.add(arrival('Start', newKey(), 0))
        await journalled(db, arrival('Start', key, 0, nas))
        await queue.add(accountingOn(nas))
        await emptied()
        expect(await session(key)).to.include({ ended_by: 'accounting-on' })
        await queue.close()
      })

      it('lets no Accounting-On overtake what another process is about to store from the journal', async () => {
        const nas = { nasIdentifier: 'of-two-journals', nasIp: '127.0.0.12' }
        const [one, other] = [open(), open()]
        const key = newKey()
        const start = arrival('Start', key, 0, nas)
        await whileHeld(start, async () => {
          await Promise.all([start, ...Array.from({ length: 20 }, () => arrival('Start', newKey(), 0))].map(one.add))
          await isStoring()
          expect(await other.add(accountingOn(nas))).to.equal(true)
          await timeForWhatWaitsForNothing()
          return []
        })
        await emptied()
        expect(await session(key)).to.include({ ended_by: 'accounting-on' })
        await Promise.all([one.close(), other.close()])
      })

      it('stores at once what comes while the journal is full, but no Accounting-On before what it ends', async () => {
        const queue = createAccountingQueue({ ...options, db, maxInJournal: 20 })
        const nas = { nasIdentifier: 'in-a-long-rush', nasIp: '127.0.0.10' }
        const keys = Array.from({ length: 40 }, newKey)
        const late = newKey()
        let direct: Promise<boolean> | undefined
        await whileLocked(async () => {
          await Promise.all(keys.map((key) => queue.add(arrival('Start', key, 0, nas))))
          await queue.add(accountingOn(nas))
          let isStored = false
          direct = queue.add(arrival('Start', late, 2, { ...nas, seconds: 0 })).finally(() => {
            isStored = true
          })
          await timeForWhatWaitsForNothing()
          expect(isStored, 'the sessions are locked').to.equal(false)
        })
        expect(await direct).to.equal(true)
        await emptied()
        for (const key of keys) expect(await session(key)).to.include({ ended_by: 'accounting-on' })
        expect(await session(late)).to.include({ ended_at: null })
        await queue.close()
      })

      it('stores what a process that ended left in the journal, and nothing twice', async () => {
        const [key, other] = [newKey(), newKey()]
        await journalled(db, arrival('Start', key, 0), arrival('Stop', key, 3))
        await journalled(db, arrival('Stop', key, 3), arrival('Start', other, 0))
        const queue = open()
        await emptied()
        expect(await days(key)).to.deep.equal([['2026-03-01', 180, 3000, 30_000]])
        expect(await session(other)).to.include({ ended_at: null })
        await queue.close()
      })

      it('leaves out the one record that cannot be stored', async () => {
        const [good, bad] = [newKey(), newKey()]
        await journalled(db, arrival('Stop', good, 1), arrival('Stop', bad, 1, NO_GATEWAY))
        const queue = open()
        await emptied()
        expect(await session(good)).to.include({ input_octets: 1000 })
        await queue.close()
      })

      it('tries again when the sessions could not be stored', async () => {
        const key = newKey()
        const queue = open()
        await db.pool.query('alter table sessions rename to away')
        await journalled(db, arrival('Stop', key, 1)).then(() =>
          Promise.all(Array.from({ length: 20 }, () => newKey()).map((each) => queue.add(arrival('Start', each, 0)))),
        )
        await db.pool.query('alter table away rename to sessions')
        await emptied()
        expect(await session(key)).to.include({ input_octets: 1000 })
        await queue.close()
      })
    })

    it('stores the others when one record cannot be stored', async () => {
      const queue = createAccountingQueue({ ...options, db })
      const [good, bad, alsoGood] = [newKey(), newKey(), newKey()]
      const stored = await Promise.all([
        queue.add(arrival('Stop', good, 1)),
        queue.add(arrival('Stop', bad, 1, NO_GATEWAY)),
        queue.add(arrival('Stop', alsoGood, 1)),
      ])
      expect(stored).to.deep.equal([true, false, true])
      expect(await session(good)).to.include({ input_octets: 1000 })
      expect(await session(alsoGood)).to.include({ input_octets: 1000 })
    })

    it('drops the oldest, unacknowledged, when too many wait for the database', async () => {
      const queue = createAccountingQueue({ ...options, db, maxWaiting: 10 })
      const keys = Array.from({ length: 30 }, newKey)
      const results = await Promise.allSettled(keys.map((key) => queue.add(arrival('Stop', key, 1))))
      await queue.close()
      const stored = results.map(({ status }) => status === 'fulfilled')
      expect(stored).to.deep.equal([...Array(20).fill(false), ...Array(10).fill(true)])
      await eventually(async () => {
        const { rows } = await db.pool.query('select from sessions where acct_session_id = any($1)', [keys])
        return rows.length === 10
      })
    })

    it('puts on the disk what is too much for the database, and stores it once when there is time', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'plaza-spool-'))
      const spool = await openSpool({ dir, maxBytes: 1_000_000 })
      const queue = createAccountingQueue({ ...options, db, spool, maxWaiting: 10, retryMs: 10 })
      const keys = Array.from({ length: 30 }, newKey)
      const stored = await Promise.all(keys.map((key) => queue.add(arrival('Stop', key, 1))))
      expect(stored.every(Boolean)).to.equal(true)
      await eventually(() => spool.waiting() === 0)
      await queue.close()
      for (const key of keys) expect(await days(key)).to.deep.equal([['2026-03-01', 60, 1000, 10_000]])
      await rm(dir, { recursive: true })
    })

    it('rejects, and acknowledges nothing, when the database is away', async () => {
      const gone = await createTestDatabase()
      await gone.close()
      const queue = createAccountingQueue({ ...options, db: gone })
      const error = await queue.add(arrival('Start', newKey(), 0)).then(
        () => undefined,
        (reason: Error) => reason,
      )
      expect(error).to.be.instanceOf(Error)
    })
  })
})
