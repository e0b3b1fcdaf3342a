import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { csv } from '../../../server/api/csv.ts'
import { keepState } from '../incidents/state-history.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('availability in the API', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb((db) =>
      db.pool.query('update hotspots set name = \'=cmd("x")\' where id = (select min(id) from hotspots)'),
    ))
    const ago = (days: number) => Date.now() - days * 86_400_000
    const [works = 0, fails = 0] = city.hotspotIds
    await keepState(web.db, works, [{ state: 'up', since: ago(10) }])
    await keepState(web.db, fails, [
      { state: 'up', since: ago(10) },
      { state: 'down', since: ago(5) },
    ])
  })
  after(() => web.close())
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const ask = (query: string, kind = '') => web.ask('viewer', `/api/v1/availability${kind}?${query}`)

  it('says how much of the time hotspots worked, weighted by who lives near', async () => {
    const answer = await ask(`by=hotspot&from=${day(-30)}&to=${day(1)}`)
    const { items } = contract.availabilityPage.parse(await answer.json())
    expect(items.map(({ id }) => id)).to.deep.equal([city.hotspotIds[1], city.hotspotIds[0]])
    expect(items[0]!.share).to.be.closeTo(0.5, 0.01)
    expect(items[1]!.share).to.equal(1)
    const programmes = contract.availabilityPage.parse(
      await (await ask(`by=programme&from=${day(-30)}&to=${day(1)}`)).json(),
    ).items
    expect(programmes[0]!.share).to.be.closeTo(0.75, 0.01)
    expect(programmes[0]!.weighted, '600 live by the one that works, 400 by the other').to.be.closeTo(0.8, 0.01)
    expect((await ask(`by=month&from=${day(-200)}&to=${day(1)}`)).status).to.equal(200)
  })

  it('leaves as CSV whose cells no spreadsheet runs', async () => {
    const answer = await ask(`by=hotspot&from=${day(-30)}&to=${day(1)}`, '.csv')
    expect(answer.headers.get('content-type')).to.match(/^text\/csv/)
    const lines = Buffer.from(await answer.arrayBuffer())
      .toString()
      .split('\r\n')
    expect(lines[0]).to.match(/^\uFEFFid,name,hotspots,available_share,/)
    expect(lines[2]).to.include(`,"'=cmd(""x"")",1,1.000000,`)
    expect(csv(['a'], [[-1.5], ['-1.5'], ['-1+2'], [null]])).to.equal("\uFEFFa\r\n-1.5\r\n-1.5\r\n'-1+2\r\n\r\n")
  })

  it('refuses a period that is none', async () => {
    for (const [field, query] of [
      ['to', `from=${day(0)}&to=${day(-1)}`],
      ['from', 'from=2020-01-01&to=2026-01-01'],
    ] as const) {
      const { error } = (await (await ask(query)).json()) as { error: { code: string; field: string } }
      expect(error).to.include({ code: 'wrong-period', field })
    }
  })
})
