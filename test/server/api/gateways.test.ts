import { expect } from 'chai'
import {
  apiError,
  disabledGatewayPage,
  type GatewayHeard,
  type GatewayHotspots,
  gatewayDetail,
  gatewayListItem,
  gatewayPage,
  gatewaySetup,
} from '../../../server/api/contract/index.ts'
import { type PlazaEvent, subscribe } from '../../../server/database/events/events.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { storeHeard } from '../../../server/network/gateways/heard/store.ts'
import { addSeenRequests, utcDay } from '../../../server/network/gateways/posture/store.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { markOpened, storeGrant } from '../../../server/sessions/grants/grants.ts'
import { testMac } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { addSession, type SmallCity, sealer, smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

describe('gateways over the API', () => {
  let web: TestWeb
  let city: SmallCity
  let schools: number
  before(async () => {
    web = await startTestWeb({
      prepare: async (db) => {
        city = await smallCity(db)
        schools = await addGateway(db, sealer, {
          name: 'schools',
          network: '203.0.113.0/24',
          secret: 'secret-of-the-schools',
          vendor: 'generic',
          coaPort: 3799,
          messageAuthenticator: 'off',
          nasIdentifier: null,
          uamSecret: null,
          loginOrigins: [],
        })
        const seen = {
          ...{ gatewayId: schools, day: utcDay(new Date()), proxyState: false, eap: false, refused: false },
          ...{ lastAt: new Date(), nasIdentifier: 'school-1' },
        }
        await addSeenRequests(db, [
          { ...seen, address: '203.0.113.7', signed: false, requests: 1204 },
          { ...seen, address: '203.0.113.8', signed: true, requests: 8310 },
        ])
      },
    })
  })
  after(() => web.close())

  const choose = (role: StaffRole, id: number, body: unknown) =>
    web.ask(role, `/api/v1/gateways/${id}/message-authenticator`, {
      method: 'PUT',
      headers: { 'x-plaza-csrf': web.staff[role].csrf, origin: web.origin, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const modeOf = async (id: number) =>
    (await loadGateways(web.db, sealer)).find((gateway) => gateway.id === id)?.messageAuthenticator
  const audited = () =>
    web.db.query
      .selectFrom('audit_events')
      .select(['staff_id', 'target', 'detail'])
      .where('action', '=', 'gateway.message-authenticator')
      .orderBy('id')
      .execute()

  const gatewaysNow = async () => gatewayPage.parse(await (await web.ask('operator', '/api/v1/gateways')).json()).items

  it('are listed with what was seen of them, and with no secret', async () => {
    const text = await (await web.ask('operator', '/api/v1/gateways')).text()
    expect(text).to.not.match(/secret/i)
    const { items: gateways } = gatewayPage.parse(JSON.parse(text))
    expect(gateways.map(({ name, hotspots, verdict }) => [name, hotspots, verdict])).to.deep.equal([
      ['plaza-mayor', 3, 'silent'],
      ['schools', 0, 'old'],
    ])
    expect(gateways[1]).to.deep.include({
      ...{ network: '203.0.113.0/24', messageAuthenticator: 'off', signedProxyState: 'auto' },
      ...{ requests: 9514, unsigned: 1204, unsignedFrom: '203.0.113.7', sources: 2, nasIdentifiers: ['school-1'] },
    })
  })

  it('say where octets come swapped, and whose devices are elsewhere at the same time', async () => {
    const [first, second] = (await gatewaysNow()).map(({ id }) => id)
    const session = (gateway_id: number, session_key: string, started_at: Date, device_mac: string) => ({
      ...{ gateway_id, session_key, acct_session_id: session_key, device_mac, started_at, updated_at: new Date() },
      ...{ input_octets: 9_000_000, output_octets: gateway_id === first ? 90_000_000 : 900_000 },
    })
    const hourAgo = new Date(Date.now() - 3_600_000)
    const macs = Array.from({ length: 5 }, testMac)
    const rows = macs.map((mac, at) => session(second!, `swapped ${at}`, hourAgo, mac))
    await web.db.query
      .insertInto('sessions')
      .values([...rows, session(first!, 'copied', hourAgo, macs[0]!)])
      .execute()
    const found = (await gatewaysNow())
      .slice(0, 2)
      .map(({ octetsSwapped, copiedDevices }) => [octetsSwapped, copiedDevices])
    expect(found).to.deep.equal([
      [false, 1],
      [true, 1],
    ])
    await web.db.query.deleteFrom('sessions').where('session_key', 'like', 'swapped %').execute()
    await web.db.query.deleteFrom('sessions').where('session_key', '=', 'copied').execute()
  })

  it('say who lets devices in, what Plaza cannot do there, and how many it has let in by itself', async () => {
    const place = {
      network: null,
      secret: 'unused',
      coaPort: 3799,
      nasIdentifier: null,
      uamSecret: null,
      loginOrigins: [],
    }
    const id = await addGateway(web.db, sealer, { ...place, name: 'market', vendor: 'omada' })
    const identity = { issuer: 'https://key.example', subject: 'market' }
    const { id: residentId } = await findOrCreateResident(web.db, identity)
    const limits = { sessionSeconds: 60, idleSeconds: 60, interimSeconds: 60, upBps: null, downBps: null, octets: null }
    const grant = { gatewayId: id, hotspotId: null, residentId, deviceMac: '02:00:00:00:09:01', limits, token: null }
    await markOpened(web.db, [await storeGrant(web.db, grant)])
    await storeGrant(web.db, { ...grant, deviceMac: '02:00:00:00:09:02' })
    const { items: gateways } = gatewayPage.parse(await (await web.ask('operator', '/api/v1/gateways')).json())
    expect(gateways.find(({ name }) => name === 'market')).to.deep.include({
      ...{ access: 'portal', network: null, granted: 1 },
      cannot: ['disconnect', 'change-limits', 'data-limit', 'speed-limit', 'accounting'],
    })
    expect(gateways.find(({ name }) => name === 'schools')).to.deep.include({
      access: 'radius',
      cannot: ['data-limit'],
    })
    await web.db.query.deleteFrom('gateways').where('id', '=', id).execute()
  })

  it('are shown one by one with the addresses behind them', async () => {
    const response = await web.ask('operator', `/api/v1/gateways/${schools}`)
    const { bySource } = gatewayDetail.parse(await response.json())
    expect(bySource.map(({ address, unsigned, verdict }) => [address, unsigned, verdict])).to.deep.equal([
      ['203.0.113.7', 1204, 'old'],
      ['203.0.113.8', 0, 'ready'],
    ])
    const missing = await web.ask('operator', '/api/v1/gateways/999999')
    expect(missing.status).to.equal(404)
  })

  it('get another mode from an administrator, which is audited and told to every process', async () => {
    const events: PlazaEvent[] = []
    const subscription = await subscribe(web.db, (event) => events.push(event))
    const response = await choose('admin', schools, { mode: 'require', signedProxyState: 'off' })
    expect(response.status).to.equal(200)
    expect(gatewayListItem.parse(await response.json())).to.include({
      ...{ id: schools, messageAuthenticator: 'require', signedProxyState: 'off', verdict: 'old' },
    })
    expect(await modeOf(schools)).to.equal('require')
    expect(await audited()).to.deep.equal([
      {
        staff_id: web.staff.admin.id,
        target: `gateway ${schools}`,
        detail: {
          ...{ name: 'schools', mode: 'require', before: 'off', signedProxyState: 'off' },
          ...{ unsigned: 1204, requests: 9514 },
        },
      },
    ])
    await eventually(() => events.some(({ type }) => type === 'gateways'))
    await subscription.close()
  })

  it('keep their mode where the role, the gateway or what is asked is wrong, and nothing is audited', async () => {
    const before = await audited()
    expect((await choose('operator', city.gatewayId, { mode: 'off' })).status).to.equal(403)
    expect((await choose('admin', 999_999, { mode: 'off' })).status).to.equal(404)
    const wrong = [
      [{ mode: 'sometimes' }, 'mode'],
      [{}, 'mode'],
      [{ mode: 'off', secret: 'x' }, 'secret'],
      ['[]', 'body'],
      ['{"mode":', undefined],
    ] as const
    for (const [body, field] of wrong) {
      const response = await choose('admin', city.gatewayId, body)
      expect(response.status, JSON.stringify(body)).to.equal(400)
      expect(apiError.parse(await response.json()).error.field).to.equal(field)
    }
    expect((await choose('admin', city.gatewayId, { mode: 'off', more: 'x'.repeat(20_000) })).status).to.equal(413)
    expect(await modeOf(city.gatewayId)).to.equal('require')
    expect(await audited()).to.deep.equal(before)
  })

  it('are taken out of use and put back by administrators, who see what hangs on them; both are audited', async () => {
    const { gatewayId } = city
    await addSession(web.db, city, city.hotspotIds[0])
    await addSession(web.db, city, null, { ended_at: new Date() })
    expect((await gatewaysNow()).find(({ id }) => id === gatewayId)).to.include({ hotspots: 3, liveSessions: 1 })
    const use = (disabled: boolean) => send(`/gateways/${gatewayId}/use`, 'PUT', { disabled })
    const disabledNow = async () =>
      disabledGatewayPage.parse(await (await web.ask('operator', '/api/v1/disabled-gateways')).json()).items
    expect((await use(true)).status).to.equal(200)
    expect((await gatewaysNow()).map(({ id }) => id)).to.not.include(gatewayId)
    expect((await disabledNow()).map(({ id, hotspots, liveSessions }) => [id, hotspots, liveSessions])).to.deep.equal([
      [gatewayId, 3, 1],
    ])
    expect((await use(true)).status, 'it is so already').to.equal(404)
    expect((await use(false)).status).to.equal(200)
    expect(await disabledNow()).to.deep.equal([])
    const { rows } = await web.db.pool.query("select detail from audit_events where action = 'gateway.use' order by id")
    const name = 'plaza-mayor'
    expect(rows.map(({ detail }) => detail)).to.deep.equal([
      { name, before: { disabled: false }, after: { disabled: true } },
      { name, before: { disabled: true }, after: { disabled: false } },
    ])
  })

  it('tell operators how they are set up, as their make wants it written, and no secret', async () => {
    const uamSecret = 'a secret of the redirects there'
    const place = { network: '203.0.113.201/32', coaPort: 3800, nasIdentifier: 'kiosk-7', loginOrigins: [] }
    const given = {
      ...place,
      name: 'kiosk',
      vendor: 'coovachilli' as const,
      secret: 'a secret of RADIUS there',
      uamSecret,
    }
    const id = await addGateway(web.db, sealer, given)
    const text = await (await web.ask('operator', `/api/v1/gateways/${id}/setup`)).text()
    expect(text).to.not.include(given.secret).and.not.include(uamSecret)
    const setup = gatewaySetup.parse(JSON.parse(text))
    expect(setup).to.deep.include({
      ...{ nasIdentifier: 'kiosk-7', coaPort: 3800, hasUamSecret: true, controller: null },
    })
    expect(setup.configuration).to.include('\nHS_NASID=kiosk-7\n').and.include('\nHS_UAMSECRET=…')
    expect(setup.configuration).to.include(setup.walledGarden[0])
    expect(setup.captiveApi).to.match(new RegExp(`/portal/captive/${id}$`))
    const spoilt = Buffer.from('sealed with another PLAZA_SECRET')
    await web.db.query
      .updateTable('gateways')
      .set({ secret_sealed: spoilt, uam_secret_sealed: spoilt })
      .where('id', '=', id)
      .execute()
    const again = await web.ask('operator', `/api/v1/gateways/${id}/setup`)
    expect(again.status, 'no secret is opened for it').to.equal(200)
    await web.db.query.deleteFrom('gateways').where('id', '=', id).execute()
  })

  it('tell what was heard from them, what is missing, and where their hotspots are', async () => {
    const { gatewayId, hotspotIds } = city
    const heard = async () =>
      (await (await web.ask('operator', `/api/v1/gateways/${gatewayId}/heard`)).json()) as GatewayHeard
    const before = await heard()
    expect(before).to.deep.include({ accessRequest: null, accountingRequest: null, redirect: null, addresses: [] })
    expect(before.missing.map(({ kind }) => kind)).to.deep.equal([
      ...['no-access', 'no-accounting', 'no-redirect', 'no-login'],
    ])
    const at = new Date()
    const said = { gatewayId, at, address: '127.0.0.1', why: null, parameter: null }
    await storeHeard(web.db, [
      { ...said, kind: 'access' },
      { ...said, kind: 'accounting' },
      { ...said, kind: 'redirect', address: null },
    ])
    const after = await heard()
    expect(after.accountingRequest).to.deep.equal({ at: at.toISOString(), address: '127.0.0.1' })
    expect(after.missing).to.deep.equal([{ kind: 'no-login', setting: null }])
    const places = await (await web.ask('operator', `/api/v1/gateways/${gatewayId}/hotspots`)).json()
    expect(places).to.deep.include({ total: 3 })
    expect((places as GatewayHotspots).places.map(({ id }) => id)).to.deep.equal([...hotspotIds])
    expect((await web.ask('operator', '/api/v1/gateways/999999/heard')).status).to.equal(404)
  })

  it('get a new shared secret from an administrator, told once and in no audit', async () => {
    const answer = await send(`/gateways/${schools}/rotate-secret`, 'POST')
    const { secret } = (await answer.json()) as { secret: string }
    expect((await loadGateways(web.db, sealer)).find(({ id }) => id === schools)?.secret).to.equal(secret)
    expect(answer.headers.get('cache-control')).to.equal('no-store, no-transform')
    const { rows } = await web.db.pool.query("select detail from audit_events where action = 'gateway.rotate-secret'")
    expect(rows).to.deep.equal([{ detail: { name: 'schools' } }])
  })

  it('are removed with all their secrets, and their hotspots are left without one', async () => {
    const secrets = {
      secret: 'one of its own, for RADIUS',
      uamSecret: 'another of its redirects',
      macPassword: 'a third',
    }
    const place = { network: '203.0.113.200/32', coaPort: 3799, nasIdentifier: 'gone', loginOrigins: [] }
    const id = await addGateway(web.db, sealer, { ...secrets, ...place, name: 'gone', vendor: 'coovachilli' })
    await web.db.query.updateTable('hotspots').set({ gateway_id: id }).where('id', '=', city.hotspotIds[2]).execute()
    const removed = await send(`/gateways/${id}/remove`, 'POST')
    expect(await removed.json()).to.deep.equal({ hotspots: 1 })
    const { rows } = await web.db.pool.query('select * from gateways where id = $1', [id])
    expect(rows[0]).to.include({ uam_secret_sealed: null, mac_password_sealed: null, network: null })
    expect(sealer.open(rows[0].secret_sealed, 'gateway-secret')).to.equal('')
  })

  const send = (path: string, method: 'PUT' | 'POST', body?: object) =>
    web.ask('admin', `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff.admin.csrf, origin: web.origin, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
})
