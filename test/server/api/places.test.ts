import { expect } from 'chai'
import type * as contract from '../../../server/api/contract/index.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { addDistrict } from '../../../server/network/districts/districts.ts'
import { editHotspot } from '../../../server/network/hotspots/edits.ts'
import { addSession, cookieFor, ISSUER, type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('the pages of a gateway and of a site', () => {
  let web: TestWeb
  let city: SmallCity
  let site: number
  let north: number
  let south: number
  let east: number
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    ;[north, south, east] = city.hotspotIds
    // Two of the three are at one place.
    const { site_id } = await web.db.query
      .selectFrom('hotspots')
      .select('site_id')
      .where('id', '=', north)
      .executeTakeFirstOrThrow()
    site = site_id
    await web.db.query.updateTable('hotspots').set({ site_id }).where('id', '=', south).execute()
    for (const hotspot of [north, east, null]) await addSession(web.db, city, hotspot)
    await editHotspot(web.db, south, { staffId: null }, { notes: 'Pedir la llave en la caseta.' })
    const decision = { at: new Date(), gateway_id: city.gatewayId, method: 'pap', accepted: false }
    await web.db.query
      .insertInto('access_log')
      .values([
        { ...decision, hotspot_id: south, reason: 'unknown-user' },
        { ...decision, hotspot_id: east, reason: 'blocked' },
      ])
      .execute()
    const incident = { kind: 'down', hotspots: 1, most_hotspots: 1, opened_at: new Date() } as const
    const subjects = [
      { cause: 'gateway', subject_id: city.gatewayId, subject_name: 'plaza-mayor' },
      { cause: 'hotspot', subject_id: south, subject_name: 'Plaza del Sur' },
      { cause: 'gateway', subject_id: 999, subject_name: 'another' },
    ] as const
    const made = await web.db.query
      .insertInto('incidents')
      .values(subjects.map((subject) => ({ ...incident, ...subject })))
      .returning(['id', 'subject_id'])
      .execute()
    const alert = await web.db.query.selectFrom('alerts').select('id').executeTakeFirstOrThrow()
    await web.db.query
      .insertInto('incident_alerts')
      .values({ incident_id: made[1]!.id, alert_id: alert.id, hotspot_id: south, joined_at: new Date() })
      .execute()
  })
  after(() => web.close())

  const read = async <E extends contract.Endpoint>(
    address: string,
    who: { cookie: string } = web.staff.operator,
  ): Promise<contract.Answer<E>> => {
    const response = await fetch(`${web.origin}/api/v1${address}`, { headers: { cookie: who.cookie } })
    const text = await response.text()
    expect(response.status, text).to.equal(200)
    return JSON.parse(text)
  }

  it('tell which hotspots, sessions and refusals are theirs', async () => {
    const hotspots = async (of: string) =>
      (await read<typeof contract.listHotspots>(`/hotspots?${of}`)).items.map(({ id }) => id).sort()
    expect(await hotspots(`site=${site}`)).to.deep.equal([north, south])
    expect(await hotspots(`gateway=${city.gatewayId}`)).to.deep.equal([north, south, east])
    expect(await hotspots('gateway=999')).to.deep.equal([])
    const sessions = async (of: string) =>
      (await read<typeof contract.listSiteSessions>(`/${of}/sessions?live=true`)).items
        .map(({ hotspot }) => hotspot?.id ?? 0)
        .sort()
    expect(await sessions(`sites/${site}`)).to.deep.equal([north])
    expect(await sessions(`gateways/${city.gatewayId}`)).to.deep.equal([0, north, east])
    const refusals = async (of: string) =>
      (await read<typeof contract.listAccessLog>(`/access-log?${of}`)).items.map(({ reason }) => reason).sort()
    expect(await refusals(`site=${site}`)).to.deep.equal(['unknown-user'])
    expect(await refusals(`gateway=${city.gatewayId}`)).to.deep.equal(['blocked', 'unknown-user'])
    expect(await refusals('gateway=999')).to.deep.equal([])
  })

  it('tell of incidents of the place itself, and of those that hold a hotspot of it', async () => {
    const incidents = async (of: string) =>
      (await read<typeof contract.listIncidents>(`/incidents?${of}`)).items.map(({ name }) => name).sort()
    expect(await incidents(`gateway=${city.gatewayId}`)).to.deep.equal(['Plaza del Sur', 'plaza-mayor'])
    expect(await incidents(`site=${site}`)).to.deep.equal(['Plaza del Sur'])
    expect(await incidents('site=999')).to.deep.equal([])
  })

  it('tell what a site is, its readings, changes and notes', async () => {
    const of = await read<typeof contract.readSite>(`/sites/${site}`, web.staff.viewer)
    expect(of).to.deep.include({ id: site, name: 'Estación Norte', hotspots: 2, borough: 'Cuauhtémoc' })
    expect(of.gateways).to.deep.equal([{ id: city.gatewayId, name: 'plaza-mayor' }])
    expect((await read<typeof contract.readChartOfSite>(`/sites/${site}/chart?range=7d`)).range).to.equal('7d')
    const { changes, notes } = await read<typeof contract.readSiteChanges>(`/sites/${site}/changes`)
    expect(changes.map(({ action, hotspot, staff }) => [action, hotspot?.id, staff])).to.deep.equal([
      ['edit', south, null],
    ])
    expect(notes).to.deep.equal([{ id: south, name: 'Plaza del Sur', notes: 'Pedir la llave en la caseta.' }])
  })

  it('tell administrators alone what was done to the gateway itself', async () => {
    const { cookie, csrf } = web.staff.admin
    const changed = await fetch(`${web.origin}/api/v1/gateways/${city.gatewayId}/message-authenticator`, {
      method: 'PUT',
      headers: { cookie, 'x-plaza-csrf': csrf, 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'auto' }),
    })
    expect(changed.status).to.equal(200)
    const actions = async (who: { cookie: string }) =>
      (await read<typeof contract.readGatewayChanges>(`/gateways/${city.gatewayId}/changes`, who)).changes.map(
        ({ action }) => action,
      )
    expect(await actions(web.staff.admin))
      .to.include('gateway.message-authenticator')
      .and.include('edit')
    expect(await actions(web.staff.operator)).to.deep.equal(['edit'])
  })

  it('are found by words of the name, sites where there are several hotspots, of one’s districts', async () => {
    const found = async (search: string, who: { cookie: string } = web.staff.viewer) =>
      (await read<typeof contract.findSites>(`/sites?search=${encodeURIComponent(search)}`, who)).sites
    expect(await found('norte estacion')).to.deep.equal([{ id: site, name: 'Estación Norte', hotspots: 2 }])
    expect(await found('oriente')).to.deep.equal([])
    await web.db.query.updateTable('hotspots').set({ borough: 'Lejos' }).where('id', '=', south).execute()
    const district = await addDistrict(web.db, 'Lejos', ['lejos'])
    const member = { issuer: ISSUER, subject: 'far', name: 'Far', role: 'viewer' as const, districts: [district] }
    const far = await cookieFor(web.config, await putStaff(web.db, member))
    expect(await found('norte', far)).to.deep.equal([])
    const own = await read<typeof contract.readSite>(`/sites/${site}`, far)
    expect(own).to.deep.include({ hotspots: 1, borough: 'Lejos' })
  })
})
