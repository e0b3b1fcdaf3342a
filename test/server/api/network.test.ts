import { expect } from 'chai'
import { storeHeard } from '../../../server/network/found/store.ts'
import { addSession, type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('the network over the API', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  after(() => web.close())

  const ask = async (method: string, path: string, body?: unknown, role: 'admin' | 'operator' = 'admin') => {
    const response = await web.ask(role, `/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: web.origin, 'x-plaza-csrf': web.staff[role].csrf },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the contract holds the shapes
    return { status: response.status, body: (await response.json()) as any }
  }
  const audited = async (action: string) =>
    (await web.db.pool.query('select target, detail from audit_events where action = $1 order by id', [action])).rows

  it('stores credentials without showing them, and agents that have them', async () => {
    const credential = await ask('POST', '/snmp-credentials', {
      name: 'kioscos',
      version: '2c',
      community: 'c0mmunity',
    })
    expect(credential.status).to.equal(200)
    const listed = await ask('GET', '/snmp-credentials')
    expect(JSON.stringify(listed.body)).to.include('kioscos').and.not.include('c0mmunity')
    const settings = { address: '127.0.0.1:9', credential: credential.body.id, kind: 'access-point' }
    const { body: made } = await ask('POST', '/agents', settings, 'operator')
    expect((await ask('GET', '/agents')).body.items[0]).to.include({
      id: made.id,
      host: '127.0.0.1',
      port: 9,
      hotspots: 0,
    })
    expect((await ask('PUT', `/agents/${made.id}`, { ...settings, address: '127.0.0.1:10' })).status).to.equal(200)
    const [changed] = await audited('agent.edit')
    expect(changed.detail).to.deep.include({ address: '127.0.0.1:10', credential: 'kioscos' })
    expect(changed.detail.before).to.include({ address: '127.0.0.1:9' })
    expect((await ask('POST', `/snmp-credentials/${credential.body.id}/remove`)).status, 'in use').to.equal(400)
    const silent = await ask('GET', `/agents/${made.id}/answer`)
    expect(silent.body).to.include({ answered: false })
    expect(silent.body.why).to.be.a('string')
    for (const wrong of [
      { name: 'v3', version: '3' },
      { name: 'x', version: '1' },
    ])
      expect((await ask('POST', '/snmp-credentials', wrong)).body.error.code).to.equal('wrong-agent')
    expect(JSON.stringify(await audited('snmp-credential.set'))).to.not.include('c0mmunity')
  })

  it('stores what hangs on a gateway, switch, router or UPS, and shows how that is, with the hotspot too', async () => {
    const { body: credential } = await ask('POST', '/snmp-credentials', {
      ...{ name: 'ups', version: '2c', community: 'x' },
    })
    const [north] = city.hotspotIds
    const settings = { address: '127.0.0.1:9', credential: credential.id, kind: 'ups', name: 'UPS Norte' }
    const wrong = await ask('POST', '/agents', { ...settings, parentOf: ['gateway:none'] })
    expect(wrong.body.error).to.include({ code: 'wrong-agent', field: 'parentOf' })
    const { body: made } = await ask('POST', '/agents', { ...settings, parentOf: [`${north}`] }, 'operator')
    const { body: fresh } = await ask('GET', `/agents/${made.id}`)
    expect(fresh).to.deep.include({ name: 'UPS Norte', kind: 'ups', health: null })
    expect(fresh.parentOf).to.have.length(1)
    const circle = await ask('PUT', `/agents/${made.id}`, { ...settings, parentOf: [`${north}`, 'agent:ups norte'] })
    expect(circle.body.error).to.include({ code: 'agent-circle', field: 'parentOf' })
    expect(circle.body.error.message).to.include('UPS Norte → UPS Norte')
    await ask('PUT', `/agents/${made.id}`, { ...settings, name: 'UPS' })
    expect((await ask('GET', `/agents/${made.id}`)).body, 'it stays').to.deep.include({ parentOf: fresh.parentOf })
    const now = new Date()
    await web.db.query
      .insertInto('agent_health')
      .values({
        ...{ agent_id: made.id, state: 'degraded', cause: 'on-battery', since: now, failures: 0, last_polled_at: now },
        ...{ on_battery: true, charge: 0.5 },
      })
      .execute()
    const [listed] = (await ask('GET', '/agents?search=ups')).body.items
    expect(listed.health).to.include({ state: 'degraded', cause: 'on-battery', onBattery: true, charge: 0.5 })
    const { body: hotspot } = await ask('GET', `/hotspots/${north}`)
    expect(hotspot.parent).to.deep.equal({ name: 'UPS', kind: 'ups', fault: 'on-battery' })
    expect((await audited('agent.edit')).at(-1).detail.before).to.deep.include({ parentOf: fresh.parentOf })
    await ask('POST', `/agents/${made.id}/remove`)
    expect((await ask('GET', `/hotspots/${north}`)).body.parent).to.equal(null)
  })

  it('changes, moves, replaces, retires and restores a hotspot, audited from what to what', async () => {
    const [id] = city.hotspotIds
    const { body: edited } = await ask(
      'PUT',
      `/inventory/${id}`,
      { mac: '00-00-5E-00-53-01', names: ['AP 1'], antennas: 2 },
      'operator',
    )
    expect(edited.hotspot).to.deep.include({ mac: '00:00:5e:00:53:01', names: ['AP 1'], antennas: 2 })
    expect((await audited('hotspot.edit'))[0]).to.deep.include({
      target: `hotspot ${id}`,
      detail: { changes: { mac: [null, '00:00:5e:00:53:01'], names: [[], ['AP 1']], antennas: [null, 2] } },
    })
    expect((await ask('PUT', `/inventory/${id}`, { antennas: 2 })).body.changes).to.deep.equal({})
    expect((await audited('hotspot.edit')).length, 'nothing changed').to.equal(1)
    const taken = await ask('PUT', `/inventory/${city.hotspotIds[1]}`, { mac: '00:00:5e:00:53:01' })
    expect(taken).to.deep.include({ status: 400 })
    expect(taken.body.error).to.include({ code: 'wrong-hotspot', field: 'mac' })
    await ask('POST', `/inventory/${id}/replace`, { mac: '00:00:5e:00:53:02', serial: 'S-2' })
    await ask('POST', `/inventory/${id}/move`, { latitude: 19.401, longitude: -99.15 })
    expect((await ask('POST', `/inventory/${id}/retire`)).body.hotspot.retiredAt).to.be.a('string')
    expect((await ask('GET', '/inventory?retired=true')).body.items.map((one: { id: number }) => one.id)).to.deep.equal(
      [id],
    )
    expect((await ask('GET', '/inventory')).body.total).to.equal(2)
    expect((await ask('GET', `/hotspots/${id}`)).status).to.equal(404)
    await ask('POST', `/inventory/${id}/restore`)
    const { body: whole } = await ask('GET', `/inventory/${id}`)
    expect(whole).to.include({ mac: '00:00:5e:00:53:02', serial: 'S-2', latitude: 19.401, retiredAt: null })
    expect(whole.history.map(({ action }: { action: string }) => action)).to.deep.equal([
      ...['restore', 'retire', 'move', 'replace', 'edit'],
    ])
    expect(whole.history[4].staffId).to.be.a('number')
  })

  it('lists access points that were found with the likeliest hotspot, by pages, and takes one for it', async () => {
    const at = new Date()
    const heard = (called: string, sessions: number) => ({
      gatewayId: city.gatewayId,
      called,
      sessions,
      firstAt: at,
      lastAt: at,
    })
    await storeHeard(web.db, [heard('plaza del sur', 3), heard('00:00:5e:00:99:99', 1), heard('nobody', 2)])
    const { body: first } = await ask('GET', '/found?limit=2', undefined, 'operator')
    expect(first).to.include({ total: 3 })
    expect(first.items.map(({ called }: { called: string }) => called)).to.deep.equal(['plaza del sur', 'nobody'])
    const [, south] = city.hotspotIds
    expect(first.items[0].likely).to.deep.equal({ hotspotId: south, hotspot: 'Plaza del Sur', because: 'name' })
    expect(first.items[1].likely).to.equal(null)
    const { body: second } = await ask('GET', `/found?limit=2&cursor=${encodeURIComponent(first.next)}`)
    expect(second.items).to.have.length(1)
    const session = await addSession(web.db, city, null)
    await web.db.pool.query("update sessions set called_station_id = 'Plaza del Sur:WiFi' where id = $1", [session])
    await web.db.pool.query("update found_access_points set called = 'Plaza del Sur' where called = 'plaza del sur'")
    const accepted = await ask('POST', `/found/${first.items[0].id}/accept`, { hotspot: south }, 'operator')
    expect(accepted.body).to.deep.equal({ sessions: 1 })
    expect((await audited('hotspot.accept'))[0]).to.deep.include({ target: `hotspot ${south}` })
    expect((await ask('GET', `/inventory/${south}`)).body.names).to.deep.equal(['Plaza del Sur'])
    expect((await ask('POST', `/found/${first.items[0].id}/accept`, { hotspot: south })).status).to.equal(404)
  })

  it('shows what a file of the network would change, and then changes it', async () => {
    const file = 'código,modelo,serie\nS1,AP-9,X-1\nZZ,AP-9,X-2\n'
    const body = { name: 'red.csv', content: Buffer.from(file).toString('base64') }
    const { body: preview } = await ask('POST', '/network-import', { ...body, apply: false })
    expect(preview).to.include({ applied: false, lines: 2, changed: 1, setAside: 1 })
    expect(preview.changes[0].changes).to.deep.equal({ model: [null, 'AP-9'], serial: [null, 'X-1'] })
    expect(preview.faults[0]).to.include({ line: 3, reason: 'unknown-hotspot' })
    const unsure = await ask('POST', '/network-import', {
      name: 'x.csv',
      content: Buffer.from(`${file}S1,AP-9,X-3\n`).toString('base64'),
      apply: false,
    })
    expect(unsure.body.faults.at(-1)).to.deep.include({
      reason: 'contradicts-another-line',
      candidates: [{ id: city.hotspotIds[1], programme: 'city', code: 'S1', name: 'Plaza del Sur' }],
    })
    expect(await audited('network.import')).to.deep.equal([])
    expect((await ask('POST', '/network-import', { ...body, apply: true })).body).to.include({
      applied: true,
      changed: 1,
    })
    expect((await ask('POST', '/network-import', { ...body, apply: true })).body).to.include({
      changed: 0,
      unchanged: 1,
    })
    expect((await audited('network.import'))[0].detail).to.deep.include({ file: 'red.csv', changed: 1, setAside: 1 })
    const large = `código,modelo\n${Array.from({ length: 5000 }, (_, n) => `S1,AP-9${' '.repeat(n % 50)}`).join('\n')}\n`
    const long = await ask('POST', '/network-import', {
      name: 'x',
      content: Buffer.from(large).toString('base64'),
      apply: false,
    })
    expect(long.body, 'longer than a form').to.include({ lines: 5000, changed: 0 })
    const foreign = await ask('POST', '/network-import', {
      name: 'x.csv',
      content: Buffer.from('a,b\n1,2\n').toString('base64'),
      apply: false,
    })
    expect(foreign.body.error).to.include({ code: 'wrong-file' })
  })
})
