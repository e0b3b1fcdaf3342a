import { expect } from 'chai'
import { silentLog } from '../../../../server/log.ts'
import { listCandidates, lockCandidates } from '../../../../server/planning/candidates/candidates.ts'
import { comparePlans } from '../../../../server/planning/plans/compare.ts'
import { openPlanDesk } from '../../../../server/planning/plans/desk.ts'
import { planCsv, planGeoJson } from '../../../../server/planning/plans/export.ts'
import type { PlanParameters } from '../../../../server/planning/plans/parameters.ts'
import {
  askToStop,
  changePlan,
  failAbandoned,
  forkPlan,
  makePlan,
  readPlan,
  readWholePlan,
} from '../../../../server/planning/plans/plans.ts'
import { readPlaces } from '../../../../server/planning/plans/read-places.ts'
import { openPlanSolver, type PlanSolver, prepareToSolve } from '../../../../server/planning/plans/solving/solver.ts'
import { verifyPlan } from '../../../../server/planning/plans/verify.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'
import { crowd, parametersWith, plannedCity, streetGrid, streetsThatNeverMeet } from './planned-city.ts'

describe('plans of sites', () => {
  let db: TestDatabase
  let solver: PlanSolver
  beforeEach(async () => {
    db = await createTestDatabase()
    await plannedCity(db)
    solver = openPlanSolver(db, silentLog, { heartbeatMs: 20 })
  })
  afterEach(async () => {
    await solver.close()
    await db.close()
  })

  const make = (change: Partial<PlanParameters>) =>
    makePlan(db, { name: 'Next year', notes: '', parameters: parametersWith(change) }, null)
  async function solved(change: Partial<PlanParameters>) {
    const id = await make(change)
    await prepareToSolve(db, id)
    await solver.start(id)
    const plan = await readPlan(db, id)
    expect(plan.failure).to.equal(null)
    return readWholePlan(db, id)
  }
  const namesIn = ({ inputs, result }: Awaited<ReturnType<typeof solved>>) =>
    result.picks.map(({ candidate }) => inputs.candidates.name[candidate])

  it('covers most residents with the sites that there may be, proven, and kept with what it was made of', async () => {
    const began = performance.now()
    const plan = await solved({})
    expect(namesIn(plan)).to.deep.equal(['School middle'])
    expect(plan.result.seconds).to.be.within(0, (performance.now() - began) / 1000)
    expect(plan.status).to.equal('solved')
    expect(plan.result.proven).to.equal(true)
    expect(plan.result.gap).to.be.closeTo(0, 1e-7)
    expect(plan.result.residents.all).to.be.closeTo(6000, 1e-6)
    expect(plan.result.residents.before).to.equal(0)
    expect(plan.result.residents.after).to.equal(plan.result.picks[0]!.gain)
    expect(plan.result.fine.after).to.be.within(2000, 3000)
    expect(plan.result.cost).to.equal(200)
  })

  it('answers every objective', async () => {
    const weighted = await solved({ needWeight: 1 })
    expect(namesIn(weighted), 'need weighs').to.deep.equal(['School west'])
    const rings = await solved({ objective: 'rings' })
    expect(namesIn(rings)).to.deep.equal(['School middle'])
    const money = await solved({ limit: { unit: 'money', most: 300 } })
    expect(namesIn(money).sort()).to.deep.equal(['School middle', 'School west'])
    const fairest = await solved({ objective: 'fairest', limit: { unit: 'sites', most: 2 } })
    expect(namesIn(fairest).sort()).to.deep.equal(['School east', 'School middle'])
    expect(fairest.result.groups.map(({ name }) => name)).to.deep.equal(['Oriente', 'Poniente'])
    const floors = await solved({ objective: 'floors', share: 0.3 })
    expect(floors.result.price, 'fairness has a price').to.be.a('number')
    const target = await solved({ objective: 'target', share: 0.2, limit: { unit: 'money', most: 1 } })
    expect(target.result.cost).to.equal(400)
    const capacity = await solved({ objective: 'capacity', concurrent: 0.1, limit: { unit: 'sites', most: 2 } })
    expect(capacity.result.picks.every(({ antennas = 0 }) => antennas > 0)).to.equal(true)
    const quintiles = await solved({ objective: 'floors', groups: 'quintile', share: 0.1 })
    expect(quintiles.result.groups.length).to.be.within(2, 5)
    for (const plan of [weighted, rings, money, fairest, floors, target, capacity, quintiles])
      expect(verifyPlan(plan).faults, plan.parameters.objective).to.deep.equal([])
  })

  it('keeps to one borough, to tags, and to what is locked', async () => {
    expect(namesIn(await solved({ borough: 'Oriente' }))).to.deep.equal(['School east'])
    expect(namesIn(await solved({ tags: ['fibre'] }))).to.deep.equal(['School west'])
    const [west, middle, east] = await listCandidates(db)
    expect(namesIn(await solved({ tags: ['fibre'], lockedIn: [east!.id] })), 'by the plan').to.deep.equal([
      'School east',
    ])
    expect(namesIn(await solved({ lockedOut: [middle!.id] }))).to.deep.equal(['School east'])
    await lockCandidates(db, [middle!.id], 'out')
    expect(namesIn(await solved({}))).to.deep.equal(['School east'])
    await lockCandidates(db, [west!.id], 'in')
    const plan = await solved({ limit: { unit: 'sites', most: 2 } })
    expect(namesIn(plan).sort()).to.deep.equal(['School east', 'School west'])
    expect(verifyPlan(plan).faults).to.deep.equal([])
  })

  it('builds beside what works now, all that is in use, or nothing, as it is asked', async () => {
    const [failed, works] = await twoHotspots(db, await testGateway(db))
    for (const [id, longitude, state] of [
      [failed, -99.148, 'down'],
      [works, -99.098, 'up'],
    ] as const) {
      await db.query.updateTable('hotspots').set({ latitude: 19.402, longitude }).where('id', '=', id).execute()
      await db.query.insertInto('hotspot_health').values({ hotspot_id: id, state, cause: null }).execute()
    }
    const plan = await solved({ existing: 'working', limit: { unit: 'sites', most: 3 } })
    expect(namesIn(plan).sort(), 'what works costs nothing, and stays').to.deep.equal(['School middle', 'School west'])
    expect(plan.result.residents.before).to.be.within(1000, 2001)
    const servedAt = async (existing: PlanParameters['existing']) =>
      (await readPlaces(db, parametersWith({ existing }))).existing.longitude
    expect(await servedAt('working')).to.deep.equal([-99.098])
    expect(await servedAt('all')).to.have.members([-99.098, -99.148])
    expect(await servedAt('none')).to.deep.equal([])
  })

  it('tells a target that is out of reach, and locks that cost too much', async () => {
    const tell = async (change: Partial<PlanParameters>) => {
      const id = await make(change)
      await prepareToSolve(db, id)
      await solver.start(id)
      return readPlan(db, id)
    }
    const far = await tell({ objective: 'target', share: 1, reach: 60 })
    expect(far).to.include({ status: 'failed', fault: 'out-of-reach' })
    expect(far.failure).to.match(/Not even all candidates together/)
    const all = await listCandidates(db)
    await lockCandidates(
      db,
      all.map(({ id }) => id),
      'in',
    )
    expect(await tell({})).to.include({ fault: 'impossible' })
    expect((await tell({})).failure).to.match(/locked in cost 4, but the budget is 1/)
  })

  it('does not change once it is solved: it is forked', async () => {
    const { id, parameters } = await solved({})
    const change = { name: 'x', notes: '', parameters }
    const error = await changePlan(db, id, change).catch((caught: unknown) => caught)
    expect(error).to.include({ fault: 'not-draft' })
    expect(await prepareToSolve(db, id).catch((caught: unknown) => caught)).to.include({ fault: 'not-draft' })
    const fork = await forkPlan(db, id, { name: 'Again' }, null)
    await changePlan(db, fork, { ...change, parameters: { ...parameters, reach: 300 } })
    expect(await readPlan(db, fork)).to.deep.include({ status: 'draft', forkedFrom: id })
    expect((await readPlan(db, id)).parameters).to.deep.equal(parameters)
  })

  it('walks along the streets that the city has imported, says so beside its figures, and keeps them', async () => {
    const draft = await make({ method: 'streets' })
    expect(await prepareToSolve(db, draft).catch((caught: unknown) => caught)).to.include({ fault: 'no-streets' })
    await streetsThatNeverMeet(db)
    const [walk, line] = [await solved({ method: 'streets' }), await solved({})]
    expect([...namesIn(walk), ...namesIn(line)]).to.deep.equal(['School east', 'School middle'])
    expect([walk.result.streets, line.result.streets]).to.deep.equal(['2026-05-01', null])
    expect(walk.result.fine.after).to.be.within(1400, 2000)
    await db.query.deleteFrom('streets').execute()
    const kept = await readWholePlan(db, walk.id)
    const measured = '400 m along streets (OpenStreetMap, 2026-05-01)'
    expect(verifyPlan(kept)).to.deep.include({ method: measured, faults: [] })
    expect(planGeoJson(kept).plan).to.deep.include({ measured, streets: '2026-05-01' })
    expect(planCsv(kept)).to.include(measured)
    expect(planCsv(line)).to.include('400 m in a straight line')
    const desk = openPlanDesk(kept)
    const desert = { latitude: 19.6, longitude: -99.5, cost: 1 }
    expect(desk.whyAt(desert)).to.deep.equal({ answer: 'reaches nobody' })
    expect(desk.figures([{ candidate: kept.result.picks[0]!.candidate }]).residents).to.be.closeTo(
      kept.result.residents.after,
      1e-6,
    )
    const [first] = comparePlans([kept, line]).plans
    expect(first!.boroughs.map(({ name, after }) => [name, after > 0.5])).to.deep.equal([
      ['Oriente', true],
      ['Poniente', false],
    ])
    const other = { ...kept.inputs.streets!, served: Buffer.from(Int32Array.of(3).buffer).toString('base64') }
    expect(verifyPlan({ ...kept, inputs: { ...kept.inputs, streets: other } }).faults.join()).to.match(/within a walk/)
    const fork = await forkPlan(db, walk.id, { name: 'In line', method: 'line' }, null)
    expect((await readPlan(db, fork)).parameters).to.include({ method: 'line' })
    expect((await readPlan(db, walk.id)).parameters).to.include({ method: 'streets' })
  })

  it('is verified from what was stored with it, whatever the city has since, and says what was altered', async () => {
    const plan = await solved({ limit: { unit: 'sites', most: 2 } })
    await db.query.deleteFrom('site_candidates').execute()
    await db.query.deleteFrom('population_cells').execute()
    const found = verifyPlan(await readWholePlan(db, plan.id))
    expect(found.faults).to.deep.equal([])
    expect(found.bound).to.be.at.least(found.value - 1e-6)
    const faultsOf = (change: Partial<typeof plan.result>) =>
      verifyPlan({ ...plan, result: { ...plan.result, ...change } }).faults.join('; ')
    expect(faultsOf({ value: plan.result.value + 100 })).to.match(/was stored/)
    const { residents, fine, groups, picks } = plan.result
    expect(faultsOf({ residents: { ...residents, after: residents.after + 100 } })).to.match(/residents within reach/)
    expect(faultsOf({ fine: { ...fine, before: 1 } })).to.match(/finer cells/)
    expect(faultsOf({ groups: groups.map((one) => ({ ...one, after: 1 })) })).to.match(/groups/)
    expect(faultsOf({ picks: [{ ...picks[0]!, gain: 9 }, picks[1]!] })).to.match(/sites/)
    expect(faultsOf({ picks: [picks[0]!, { ...picks[1]!, candidate: 999 }] })).to.match(/sites/)
    expect(faultsOf({ picks: [picks[0]!] })).to.match(/was stored/)
    expect(faultsOf({ gap: 0.5 })).to.match(/distance to the best/)
    expect(faultsOf({ streets: '2020-01-01' })).to.match(/streets/)
    expect(faultsOf({ seconds: 99 }), 'what cannot be worked out again').to.equal('')
    const cut = plan.inputs && (await db.query.selectFrom('site_plans').select('inputs').executeTakeFirstOrThrow())
    await db.query
      .updateTable('site_plans')
      .set({ inputs: cut.inputs!.subarray(0, 100) })
      .execute()
    expect(await readWholePlan(db, plan.id).catch((caught: unknown) => caught)).to.include({ fault: 'changed' })
    await db.query.updateTable('site_plans').set({ inputs: cut.inputs! }).execute()
    await db.query.updateTable('site_plans').set({ data_version: 'other' }).where('id', '=', plan.id).execute()
    expect(await readWholePlan(db, plan.id).catch((caught: unknown) => caught)).to.include({ fault: 'changed' })
  })

  it('is ended with the process, and says so', async () => {
    const id = await make({})
    expect(await askToStop(db, id), 'nothing runs').to.equal(false)
    await prepareToSolve(db, id)
    const work = solver.start(id)
    await solver.close()
    await work
    expect(await readPlan(db, id)).to.include({ status: 'failed', failure: 'Plaza was ended while it was solved.' })
    expect(solver.isFree()).to.equal(true)
  })

  it('is stopped by whoever asks, keeps the best so far, and leaves room for the next', async () => {
    const id = await make({ objective: 'target', share: 0.97, reach: 130, seconds: 300 })
    await crowd(db)
    await prepareToSolve(db, id)
    const work = solver.start(id)
    await eventually(async () => (await readPlan(db, id)).progress?.step === 'branching')
    expect(await askToStop(db, id)).to.equal(true)
    await work
    const plan = await readWholePlan(db, id)
    expect(plan.status).to.equal('stopped')
    expect(plan.result.picks.length).to.be.above(10)
    expect(plan.result.gap).to.be.above(0)
    expect(verifyPlan(plan).faults).to.deep.equal([])
    expect(solver.isFree()).to.equal(true)
  })

  it('is marked at once; its walks are measured meanwhile, and stopping that leaves it a draft', async () => {
    await crowd(db)
    await streetGrid(db)
    const id = await make({ method: 'streets', reach: 5000 })
    await prepareToSolve(db, id)
    expect(await readPlan(db, id)).to.include({ status: 'solving', dataVersion: null, progress: null })
    const work = solver.start(id)
    await eventually(async () => {
      const { progress } = await readPlan(db, id)
      return progress?.step === 'reading' && progress.part > 0
    })
    expect(await askToStop(db, id)).to.equal(true)
    await work
    expect(await readPlan(db, id)).to.include({ status: 'draft', failure: null, dataVersion: null, progress: null })
    expect(solver.isFree()).to.equal(true)
  })

  it('is a draft again, and says why, where what is read for it cannot be solved', async () => {
    const id = await make({ borough: 'Nowhere' })
    await prepareToSolve(db, id)
    await solver.start(id)
    const { status, failure, fault, parameters } = await readPlan(db, id)
    expect([status, fault]).to.deep.equal(['draft', 'no-cells'])
    expect(failure).to.match(/no residents to plan for/)
    await changePlan(db, id, { name: 'Mended', notes: '', parameters: { ...parameters, borough: null } })
    expect(await readPlan(db, id)).to.include({ failure: null, fault: null })
    await crowd(db)
    const large = await make({ objective: 'capacity', reach: 2000 })
    await prepareToSolve(db, large)
    await solver.start(large)
    expect(await readPlan(db, large)).to.include({ status: 'draft', fault: 'too-large', dataVersion: null })
    expect((await readPlan(db, large)).failure).to.match(/choose one borough, or fewer candidates/)
  })

  it('has failed where the process that solved it is gone', async () => {
    const id = await make({})
    await prepareToSolve(db, id)
    await failAbandoned(db)
    expect((await readPlan(db, id)).status).to.equal('solving')
    const longAgo = new Date(Date.now() - 60_000)
    await db.query.updateTable('site_plans').set({ heard_at: longAgo }).where('id', '=', id).execute()
    await failAbandoned(db)
    expect(await readPlan(db, id)).to.include({ status: 'failed' })
  })

  it('answers at the desk what a site does where it is dragged, and why it was picked or not', async () => {
    const plan = await solved({ limit: { unit: 'sites', most: 2 } })
    const desk = openPlanDesk(plan)
    const picks = plan.result.picks.map(({ candidate }) => ({ candidate }))
    const as = desk.figures(picks)
    expect(as.value).to.be.closeTo(plan.result.value, 1e-6)
    expect(as.residents).to.be.closeTo(plan.result.residents.after, 1e-6)
    expect(as.gap).to.be.closeTo(0, 1e-6)
    expect(as.sites.map(({ unique }) => unique)).to.deep.equal(plan.result.picks.map(({ unique }) => unique))
    const moved = desk.figures([picks[0]!, { latitude: 19.6, longitude: -99.5, cost: 7 }])
    expect(moved.sites[1]).to.deep.equal({ reach: 0, unique: 0, cost: 7 })
    expect(moved.value).to.be.below(as.value)
    expect(moved.gap).to.be.above(0.1)
    const number = (name: string) => plan.inputs.candidates.name.indexOf(name)
    expect(desk.why(number('School middle'))).to.include({ answer: 'picked' })
    expect(desk.why(number('School west'))).to.include({ answer: 'worth too little' })
    expect(desk.why(number('Desert'))).to.deep.equal({ answer: 'reaches nobody' })
    const { latitude, longitude } = plan.inputs.candidates
    const beside = (name: string, cost: number) =>
      desk.whyAt({ latitude: latitude[number(name)]!, longitude: longitude[number(name)]! + 1e-5, cost })
    expect(beside('School middle', 1)).to.deep.include({ answer: 'covered already', by: [number('School middle')] })
    const at = number('School middle')
    const dragged = { latitude: latitude[at]!, longitude: longitude[at]! + 1e-5, cost: 1 }
    expect(desk.whyAt(dragged, at), 'it does not cover itself').to.not.include({ answer: 'covered already' })
    expect(beside('School west', 1)).to.include({ answer: 'worth too little' })
    expect(desk.whyAt({ latitude: 19.6, longitude: -99.5, cost: 1 })).to.deep.equal({ answer: 'reaches nobody' })
  })
})
