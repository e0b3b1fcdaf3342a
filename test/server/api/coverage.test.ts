import { expect } from 'chai'
import type { CoverageHistory, CoverageReport, Neighbourhood } from '../../../server/api/contract/index.ts'
import { usualRings } from '../../../server/planning/points/rings.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

/** 600 residents live at a hotspot that works, 400 at one that is down and was never seen to work. */
describe('coverage by ring', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await web.db.query
      .insertInto('neighbourhood_populations')
      .values({ neighbourhood_id: city.neighbourhoodId, year: null, time: 'day', people: 5000 })
      .execute()
    await web.db.pool.query(
      `insert into coverage_days (kind, place, ring, day, looks, residents, covered, unchecked, failed, near, in_need)
       values ('borough', 'tlahuac', 'walk', '2026-03-04', 3, 100.4, 60.2, 10, 5, 90, 7.5)`,
    )
  })
  after(() => web.close())

  const read = async <T>(path: string): Promise<T> => (await (await web.ask('viewer', `/api/v1${path}`)).json()) as T

  it('says who is reached, how near, and who would be if all worked', async () => {
    const report = await read<CoverageReport>('/coverage?ring=street')
    expect(report.within).to.deep.equal({ metres: usualRings.street, streets: null })
    const figures = { residents: 1000, covered: 600, unchecked: 0, failed: 0, without: 400, near: 1000, inNeed: 100 }
    expect(report.city).to.deep.equal(figures)
    expect(report.neighbourhoods).to.deep.equal([
      { id: city.neighbourhoodId, code: '0900200010010', name: 'Centro', borough: null, need: 0.25, ...figures },
    ])
    expect(report.quintiles.map(({ residents, covered }) => [residents, covered])).to.deep.equal(
      [1, 2, 3, 4, 5].map(() => [200, 120]),
    )
    expect(report.known).to.equal(null)
  })

  it('counts who is there by day, where the city says so', async () => {
    const report = await read<CoverageReport>('/coverage?time=day')
    expect(report.populations).to.deep.equal([{ year: null, time: 'day' }])
    expect(report.known).to.equal(1)
    expect(report.city).to.include({ residents: 5000, covered: 3000 })
    const none = await read<CoverageReport>('/coverage?time=night')
    expect([none.known, none.city.residents, none.now.concentration]).to.deep.equal([0, 0, null])
    expect((await web.ask('viewer', '/api/v1/coverage?ring=far')).status).to.equal(400)
  })

  it('is told of neighbourhoods within the ring that is asked for', async () => {
    const { items } = await read<{ items: Neighbourhood[] }>('/neighbourhoods?ring=signal')
    expect(items.map(({ covered }) => covered)).to.deep.equal([0.6])
  })

  it('is told day by day, of a borough by its name', async () => {
    const march = 'from=2026-03-01&to=2026-03-31'
    const { days, rings } = await read<CoverageHistory>(`/coverage/days?kind=borough&place=Tl%C3%A1huac&${march}`)
    expect(days).to.deep.equal([
      { day: '2026-03-04', residents: 100, covered: 60, unchecked: 10, failed: 5, without: 30, near: 90, inNeed: 8 },
    ])
    expect(rings).to.deep.equal([])
    expect((await web.ask('viewer', '/api/v1/coverage/days?from=2026-03-02&to=2026-03-01')).status).to.equal(400)
  })
})
