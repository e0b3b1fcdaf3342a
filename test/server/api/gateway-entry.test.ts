import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { gatewayMakes, gatewayVendor, missingKind } from '../../../server/api/contract/index.ts'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { isOpenedByPortal } from '../../../server/network/gateways/abilities.ts'
import { hasController, mayHaveController } from '../../../server/network/gateways/entry/entry.ts'
import { signsRedirects } from '../../../server/network/gateways/entry/new-secret.ts'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { missingKinds } from '../../../server/network/gateways/heard/missing.ts'
import { gatewayVendors } from '../../../server/network/tables.ts'
import { sealer, startTestWeb, type TestWeb } from './web-harness.ts'

const plain = {
  ...{ name: 'kiosco', vendor: 'coovachilli', network: '203.0.113.7', nasIdentifier: 'kiosco-1' },
  ...{ loginOrigins: ['http://10.1.0.1:3990/x'], coaPort: 3799, controller: null },
}
const controller = { url: 'https://unifi.example:8443/', user: 'plaza', site: 'default', ca: null }
const unifi = { ...plain, name: 'parque', vendor: 'unifi', network: null, nasIdentifier: null, loginOrigins: [] }

/** Of any of them. */
interface Answer
  extends Record<'secret' | 'uamSecret' | 'key' | 'certificate' | 'ca' | 'stem' | 'fingerprint', string> {
  id: number
  error: { code: string; field: string; details: Record<string, string> }
}

describe('a gateway registered over the API', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb()
  })
  after(() => web.close())

  const send = async (method: 'POST' | 'PUT', path: string, body: object, role: StaffRole = 'admin') => {
    const response = await web.ask(role, `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff[role].csrf, origin: web.origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return {
      status: response.status,
      body: (await response.json()) as Answer,
      cache: response.headers.get('cache-control'),
    }
  }
  const stored = async (id: number) => (await loadGateways(web.db, sealer)).find((gateway) => gateway.id === id)!
  const auditOf = async (action: string) => {
    const { rows } = await web.db.pool.query('select target, detail from audit_events where action = $1 order by id', [
      action,
    ])
    return rows.at(-1)
  }

  it('may be of every make that Plaza knows', () => {
    expect(gatewayVendor.options).to.deep.equal([...gatewayVendors])
    expect(missingKind.options).to.deep.equal([...missingKinds])
    for (const vendor of gatewayVendors) {
      const { asksRadius, signsRedirects: signs, hasController: opened } = gatewayMakes[vendor]
      expect([asksRadius, signs !== false, opened], vendor).to.deep.equal([
        !isOpenedByPortal(vendor),
        signsRedirects(vendor),
        hasController(vendor) || (mayHaveController(vendor) && 'cloud'),
      ])
    }
  })

  it('gets the secrets that Plaza makes, which are told once and audited never', async () => {
    const added = await send('POST', '/gateways', plain)
    expect(added.status, JSON.stringify(added.body)).to.equal(200)
    expect(added.cache).to.include('no-store')
    const { id, secret, uamSecret } = added.body
    expect(await stored(id)).to.deep.include({
      ...{ secret, uamSecret, network: '203.0.113.7/32', loginOrigins: ['http://10.1.0.1:3990'] },
      ...{ messageAuthenticator: 'require', macPassword: null },
    })
    const { target, detail } = await auditOf('gateway.add')
    expect(target).to.equal(`gateway ${id}`)
    expect(detail.after).to.include({ name: 'kiosco', hasUamSecret: true, messageAuthenticator: 'require' })
    expect(JSON.stringify(detail)).to.not.include(secret).and.not.include(uamSecret)
  })

  it('keeps the secrets that it has already, and tells none of them', async () => {
    const typed = { secret: { typed: 'typed-one-4711-abcdef' }, uamSecret: { typed: 'its own uam secret' } }
    const given = { ...plain, ...typed, name: 'b', network: '203.0.113.8', nasIdentifier: null }
    const added = await send('POST', '/gateways', { ...given, macPassword: { typed: 'of every device' } })
    expect(added.body).to.include({ secret: null, uamSecret: null })
    expect(await stored(added.body.id)).to.include({
      ...{ secret: typed.secret.typed, uamSecret: typed.uamSecret.typed, macPassword: 'of every device' },
    })
    const { rows } = await web.db.pool.query("select string_agg(detail::text, ' ') as all from audit_events")
    for (const secret of [typed.secret.typed, typed.uamSecret.typed, 'of every device'])
      expect(rows[0].all).to.not.include(secret)
    const weak = { ...given, name: 'w', network: '203.0.113.18', secret: { typed: 'testing123' } }
    expect((await send('POST', '/gateways', weak)).body.error.details).to.deep.equal({ reason: 'weak' })
    const allowed = await send('POST', '/gateways', { ...weak, secret: { typed: 'testing123', mayBeWeak: true } })
    expect(allowed.status).to.equal(200)
  })

  it('is refused at the field that cannot be, with the reason by name, and nothing is stored', async () => {
    const { rows: before } = await web.db.pool.query('select count(*) from gateways')
    const bare = { ...plain, name: 'c', network: '203.0.113.9', nasIdentifier: null }
    const wrong: Array<[object, string, string]> = [
      [{ ...bare, name: ' ' }, 'name', 'empty'],
      [{ ...bare, name: 'kiosco' }, 'name', 'taken'],
      [{ ...bare, network: '203.0.113.7' }, 'network', 'taken'],
      [{ ...bare, nasIdentifier: 'kiosco-1' }, 'nasIdentifier', 'taken'],
      [{ ...bare, network: '203.0.113.9/28' }, 'network', 'host-bits'],
      [{ ...bare, network: 'here' }, 'network', 'invalid'],
      [{ ...bare, network: null }, 'network', 'needed'],
      [{ ...bare, loginOrigins: ['ftp://x'] }, 'loginOrigins', 'invalid'],
      [{ ...bare, coaPort: 0 }, 'coaPort', 'invalid'],
      [{ ...bare, uamSecret: { typed: 'change-me' } }, 'uamSecret', 'well-known'],
      [{ ...bare, vendor: 'cisco', uamSecret: { typed: 'x1y2z3a4b5c6d7' } }, 'uamSecret', 'unwanted'],
      [{ ...bare, controller: { ...controller, password: 'x' } }, 'controller', 'unwanted'],
      [{ ...unifi, controller: null }, 'controllerUrl', 'needed'],
      [{ ...unifi, controller }, 'controllerPassword', 'needed'],
      [{ ...unifi, controller: { ...controller, url: 'x', password: 'y' } }, 'controllerUrl', 'invalid'],
      [{ ...unifi, controller: { ...controller, ca: 'no PEM', password: 'y' } }, 'controllerCa', 'invalid'],
    ]
    for (const [body, field, reason] of wrong) {
      const { status, body: answer } = await send('POST', '/gateways', body)
      expect(status, `${field} ${reason}`).to.equal(400)
      expect(answer.error, field).to.deep.include({ code: 'wrong-gateway', field, details: { reason } })
    }
    const { rows: after } = await web.db.pool.query('select count(*) from gateways')
    expect(after).to.deep.equal(before)
    expect((await send('POST', '/gateways', bare, 'operator')).status).to.equal(403)
  })

  it('of a maker’s cloud may be given a key by which its access points are read, which may be turned off', async () => {
    const cloud = { url: 'https://api.meraki.example/api/v1', user: '549236', site: 'N_24329156', ca: null }
    const given = {
      ...plain,
      ...{ name: 'biblioteca', vendor: 'meraki', network: '203.0.113.40', nasIdentifier: null },
      controller: null,
    }
    const { id } = (await send('POST', '/gateways', given)).body
    expect((await stored(id)).controller).to.equal(undefined)
    const change = (controller: object) =>
      send('PUT', `/gateways/${id}`, { ...given, controller, uamSecret: null, macPassword: 'keep' })
    expect((await change({ ...cloud, password: 'a key' })).status).to.equal(200)
    expect((await stored(id)).controller).to.include({ password: 'a key', site: 'N_24329156', readsStates: true })
    expect((await change({ ...cloud, readsStates: false })).status).to.equal(200)
    expect((await stored(id)).controller).to.include({ password: 'a key', readsStates: false })
    const { detail } = await auditOf('gateway.set')
    expect(detail).to.deep.include({ before: { controllerReads: true }, after: { controllerReads: false } })
    expect((await change({ ...cloud, site: '' })).body.error).to.include({ field: 'controllerSite' })
  })

  it('is changed, audited as it was and is; its controller’s password stays where address and user do', async () => {
    const password = 'the password of the controller'
    const given = { ...unifi, controller: { ...controller, password } }
    const { id } = (await send('POST', '/gateways', given)).body
    const change = (more: object) =>
      send('PUT', `/gateways/${id}`, { ...unifi, controller, uamSecret: 'keep', macPassword: 'keep', ...more })
    expect((await change({ controller: { ...controller, site: 's2' } })).status).to.equal(200)
    expect((await stored(id)).controller).to.include({ site: 's2', password })
    expect((await auditOf('gateway.set')).detail).to.deep.equal({
      ...{ name: 'parque', before: { controllerSite: 'default' }, after: { controllerSite: 's2' } },
    })
    const moved = { ...controller, url: 'https://elsewhere.example' }
    expect((await change({ controller: moved })).body.error).to.include({ field: 'controllerPassword' })
    expect((await change({ controller: { ...moved, password: 'another' } })).status).to.equal(200)
    expect((await auditOf('gateway.set')).detail.secrets).to.deep.equal(['controllerPassword'])
    const { rows } = await web.db.pool.query("select count(*) from audit_events where action = 'gateway.set'")
    expect((await change({ controller: moved })).status, 'nothing differs').to.equal(200)
    const again = await web.db.pool.query("select count(*) from audit_events where action = 'gateway.set'")
    expect(again.rows).to.deep.equal(rows)
  })

  it('gets another secret of its redirects, or none, where that is asked', async () => {
    const { id } = (
      await send('POST', '/gateways', { ...plain, name: 'd', network: '203.0.113.10', nasIdentifier: null })
    ).body
    const change = (uamSecret: unknown, macPassword: unknown = 'keep') =>
      send('PUT', `/gateways/${id}`, {
        ...{ ...plain, name: 'd', network: '203.0.113.10', nasIdentifier: null },
        ...{ uamSecret, macPassword },
      })
    const before = (await stored(id)).uamSecret
    expect((await change('keep')).body).to.deep.equal({ uamSecret: null })
    expect((await stored(id)).uamSecret).to.equal(before)
    const made = (await change('make')).body.uamSecret
    expect(made).to.match(/^[0-9a-f]{32}$/)
    expect((await stored(id)).uamSecret).to.equal(made)
    await change(null, { typed: 'of every device' })
    expect(await stored(id)).to.include({ uamSecret: null, macPassword: 'of every device' })
    await change({ typed: 'typed by a person' }, null)
    expect(await stored(id)).to.include({ uamSecret: 'typed by a person', macPassword: null })
    const missing = { ...plain, uamSecret: 'keep', macPassword: 'keep' }
    expect((await send('PUT', '/gateways/999999', missing)).status).to.equal(404)
  })

  it('gets a certificate for RadSec, its key once, and the one before goes where it is replaced', async () => {
    const given = { ...plain, name: 'sur 3', network: null, nasIdentifier: null, radsec: true, vendor: 'generic' }
    const { id } = (await send('POST', '/gateways', given)).body
    const first = await send('POST', `/gateways/${id}/certificate`, {})
    expect(first.status, JSON.stringify(first.body)).to.equal(200)
    const { key, certificate, ca, stem, fingerprint } = first.body
    const read = new X509Certificate(certificate)
    expect(read.checkPrivateKey(createPrivateKey(key))).to.equal(true)
    expect(read.verify(new X509Certificate(ca).publicKey)).to.equal(true)
    expect(stem).to.equal('sur_3')
    expect((await stored(id)).certificates.map((one) => one.fingerprint)).to.deep.equal([fingerprint])
    const second = (await send('POST', `/gateways/${id}/certificate`, { days: 10, replace: true })).body
    expect((await stored(id)).certificates.map((one) => one.fingerprint)).to.deep.equal([second.fingerprint])
    const { detail } = await auditOf('gateway.certificate')
    expect(detail).to.include({ name: 'sur 3', fingerprint: second.fingerprint, replace: true })
    expect(JSON.stringify(detail)).to.not.include('PRIVATE')
    expect((await send('POST', '/gateways/999999/certificate', {})).status).to.equal(404)
    expect((await send('POST', `/gateways/${id}/certificate`, {}, 'operator')).status).to.equal(403)
  })
})
