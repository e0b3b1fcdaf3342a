import { expect } from 'chai'
import { addPolicy, changePolicy } from '../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { type CityKeyOptions, createCityKey } from '../../../server/city-key/city-key.ts'
import { es } from '../../../server/languages/es.ts'
import { type ProblemKind, problems } from '../../../server/portal/problems/problem.ts'
import { startVariedProvider, type Variation, type VariedProvider } from '../../support/varied-provider.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson } from './person.ts'

const loa = { claim: 'loa', known: [{ theirs: 'b', ours: 'b' }], least: 'b' }
const EXPIRED = { signedInAt: Math.floor(Date.now() / 1000) - 600 }

describe('the portal with a City Key that is not the demo’s', () => {
  let provider: VariedProvider
  let portal: TestPortal
  const start = async (options: Partial<CityKeyOptions> = {}, settings: Record<string, string> = {}) => {
    provider = await startVariedProvider()
    const { issuer, clientId, clientSecret } = provider
    portal = await startTestPortal({ cityKey: createCityKey({ issuer, clientId, clientSecret, ...options }), settings })
  }
  const close = async () => {
    await portal.close()
    await provider.close()
  }
  let devices = 0
  const arrive = (person = createPerson()) =>
    person.get(chilliUrl(portal.origin, { mac: `0A-00-00-00-09-${String(devices++).padStart(2, '0')}` }))

  describe('tells a resident the truth where it', () => {
    before(() => start())
    after(close)
    for (const [what, variation, problem] of [
      ['signs nobody in', { refuses: 'login_required' }, 'not-signed-in'],
      ['has no such scope', { refuses: 'invalid_scope' }, 'city-key-misfit'],
      ['gives the client no code', { refuses: 'unauthorized_client' }, 'city-key-misfit'],
      ['knows another secret', { authentication: 'client_secret_post' }, 'city-key-misfit'],
      ['is asked too much', { tokenAnswer: { status: 429, body: {} } }, 'city-key-busy'],
      ['is down', { tokenAnswer: { status: 503, body: {} } }, 'city-key-down'],
      ['names 100 kB', { claims: { sub: 'x'.repeat(100_000) } }, 'city-key-misfit'],
      ['names a NUL', { claims: { sub: 'a\0' } }, 'city-key-misfit'],
      ['names nobody', { claims: { sub: '' } }, 'city-key-misfit'],
      ['signs with a shared secret', { algorithm: 'HS512' }, 'city-key-misfit'],
      ['takes the code for used', { tokenAnswer: { status: 400, body: { error: 'invalid_grant' } } }, 'lost'],
    ] as Array<[string, Variation, ProblemKind]>) {
      it(what, async () => {
        provider.variation = variation
        const person = createPerson()
        const page = await person.submit(await arrive(person))
        expect(page.html).to.include(es[`${problem}.title`]).and.include(es[`${problem}.text`])
        expect(page.status).to.equal(problems[problem])
        expect(page.links.length + page.forms.length, 'a way on').to.be.greaterThan(0)
        provider.variation = {}
        const { pathname } = (await person.submit(await person.get(`${portal.origin}/portal/welcome`))).url
        expect(pathname, 'and it goes well once that is mended').to.equal('/portal/accept')
      })
    }
  })

  describe('at /me, and for another account', () => {
    beforeEach(() => start())
    afterEach(close)

    it('lets in who has signed in anew', async () => {
      const person = createPerson()
      const page = await person.submit(await person.get(`${portal.origin}/portal/me`))
      expect(page.html).to.include(es.meDownload)
    })

    for (const [what, variation] of [
      ['who did not, of which the City Key says when they did', EXPIRED],
      ['whom the City Key does not tell when they did', { hidesAuthTime: true }],
    ] as Array<[string, Variation]>) {
      it(`shows nothing to ${what}`, async () => {
        provider.variation = variation
        const person = createPerson()
        const page = await person.submit(await person.get(`${portal.origin}/portal/me`))
        expect(page.html).to.include(es['not-fresh.title']).and.not.include(es.meDownload)
        expect(page.status).to.equal(403)
        expect(page.links.map(({ href }) => href)).to.include('/portal/me')
        const again = await person.get(`${portal.origin}/portal/me`)
        expect(again.html).to.include(es.meText).and.not.include(es.meDownload)
      })
    }
  })

  describe('that asks for a level', () => {
    before(() => start({ level: loa }))
    after(close)
    it('lets nobody online below it, and stores nothing of them', async () => {
      const person = createPerson()
      const page = await person.submit(await arrive(person))
      expect(page.html).to.include(es['not-verified.title'])
      expect(await portal.db.query.selectFrom('residents').select('id').execute()).to.deep.equal([])
      provider.variation = { claims: { loa: 'b' } }
      const let_in = await person.submit(await person.get(`${portal.origin}/portal/welcome`))
      expect(let_in.url.pathname).to.equal('/portal/accept')
    })
  })

  describe('where a policy asks for a level', () => {
    const VERIFY = 'https://llave.example/verificar'
    const known = ['loa-1=basic', 'loa-2=full'].map((pair) => {
      const [theirs = '', ours = ''] = pair.split('=')
      return { theirs, ours }
    })
    before(async () => {
      const settings = { CITY_KEY_LEVELS: 'loa-1=basic, loa-2=full', CITY_KEY_VERIFY_URL: VERIFY }
      await start({ level: { claim: 'acr', known, least: undefined } }, settings)
      await ensureDefaultPolicy(portal.db)
    })
    beforeEach(() => {
      provider.authorizations.length = 0
    })
    after(close)

    const asked = () => provider.authorizations.map((parameters) => parameters.get('acr_values'))
    const level = async () => {
      const { verification_level } = await portal.db.query
        .selectFrom('residents')
        .select('verification_level')
        .executeTakeFirstOrThrow()
      return verification_level
    }
    const getOnline = async () => {
      const person = createPerson()
      const terms = await person.submit(await arrive(person))
      expect((terms.leftTo ? terms : await person.submit(terms)).leftTo?.pathname, terms.html).to.equal('/logon')
      return (await person.get(`${portal.origin}/portal/done`)).html
    }

    it('is asked for none where it asks for none', async () => {
      provider.variation = { acr: 'loa-1' }
      expect(await getOnline())
        .to.not.include(es.levelMore)
        .and.not.include(VERIFY)
      expect(asked()).to.deep.equal([null])
    })

    it('is asked for the level, which it raises', async () => {
      const lower = await addPolicy(portal.db, 'basic', { dailySeconds: 600 })
      const [{ id = 0 } = {}] = await loadPolicies(portal.db)
      await changePolicy(portal.db, id, { minimumLevel: 'full', belowPolicyId: lower }, ['basic', 'full'])
      expect(await getOnline()).to.not.include(es.levelMore)
      expect(asked()).to.deep.equal(['loa-2'])
      expect(await level()).to.equal('full')
    })

    it('tells at /me, asked for none, of a lesser level than the account has shown: that stays', async () => {
      const person = createPerson()
      const me = await person.submit(await person.get(`${portal.origin}/portal/me`))
      expect(me.html).to.include(es.meDownload).and.not.include(es.levelMore)
      expect(asked()).to.deep.equal([null])
      expect(await level()).to.equal('full')
    })

    it('does not know the level: the account gets less, and is told where it is verified', async () => {
      provider.variation = { claims: { acr: 'loa-1' } }
      const link = `<a rel="noreferrer" href="${VERIFY}">${es.levelVerify}</a>`
      expect(await getOnline())
        .to.include('10 min')
        .and.include(es.levelMore)
        .and.include(link)
      expect(await level()).to.equal('basic')
      const person = createPerson()
      const me = await person.submit(await person.get(`${portal.origin}/portal/me`))
      expect(me.html).to.include(es.meDownload).and.include(es.levelMore).and.include(link)
    })

    it('lets nobody in who lacks it: it is asked again for none, once', async () => {
      provider.variation = { acr: 'loa-1', refusesAcr: true }
      expect(await getOnline())
        .to.include('10 min')
        .and.include(es.levelMore)
      expect(asked()).to.deep.equal(['loa-2', null])
    })

    it('is told of where an account is verified by whoever is refused', async () => {
      const [{ id = 0 } = {}] = await loadPolicies(portal.db)
      await changePolicy(portal.db, id, { belowPolicyId: null }, ['basic', 'full'])
      const person = createPerson()
      const terms = await person.submit(await arrive(person))
      const page = terms.status === 403 ? terms : await person.submit(terms)
      expect(page.html).to.include(es['not-verified.title']).and.include(VERIFY)
    })
  })

  describe('that sends back by a form', () => {
    before(() => start({ responseMode: 'form_post' }))
    after(close)
    it('takes the form, which comes without cookies, and goes on with them; the code stands in no address', async () => {
      const person = createPerson()
      const form = await person.submit(await arrive(person))
      expect(form.url.origin).to.equal(provider.issuer)
      const { action, values } = form.forms[0]!
      expect(values.code).to.match(/./)
      // Another site's form: no cookie of ours (SameSite=Lax).
      const posted = await fetch(action, { method: 'POST', body: new URLSearchParams(values), redirect: 'manual' })
      expect(posted.status).to.equal(303)
      expect(posted.headers.getSetCookie()).to.deep.equal([])
      const next = new URL(posted.headers.get('location')!, action)
      expect(next.href).to.not.include(values.code)
      expect((await createPerson().get(next)).html, 'in another browser').to.include(es['lost.title'])
      expect((await person.get(next)).url.pathname).to.equal('/portal/accept')
    })
    it('makes nothing of a form that holds nothing, or what is no answer', async () => {
      for (const body of ['', 'state=x&code=y', 'code=a&code=b']) {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const answer = await fetch(`${portal.origin}/portal/callback`, { method: 'POST', body, headers })
        expect(answer.status, body).to.equal(400)
      }
      expect((await createPerson().get(`${portal.origin}/portal/callback?answer=x&state=y`)).status).to.equal(400)
    })
  })

  it('takes no form where none is set', async () => {
    await start()
    const answer = await fetch(`${portal.origin}/portal/callback`, { method: 'POST', body: 'code=a' })
    expect(answer.status).to.equal(404)
    await close()
  })
})
