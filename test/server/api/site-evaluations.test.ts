import { expect } from 'chai'
import { readSiteEvaluation, readSiteEvaluations } from '../../../server/api/contract/index.ts'
import { evaluateNewSites } from '../../../server/planning/new-sites/keeper.ts'
import { addProposal, changeProposal } from '../../../server/planning/plans/proposals.ts'
import { testGateway } from '../../support/city.ts'
import { OPENED, openedCity } from '../planning/new-sites/opened-city.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

describe('what new sites did, by API', () => {
  let web: TestWeb
  let site: number
  let proposal: number
  before(async () => {
    web = await startTestWeb({})
    const { sites, hotspots } = await openedCity(web.db, await testGateway(web.db))
    site = sites[0]!
    const nothing = { plannedFor: null, cost: null, notes: '' }
    const place = { name: 'Plaza', latitude: 19.4, longitude: -99.1, expectedResidents: null }
    proposal = await addProposal(web.db, { ...nothing, ...place, planId: null }, null)
    const installed = { status: 'installed' as const, installedOn: OPENED, hotspotId: hotspots[0]! }
    await changeProposal(web.db, proposal, { ...nothing, ...installed })
    await evaluateNewSites(web.db, { timeZone: 'America/Mexico_City' })
  })
  after(() => web.close())

  const ask = async (path: string, expected = 200) => {
    const response = await web.ask('planner', `/api/v1${path}`)
    expect(response.status).to.equal(expected)
    return response.json()
  }

  it('is listed with verdict and works, programmes together', async () => {
    const { sites, programmes } = readSiteEvaluations.response.parse(await ask('/site-evaluations'))
    expect(sites).to.have.length(1)
    expect(sites[0]).to.include({
      siteId: site,
      verdict: 'moved',
      proposalId: proposal,
      openedOn: OPENED,
      weeksAfter: 13,
    })
    expect(sites[0]!.doubts, 'twelve places are too few to call a change rare').to.deep.equal(['few'])
    expect(programmes.map(({ programme }) => programme)).to.deep.equal(['Plazas'])
  })

  it('is told week by week, with what speaks against it; of another site it is not', async () => {
    const one = readSiteEvaluation.response.parse(await ask(`/site-evaluations/${site}`))
    expect(one.places).to.deep.equal({ area: 2, around: 4, controls: 12 })
    expect(one.weeks[one.opened]).to.equal(OPENED)
    expect(one.area[one.opened - 1]).to.equal(0)
    expect(one.area[one.opened]).to.be.closeTo(200, 10)
    expect(one.aroundExpected[one.opened]).to.be.closeTo(600, 40)
    expect(one.around[one.opened]).to.be.closeTo(400, 20)
    expect(one.effects!.treated.usersInterval.low).to.be.above(150)
    await ask('/site-evaluations/999999', 404)
  })
})
