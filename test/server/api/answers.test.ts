import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { auditAlone } from '../../../server/directory/audit.ts'
import { addSession, type SmallCity, smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

describe('the answers of the API', () => {
  let web: TestWeb
  let city: SmallCity
  let north: number
  let south: number
  before(async () => {
    web = await startTestWeb({
      environment: { PLAZA_TIME_ZONE: 'America/Mexico_City', PLAZA_TILE_URL: 'https://t.example/{z}/{x}/{y}.png' },
      prepare: async (db) => {
        city = await smallCity(db)
        north = city.hotspotIds[0]
        south = city.hotspotIds[1]
        const live = await addSession(db, city, north)
        await addSession(db, city, north, { ended_at: new Date() })
        await addSession(db, city, null)
        const day = new Date().toLocaleDateString('en-CA', { timeZone: 'America/Mexico_City' })
        await db.query
          .insertInto('session_days')
          .values({ session_id: live, day, hotspot_id: north, resident_id: 7, input_octets: 10, output_octets: 20 })
          .execute()
        await db.query
          .insertInto('disconnects')
          .values([
            { session_id: live, cause: 'quota', outcome: 'timeout', attempts: 3 },
            { session_id: live, cause: 'staff', outcome: 'nak', error_cause: 503, attempts: 1 },
          ])
          .execute()
        await db.query
          .insertInto('access_log')
          .values({
            gateway_id: city.gatewayId,
            hotspot_id: north,
            device_mac: 'aa:bb:cc:dd:ee:ff',
            method: 'mac',
            accepted: false,
            reason: 'unknown-device',
          })
          .execute()
      },
    })
  })
  after(() => web.close())

  const read = async <T>(schema: { parse(value: unknown): T }, path: string): Promise<T> => {
    const response = await web.ask('admin', `/api/v1${path}`)
    expect(response.status, path).to.equal(200)
    return schema.parse(await response.json())
  }
  const wrong = async (path: string) => {
    const response = await web.ask('admin', `/api/v1${path}`)
    const { error } = contract.apiError.parse(await response.json())
    return [response.status, error.code, error.field]
  }

  it('puts every hotspot on the map with its state and its live sessions', async () => {
    const { points } = await read(contract.hotspotPoints, '/hotspots/points')
    expect(points).to.deep.equal([
      [north, -99.15, 19.415, 'up', 1],
      [south, -99.155, 19.405, 'down', 0],
      [city.hotspotIds[2], -98.95, 19.41, 'unknown', 0],
    ])
  })

  it('finds hotspots without accents, by any of their names, and takes wildcards literally', async () => {
    const found = async (query: string) => {
      const { items, total } = await read(contract.hotspotPage, `/hotspots?${query}`)
      expect(items).to.have.length(total)
      return items.map(({ code }) => code)
    }
    expect(await found('search=ESTACION')).to.deep.equal(['N1'])
    expect(await found('search=100%25')).to.deep.equal(['E1'])
    expect(await found('search=a%25b')).to.deep.equal([])
    expect(await found('search=cuauhtemoc')).to.have.length(3)
    expect(await found('state=down')).to.deep.equal(['S1'])
    expect(await found('state=unknown')).to.deep.equal(['E1'])
  })

  it('finds for the map all ids that the list finds, by programme and borough too', async () => {
    const found = async (query: string) => (await read(contract.findHotspots.response, `/hotspots/found?${query}`)).ids
    expect(await found('search=estacion')).to.deep.equal([north])
    const { items } = await read(contract.hotspotPage, '/hotspots')
    for (const { programme, borough } of items) {
      const query = `programme=${encodeURIComponent(programme)}&borough=${encodeURIComponent(borough ?? '')}`
      const alike = items.filter((each) => each.programme === programme && each.borough === borough)
      expect((await found(query)).sort()).to.deep.equal(alike.map(({ id }) => id).sort())
      const listed = await read(contract.hotspotPage, `/hotspots?${query}`)
      expect(listed.total).to.equal(alike.length)
    }
    expect(await found('programme=Ninguno')).to.deep.equal([])
  })

  it('shows one hotspot with its gateway, its readings and its use today', async () => {
    const hotspot = await read(contract.hotspotDetail, `/hotspots/${north}`)
    expect(hotspot).to.deep.include({
      name: 'Estación Norte',
      neighbourhood: 'Centro',
      gateway: { id: 1, name: 'plaza-mayor', vendor: 'coovachilli' },
      state: 'up',
      clients: 3,
      inBps: 1e6,
      liveSessions: 1,
    })
    expect(hotspot.usageToday).to.include({ inputOctets: 10, outputOctets: 20 })
    expect(hotspot.usageToday.sessions).to.be.within(1, 2)
    expect((await read(contract.hotspotDetail, `/hotspots/${city.hotspotIds[2]}`)).since).to.equal(null)
  })

  it('shows devices by their last three octets only, with the last Disconnect-Request', async () => {
    const { items: sessions } = await read(contract.sessionPage, `/hotspots/${north}/sessions?live=true`)
    expect(sessions).to.have.length(1)
    expect(sessions[0]).to.deep.include({
      device: 'dd:ee:ff',
      inputOctets: 1000,
      disconnect: { outcome: 'nak', errorCause: 503, attempts: 1 },
    })
    expect((await read(contract.sessionPage, `/hotspots/${north}/sessions?live=false`)).total).to.equal(1)
    expect((await read(contract.sessionPage, `/hotspots/${north}/sessions`)).items).to.have.length(2)
    const { items: decisions } = await read(contract.accessLogPage, `/access-log?hotspot=${north}`)
    expect(decisions[0]).to.deep.include({ device: 'dd:ee:ff', gateway: 'plaza-mayor', reason: 'unknown-device' })
    expect((await read(contract.accessLogPage, `/access-log?hotspot=${south}`)).items).to.deep.equal([])
  })

  it('sums up the city', async () => {
    expect(await read(contract.summary, '/summary')).to.deep.equal({
      hotspots: { up: 1, degraded: 0, down: 1, unknown: 1 },
      liveSessions: 2,
      residentsToday: 1,
      residents: 1000,
      residentsCovered: 600,
      residentsUnchecked: 0,
      residentsWithout: 400,
      residentsWithoutByFaults: 0,
    })
  })

  it('lists open and closed alerts apart', async () => {
    const { items: alerts } = await read(contract.alertPage, '/alerts?open=true')
    expect(alerts.map(({ hotspot, residentsAffected }) => [hotspot, residentsAffected])).to.deep.equal([
      ['Plaza del Sur', 640],
    ])
    expect((await read(contract.alertPage, '/alerts?open=false')).items).to.deep.equal([])
  })

  it('gives neighbourhoods, and their outlines rounded to a metre', async () => {
    const { items: neighbourhoods } = await read(contract.neighbourhoodPage, '/neighbourhoods')
    expect(neighbourhoods[0]).to.deep.include({
      code: '0900200010010',
      population: 1000,
      withoutInternet: 0.25,
      covered: 0.6,
      unchecked: 0,
    })
    const response = await web.ask('viewer', '/api/v1/neighbourhoods/shapes')
    expect(response.headers.get('content-type')).to.contain('application/geo+json')
    const { features } = contract.neighbourhoodShapes.parse(await response.json())
    expect(features[0]!.id).to.equal(city.neighbourhoodId)
    expect(features[0]!.geometry.coordinates[0]![0]).to.deep.equal([-99.16123, 19.4])
  })

  it('gives use by day of a hotspot or a resident, and of exactly one at a time', async () => {
    const days = '&from=2026-01-01&to=2100-01-01'
    const { usageToday } = await read(contract.hotspotDetail, `/hotspots/${north}`)
    for (const [of, sessions] of [
      [`hotspot=${north}`, usageToday.sessions],
      ['resident=7', 1],
    ] as const) {
      const { days: used } = await read(contract.usage, `/usage?${of}${days}`)
      const figures = used.map((use) => [use.inputOctets, use.outputOctets, use.sessions])
      expect(figures, of).to.deep.equal([[10, 20, sessions]])
    }
    expect((await read(contract.usage, `/usage?device=AA-BB-CC-00-00-01${days}`)).days).to.deep.equal([])
    expect(await wrong(`/usage?from=2026-01-01&to=2026-01-02`)).to.deep.equal([400, 'wrong-parameter', 'hotspot'])
    expect(await wrong(`/usage?hotspot=1&resident=7${days}`)).to.deep.equal([400, 'wrong-parameter', 'hotspot'])
    expect(await wrong(`/usage?device=nobody${days}`)).to.deep.equal([400, 'wrong-parameter', 'device'])
    expect(await wrong(`/usage?hotspot=1&from=today&to=2026-01-02`)).to.deep.equal([400, 'wrong-parameter', 'from'])
  })

  it('names who did what in the audit', async () => {
    await auditAlone(web.db, { kind: 'staff', staffId: web.staff.operator.id }, 'session.disconnect', 'session 1', {
      a: 1,
    })
    await auditAlone(web.db, { kind: 'command' }, 'gateway.add', 'gateway 1')
    const { items: events } = await read(contract.auditPage, '/audit?limit=2')
    expect(events.map(({ actor, action }) => [actor, action])).to.deep.equal([
      ['command', 'gateway.add'],
      ['A operator', 'session.disconnect'],
    ])
    expect(events[1]!.detail).to.deep.equal({ a: 1 })
  })

  it('tells the dashboard where tiles come from', async () => {
    const { tiles, timeZone } = await read(contract.settings, '/settings')
    expect(tiles).to.deep.equal({ url: 'https://t.example/{z}/{x}/{y}.png', attribution: '' })
    expect(timeZone).to.equal('America/Mexico_City')
  })

  it('names the parameter that is wrong', async () => {
    expect(await wrong('/hotspots?state=broken')).to.deep.equal([400, 'wrong-parameter', 'state'])
    expect(await wrong('/hotspots?limit=0')).to.deep.equal([400, 'wrong-parameter', 'limit'])
    expect(await wrong('/hotspots?limit=5&limit=6')).to.deep.equal([400, 'wrong-parameter', 'limit'])
    expect(await wrong('/hotspots?colour=red')).to.deep.equal([400, 'wrong-parameter', 'colour'])
    expect(await wrong('/hotspots/north')).to.deep.equal([400, 'wrong-parameter', 'id'])
    expect(await wrong(`/hotspots/${north}/chart?range=2y`)).to.deep.equal([400, 'wrong-parameter', 'range'])
  })

  it('says that what is not there is not there', async () => {
    expect(await wrong('/hotspots/999999')).to.deep.equal([404, 'no-such-hotspot', undefined])
    expect(await wrong('/hotspots/999999/site-chart')).to.deep.equal([404, 'no-such-hotspot', undefined])
    expect(await wrong('/hotspots/999999/sessions')).to.deep.equal([404, 'no-such-hotspot', undefined])
    expect(await wrong('/teapots')).to.deep.equal([404, 'no-such-path', undefined])
  })

  it('answers as JSON even a path with a broken escape', async () => {
    expect((await wrong('/hotspots/%E0%A4%A'))[0]).to.equal(400)
  })
})
