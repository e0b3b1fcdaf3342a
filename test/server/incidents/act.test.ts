import { expect } from 'chai'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { type Act, act } from '../../../server/incidents/act.ts'
import { startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { changesOfIncident, hotspotsOfIncident, incidentOf, listIncidents } from '../../../server/incidents/views.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { fail, manyHotspots, recover } from './failing-hotspots.ts'

describe('what staff see of incidents and do to them', () => {
  let db: TestDatabase
  let hotspots: number[]
  let run: () => Promise<void>
  let close: () => Promise<void>
  before(async () => {
    db = await createTestDatabase()
    hotspots = await manyHotspots(db, await testGateway(db), 10)
    const keeper = await startIncidentKeeper({
      ...{ db, log: { error() {} } as never, timeZone: 'UTC', everyMs: 3_600_000, soonMs: 3_600_000 },
      residentsAffected: (...ids) => ids.length * 10,
    })
    run = () => keeper.run()
    close = keeper.close
    await fail(db, hotspots.slice(0, 2), new Date())
    await run()
  })
  after(async () => {
    await close()
    await db.close()
  })
  const doIt = (what: Act, id = 1) => inOneTransaction(db, (tx) => act(tx, id, what, null))

  it('acknowledges once, comments, assigns, and keeps all of it in order', async () => {
    expect(await doIt({ kind: 'acknowledge', text: 'on my way' })).to.equal(true)
    expect(await doIt({ kind: 'acknowledge', text: 'me too' }), 'it is already').to.equal(false)
    expect(await doIt({ kind: 'comment', text: 'the street is closed' })).to.equal(true)
    expect(await doIt({ kind: 'assign', to: null })).to.equal(true)
    expect(await doIt({ kind: 'unacknowledge' })).to.equal(true)
    expect(await doIt({ kind: 'comment', text: 'x' }, 999), 'there is none').to.equal(false)
    const changes = await changesOfIncident(db, 1, 10)
    expect(changes.map(({ change, text }) => [change, text]).reverse()).to.deep.equal([
      ['opened', null],
      ['acknowledged', 'on my way'],
      ['comment', 'the street is closed'],
      ['assigned', null],
      ['unacknowledged', null],
    ])
  })

  it('lists those that go on, by what is wanted, page by page, the worst first', async () => {
    await fail(db, hotspots.slice(2), new Date())
    await run()
    const all = { districts: null, open: true }
    const { rows, total } = await listIncidents(db, all, 10)
    expect(total).to.equal(1)
    expect(rows[0]).to.include({ cause: 'gateway', hotspots: 10, residents: 100 })
    expect((await listIncidents(db, { ...all, acknowledged: true }, 10)).total).to.equal(0)
    expect((await listIncidents(db, { ...all, search: 'WAY gate' }, 10)).total).to.equal(1)
    expect((await listIncidents(db, { ...all, search: 'nowhere' }, 10)).total).to.equal(0)
    expect((await listIncidents(db, { ...all, hotspotId: hotspots[3]! }, 10)).total).to.equal(1)
    expect((await listIncidents(db, all, 10, { residents: 100, id: rows[0]!.id })).rows).to.deep.equal([])
    expect(await hotspotsOfIncident(db, rows[0]!.id, null, 100)).to.have.length(10)
    await recover(db, hotspots, new Date())
    await run()
    expect((await listIncidents(db, all, 10)).total).to.equal(0)
    expect((await listIncidents(db, { districts: null, open: false }, 10)).rows[0]).to.include({ mostResidents: 100 })
  })

  it('shows an incident to whom one of its hotspots is of their district, and to nobody else', async () => {
    const { rows } = await db.pool.query<{ id: number }>(
      "insert into districts (name) values ('a'), ('b') returning id",
    )
    const [own, other] = rows.map(({ id }) => id) as [number, number]
    await db.pool.query('update hotspots set district_id = $1 where id = $2', [own, hotspots[0]])
    const { id } = (await listIncidents(db, { districts: null }, 10)).rows[0]!
    expect(await incidentOf(db, id, [own])).to.include({ id })
    expect(await incidentOf(db, id, [other])).to.equal(undefined)
    expect((await listIncidents(db, { districts: [other] }, 10)).total).to.equal(0)
    expect((await hotspotsOfIncident(db, id, [own], 100)).map(({ hotspotId }) => hotspotId)).to.deep.equal([
      hotspots[0],
    ])
  })
})
