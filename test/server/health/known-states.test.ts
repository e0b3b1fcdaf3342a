import { expect } from 'chai'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { knownStates, knownStatesLately, nothingKnown } from '../../../server/health/known-states.ts'
import type { HealthState } from '../../../server/health/tables.ts'
import { healthOf } from '../../../server/health/views.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

describe('what is known of a hotspot', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspotId: number
  let other: number
  beforeEach(async () => {
    db = await createTestDatabase()
    await maintainPartitions(db, 'access_log', new Date(), 2)
    gatewayId = await testGateway(db)
    ;[hotspotId, other] = await twoHotspots(db, gatewayId)
  })
  afterEach(() => db.close())

  const known = async () => (await knownStates(db)).get(hotspotId)
  const poll = (state: HealthState, answered: Date | null = null) =>
    db.query.insertInto('hotspot_health').values({ hotspot_id: hotspotId, state, last_answered_at: answered }).execute()
  const session = (started: number, heard: number, isOpen: boolean) =>
    db.query
      .insertInto('sessions')
      .values({
        ...{ gateway_id: gatewayId, session_key: 'key', acct_session_id: 'key', hotspot_id: hotspotId },
        ...{ started_at: hoursAgo(started), updated_at: hoursAgo(heard), ended_at: isOpen ? null : hoursAgo(heard) },
      })
      .execute()
  const decision = (accepted: boolean, hours: number) =>
    db.query
      .insertInto('access_log')
      .values({
        ...{ at: hoursAgo(hours), gateway_id: gatewayId, hotspot_id: hotspotId, method: 'mac', accepted },
        reason: accepted ? 'accepted' : 'unknown-device',
      })
      .execute()

  const nothing = nothingKnown
  const byUse = { state: 'up', cause: null, evidence: ['use'], since: null, hasWorked: true } as const

  it('is nothing where it was never polled nor used', async () => {
    expect([...(await knownStates(db))]).to.deep.equal([
      [hotspotId, nothing],
      [other, nothing],
    ])
    expect(await knownStates(db, [])).to.have.property('size', 0)
  })

  for (const [use, prepare] of [
    ['a session that goes on', () => session(48, 0, true)],
    ['a session that ended two hours ago', () => session(5, 2, false)],
    ['somebody let in two hours ago', () => decision(true, 2)],
  ] as const)
    it(`is that it works by ${use}`, async () => {
      await prepare()
      expect(await known()).to.deep.equal(byUse)
      expect((await knownStates(db)).get(other), 'of that hotspot alone').to.deep.equal(nothing)
      expect(await healthOf(db, hotspotId)).to.include({ state: 'up', since: null, clients: null })
      expect((await knownStates(db, [hotspotId])).size).to.equal(1)
    })

  for (const [use, prepare] of [
    ['an open session that has fallen silent hours ago', () => session(9, 4, true)],
    ['a session that ended hours ago', () => session(9, 4, false)],
    ['somebody turned away', () => decision(false, 0)],
    ['somebody let in hours ago', () => decision(true, 4)],
  ] as const)
    it(`is nothing by ${use}`, async () => {
      await prepare()
      expect(await known()).to.deep.equal(nothing)
    })

  it('is what its agent says, where the agent says anything', async () => {
    await session(1, 0, true)
    await poll('unknown')
    expect(await known()).to.deep.equal(byUse)
    for (const state of ['degraded', 'down'] as const) {
      await db.query.updateTable('hotspot_health').set({ state }).execute()
      expect(await known()).to.deep.include({ state, evidence: ['snmp'], hasWorked: true })
    }
    expect(await healthOf(db, hotspotId)).to.deep.include({ state: 'down', evidence: ['snmp'] })
  })

  for (const [use, prepare] of [
    ['a session began', () => session(1, 0, true)],
    ['somebody was let in', () => decision(true, 1)],
  ] as const)
    it(`is degraded, and not down, where ${use} after its agent fell silent`, async () => {
      await poll('down', hoursAgo(3))
      await db.query
        .updateTable('hotspot_health')
        .set({ since: hoursAgo(2) })
        .execute()
      expect(await known()).to.include({ state: 'down' })
      await prepare()
      expect(await known()).to.deep.include({
        state: 'degraded',
        cause: 'used-without-answer',
        evidence: ['use', 'snmp'],
      })
    })

  it('is down where sessions went on that began before its agent fell silent: its gateway reports them yet', async () => {
    await poll('down', hoursAgo(1))
    await db.query
      .updateTable('hotspot_health')
      .set({ since: hoursAgo(1) })
      .execute()
    await session(2, 0, true)
    expect(await known()).to.include({ state: 'down' })
  })

  it('has residents’ reports of faults beside it, which decide nothing', async () => {
    const day = new Date().toISOString().slice(0, 10)
    await db.query.insertInto('fault_reports').values({ hotspot_id: hotspotId, fault: 'slow', day }).execute()
    expect(await known()).to.deep.include({ state: 'unknown', evidence: ['reports'] })
    await poll('up')
    expect(await known()).to.deep.include({ state: 'up', evidence: ['snmp', 'reports'] })
  })

  it('is read once for all who ask at a time', async () => {
    let now = 1000
    const lately = () => knownStatesLately(db, 10_000, () => now)
    const [one, two] = [lately(), lately()]
    expect(await one).to.equal(await two)
    await poll('up')
    expect((await lately()).get(hotspotId)).to.include({ state: 'unknown' })
    now += 10_000
    expect((await lately()).get(hotspotId)).to.include({ state: 'up' })
  })

  it('is not that it ever worked where its agent has never answered, until a session is known of', async () => {
    await poll('down')
    expect(await known()).to.deep.include({ state: 'down', evidence: ['snmp'], hasWorked: false })
    await session(999, 998, false)
    expect(await known()).to.include({ hasWorked: true })
  })

  it('is that it worked where its agent answered before', async () => {
    await poll('down', hoursAgo(999))
    expect(await known()).to.include({ state: 'down', hasWorked: true })
  })
})
