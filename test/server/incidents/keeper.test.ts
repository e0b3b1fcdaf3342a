import { expect } from 'chai'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { type IncidentKeeper, startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import type { IncidentChange } from '../../../server/incidents/keeper/store.ts'
import { addSilence, endSilence } from '../../../server/incidents/silences/silences.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { setChildren } from '../../../server/network/agents/children.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { testGateway, testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { fail, manyHotspots, recover } from './failing-hotspots.ts'

const MINUTE = 60_000

describe('incidents', () => {
  let db: TestDatabase
  let keeper: IncidentKeeper
  let gatewayId: number
  let hotspots: number[]
  const called: IncidentChange[] = []
  const began = new Date('2026-11-29T12:00:00Z')
  const at = (minutes: number) => new Date(began.getTime() + minutes * MINUTE)

  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    hotspots = await manyHotspots(db, gatewayId, 31)
    const log = {
      ...console,
      error: (...said: unknown[]) => console.error(...said),
      fatal() {},
      trace() {},
      silent() {},
    }
    keeper = await startIncidentKeeper({
      ...{ db, log: log as never, timeZone: 'UTC', everyMs: 3_600_000, soonMs: 3_600_000 },
      residentsAffected: (...ids) => ids.length * 100,
      async call(_, changes) {
        called.push(...changes)
      },
    })
  })
  after(async () => {
    await keeper.close()
    await db.close()
  })
  beforeEach(() => void called.splice(0))

  const incidents = async () =>
    (
      await db.pool.query<{
        id: number
        cause: string
        name: string
        hotspots: number
        residents: number
        open: boolean
        reopened: number
        silenced: boolean
      }>(
        `select id, cause, subject_name as name, hotspots, residents, closed_at is null as open, reopened, silenced from incidents order by id`,
      )
    ).rows
  it('makes one incident of a dead gateway, which names it and the residents whom it leaves without service', async () => {
    await fail(db, hotspots.slice(0, 2), at(0))
    await keeper.run(at(0))
    expect(
      (await incidents()).map(({ cause }) => cause),
      'two of 31 are two faults',
    ).to.deep.equal(['hotspot', 'hotspot'])
    await fail(db, hotspots.slice(2), at(1))
    await keeper.run(at(1))
    const open = (await incidents()).filter((one) => one.open)
    expect(open).to.have.length(1)
    expect(open[0]!.name).to.match(/^gateway-/)
    expect(open[0]).to.include({ cause: 'gateway', hotspots: 31, residents: 3100 })
    expect(called.map(({ change }) => change)).to.deep.equal(['opened', 'opened', 'opened', 'merged', 'merged'])
  })

  it('does nothing where nothing changed, and neither do two at once', async () => {
    await Promise.all([keeper.run(at(2)), keeper.run(at(2))])
    expect(called).to.deep.equal([])
  })

  it('stays one while its hotspots come back, and ends with the last', async () => {
    await recover(db, hotspots.slice(1), at(3))
    await keeper.run(at(3))
    expect((await incidents()).filter((one) => one.open)).to.have.length(1)
    await recover(db, hotspots, at(4))
    await keeper.run(at(4))
    expect((await incidents()).filter((one) => one.open)).to.deep.equal([])
    expect(called.map(({ change }) => change)).to.deep.equal(['shrank', 'closed'])
    const { rows } = await db.pool.query('select from incident_alerts where left_at is null')
    expect(rows).to.have.length(0)
  })

  it('is one incident of a hotspot that flaps, and says so', async () => {
    const [flapping] = hotspots
    for (let minute = 10; minute < 30; minute += 4) {
      await fail(db, [flapping!], at(minute))
      await keeper.run(at(minute))
      await recover(db, [flapping!], at(minute + 2))
      await keeper.run(at(minute + 2))
    }
    const all = (await incidents()).filter(({ reopened }) => reopened > 0)
    expect(all).to.have.length(1)
    expect(all[0]!.reopened).to.equal(4)
    expect(called.map(({ change }) => change).filter((change) => change === 'flapping')).to.have.length(1)
    await keeper.run(at(60))
    expect(called.at(-1)!.change).to.equal('steady')
  })

  it('calls nobody for what is silenced, though it is kept', async () => {
    const scope = { scope: 'gateway', subjectId: gatewayId, programme: null } as const
    const id = await inOneTransaction(db, (tx) =>
      addSilence(tx, { ...scope, startsAt: at(100), seconds: 3600, rrule: null, reason: 'works' }, null),
    )
    await fail(db, hotspots, at(101))
    await keeper.run(at(101))
    const [open] = (await incidents()).filter((one) => one.open)
    expect(open).to.include({ cause: 'gateway', silenced: true })
    await inOneTransaction(db, (tx) => endSilence(tx, id))
    await keeper.run(at(102))
    expect((await incidents()).find((one) => one.id === open!.id)!.silenced).to.equal(false)
    expect(called.map(({ change }) => change)).to.deep.equal(['opened', 'unsilenced'])
    await recover(db, hotspots, at(103))
    await keeper.run(at(103))
  })

  it('follows alerts by itself', async () => {
    const heard: string[] = []
    const own = await startIncidentKeeper({
      ...{ db, log: { error() {} } as never, timeZone: 'UTC', everyMs: 50, soonMs: 10, residentsAffected: () => 0 },
      async call(_, changes) {
        heard.push(...changes.map(({ change }) => change))
      },
    })
    await fail(db, [hotspots[5]!], new Date())
    await eventually(() => heard.includes('opened'))
    await own.close()
  })

  it('makes one incident of what hangs on a switch that is down, and names it', async () => {
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: 'switch', credential: { version: '2c', community: 'switch' } },
    ])
    const agent = { host: '192.0.2.8', port: 161, credentialId, kind: 'switch', name: 'switch of the plaza' } as const
    const [agentId = 0] = await putAgents(db, [agent])
    await setChildren(db, agentId, hotspots.slice(7, 10).map(String))
    const time = at(20_000)
    await db.query
      .insertInto('agent_health')
      .values({ agent_id: agentId, state: 'down', cause: 'no-answer', since: time, failures: 3, last_polled_at: time })
      .execute()
    await fail(db, hotspots.slice(7, 9), time)
    await keeper.run(time)
    const open = (await incidents()).filter((one) => one.open)
    expect(open.map(({ cause, name, hotspots: count }) => [cause, name, count])).to.deep.include.members([
      ['parent', 'switch of the plaza', 2],
    ])
  })
})
