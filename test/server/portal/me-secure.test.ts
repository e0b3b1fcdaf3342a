import { expect } from 'chai'
import { noteCredentialUse } from '../../../server/directory/devices/device-credentials.ts'
import { es } from '../../../server/languages/es.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, createPerson, formTo, type Person, visitMe } from './person.ts'

const SSID = 'Ciudad <segura>'
const KINDS = ['apple', 'passpoint', 'windows', 'ca']

describe('profiles of the secure network at /me', () => {
  let portal: TestPortal
  let person: Person
  let made: Answer
  before(async () => {
    portal = await startTestPortal({
      wholeWeb: true,
      secureWifi: true,
      settings: { PLAZA_SECURE_WIFI_SSID: SSID, PLAZA_SECURE_WIFI_REALM: 'roam.example' },
    })
  })
  after(() => portal.close())
  beforeEach(async () => {
    await portal.db.query.deleteFrom('device_credentials').execute()
    person = createPerson()
    made = await protect('Mi celular', await visitMe(person, portal.origin, 'lucia', 'jacaranda-27'))
  })

  const protect = (name: string, page: Answer, who = person) =>
    who.submit(page, { name }, formTo(page, '/portal/me/secure'))
  const stored = () => portal.db.query.selectFrom('device_credentials').selectAll().orderBy('id').execute()
  const addressOf = (kind: string, page = made) => {
    const link = page.links.find(({ href }) => href.endsWith(`/${kind}`))
    if (!link) throw new Error(`no link to ${kind}:\n${page.html}`)
    return new URL(link.href, page.url)
  }
  const fetchAs = (who: Person, url: URL, init: { method?: string; headers?: Record<string, string> } = {}) => {
    const cookie = [...(who.jars.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
    return fetch(url, { ...init, headers: { cookie, ...init.headers } })
  }

  it('are fetched by GET, each with the headers by which its system knows it, and kept by nobody', async () => {
    const types = await Promise.all(
      KINDS.map(async (kind) => {
        const answer = await fetchAs(person, addressOf(kind))
        expect(answer.status, kind).to.equal(200)
        expect(answer.headers.get('cache-control'), kind).to.equal('no-store')
        return [answer.headers.get('content-type')?.split(';')[0], answer.headers.get('content-disposition')]
      }),
    )
    expect(types).to.deep.equal([
      ['application/x-apple-aspen-config', 'inline; filename="plaza.mobileconfig"'],
      ['application/x-wifi-config', null],
      ['application/xml', 'attachment; filename="plaza.xml"'],
      ['application/x-x509-ca-cert', 'attachment; filename="plaza-ca.crt"'],
    ])
    expect((await fetchAs(person, addressOf('passpoint'))).headers.get('content-transfer-encoding')).to.equal('base64')
  })

  it('have nothing secret in their addresses', async () => {
    const [credential] = await stored()
    const password = /<code>([a-z0-9]{24})<\/code>/.exec(made.html)?.[1]
    expect(password).to.be.a('string')
    for (const kind of KINDS) {
      const { href } = addressOf(kind)
      expect(href).to.match(new RegExp(`^${portal.origin}/portal/me/profile/${credential!.id}/${kind}$`))
      expect(href).to.not.include(password).and.not.include(credential!.username)
    }
    expect(made.url.href).to.equal(`${portal.origin}/portal/me/secure`)
  })

  it('lead with the reader’s own system, the others folded away; with nothing known all are open', async () => {
    const agents = {
      'Mozilla/5.0 (Linux; Android 14; Pixel 8)': 'Android',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)': 'iPhone, iPad, Mac',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64)': 'Windows',
    }
    const shown = async (agent: string) =>
      (await fetchAs(person, new URL(`${portal.origin}/portal/me/secure`), { headers: { 'user-agent': agent } })).text()
    for (const [agent, heading] of Object.entries(agents)) {
      const html = await shown(agent)
      const [own = '', folded = ''] = html.split(`<details><summary>${es.secureOthers}</summary>`)
      expect([...own.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).to.deep.equal([heading])
      expect(folded.match(/<h2>/g)).to.have.length(2)
      if (heading !== 'iPhone, iPad, Mac') expect(own, 'what is to be typed').to.match(/<code>[a-z0-9]{24}<\/code>/)
    }
    expect(await shown('Mozilla/5.0 (X11; Linux x86_64)')).to.not.include('<details>')
  })

  it('have a hidden button that copies each value, shown by a script of ours where there is JavaScript', async () => {
    const html = made.html
    const ids = [...html.matchAll(/<button class="copy" [^>]*data-copy="([^"]+)"[^>]* hidden>/g)].map(([, id]) => id!)
    expect(new Set(ids).size).to.equal(ids.length).and.be.greaterThan(7)
    for (const id of ids) expect(html.split(`id="${id}"`)).to.have.length(2)
    expect(made.headers.get('content-security-policy')).to.include("script-src 'self'").and.not.include('unsafe')
    const script = /<script src="([^"]+)" type="module">/.exec(html)![1]!
    expect((await fetch(portal.origin + script)).headers.get('content-type')).to.include('text/javascript')
  })

  it('are made by a form alone', async () => {
    expect((await person.get(`${portal.origin}/portal/me/secure?name=another`)).status).to.equal(200)
    const forged = { action: '/portal/me/secure', method: 'post', values: { name: 'another', csrf: 'made up' } }
    const answer = await person.submit({ ...made, forms: [forged] as unknown as Answer['forms'] })
    expect(answer.status).to.equal(400)
    expect(await stored()).to.have.length(1)
  })

  it('are for the browser of their own resident, from our own page', async () => {
    const url = addressOf('apple')
    expect((await fetchAs(createPerson(), url)).status, 'nobody').to.equal(400)
    const other = createPerson()
    await visitMe(other, portal.origin, 'grace', 'bluebird-92')
    expect((await fetchAs(other, url)).status, 'somebody else').to.equal(400)
    const from = async (site: string) => (await fetchAs(person, url, { headers: { 'sec-fetch-site': site } })).status
    expect(await from('cross-site')).to.equal(400)
    expect(await from('same-origin')).to.equal(200)
    expect((await fetchAs(person, new URL(`${url.href}s`))).status, 'no such profile').to.equal(404)
    const page = await person.get(`${portal.origin}/me`)
    await person.submit(page, {}, formTo(page, '/portal/me/sign-out'))
    expect((await fetchAs(person, url)).status, 'signed out').to.equal(400)
  })

  it('can be fetched for a quarter of an hour, and twenty times', async () => {
    const url = addressOf('apple')
    await portal.db.query.updateTable('device_credentials').set({ profiles_fetched: 19 }).execute()
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetchAs(person, url)).status))
    expect(answers.sort(), 'at the same moment').to.deep.equal([200, 400, 400])
    expect((await stored())[0]!.profiles_fetched).to.equal(20)
    await portal.db.pool.query(
      "update device_credentials set profiles_fetched = 0, created_at = now() - interval '15 min 1 s'",
    )
    expect((await fetchAs(person, url)).status, 'too late').to.equal(400)
    expect((await person.get(`${portal.origin}/portal/me/secure`)).url.pathname).to.equal('/portal/me')
  })

  it('are not used up by whoever only asks what there is', async () => {
    const url = addressOf('passpoint')
    const head = await fetchAs(person, url, { method: 'HEAD' })
    expect(head.status).to.equal(200)
    expect(head.headers.get('content-type')).to.match(/^application\/x-wifi-config/)
    expect(await head.text()).to.equal('')
    expect((await stored())[0]!.profiles_fetched).to.equal(0)
    expect((await fetchAs(person, url)).status).to.equal(200)
    expect((await stored())[0]!.profiles_fetched).to.equal(1)
  })

  it('say the realm that access points announce, and the name that the server shows', async () => {
    const message = Buffer.from(await (await fetchAs(person, addressOf('passpoint'))).text(), 'base64').toString()
    const encoded = /x-passpoint-profile\r\n[^\r]+\r\n\r\n([\s\S]+?)\r\n--/.exec(message)![1]!
    const xml = Buffer.from(encoded, 'base64').toString()
    expect(xml).to.include('<NodeName>Realm</NodeName><Value>roam.example</Value>')
    expect(xml).to.include('<NodeName>FQDN</NodeName><Value>localhost</Value>')
    const apple = await (await fetchAs(person, addressOf('apple'))).text()
    expect(apple).to.include('<string>anonymous@roam.example</string>').and.include('Ciudad &lt;segura&gt;')
    expect(made.html).to.include('anonymous@roam.example')
  })

  it('are no more once ten devices have one, and the page says so', async () => {
    const [first] = await stored()
    const { id: _, ...row } = first!
    const more = Array.from({ length: 9 }, (__, count) => ({ ...row, username: `d-${count}` }))
    await portal.db.query.insertInto('device_credentials').values(more).execute()
    const full = await protect('El once', await person.get(`${portal.origin}/me`))
    expect(full.status).to.equal(409)
    expect(full.html).to.include(es.secureTooMany.replace('{{number}}', '10'))
    expect(await stored()).to.have.length(10)
  })

  it('keep what was typed where the name is none', async () => {
    const page = await protect('x'.repeat(41), await person.get(`${portal.origin}/me`))
    expect(page.status).to.equal(400)
    expect(page.html).to.include(`role="alert">${es.nameWrong.replace('{{number}}', '40')}`)
    expect(page.forms[formTo(page, '/portal/me/secure')]!.values.name).to.equal('x'.repeat(41))
    expect((await protect('Tableta', page)).url.pathname).to.equal('/portal/me/secure')
  })

  it('end with the key: the gateway is asked to end what the device has open, and its profiles are gone', async () => {
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
    await person.submit(page, {}, formTo(page, '/portal/me/revoke'))
    const asked = await portal.db.query.selectFrom('disconnects').select('session_id').execute()
    expect(asked.map(({ session_id }) => session_id)).to.deep.equal([its!.id])
    expect((await fetchAs(person, addressOf('apple'))).status).to.equal(400)
  })
})
