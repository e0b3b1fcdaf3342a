import { expect } from 'chai'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import { es } from '../../../server/languages/es.ts'
import { problems } from '../../../server/portal/problems/problem.ts'
import { type HostileIssuer, startHostileIssuer, strangersKey } from '../../support/hostile-issuer.ts'
import { CHILLI, ROUTER, startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, signIn } from './person.ts'

const lucia = { username: 'lucia', password: 'jacaranda-27' }
const grace = { username: 'grace', password: 'bluebird-92' }

/** Nobody is signed in: the page says so, and the terms that would come next are not there. */
async function expectNotSignedIn(
  portal: TestPortal,
  person: ReturnType<typeof createPerson>,
  page: Answer,
  why: 'lost' | 'city-key-misfit' = 'lost',
) {
  expect(page.html).to.include(es[`${why}.title`])
  expect(page.status).to.equal(problems[why])
  expect((await person.get(`${portal.origin}/portal/accept`)).html).to.include(es['lost.title'])
}

describe('the sign-in under attack, with the demo City Key', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startTestPortal()
  })
  after(() => portal.close())

  let devices = 0
  const newDevice = () => chilliUrl(portal.origin, { mac: `0A-00-00-00-07-${String(devices++).padStart(2, '0')}` })
  /** A browser that has signed in at the City Key, and stands before the way back: its address, not asked for yet. */
  const beforeTheWayBack = async (account: typeof lucia) => {
    const elsewhere = [CHILLI, ROUTER]
    const person = createPerson('es-MX', elsewhere)
    const welcome = await person.get(newDevice())
    const login = await person.submit(welcome)
    elsewhere.push(portal.origin)
    const first = await person.submit(login, account)
    const consented = first.leftTo ? first : await person.submit(first)
    elsewhere.splice(elsewhere.indexOf(portal.origin), 1)
    return { person, callback: consented.leftTo! }
  }
  const residents = async () =>
    (await portal.db.query.selectFrom('residents').select('subject').execute()).map(({ subject }) => subject)

  it('takes the way back once: the same code and state again are refused, also by a browser put back to before', async () => {
    const { person, callback } = await beforeTheWayBack(lucia)
    const before = new Map([...person.jars].map(([host, jar]) => [host, new Map(jar)]))
    expect((await person.get(callback)).url.pathname).to.equal('/portal/accept')
    expect((await person.get(callback)).html).to.include(es['lost.title'])

    const copy = createPerson()
    for (const [host, jar] of before) copy.jars.set(host, jar)
    await expectNotSignedIn(portal, copy, await copy.get(callback))
  })

  it('takes no code of another sign-in: injected into one’s own way back it proves nothing', async () => {
    const victim = await beforeTheWayBack(lucia)
    const attacker = await beforeTheWayBack(grace)
    const injected = new URL(attacker.callback)
    injected.searchParams.set('code', victim.callback.searchParams.get('code')!)
    const answer = await attacker.person.get(injected)
    await expectNotSignedIn(portal, attacker.person, answer)
    expect(await residents()).to.not.include('demo-grace')
  })

  it('signs nobody in as somebody else: a way back that another browser set out on is lost', async () => {
    const attacker = await beforeTheWayBack(grace)
    const stranger = createPerson()
    await expectNotSignedIn(portal, stranger, await stranger.get(attacker.callback))
    const underWay = await beforeTheWayBack(lucia)
    await expectNotSignedIn(portal, underWay.person, await underWay.person.get(attacker.callback))
  })

  it('gives who planted a cookie nothing of whoever signs in with it', async () => {
    const attacker = createPerson()
    const welcome = await attacker.get(newDevice())
    const victim = createPerson()
    for (const [host, jar] of attacker.jars) victim.jars.set(host, new Map(jar))
    const terms = await signIn(victim, await victim.get(`${portal.origin}/portal/welcome`), 'lucia', 'jacaranda-27')
    expect(terms.url.pathname).to.equal('/portal/accept')
    // The attacker's browser has the cookie of before, and the form token that the victim's page has too.
    const { csrf } = welcome.forms[0]!.values
    expect(terms.forms[0]!.values.csrf).to.equal(csrf)
    expect((await attacker.get(`${portal.origin}/portal/accept`)).html).to.include(es['lost.title'])
    const accepted = await attacker.submit({ ...terms, url: new URL(`${portal.origin}/portal/accept`) })
    expect(accepted.html).to.include(es['lost.title'])
    expect(accepted.leftTo).to.equal(undefined)
  })

  it('is confused by no other issuer: an answer that names another one, or none, is not brought to the City Key', async () => {
    for (const issuer of ['https://other.example', undefined]) {
      const { person, callback } = await beforeTheWayBack(grace)
      expect(callback.searchParams.get('iss'), 'it names itself (RFC 9207)').to.equal(portal.demo.issuer)
      if (issuer) callback.searchParams.set('iss', issuer)
      else callback.searchParams.delete('iss')
      await expectNotSignedIn(portal, person, await person.get(callback), 'city-key-misfit')
    }
    expect(await residents()).to.not.include('demo-grace')
  })
})

describe('the sign-in with an issuer that is not in order', () => {
  let issuer: HostileIssuer
  let portal: TestPortal
  before(async () => {
    issuer = await startHostileIssuer()
    portal = await startTestPortal({ cityKey: createCityKey({ issuer: issuer.issuer, clientId: 'plaza' }) })
  })
  after(async () => {
    await portal.close()
    await issuer.close()
  })

  let devices = 0
  /** Whatever the sign-in of somebody new comes to. */
  const signInWith = async (change: Partial<Pick<HostileIssuer, 'claims' | 'back' | 'signingKey'>>) => {
    const { signingKey } = issuer
    Object.assign(issuer, { claims: {}, back: {} }, change)
    try {
      const person = createPerson()
      const url = chilliUrl(portal.origin, { mac: `0A-00-00-00-08-${String(devices++).padStart(2, '0')}` })
      return { person, page: await person.submit(await person.get(url)) }
    } finally {
      issuer.signingKey = signingKey
    }
  }
  const refuses = async (
    change: Parameters<typeof signInWith>[0],
    why: 'lost' | 'city-key-misfit' = 'city-key-misfit',
  ) => {
    const { person, page } = await signInWith(change)
    await expectNotSignedIn(portal, person, page, why)
    expect(await portal.db.query.selectFrom('residents').select('id').execute()).to.deep.equal([])
  }
  const now = () => Math.floor(Date.now() / 1000)

  it('refuses a token signed by a key that the issuer does not publish', async () => {
    await refuses({ signingKey: strangersKey })
  })

  it('refuses what an issuer says whose clock is an hour behind', async () => {
    await refuses({ claims: { iat: now() - 3600, exp: now() - 3540 } })
  })

  it('refuses what is good only later, by the clock of an issuer an hour ahead', async () => {
    await refuses({ claims: { nbf: now() + 3600, iat: now() + 3600, exp: now() + 3660 } })
  })

  it('refuses a token made for another sign-in, another client, or by another issuer', async () => {
    await refuses({ claims: { nonce: 'of-another-sign-in' } }, 'lost')
    await refuses({ claims: { aud: 'another-client' } })
    await refuses({ claims: { iss: 'https://other.example' } })
    await refuses({ back: { iss: 'https://other.example' } })
    await refuses({ back: { state: 'another' } }, 'lost')
  })

  it('takes one whose clock is some seconds off, and what is in order', async () => {
    for (const seconds of [-20, 0, 20]) {
      const { page } = await signInWith({
        claims: { iat: now() + seconds, exp: now() + seconds + 10, sub: `s${seconds}` },
      })
      expect(page.url.pathname, `${seconds} s`).to.equal('/portal/accept')
    }
    await portal.db.query.deleteFrom('residents').execute()
  })
})
