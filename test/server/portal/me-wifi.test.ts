import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { addPasswordCredential, noteCredentialUse } from '../../../server/directory/device-credentials.ts'
import { bindDevice } from '../../../server/directory/devices.ts'
import { en } from '../../../server/portal/languages/en.ts'
import { es } from '../../../server/portal/languages/es.ts'
import { testSealer } from '../../support/city.ts'
import { requirePeer } from '../../support/peers.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, createPerson, type Person } from './person.ts'

const lucia = { username: 'lucia', password: 'jacaranda-27' }
const grace = { username: 'grace', password: 'bluebird-92' }
const SSID = 'Ciudad <segura>'

describe('the secure network at /me', function () {
  this.timeout(30_000)
  let portal: TestPortal
  let person: Person
  before(async () => {
    portal = await startTestPortal({
      wholeWeb: true,
      settings: { PLAZA_SECURE_WIFI_SSID: SSID, PLAZA_SECURE_WIFI_REALM: 'roam.example' },
    })
  })
  after(() => portal.close())
  beforeEach(async () => {
    person = createPerson()
    await portal.db.query.deleteFrom('device_credentials').execute()
  })

  const signIn = async (account = lucia, who = person): Promise<Answer> => {
    let page = await who.submit(await who.get(`${portal.origin}/me`))
    for (let steps = 0; steps < 5 && page.url.pathname !== '/portal/me'; steps++) {
      page = await who.submit(page, page.html.includes('type="password"') ? account : {})
    }
    return page
  }
  const residentOf = async (subject: string) =>
    (
      await portal.db.query
        .selectFrom('residents')
        .select('id')
        .where('subject', '=', subject)
        .executeTakeFirstOrThrow()
    ).id
  const formTo = (page: Answer, action: string) => {
    const found = page.forms.findIndex((form) => form.action === `/portal/me/${action}`)
    if (found < 0) throw new Error(`no form to ${action}:\n${page.html}`)
    return found
  }
  const protect = async (kind: string, name = 'Mi celular', who = person) => {
    const page = await who.get(`${portal.origin}/portal/me/protect`)
    return who.submit(page, { name, kind }, formTo(page, 'protect'))
  }
  const stored = () => portal.db.query.selectFrom('device_credentials').selectAll().orderBy('id').execute()
  const passwordOn = (page: Answer) => /<code>([a-z0-9]{24})<\/code>/.exec(page.html)?.[1]
  const linkTo = (page: Answer, ending: string) => {
    const found = page.links.find(({ href }) => href.endsWith(ending))
    if (!found) throw new Error(`no link to ${ending}:\n${page.html}`)
    return new URL(found.href, page.url)
  }

  it('shows what holds, and neither what ended nor what was revoked', async () => {
    await signIn()
    const residentId = await residentOf('demo-lucia')
    const add = (deviceName: string, days: number) =>
      addPasswordCredential(portal.db, testSealer, { residentId, deviceName, days })
    const [{ id }] = [await add('Tableta <1>', 9), await add('vencida', -1)]
    const revoked = await add('anulada', 9)
    await portal.db.pool.query('update device_credentials set revoked_at = now() where id = $1', [revoked.id])
    const before = await person.get(`${portal.origin}/me`)
    expect(before.html).to.include('Tableta &lt;1&gt;').and.include(es.wifiNotUsed).and.include('Ciudad &lt;segura&gt;')
    expect(before.html).to.not.match(/vencida|anulada/)
    await noteCredentialUse(portal.db, id, '02:00:00:00:00:09')
    expect((await person.get(`${portal.origin}/me`)).html).to.not.include(es.wifiNotUsed)
  })

  it('makes a credential under the name that was given, and shows its password on that page alone', async () => {
    await signIn()
    const made = await protect('other', '  Consola & más ')
    const [credential] = await stored()
    expect(credential).to.include({ device_name: 'Consola & más', resident_id: await residentOf('demo-lucia') })
    const days = (credential!.expires_at.getTime() - Date.now()) / 86_400_000
    expect(days).to.be.closeTo(portal.config.deviceCredentialDays, 0.1)
    expect(made.headers.get('cache-control')).to.equal('no-store')
    expect(passwordOn(made)).to.be.a('string')
    for (const words of ['Consola &amp; más', credential!.username, 'anonymous@roam.example', 'localhost', 'TTLS']) {
      expect(made.html).to.include(words)
    }
    expect((await person.get(`${portal.origin}/me`)).html).to.not.include(passwordOn(made))
    expect(made.html).to.not.match(/<script|<style| style=| on\w+=/i)
  })

  it('says which name or kind is wrong, keeps what was typed, and makes nothing', async () => {
    await signIn()
    for (const [name, kind, words] of [
      ['', 'apple', es.meNameWrong],
      ['x'.repeat(41), 'apple', es.meNameWrong],
      ['a\u0007b', 'apple', es.meNameWrong],
      ['Mi celular', 'fridge', es.protectKindWrong],
    ] as const) {
      const page = await protect(kind, name)
      expect(page.status).to.equal(400)
      expect(page.html).to.include(`role="alert">${words}`)
      expect(page.forms[formTo(page, 'protect')]!.values.name).to.equal(name)
    }
    expect(await stored()).to.have.length(0)
  })

  it('makes one where the same page is sent twice, and eleven for nobody', async () => {
    await signIn()
    const page = await person.get(`${portal.origin}/portal/me/protect`)
    const twice = () => person.submit(page, { name: 'uno', kind: 'other' }, formTo(page, 'protect'))
    const answers = [await twice(), await twice()]
    expect(answers.map(({ url }) => url.pathname)).to.deep.equal(['/portal/me/protect', '/portal/me'])
    expect(await stored()).to.have.length(1)
    const residentId = await residentOf('demo-lucia')
    for (let count = 1; count < 10; count++)
      await addPasswordCredential(portal.db, testSealer, { residentId, deviceName: String(count), days: 1 })
    const full = await protect('apple')
    expect(full.status).to.equal(409)
    expect(full.html).to.include('Ya tienes 10 aparatos protegidos')
    expect(await stored()).to.have.length(10)
  })

  it('hands over a profile for each system as that system knows it, in the resident’s language', async function () {
    const openssl = requirePeer(this, 'openssl')
    person = createPerson('en')
    await signIn()
    const apple = await person.get(linkTo(await protect('apple'), '/apple'))
    expect(apple.headers.get('content-type')).to.equal('application/x-apple-aspen-config')
    expect(apple.headers.get('cache-control')).to.equal('no-store')
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-noverify']
    const plist = execFileSync(openssl, args, { input: apple.content, stdio: ['pipe', 'pipe', 'ignore'] }).toString()
    expect(plist).to.include(en.profileName.replace('{{city}}', 'Ciudad de Prueba'))
    expect(plist).to.include('<string>Ciudad &lt;segura&gt;</string>').and.include('<string>localhost</string>')

    const android = await person.get(linkTo(await protect('android'), '/android'))
    expect(android.headers.get('content-type')).to.match(/^application\/x-wifi-config/)
    expect(android.headers.get('content-transfer-encoding')).to.equal('base64')
    expect(android.headers.get('content-disposition')).to.equal(null)
    expect(Buffer.from(android.html, 'base64').toString()).to.match(/^Content-Type: multipart\/mixed/)

    const page = await protect('windows')
    const windows = await person.get(linkTo(page, '/windows'))
    expect(windows.headers.get('content-disposition')).to.equal('attachment; filename="wifi-seguro.xml"')
    expect(windows.html).to.include('<AnonymousIdentity>anonymous@roam.example<').and.not.include(passwordOn(page))
    const ca = new X509Certificate((await person.get(linkTo(page, '/ca.crt'))).content)
    expect(ca.subject).to.include('Plaza CA')
    expect(windows.html).to.include(ca.fingerprint.replaceAll(':', ' ').toLowerCase())
  })

  it('hands a profile over for a quarter of an hour, to its own resident, on a page of ours', async () => {
    await signIn()
    const url = linkTo(await protect('apple'), '/apple')
    const other = createPerson()
    expect((await other.get(url)).status, 'nobody').to.equal(400)
    await signIn(grace, other)
    expect((await other.get(url)).status, 'somebody else').to.equal(400)
    const cookie = [...person.jars.get(url.host)!].map(([name, value]) => `${name}=${value}`).join('; ')
    const from = (site: string) => fetch(url, { headers: { cookie, 'sec-fetch-site': site } })
    expect((await from('cross-site')).status).to.equal(400)
    expect((await from('same-origin')).status).to.equal(200)
    expect((await person.get(`${url.href}x`)).status, 'no such format').to.equal(404)
    await portal.db.pool.query("update device_credentials set created_at = now() - interval '15 min 1 s'")
    expect((await person.get(url)).status, 'too late').to.equal(400)
  })

  it('revokes one’s own, once, and nobody else’s', async () => {
    await signIn()
    await protect('apple', 'perdido')
    const page = await person.get(`${portal.origin}/me`)
    const other = createPerson()
    const hers = await signIn(grace, other)
    const { csrf = '' } = hers.forms[formTo(hers, 'sign-out')]!.values
    const [{ id } = { id: 0 }] = await stored()
    const forged = { action: '/portal/me/revoke', method: 'post', values: { csrf, credential: String(id) } }
    expect((await other.submit({ ...hers, forms: [forged as never] })).status).to.equal(400)
    expect((await stored())[0]!.revoked_at).to.equal(null)
    const after = await person.submit(page, {}, formTo(page, 'revoke'))
    expect(after.url.pathname).to.equal('/portal/me')
    expect(after.html).to.not.include('perdido')
    expect((await stored())[0]!.revoked_at).to.be.instanceOf(Date)
    expect((await person.submit(page, {}, formTo(page, 'revoke'))).status).to.equal(400)
  })

  it('asks the gateway to end what the device has open that used a revoked one last', async () => {
    await signIn()
    await protect('apple')
    const [mac, other] = ['02:3e:00:00:00:41', '02:3e:00:00:00:42']
    await noteCredentialUse(portal.db, (await stored())[0]!.id, mac)
    const open = (device: string) => ({
      ...{ gateway_id: portal.gateways.router, session_key: device, acct_session_id: device, device_mac: device },
      ...{ resident_id: null, started_at: new Date(), updated_at: new Date() },
    })
    const [its] = await portal.db.query
      .insertInto('sessions')
      .values([open(mac), open(other)])
      .returning('id')
      .execute()
    const page = await person.get(`${portal.origin}/me`)
    await person.submit(page, {}, formTo(page, 'revoke'))
    const asked = await portal.db.query.selectFrom('disconnects').select('session_id').execute()
    expect(asked.map(({ session_id }) => session_id)).to.deep.equal([its!.id])
  })

  it('lets a device be named, which is shown instead of its address, by its own resident alone', async () => {
    await signIn()
    const mac = '02:3e:00:00:00:77'
    await bindDevice(portal.db, { mac, residentId: await residentOf('demo-lucia'), until: new Date(Date.now() + 1e8) })
    const page = await person.get(`${portal.origin}/me`)
    const wrong = await person.submit(page, { name: ' ' }, formTo(page, 'name'))
    expect(wrong.status).to.equal(400)
    expect(wrong.html).to.include(`role="alert">${es.meNameWrong}`)
    const named = await person.submit(wrong, { name: 'Teléfono <de> Ana' }, formTo(wrong, 'name'))
    expect(named.html).to.include('<b>Teléfono &lt;de&gt; Ana</b>').and.include(`<small>${mac}`)
    const other = createPerson()
    const hers = await signIn(grace, other)
    const { csrf = '' } = hers.forms[formTo(hers, 'sign-out')]!.values
    const forged = { action: '/portal/me/name', method: 'post', values: { csrf, mac, name: 'mine' } }
    expect((await other.submit({ ...hers, forms: [forged as never] })).status).to.equal(400)
    expect((await person.get(`${portal.origin}/me`)).html).to.include('Teléfono &lt;de&gt; Ana')
  })

  it('is audited without the names of devices, user names or passwords', async () => {
    await signIn()
    const residentId = await residentOf('demo-lucia')
    const since = new Date()
    await person.get(linkTo(await protect('apple', 'Celular de Lucía'), '/apple'))
    const page = await person.get(`${portal.origin}/me`)
    await person.submit(page, {}, formTo(page, 'revoke'))
    const events = await portal.db.query
      .selectFrom('audit_events')
      .select(['actor', 'action', 'detail'])
      .where('target', '=', `resident ${residentId}`)
      .where('at', '>=', since)
      .orderBy('id')
      .execute()
    expect(events.map(({ action }) => action)).to.deep.equal([
      'device-credential.add',
      'device-credential.profile',
      'device-credential.revoke',
    ])
    expect(JSON.stringify(events)).to.not.match(/Luc|d-[a-z0-9]{16}/)
  })
})
