import { expect } from 'chai'
import type { OpenDataOverview, OpenUse } from '../../../server/api/contract/index.ts'
import { knownMonths } from '../../../server/open-data/use/known-months.ts'
import { lastComplete } from '../../../server/open-data/use/month.ts'
import { addVisits } from '../open-data/visits.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('open data for administrators', () => {
  let web: TestWeb
  let city: SmallCity
  const month = lastComplete(new Date().toISOString().slice(0, 10))
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: `${month}-02T18:00:00Z`, people: 42 })
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: `${month}-03T18:00:00Z`, people: 5 })
  })
  after(() => web.close())

  const read = async <T>(path: string): Promise<T> => (await (await web.ask('admin', `/api/v1${path}`)).json()) as T
  const send = (method: string, path: string, body: object) =>
    web.ask('admin', `/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-plaza-csrf': web.staff.admin.csrf,
        origin: web.config.http.publicUrl,
      },
      body: JSON.stringify(body),
    })
  const refusal = async (answer: Response) => {
    const { error } = (await answer.json()) as { error: { code: string; field: string } }
    return [answer.status, error.code, error.field]
  }
  const audited = async () => {
    const rows = await web.db.query
      .selectFrom('audit_events')
      .select(['action', 'target', 'detail', 'staff_id'])
      .where('action', 'like', 'open-data.%')
      .orderBy('id')
      .execute()
    return rows
  }

  it('withholds programmes and lets parts out, audited with what was before', async () => {
    const overview = await read<OpenDataOverview>('/open-data')
    expect(overview).to.include({ hotspots: true, coverage: true, use: false })
    expect(overview.programmes).to.deep.equal([{ name: 'city', hotspots: 3, withheld: false }])
    expect(overview.published.hotspots).to.equal(3)
    expect((await send('put', '/open-data', { withheld: ['city'] })).status).to.equal(200)
    expect((await read<OpenDataOverview>('/open-data')).published.hotspots).to.equal(0)
    expect((await send('put', '/open-data', { withheld: [] })).status).to.equal(200)
    expect((await send('put', '/open-data', {})).status).to.equal(200)
    const events = await audited()
    expect(events.map(({ action, staff_id }) => [action, staff_id])).to.deep.equal([
      ['open-data.set', web.staff.admin.id],
      ['open-data.set', web.staff.admin.id],
    ])
    expect(events[0]!.detail).to.deep.equal({ before: { withheld: [] }, after: { withheld: ['city'] } })
  })

  it('shows a month as it would leave, and publishes exactly that, once, audited', async () => {
    const seen = await read<OpenUse>(`/open-data/use/${month}`)
    expect(seen.publishedAt).to.equal(null)
    const onDay = (use: OpenUse, day: string) => use.days.find((one) => one.day === `${month}-${day}`)
    expect(onDay(seen, '03')).to.include({ visits: null, sessions: null })
    expect(seen.hidden).to.be.greaterThan(0)

    const file = async (name: string) => {
      const answer = await web.ask('admin', `/api/v1/open-data/file?name=${encodeURIComponent(name)}`)
      expect(answer.status, name).to.equal(200)
      return Buffer.from(await answer.arrayBuffer())
    }
    const preview = await file(`use/${month}.csv`)
    expect(preview.toString()).to.match(new RegExp(`^neighbourhood,.*,0900200010010,Centro,${month}-03,,\r$`, 'm'))

    const publish = (digest: string) => send('post', `/open-data/use/${month}/publish`, { digest })
    expect(await refusal(await publish('another'))).to.deep.equal([400, 'wrong-month', 'changed'])
    expect((await web.ask(undefined, `/open/v1/use/${month}.csv`)).status, 'not yet').to.equal(404)
    expect((await publish(seen.digest!)).status).to.equal(200)
    expect(await refusal(await publish(seen.digest!))).to.deep.equal([400, 'wrong-month', 'published'])

    const published = await read<OpenUse>(`/open-data/use/${month}`)
    expect(published.publishedAt).to.be.a('string')
    expect(published).to.deep.equal({ ...seen, publishedAt: published.publishedAt, digest: null })
    expect((await web.ask(undefined, `/open/v1/use/${month}.csv`)).status, 'use is off').to.equal(404)
    await send('put', '/open-data', { use: true })
    const left = await web.ask(undefined, `/open/v1/use/${month}.csv`)
    expect(left.status).to.equal(200)
    expect(Buffer.from(await left.arrayBuffer()).equals(preview), 'octet by octet').to.equal(true)
    expect((await file(`use/${month}.csv`)).equals(preview), 'afterwards as well').to.equal(true)
    const events = (await audited()).filter(({ action }) => action === 'open-data.publish')
    expect(events.map(({ target }) => target)).to.deep.equal([`use of ${month}`])
    expect(events[0]!.detail).to.include({ digest: seen.digest })
  })

  it('shows every file as it would leave, though its part is off, to administrators alone', async () => {
    await send('put', '/open-data', { hotspots: false, withheld: ['city'] })
    const ask = (name: string, role: 'admin' | 'planner' = 'admin') =>
      web.ask(role, `/api/v1/open-data/file?name=${name}`)
    const withheld = await (await ask('hotspots.csv')).text()
    expect(withheld)
      .to.match(/^\uFEFF?programme,code/)
      .and.to.not.include('Estación')
    await send('put', '/open-data', { withheld: [] })
    const preview = await (await ask('hotspots.csv')).arrayBuffer()
    expect((await web.ask(undefined, '/open/v1/hotspots.csv')).status).to.equal(404)
    await send('put', '/open-data', { hotspots: true })
    const left = await (await web.ask(undefined, '/open/v1/hotspots.csv')).arrayBuffer()
    expect(Buffer.from(left).equals(Buffer.from(preview))).to.equal(true)
    expect((await ask('hotspots.csv', 'planner')).status).to.equal(403)
    expect(await refusal(await ask('passwords.csv'))).to.deep.equal([404, 'no-such-file', undefined])
  })

  it('names a withheld programme as long as it is, so that saving the form never lets it out', async () => {
    await send('put', '/open-data', { withheld: ['city', 'not here yet'] })
    await web.db.query.updateTable('hotspots').set({ retired_at: new Date() }).execute()
    const { programmes } = await read<OpenDataOverview>('/open-data')
    expect(programmes).to.deep.equal([
      { name: 'city', hotspots: 0, withheld: true },
      { name: 'not here yet', hotspots: 0, withheld: true },
    ])
    await web.db.query.updateTable('hotspots').set({ retired_at: null }).execute()
    await send('put', '/open-data', { withheld: [] })
  })

  it('publishes no month that was seen before a programme was withheld', async () => {
    const [year, number] = month.split('-').map(Number)
    const before = new Date(Date.UTC(year!, number! - 2, 1)).toISOString().slice(0, 7)
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: `${before}-02T18:00:00Z`, people: 20 })
    const { digest } = await read<OpenUse>(`/open-data/use/${before}`)
    await send('put', '/open-data', { withheld: ['city'] })
    const answer = await send('post', `/open-data/use/${before}/publish`, { digest })
    expect(await refusal(answer)).to.deep.equal([400, 'wrong-month', 'changed'])
    await send('put', '/open-data', { withheld: [] })
  })

  it('offers and publishes no month of which not all is known', async () => {
    const { months } = await read<OpenDataOverview>('/open-data')
    const offered = months.map((one) => one.month)
    expect(offered).to.include(month).and.to.have.length.below(3)
    const [year, number] = month.split('-').map(Number)
    const long = new Date(Date.UTC(year!, number! - 5, 1)).toISOString().slice(0, 7)
    const unknown = [400, 'wrong-month', 'unknown']
    expect(await refusal(await web.ask('admin', `/api/v1/open-data/use/${long}`))).to.deep.equal(unknown)
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: `${long}-02T18:00:00Z`, people: 20 })
    expect((await web.ask('admin', `/api/v1/open-data/use/${long}`)).status, 'there were sessions by then').to.equal(
      200,
    )
    const kept = { timeZone: web.config.timeZone, retention: { ...web.config.retention, sessionDays: 100 } }
    expect(await knownMonths(web.db, kept), 'not all of that month are kept')
      .to.include(month)
      .and.not.include(long)
  })

  it('shows and publishes no month that is not over', async () => {
    const answer = await web.ask('admin', '/api/v1/open-data/use/2999-01')
    expect(await refusal(answer)).to.deep.equal([400, 'wrong-month', 'incomplete'])
  })
})
