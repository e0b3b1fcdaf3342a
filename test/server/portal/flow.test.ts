import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { ticketsByUsername } from '../../../server/access/tickets.ts'
import { testSealer } from '../../support/city.ts'
import { ROUTER, startTestPortal, type TestPortal, UAM_SECRET } from './harness.ts'
import { CHALLENGE, chilliUrl, createPerson, routerUrl, signIn } from './person.ts'

describe('the way of a resident', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startTestPortal()
  })
  after(() => portal.close())

  const ticketOf = async (username: string) =>
    (await ticketsByUsername(portal.db, testSealer, [username])).get(username)

  it('goes from CoovaChilli over City Key and terms back to the gateway with a CHAP response', async () => {
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin))
    expect(welcome.status).to.equal(200)
    expect(welcome.html).to.include('<html lang="es"').and.include('Kiosco &lt;Norte&gt;')
    const terms = await signIn(person, welcome, 'lucia', 'jacaranda-27')
    expect(terms.url.pathname).to.equal('/portal/accept')
    const { leftTo } = await person.submit(terms)
    expect(leftTo?.pathname).to.equal('/logon')
    const username = leftTo!.searchParams.get('username')!
    const ticket = await ticketOf(username)
    expect(ticket).to.include({ deviceMac: '0a:00:00:00:00:07', gatewayId: portal.gateways.chilli })
    const key = createHash('md5').update(Buffer.from(CHALLENGE, 'hex')).update(UAM_SECRET).digest()
    const response = createHash('md5').update(Buffer.of(0)).update(ticket!.password).update(key).digest('hex')
    expect(leftTo!.searchParams.get('response')).to.equal(response)
    expect(leftTo!.href).to.not.include(ticket!.password)

    const consent = await portal.db.query.selectFrom('consents').selectAll().executeTakeFirstOrThrow()
    expect(consent).to.include({ terms_version: portal.config.termsVersion, language: 'es' })
    const devices = await portal.db.query.selectFrom('devices').selectAll().execute()
    expect(devices, 'bound once RADIUS accepted the ticket, not before').to.deep.equal([])
    const resident = await portal.db.query.selectFrom('residents').selectAll().executeTakeFirstOrThrow()
    expect(resident).to.include({ subject: 'demo-lucia', locale: 'es-MX', verification_level: '2' })
  })

  it('goes from MikroTik in English back to the router through a form with the CHAP hash, quickly the second time', async () => {
    const person = createPerson('en-GB,en;q=0.9')
    const welcome = await person.get(routerUrl(portal.origin))
    expect(welcome.html).to.include('<html lang="en"').and.include('Mercado')
    const login = await person.submit(welcome)
    expect(login.html).to.include('<html lang="en"').and.include('City Key')
    const consent = await person.submit(login, { username: 'grace', password: 'bluebird-92' })
    const connect = await person.submit(await person.submit(consent))
    const form = connect.forms[0]!
    expect(form.action).to.equal(`${ROUTER}/login`)
    expect(form.method).to.equal('post')
    const ticket = await ticketOf(form.values.username!)
    const challenge = Buffer.from('ef0dd80b119c65a5c3ab62a65b7dfdce', 'hex')
    const hash = createHash('md5').update(Buffer.of(0xf9)).update(ticket!.password).update(challenge).digest('hex')
    expect(form.values.password).to.equal(hash)
    expect(form.values.dst).to.equal(`${portal.origin}/portal/done`)
    expect(connect.headers.get('content-security-policy')).to.include(`form-action 'self' ${ROUTER}`)
    const online = await person.get(form.values.dst!)
    expect(online.html).to.include('You are online').and.include('http://noticias.example/')

    const again = await person.submit(await person.get(routerUrl(portal.origin)))
    expect(again.forms[0]!.action, 'no login, consent or terms').to.equal(`${ROUTER}/login`)
    expect(await portal.db.query.selectFrom('consents').select('language').orderBy('id').execute()).to.deep.equal([
      { language: 'es' },
      { language: 'en' },
    ])
  })

  it('gives a router without CHAP the password in the form and nowhere else', async () => {
    const person = createPerson()
    const welcome = await person.get(routerUrl(portal.origin, { 'chap-id': '', 'chap-challenge': '' }))
    const connect = await person.submit(await signIn(person, welcome, 'mateo', 'organillo-41'))
    const { username, password } = connect.forms[0]!.values
    expect((await ticketOf(username!))!.password).to.equal(password)
    expect(connect.url.href).to.not.include(password)
  })

  it('fetches a fresh challenge when the old one may have expired, and goes on without a page', async () => {
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin, { mac: '0A-00-00-00-00-09' }))
    portal.advance(600_000)
    const terms = await signIn(person, welcome, 'xochitl', 'trajinera-58')
    const renewal = await person.submit(terms)
    expect(renewal.leftTo?.pathname).to.equal('/prelogin')
    const fresh = chilliUrl(portal.origin, { mac: '0A-00-00-00-00-09', challenge: 'f'.repeat(32) })
    expect((await person.get(fresh)).leftTo?.pathname).to.equal('/logon')
    const other = await person.get(chilliUrl(portal.origin, { mac: '0A-00-00-00-00-0A' }))
    expect(other.html, 'another device signs in itself').to.include('/portal/sign-in')
  })

  it('keeps the arrival and the choice when the language is changed', async () => {
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin))
    const english = await person.get(
      new URL(welcome.links.find(({ href }) => href.includes('lang=en'))!.href, welcome.url),
    )
    expect(english.html).to.include('<html lang="en"').and.include('Kiosco')
    const terms = await signIn(person, english, 'ramon', 'ahuehuete-63')
    expect(terms.html).to.include('<html lang="en"')
  })

  it('says that one is online, with a link to where one wanted to go', async () => {
    const page = await createPerson().get(chilliUrl(portal.origin, { res: 'success', challenge: undefined }))
    expect(page.status).to.equal(200)
    expect(page.links.map(({ href }) => href)).to.include('http://noticias.example/hoy?a=1&b=2')
  })
})
