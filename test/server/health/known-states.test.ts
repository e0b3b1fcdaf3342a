import { expect } from 'chai'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { knownStates } from '../../../server/health/known-states.ts'
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

  const nothing = { state: 'unknown', evidence: null, hasWorked: false } as const
  const byUse = { state: 'up', evidence: 'use', hasWorked: true } as const

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
      expect(await healthOf(db, hotspotId)).to.include({ state: 'up', evidence: 'use', since: null, clients: null })
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

  it('is what its agent says, whatever its use, where the agent says anything', async () => {
    await session(1, 0, true)
    await poll('unknown')
    expect(await known()).to.deep.equal(byUse)
    for (const state of ['degraded', 'down'] as const) {
      await db.query.updateTable('hotspot_health').set({ state }).execute()
      expect(await known()).to.deep.equal({ state, evidence: 'poll', hasWorked: true })
    }
    expect(await healthOf(db, hotspotId)).to.include({ state: 'down', evidence: 'poll' })
  })

  it('is not that it ever worked where its agent has never answered, until a session is known of', async () => {
    await poll('down')
    expect(await known()).to.deep.equal({ state: 'down', evidence: 'poll', hasWorked: false })
    await session(999, 998, false)
    expect(await known()).to.include({ hasWorked: true })
  })

  it('is that it worked where its agent answered before', async () => {
    await poll('down', hoursAgo(999))
    expect(await known()).to.include({ state: 'down', hasWorked: true })
  })
})
