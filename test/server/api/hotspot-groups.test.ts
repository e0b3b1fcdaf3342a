import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const initial = {
  ...{ sessionSeconds: 3600, idleSeconds: 600, upBps: null, downBps: 5_000_000 },
  ...{ dailySeconds: null, dailyOctets: 2 ** 30, devicesPerResident: 3, copiedDevices: 'show' },
  whenFull: 'turn-away',
  ...{ minimumLevel: null, belowPolicyId: null, vlan: null, filterId: null, role: null },
}

interface Answer {
  id: number
  error?: { code: string; field?: string; details?: Record<string, string> }
}

describe('hotspot groups in the API', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  after(() => web.close())

  const ask = async (method: string, path: string, body?: object) => {
    const response = await web.ask('admin', `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff.admin.csrf, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Answer }
  }
  const groups = async () => contract.hotspotGroupPage.parse((await ask('GET', '/hotspot-groups')).body).items
  const detail = async (id: number) => contract.hotspotDetail.parse((await ask('GET', `/hotspots/${id}`)).body)

  it('are made, changed and removed with their policy and hours, and each change is audited', async () => {
    const policy = (await ask('POST', '/policies', { ...initial, name: 'hospitals' })).body.id
    const { id } = (await ask('POST', '/hotspot-groups', { name: ' Escuelas ', policy, hours: 'Lun-Vie 7:00-21:00' }))
      .body
    const [made] = await groups()
    expect(made).to.include({ id, name: 'Escuelas', policy, hours: 'mon-fri 07:00-21:00', hotspots: 0 })
    expect(made?.until).to.not.equal(null)
    await ask('PUT', `/hotspot-groups/${id}`, { name: 'Hospitales', policy, hours: null })
    expect((await groups())[0]).to.include({ name: 'Hospitales', hours: null, open: true, until: null })
    expect((await ask('POST', `/policies/${policy}/remove`)).status).to.equal(400)
    expect((await ask('POST', `/hotspot-groups/${id}/remove`)).status).to.equal(200)
    expect((await ask('POST', `/policies/${policy}/remove`)).status).to.equal(200)
    expect(await groups()).to.deep.equal([])
    const { rows } = await web.db.pool.query(
      "select action from audit_events where action ~ '^(policy|hotspot-group)' order by id",
    )
    expect(rows.map(({ action }) => action)).to.deep.equal([
      'policy.add',
      'hotspot-group.add',
      'hotspot-group.set',
      'hotspot-group.remove',
      'policy.remove',
    ])
  })

  it('take in hotspots by number and by search, and show at each hotspot what holds there', async () => {
    const [first = 0] = city.hotspotIds
    const policy = (await ask('POST', '/policies', { ...initial, name: 'schools' })).body.id
    const night = { name: 'Nocturno', policy, hours: 'mon-sun 00:00-24:00' }
    const { id } = (await ask('POST', '/hotspot-groups', night)).body
    expect((await ask('POST', `/hotspot-groups/${id}/assign`, { hotspots: [first] })).body).to.deep.equal({
      hotspots: 1,
      moved: 1,
    })
    expect(await detail(first)).to.deep.include({
      ...{ policy: 'schools', open: true, openChangesAt: null },
      group: { name: 'Nocturno', hours: 'mon-sun 00:00-24:00' },
    })
    const members = contract.hotspotPage.parse((await ask('GET', `/hotspots?group=${id}`)).body)
    expect(members.items.map((item) => item.id)).to.deep.equal([first])

    const { name, programme } = await detail(first)
    const found = contract.hotspotPage.parse(
      (await ask('GET', `/hotspots?search=${encodeURIComponent(programme)}`)).body,
    )
    const all = await ask('POST', `/hotspot-groups/${id}/assign`, { search: programme })
    expect(all.body).to.deep.equal({ hotspots: found.total, moved: found.total - 1 })
    await ask('POST', '/hotspot-groups/unassign', { search: name })
    expect(await detail(first)).to.deep.include({ group: null, policy: 'default', open: true })
    await ask('POST', `/hotspot-groups/${id}/remove`)
  })

  it('name the part of opening hours that is not understood', async () => {
    const wrong = async (hours: string) =>
      (await ask('POST', '/hotspot-groups', { name: 'x', policy: null, hours })).body.error
    expect(await wrong('lun-vie 7:00-21:00, sáb "8" a 14')).to.deep.include({
      ...{ code: 'wrong-group', field: 'hours', details: { part: 'sáb "8" a 14' } },
    })
    expect(await wrong('mon 7-9')).to.deep.include({ details: { part: 'mon 7-9' } })
  })

  it('name the field that is wrong', async () => {
    const group = { name: 'x', policy: null, hours: null }
    const field = async (method: string, path: string, body: object) =>
      (await ask(method, path, body)).body.error?.field
    expect(await field('POST', '/hotspot-groups', { ...group, hours: 'mon 7-9' })).to.equal('hours')
    expect(await field('POST', '/hotspot-groups', { ...group, name: ' ' })).to.equal('name')
    expect(await field('POST', '/hotspot-groups', { ...group, policy: 999_999 })).to.equal('policy')
    expect(await field('POST', '/hotspot-groups/unassign', {})).to.equal('hotspots')
    expect(await field('POST', '/policies', { ...initial, name: 'default' })).to.equal('name')
    expect(await field('POST', '/policies', { ...initial, name: 'p', downBps: 1 })).to.equal('downBps')
    const level = { ...initial, name: 'p', minimumLevel: 'full' }
    expect(await field('POST', '/policies', level), 'the settings name none').to.equal('minimumLevel')
    expect(await field('POST', '/policies', { ...initial, name: 'p', belowPolicyId: 1 })).to.equal('belowPolicyId')
    await ask('POST', '/hotspot-groups', group)
    expect(await field('POST', '/hotspot-groups', { ...group, name: 'X' })).to.equal('name')
  })
})
