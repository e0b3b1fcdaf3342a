import { expect } from 'chai'
import { planByLink } from '../../../server/planning/plans/links.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { plannedCity } from '../planning/plans/planned-city.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

const parameters = { ...usualParameters, needWeight: 0, reach: 400, limit: { unit: 'sites', most: 2 }, seconds: 10 }

describe('plans of sites, by API', () => {
  let web: TestWeb
  before(async () => {
    const environment = { PLAZA_RING_STREET_METRES: '120', PLAZA_RING_WALK_METRES: '300' }
    web = await startTestWeb({ prepare: plannedCity, environment })
  })
  after(() => web.close())

  async function ask(method: string, path: string, body?: unknown, expected = 200) {
    const response = await web.ask('planner', `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff.planner.csrf, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the contract holds the shapes
    const answer = (await response.json()) as any
    expect(response.status, JSON.stringify(answer)).to.equal(expected)
    return answer
  }
  async function solved(change: object = {}): Promise<number> {
    const { id } = await ask('POST', '/site-plans', { name: 'Plan', parameters: { ...parameters, ...change } })
    await ask('POST', `/site-plans/${id}/solve`)
    await eventually(async () => {
      const { plan } = await ask('GET', `/site-plans/${id}`)
      expect(plan.failure).to.equal(null)
      return plan.status === 'solved'
    })
    return id
  }

  it('are made, solved in the background, tried at the desk, explained, exported, and forked', async () => {
    const id = await solved()
    const { plan, picks, candidates, newCells } = await ask('GET', `/site-plans/${id}`)
    expect(plan.result).to.include({ proven: true, sites: 2, gap: 0 })
    expect(newCells.length).to.be.above(5)
    const names = picks.map(({ candidate }: { candidate: number }) => candidates[candidate].name)
    expect(names).to.have.members(['School middle', 'School east'])

    const as = await ask('GET', `/site-plans/${id}/desk`)
    expect(as.residents).to.be.closeTo(plan.result.residents.after, 1e-6)
    const west = candidates.findIndex(({ name }: { name: string }) => name === 'School west')
    const tried = await ask('GET', `/site-plans/${id}/desk?without=${picks[1].candidate}&with=${west}&at=19.6,-99.5,4`)
    expect(tried.sites).to.have.length(3)
    expect(tried.used).to.equal(3)
    expect(tried.residents).to.be.below(as.residents)
    expect((await ask('GET', `/site-plans/${id}/why?candidate=${west}`)).answer).to.equal('worth too little')
    await ask('GET', `/site-plans/${id}/why?candidate=99`, undefined, 404)

    const { geojson, csv } = await ask('GET', `/site-plans/${id}/export`)
    expect(geojson.features).to.have.length(2)
    expect(geojson.plan).to.deep.include({ id, parameters: plan.parameters, dataVersion: plan.dataVersion })
    expect(csv.split('\r\n')[0]).to.include('data_version')
    expect(csv.trim().split('\r\n')).to.have.length(3)

    expect((await ask('GET', `/site-plans/${id}/why?at=19.6,-99.5,1`)).answer).to.equal('reaches nobody')
    await ask('GET', `/site-plans/${id}/why`, undefined, 400)
    const study = await ask('GET', `/site-plans/${id}/study`)
    expect(study.kept).to.have.length(2)
    const other = await solved({ needWeight: 1 })
    const { plans, common } = await ask('GET', `/site-plan-comparison?plans=${id},${other}`)
    expect(plans.map((one: { plan: { id: number } }) => one.plan.id)).to.deep.equal([id, other])
    expect(common[0][1]).to.equal(1)
    await ask('GET', `/site-plan-comparison?plans=${id}`, undefined, 400)

    await ask('PUT', `/site-plans/${id}`, { name: 'x', parameters }, 409)
    const lockedIn = [candidates[west].id]
    const { id: fork } = await ask('POST', `/site-plans/${id}/fork`, { name: 'Otra vez', lockedIn })
    const draft = (await ask('GET', `/site-plans/${fork}`)).plan
    expect(draft).to.include({ status: 'draft', forkedFrom: id })
    expect(draft.parameters).to.deep.equal({ ...plan.parameters, lockedIn })
    await ask('POST', `/site-plans/${fork}/remove`)
    const { rows } = await web.db.pool.query(`select action from audit_events where target = $1 order by id`, [
      `site-plan ${id}`,
    ])
    expect(rows.map(({ action }) => action)).to.deep.equal(['site-plan.add', 'site-plan.solve'])
  })

  it('begin with how the city’s coverage is measured, and refuse rings that are none, by their field', async () => {
    const { usual, streets } = await ask('GET', '/site-plans')
    expect(streets).to.equal(null)
    expect(usual).to.deep.include({ method: 'line', reach: 300, equipmentCost: 1, backhaulCost: 0, powerCost: 0 })
    expect(usual.rings).to.deep.equal([
      { metres: 50, worth: 1 },
      { metres: 120, worth: 0.7 },
      { metres: 300, worth: 0.4 },
    ])
    const wrong = [
      [usual.rings[1], usual.rings[0]],
      [usual.rings[0], { metres: 90, worth: 1.1 }],
      [{ metres: 50, worth: 0.4 }, usual.rings[1]],
    ]
    for (const rings of wrong) {
      const { error } = await ask('POST', '/site-plans', { name: 'Plan', parameters: { ...usual, rings } }, 400)
      expect(error.field).to.match(/^parameters\.rings/)
    }
  })

  it('become work, and with a hotspot one record', async () => {
    const id = await solved()
    const { picks } = await ask('GET', `/site-plans/${id}`)
    const { id: proposal } = await ask('POST', '/site-proposals', {
      ...{ plan: id, candidate: picks[0].candidate, plannedFor: '2027-03-01' },
    })
    const again = { plan: id, candidate: picks[0].candidate, plannedFor: null }
    const { error: twice } = await ask('POST', '/site-proposals', again, 409)
    expect(twice.message).to.match(/is work already/)
    const [made] = (await ask('GET', '/site-proposals')).proposals
    expect((await ask('GET', '/site-proposals')).proposals).to.have.length(1)
    expect(made).to.include({ id: proposal, planId: id, status: 'planned', plannedFor: '2027-03-01', cost: 200 })
    expect(made.expectedResidents).to.be.closeTo(picks[0].gain, 1e-6)
    const change = {
      status: 'installed',
      plannedFor: null,
      cost: 210,
      notes: 'Listo',
      installedOn: null,
      hotspotId: null,
    }
    const { error } = await ask('PUT', `/site-proposals/${proposal}`, change, 400)
    expect(error.field).to.equal('installedOn')
    await ask('PUT', `/site-proposals/${proposal}`, { ...change, hotspotId: 77, installedOn: '2027-02-20' }, 400)
    const [near, far] = await twoHotspots(web.db, await testGateway(web.db))
    await web.db.query
      .updateTable('hotspots')
      .set({ latitude: made.latitude, longitude: made.longitude })
      .where('id', '=', near)
      .execute()
    const nearby = async (search = '') =>
      (await ask('GET', `/site-proposals/${proposal}/hotspots?search=${search}`)).hotspots.map(
        (one: { id: number }) => one.id,
      )
    expect((await nearby()).slice(0, 1)).to.deep.equal([near])
    expect(await nearby()).to.include(far)
    expect(await nearby('no such name')).to.deep.equal([])
    await ask('PUT', `/site-proposals/${proposal}`, { ...change, hotspotId: near, installedOn: '2027-02-20' })
    const installed = { status: 'installed', cost: 210, hotspotId: near, outcome: 'weekly-users' }
    expect((await ask('GET', '/site-proposals')).proposals[0]).to.include(installed)
  })

  it('are read by a link until it ends; its token is not stored', async () => {
    const id = await solved()
    const { address } = await ask('POST', `/site-plans/${id}/link`, { days: 2 })
    const token = new URL(address).pathname.split('/').at(-1)!
    const page = await web.ask(undefined, `/plan/${token}`)
    expect(page.status).to.equal(200)
    expect(page.headers.get('referrer-policy')).to.equal('no-referrer')
    expect(await page.text())
      .to.include('School middle')
      .and.to.include('<svg')
      .and.to.include('400 m en línea recta')
      .and.to.include('Cubrir a más residentes')
      .and.to.include('Demostrado: no hay mejor plan')
      .and.to.match(/Este enlace termina el \d{4}-\d\d-\d\d\./)
    const english = await web.ask(undefined, `/plan/${token}?lang=en`)
    expect(await english.text())
      .to.include('<html lang="en">')
      .and.to.include('400 m in a straight line')
      .and.to.include('Proven: there is no better plan')
      .and.to.match(/This link ends on \d{4}-\d\d-\d\d\./)
      .and.to.include('href="?lang=es"')
    expect((await web.ask(undefined, `/plan/${token.slice(1)}`)).status).to.equal(404)
    const { rows } = await web.db.pool.query('select row_to_json(p)::text as row from site_plans p where id = $1', [id])
    expect(rows[0].row).to.not.include(token)
    expect(await planByLink(web.db, token, new Date(Date.now() + 3 * 86_400_000))).to.equal(undefined)
    await ask('POST', `/site-plans/${id}/unlink`)
    expect(await planByLink(web.db, token)).to.equal(undefined)
  })

  it('take candidates from a file, from a grid and from the map', async () => {
    const content = Buffer.from('clave,nombre,latitud,longitud\nX1,Mercado,19.4,-99.15\nX2,Nada,,\n').toString('base64')
    const put = await ask('POST', '/site-candidates/import', { name: 'mercados.csv', content })
    expect(put).to.deep.include({ added: 1, changed: 0 })
    expect(put.faults).to.have.length(1)
    await ask('POST', '/site-candidates', { name: 'Aquí', latitude: 19.4, longitude: -99.1, cost: 5 })
    const { added } = await ask('POST', '/site-candidates/grid', { metres: 300, borough: 'Oriente' })
    const { candidates } = await ask('GET', '/site-candidates')
    expect(candidates).to.have.length(4 + 2 + added)
    const drawn = candidates.find(({ origin }: { origin: string }) => origin === 'drawn')
    expect(await ask('POST', '/site-candidates/lock', { ids: [drawn.id], locked: 'out' })).to.include({ candidates: 1 })
    const costs = [{ part: 'power', name: 'Solar', needs: 'FIBRE', cost: 9 }]
    await ask('PUT', '/site-costs', { costs })
    expect((await ask('GET', '/site-costs')).costs).to.deep.equal([{ ...costs[0], needs: 'fibre' }])
    await ask('PUT', '/site-costs', { costs: [costs[0], costs[0]] }, 400)
    expect(await ask('POST', '/site-candidates/remove', { ids: [drawn.id] })).to.include({ candidates: 1 })
  })
})
