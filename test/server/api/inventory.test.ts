import { expect } from 'chai'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { storeHeard } from '../../../server/network/found/store.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('the inventory over the API', () => {
  let web: TestWeb
  let city: SmallCity
  beforeEach(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  afterEach(() => web.close())

  const ask = async (method: string, path: string, body?: unknown, role: StaffRole = 'operator') => {
    const response = await web.ask(role, `/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: web.origin, 'x-plaza-csrf': web.staff[role].csrf },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the contract holds the shapes
    return { status: response.status, body: (await response.json()) as any }
  }
  const found = async (query: string) =>
    (await ask('GET', `/inventory?${query}`)).body.items.map(({ code }: { code: string }) => code)
  const audited = async (action: string) =>
    (await web.db.pool.query('select target, detail from audit_events where action = $1 order by id', [action])).rows
  const credential = async (name: string) =>
    (await ask('POST', '/snmp-credentials', { name, version: '2c', community: 'c0mmunity' }, 'admin')).body.id as number
  const agent = async (address: string, of: number, kind = 'access-point') =>
    (await ask('POST', '/agents', { address, credential: of, kind })).body.id as number

  it('finds what lacks several things at once, what has them, and what is of a borough or group', async () => {
    const [north, south] = city.hotspotIds
    const kioscos = await credential('kioscos')
    await ask('PUT', `/inventory/${north}`, { agent: await agent('192.0.2.7', kioscos) })
    await ask('PUT', `/inventory/${south}`, { gateway: null })
    const { body: group } = await ask(
      'POST',
      '/hotspot-groups',
      { name: 'Escuelas', policy: null, hours: null },
      'admin',
    )
    await ask('POST', `/hotspot-groups/${group.id}/assign`, { hotspots: [south] }, 'admin')
    await web.db.pool.query("update hotspots set borough = 'Tlalpan' where id = $1", [south])

    expect(await found('without=agent')).to.have.members(['S1', 'E1'])
    expect(await found('without=agent,gateway')).to.deep.equal(['S1'])
    expect(await found('with=agent')).to.deep.equal(['N1'])
    expect(await found('with=gateway&without=agent')).to.deep.equal(['E1'])
    expect(await found('borough=Tlalpan')).to.deep.equal(['S1'])
    expect(await found(`group=${group.id}`)).to.deep.equal(['S1'])
    expect((await ask('GET', '/inventory?without=roof')).status).to.equal(400)
    expect((await ask('GET', `/inventory/${south}`)).body.group).to.deep.equal({ id: group.id, name: 'Escuelas' })

    const { body: choices } = await ask('GET', '/inventory-choices', undefined, 'viewer')
    expect(choices.programmes).to.deep.equal(['city'])
    expect(choices.boroughs).to.deep.equal(['Cuauhtémoc', 'Tlalpan'])
    expect(choices.gateways).to.deep.equal([{ id: city.gatewayId, name: 'plaza-mayor' }])
    expect(choices.groups).to.deep.equal([{ id: group.id, name: 'Escuelas' }])
  })

  it('names in a hotspot’s history who changed it', async () => {
    const [north] = city.hotspotIds
    await ask('PUT', `/inventory/${north}`, { model: 'AP-7' })
    const { body } = await ask('GET', `/inventory/${north}`, undefined, 'viewer')
    expect(body.history[0]).to.include({ action: 'edit', staff: 'A operator' })
  })

  it('adds a hotspot in its neighbourhood, once, with the beginning of its history', async () => {
    const settings = { programme: 'city', code: 'P-9', name: 'Parque', latitude: 19.41, longitude: -99.151 }
    const { status, body } = await ask('POST', '/inventory', settings)
    expect(status).to.equal(200)
    const { body: item } = await ask('GET', `/inventory/${body.id}`)
    expect(item).to.include({ code: 'P-9', name: 'Parque', latitude: 19.41, longitude: -99.151 })
    expect(item.history.map(({ action }: { action: string }) => action)).to.deep.equal(['add'])
    const { rows } = await web.db.pool.query('select neighbourhood_id from hotspots where id = $1', [body.id])
    expect(rows[0].neighbourhood_id).to.equal(city.neighbourhoodId)
    expect((await audited('hotspot.add'))[0]).to.deep.include({ target: `hotspot ${body.id}` })
    const again = await ask('POST', '/inventory', { ...settings, name: 'Otro' })
    expect(again.status).to.equal(400)
    expect(again.body.error).to.include({ code: 'wrong-hotspot', field: 'code' })
  })

  it('changes many at once, chosen one by one or by what was searched, each with its history', async () => {
    const [north, south, east] = city.hotspotIds
    const [kioscos, torres] = [await credential('kioscos'), await credential('torres')]
    const shared = await agent('192.0.2.7:1161', kioscos, 'controller')
    for (const id of [north, south]) await ask('PUT', `/inventory/${id}`, { agent: shared })

    const { body: one } = await ask('POST', '/inventory/many', {
      hotspots: [north, east],
      change: { credential: torres },
    })
    expect(one).to.deep.equal({ hotspots: 2, changed: 1 })
    const { body: changed } = await ask('GET', `/inventory/${north}`)
    expect(changed.agent).to.equal('192.0.2.7:1161 (torres)')
    expect(changed.history[0].changes).to.deep.equal({
      agent: ['192.0.2.7:1161 (kioscos)', '192.0.2.7:1161 (torres)'],
    })
    expect((await ask('GET', `/agents/${changed.agentId}`)).body).to.include({
      kind: 'controller',
      credential: 'torres',
    })
    expect((await ask('GET', `/inventory/${south}`)).body.agent, 'not chosen').to.include('kioscos')

    const { body: taken } = await ask('POST', '/inventory/many', {
      filter: { search: 'cuauhtemoc', with: 'agent' },
      change: { gateway: null },
    })
    expect(taken).to.deep.equal({ hotspots: 2, changed: 2 })
    expect(await found('without=gateway')).to.have.members(['N1', 'S1'])

    const { body: group } = await ask(
      'POST',
      '/hotspot-groups',
      { name: 'Escuelas', policy: null, hours: null },
      'admin',
    )
    const grouped = { hotspots: [north], change: { group: group.id } }
    expect((await ask('POST', '/inventory/many', grouped)).status, 'groups are of administrators').to.equal(403)
    expect((await ask('POST', '/inventory/many', grouped, 'admin')).body).to.deep.equal({ hotspots: 1, changed: 1 })
    expect(await found(`group=${group.id}`)).to.deep.equal(['N1'])

    const { body: district } = await ask('POST', '/districts', { name: 'Centro', boroughs: [] }, 'admin')
    const put = { hotspots: [north, south], change: { district: district.id } }
    expect((await ask('POST', '/inventory/many', put)).status, 'districts are of administrators').to.equal(403)
    expect((await ask('POST', '/inventory/many', put, 'admin')).body).to.deep.equal({ hotspots: 2, changed: 2 })
    expect(await found(`district=${district.id}`)).to.have.members(['N1', 'S1'])
    const follows = { filter: { district: String(district.id) }, change: { district: null } }
    expect((await ask('POST', '/inventory/many', follows, 'admin')).body).to.deep.equal({ hotspots: 2, changed: 2 })
    expect(await found(`district=${district.id}`)).to.deep.equal([])
    expect((await ask('GET', `/inventory/${north}`)).body.history[0].changes).to.deep.equal({
      district: ['Centro', null],
    })

    await ask('POST', '/inventory/many', { hotspots: [north, south], change: { retired: true } })
    expect(await found('retired=true')).to.have.members(['N1', 'S1'])
    await ask('POST', '/inventory/many', { filter: { retired: 'true' }, change: { retired: false } })
    expect(await found('')).to.have.length(3)
    expect((await ask('GET', `/inventory/${south}`)).body.history[0]).to.include({ action: 'restore' })
    const events = await audited('hotspots.edit')
    expect(events[0].detail).to.deep.include({ hotspots: 2, changed: 1, change: { credential: 'torres' } })

    for (const [wrong, field] of [
      [{ hotspots: [north], change: { gateway: 'no such' } }, 'gateway'],
      [{ hotspots: [north], change: { credential: 999 } }, 'credential'],
    ] as const)
      expect((await ask('POST', '/inventory/many', wrong)).body.error).to.include({ code: 'wrong-hotspot', field })
    const nowhere = { hotspots: [north], change: { district: 999 } }
    expect((await ask('POST', '/inventory/many', nowhere, 'admin')).body.error).to.include({ field: 'district' })
    for (const unsound of [{ change: { gateway: null } }, { hotspots: [north], change: {} }])
      expect((await ask('POST', '/inventory/many', unsound)).status).to.equal(400)
  })

  it('says which hotspot has an address already', async () => {
    const [north, south] = city.hotspotIds
    await ask('PUT', `/inventory/${north}`, { mac: '00:00:5e:00:53:01' })
    const { body } = await ask('PUT', `/inventory/${south}`, { bssids: ['00:00:5e:00:53:01'] })
    expect(body.error).to.deep.include({ code: 'wrong-hotspot', field: 'mac' })
    expect(body.error.details).to.deep.equal({ address: '00:00:5e:00:53:01', other: 'city N1 (Estación Norte)' })
  })

  it('lists agents by pages, by words of their address or credential, and those that no hotspot hangs on', async () => {
    const kioscos = await credential('kioscos')
    const [first] = await Promise.all(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((host) => agent(host, kioscos)))
    await ask('PUT', `/inventory/${city.hotspotIds[0]}`, { agent: first })
    const { body: page } = await ask('GET', '/agents?limit=2')
    expect(page).to.include({ total: 3 })
    expect(page.items.map(({ host }: { host: string }) => host)).to.deep.equal(['192.0.2.1', '192.0.2.2'])
    expect(page.items[0].hotspots).to.equal(1)
    const { body: rest } = await ask('GET', `/agents?limit=2&cursor=${page.next}`)
    expect(rest.items.map(({ host }: { host: string }) => host)).to.deep.equal(['192.0.2.3'])
    expect(rest.next).to.equal(null)
    expect((await ask('GET', '/agents?search=2.2 KIOS')).body.total).to.equal(1)
    expect((await ask('GET', '/agents?unused=true')).body.total).to.equal(2)
    expect(await found(`agent=${first}`)).to.deep.equal(['N1'])
  })

  it('says what a city still lacks', async () => {
    const { body } = await ask('GET', '/first-steps')
    expect(body).to.deep.equal({
      neighbourhoods: { total: 1, withoutPopulation: 0 },
      hotspots: { total: 3, withoutGateway: 0, withoutAgent: 3, withoutName: 3, unanswered: 3 },
      gateways: { total: 1, silent: 1 },
      credentials: 0,
    })
    const kioscos = await credential('kioscos')
    const [north, south] = city.hotspotIds
    await ask('PUT', `/inventory/${north}`, { agent: await agent('192.0.2.7', kioscos), names: ['AP-1'] })
    await ask('PUT', `/inventory/${south}`, { gateway: null, mac: '00:00:5e:00:53:01' })
    await web.db.pool.query('update hotspot_health set last_answered_at = now() where hotspot_id = $1', [north])
    await web.db.pool.query('update neighbourhoods set population = 0')
    await web.db.pool.query(
      `insert into gateway_posture_days (gateway_id, day, address, signed, proxy_state, eap, refused, requests, last_at)
       values ($1, current_date, '127.0.0.1', true, false, false, false, 1, now())`,
      [city.gatewayId],
    )
    expect((await ask('GET', '/first-steps')).body).to.deep.equal({
      neighbourhoods: { total: 1, withoutPopulation: 1 },
      hotspots: { total: 3, withoutGateway: 1, withoutAgent: 2, withoutName: 1, unanswered: 2 },
      gateways: { total: 1, silent: 0 },
      credentials: 1,
    })
  })

  it('takes many found access points at once, and leaves those that cannot be', async () => {
    const [north, south] = city.hotspotIds
    const heard = { gatewayId: city.gatewayId, sessions: 2, firstAt: new Date(), lastAt: new Date() }
    await storeHeard(web.db, [
      { ...heard, called: '00:00:5e:00:53:31' },
      { ...heard, called: 'AP Sur', sessions: 1 },
    ])
    const { body: list } = await ask('GET', '/found')
    const [first, second] = list.items as Array<{ id: number }>
    await ask('POST', `/inventory/${south}/retire`)
    const { body } = await ask('POST', '/found/accept', {
      found: [
        { id: first!.id, hotspot: north },
        { id: second!.id, hotspot: south },
      ],
    })
    expect(body).to.deep.equal({ accepted: 1, refused: 1, sessions: 0 })
    expect((await ask('GET', `/inventory/${north}`)).body.bssids).to.deep.equal(['00:00:5e:00:53:31'])
    expect((await ask('GET', '/found')).body.items.map(({ called }: { called: string }) => called)).to.deep.equal([
      'AP Sur',
    ])
    expect((await audited('hotspot.accept'))[0].detail).to.deep.include({ accepted: 1, refused: 1 })
  })
})
