import { expect } from 'chai'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { type IncidentKeeper, startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import type { IncidentChange } from '../../../server/incidents/keeper/store.ts'
import { addSilence, endSilence } from '../../../server/incidents/silences/silences.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { setChildren } from '../../../server/network/agents/children.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import type { AgentKind } from '../../../server/network/tables.ts'
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

  describe('of what hotspots hang on', () => {
    let credentialId: number
    before(async () => {
      ;[credentialId = 0] = await putCredentials(db, testSealer, [
        { name: 'equipment', credential: { version: '2c', community: 'equipment' } },
      ])
    })
    const add = async (kind: AgentKind, name: string, parentOf: string[]) => {
      const [id = 0] = await putAgents(db, [{ host: name, port: 161, credentialId, kind, name }])
      await setChildren(db, id, parentOf)
      return id
    }
    const set = (state: 'up' | 'down', time: Date, ...ids: number[]) =>
      db.pool.query(
        `insert into agent_health (agent_id, state, since, failures, last_polled_at) select unnest($1::bigint[]), $2, $3, 3, $3
         on conflict (agent_id) do update set state = excluded.state, since = excluded.since`,
        [ids, state, time],
      )
    const open = async () =>
      (await incidents()).flatMap(({ id: _, open: isOpen, reopened: __, residents: ___, ...one }) =>
        isOpen && one.cause !== 'hotspot' ? [one] : [],
      )

    it('makes one incident of what hangs on a switch that is down, and names it', async () => {
      const agent = await add('switch', 'switch of the plaza', hotspots.slice(7, 10).map(String))
      await set('down', at(20_000), agent)
      await fail(db, hotspots.slice(7, 9), at(20_000))
      await keeper.run(at(20_000))
      expect(await open()).to.deep.equal([
        { cause: 'parent', name: 'switch of the plaza', hotspots: 2, silenced: false },
      ])
      await set('up', at(20_001), agent)
      await recover(db, hotspots.slice(7, 9), at(20_001))
      await keeper.run(at(20_001))
    })

    it('makes one incident of a UPS that feeds a switch that feeds a gateway, and names what is topmost of the dead', async () => {
      const { name } = await db.query.selectFrom('gateways').select('name').executeTakeFirstOrThrow()
      const gateway = await add('gateway', 'own agent', [`gateway:${name}`])
      const feeder = await add('switch', 'the switch', ['agent:own agent'])
      const ups = await add('ups', 'the UPS', ['agent:The Switch'])
      await recover(db, hotspots, at(29_999))
      const some = hotspots.slice(11, 16)
      await set('down', at(30_000), gateway)
      await set('up', at(30_000), feeder, ups)
      await fail(db, some, at(30_000))
      await keeper.run(at(30_000))
      expect(await open(), 'five of 31 are not the gateway').to.deep.equal([])
      await fail(
        db,
        hotspots.filter((id) => !some.includes(id)),
        at(30_000),
      )
      await keeper.run(at(30_000))
      expect(await open(), 'all behind a gateway have the gateway in common').to.deep.equal([
        { cause: 'gateway', name, hotspots: 31, silenced: false },
      ])
      await set('down', at(30_001), feeder)
      await keeper.run(at(30_001))
      expect(await open()).to.deep.equal([{ cause: 'parent', name: 'the switch', hotspots: 31, silenced: false }])
      await set('down', at(30_002), ups)
      await keeper.run(at(30_002))
      expect(await open()).to.deep.equal([{ cause: 'parent', name: 'the UPS', hotspots: 31, silenced: false }])
      await set('up', at(30_003), feeder)
      await keeper.run(at(30_003))
      expect(await open(), 'a switch that answers is fed').to.deep.equal([
        { cause: 'gateway', name, hotspots: 31, silenced: false },
      ])
    })

    it('calls nobody for what hangs on something that is silenced, through however many', async () => {
      const { id: ups } = await db.query
        .selectFrom('agents')
        .select('id')
        .where('name', '=', 'the UPS')
        .executeTakeFirstOrThrow()
      const works = { scope: 'parent', subjectId: ups, programme: null, rrule: null, reason: 'works' } as const
      await inOneTransaction(db, (tx) => addSilence(tx, { ...works, startsAt: at(30_010), seconds: 600 }, null))
      await keeper.run(at(30_011))
      expect((await open()).map(({ silenced }) => silenced)).to.deep.equal([true])
      expect(called.map(({ change }) => change)).to.deep.equal(['silenced'])
      await keeper.run(at(30_021))
      expect((await open()).map(({ silenced }) => silenced)).to.deep.equal([false])
    })
  })
})
