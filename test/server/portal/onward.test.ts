import { expect } from 'chai'
import { es } from '../../../server/languages/es.ts'
import { CHILLI, startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, type Person, routerUrl, signIn } from './person.ts'

/** A City Key's form may name Plaza as where it leads to, and not the gateways of a city. */
describe('the way from the City Key on to a gateway', () => {
  let portal: TestPortal
  let person: Person
  beforeEach(async () => {
    portal = await startTestPortal()
    person = createPerson()
  })
  afterEach(() => portal.close())

  const account = { username: 'lucia', password: 'jacaranda-27' }
  /** Has the person accept the terms, at another device. */
  const acceptTerms = async () => {
    const other = createPerson()
    const terms = await signIn(other, await other.get(chilliUrl(portal.origin)), account.username, account.password)
    await other.submit(terms)
  }
  const signInAgain = async (address: string): Promise<Answer> =>
    signIn(person, await person.get(address), account.username, account.password)

  it('is broken by a page that goes on at once, by itself or by its link, without a script', async () => {
    await acceptTerms()
    const { leftTo, through } = await signInAgain(chilliUrl(portal.origin))
    expect(leftTo?.origin).to.equal(CHILLI)
    expect(leftTo?.pathname).to.equal('/logon')
    expect(through?.url.pathname).to.equal('/portal/callback')
    expect(through?.status).to.equal(200)
    expect(through?.headers.get('refresh')).to.equal(`0; url=${leftTo!.href}`)
    expect(through?.links.map(({ href }) => href)).to.include(leftTo!.href)
    expect(through?.html).to.include(es.onwardTitle).and.not.include('<script')
    expect(through?.headers.get('cache-control')).to.equal('no-store')
    expect(through?.headers.get('referrer-policy')).to.equal('no-referrer')
  })

  it('is broken on the way to a fresh challenge, too', async () => {
    await acceptTerms()
    const welcome = await person.get(chilliUrl(portal.origin))
    portal.advance(600_000)
    const { leftTo, through } = await signIn(person, welcome, account.username, account.password)
    expect(leftTo?.pathname).to.equal('/prelogin')
    expect(through?.status).to.equal(200)
  })

  it('has no page more where one of ours is next anyway', async () => {
    const terms = await signInAgain(chilliUrl(portal.origin))
    expect([terms.url.pathname, terms.through]).to.deep.equal(['/portal/accept', undefined])
    const left = await person.submit(terms)
    expect([left.leftTo?.pathname, left.through], 'a form of our own names the gateway').to.deep.equal([
      '/logon',
      undefined,
    ])
    // Who is signed in at the City Key comes back at once.
    const connect = await person.submit(await person.get(routerUrl(portal.origin)))
    expect([connect.url.pathname, connect.through?.url.pathname], 'a form to the gateway').to.deep.equal([
      '/portal/callback',
      '/portal/sign-in',
    ])
  })

  it('is not gone twice: back to that page, one is told where one is, and nothing goes on by itself', async () => {
    await acceptTerms()
    const { through } = await signInAgain(chilliUrl(portal.origin))
    const tooEarly = await person.get(through!.url)
    expect([tooEarly.url.pathname, tooEarly.status, tooEarly.through]).to.deep.equal([
      '/portal/callback',
      400,
      undefined,
    ])
    await person.get(`${portal.origin}/portal/done`)
    const online = await person.get(through!.url)
    expect([online.status, online.through]).to.deep.equal([200, undefined])
    expect(online.html).to.include(es.onlineTitle)
  })
})
