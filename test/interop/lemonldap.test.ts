import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { createFetch } from '../../server/city-key/protocol/fetch.ts'
import { es } from '../../server/languages/es.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person } from '../server/portal/person.ts'
import { requireLemonldap } from '../support/peers.ts'
import { runPlaza } from '../support/plaza.ts'
import { type LemonldapCity, type RunningPlaza, STAFF, startLemonldapCity } from './lemonldap-city.ts'

const RESIDENT = 'dwho'
const OTHER = 'msmith'

describe("Debian's LemonLDAP::NG as the City Key", () => {
  let city: LemonldapCity
  let plaza: RunningPlaza

  before(async function () {
    city = await startLemonldapCity(requireLemonldap(this))
    plaza = await city.start('plaza')
  })
  afterEach(() => city?.stop(({ url }) => url !== plaza?.url))
  after(() => city?.close())

  const isLogin = ({ html }: Answer) => html.includes('name="password"')
  /** At LemonLDAP::NG's own form, which sends to the address of its page; somebody it knows is told first that it asks. */
  const logIn = async (person: Person, asked: Answer, user: string): Promise<Answer> => {
    const renewal = asked.forms.findIndex(({ action }) => action.endsWith('/renewsession'))
    const page = renewal < 0 ? asked : await person.submit(asked, {}, renewal)
    expect(isLogin(page), `${page.url}\n${page.html}`).to.equal(true)
    const which = page.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'password'))
    return person.submit(page, { user, password: user }, which)
  }
  /** LemonLDAP::NG asks whether it shall sign one out. */
  const confirmLogout = (person: Person, page: Answer) => {
    const which = page.forms.findIndex(({ values }) => 'confirm' in values || 'post_logout_redirect_uri' in values)
    expect(which, `${page.url}\n${page.html}`).to.be.at.least(0)
    return person.submit(page, { confirm: '1' }, which)
  }
  const arrive = (person: Person, { url }: RunningPlaza, mac = '0A-00-00-00-00-07') =>
    person.get(chilliUrl(url, { mac }))
  /** From the gateway through the City Key to the terms, or past them. */
  const signIn = async (person: Person, where: RunningPlaza, user: string) =>
    logIn(person, await person.submit(await arrive(person, where)), user)
  const expectOnline = ({ leftTo, url, html }: Answer) =>
    expect(leftTo?.href, `${url}\n${html}`).to.match(/^http:\/\/10\.1\.0\.1:3990\/logon\?/)
  const getOnline = async (person: Person, where: RunningPlaza, user: string) => {
    const page = await signIn(person, where, user)
    expectOnline(page.leftTo ? page : await person.submit(page))
  }
  const askMe = async (person: Person, { url }: RunningPlaza) => {
    const asked = await person.get(`${url}/me`)
    return person.submit(asked, {}, formTo(asked, '/portal/me/sign-in'))
  }

  describe('whose issuer ends in a slash, with a secret full of signs', () => {
    it('leads a resident online, whom commands find again', async () => {
      await getOnline(createPerson(), plaza, RESIDENT)
      const out = join(city.folder, 'resident.json')
      await city.command(['resident', 'export', RESIDENT, '--out', out])
      expect(JSON.parse(await readFile(out, 'utf8'))).to.be.an('object')
    })

    it('fits, as plaza city-key check says', async () => {
      const said = await city.command(['city-key', 'check'])
      expect(said)
        .to.match(/City Key of residents:/)
        .and.match(/City Key of staff:/)
      expect(said).to.match(/^client authentication +fits +client_secret_post is accepted$/m)
      expect(said).to.not.include('DOES NOT FIT')
    })

    it('lets staff into the dashboard, with their role, and nobody else', async () => {
      const staff = createPerson()
      const dashboard = await logIn(staff, await staff.get(`${plaza.url}/staff/sign-in`), STAFF)
      expect(dashboard.url.href).to.equal(`${plaza.url}/dashboard/`)
      expect(JSON.parse((await staff.get(`${plaza.url}/api/v1/me`)).html)).to.deep.include({ role: 'operator' })
      const nobody = createPerson()
      const refused = await logIn(nobody, await nobody.get(`${plaza.url}/staff/sign-in`), OTHER)
      expect(refused.status).to.equal(403)
    })

    it('asks again who it is before what is stored is shown, whomever it knew', async () => {
      const phone = createPerson()
      await getOnline(phone, plaza, RESIDENT)
      await city.lemon.age(3600)
      const me = await logIn(phone, await askMe(phone, plaza), RESIDENT)
      expect(me.url.pathname).to.equal('/portal/me')
      expect(me.html).to.include(es.meDownload)
    })

    it('asks who it is when somebody has signed out at /me', async () => {
      const phone = createPerson()
      await getOnline(phone, plaza, RESIDENT)
      await city.lemon.age(3600)
      const me = await logIn(phone, await askMe(phone, plaza), RESIDENT)
      await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
      await city.lemon.age(3600)
      const next = await phone.submit(await arrive(phone, plaza, '0A-00-00-00-00-08'))
      const terms = await logIn(phone, next, OTHER)
      expectOnline(terms.leftTo ? terms : await phone.submit(terms))
    })
  })

  describe('behind TLS with the city’s own CA, sending back by a form', () => {
    let where: RunningPlaza
    /** Believes the CA too, as the city's devices would. */
    const createOne = () => {
      const ask = createFetch({ timeoutSeconds: 30, caFile: city.caFile })
      return createPerson('es-MX', undefined, (url, { method = 'GET', headers, body }) =>
        ask(url.href, {
          ...{ method, redirect: 'manual', body },
          headers: body ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers,
        }),
      )
    }
    /** LemonLDAP::NG's page sends the form by JavaScript, or by its button. */
    const comeBack = (person: Person, page: Answer) => {
      const which = page.forms.findIndex(({ action }) => action.startsWith(`${where.url}/`))
      expect(which, `${page.url}\n${page.html}`).to.be.at.least(0)
      expect(page.forms[which]!.values).to.include.keys('code', 'state')
      return person.submit(page, {}, which)
    }

    it('leads a resident online and to what is stored of them, and staff into the dashboard', async () => {
      where = await city.start('posting')
      const phone = createOne()
      const terms = await comeBack(phone, await signIn(phone, where, RESIDENT))
      expect(terms.url.search, 'the code stands in no address').to.not.include('code=')
      expectOnline(terms.leftTo ? terms : await phone.submit(terms))
      await city.secured.age(3600)
      const me = await comeBack(phone, await logIn(phone, await askMe(phone, where), RESIDENT))
      expect(me.html).to.include(es.meDownload)
      const added = runPlaza(['staff', 'add', STAFF, '--name', 'Rose', '--role', 'viewer'], city.places.posting)
      expect(await added.ended, added.output()).to.equal(0)
      const staff = createOne()
      const asked = await staff.get(`${where.url}/staff/sign-in`)
      const dashboard = await comeBack(staff, await logIn(staff, asked, STAFF))
      expect(dashboard.url.href).to.equal(`${where.url}/dashboard/`)
    })

    it('fits, as plaza city-key check says; without the file of the CA it does not', async () => {
      const fitting = runPlaza(['city-key', 'check'], city.places.posting)
      expect(await fitting.ended, fitting.output()).to.equal(0)
      expect(fitting.output()).to.match(/^response mode +fits +form_post$/m)
      expect(fitting.output()).to.match(/^levels +fits +loa-1, loa-2/m)
      const { CITY_KEY_CA_FILE: _, ...without } = city.places.posting
      const strange = runPlaza(['city-key', 'check'], without)
      expect(await strange.ended, strange.output()).to.equal(1)
      expect(strange.output()).to.match(/DOES NOT FIT +CITY_KEY_CA_FILE/)
    })
  })

  it('takes a secret by whichever way it reads it', async () => {
    await getOnline(createPerson(), await city.start('unreadable'), RESIDENT)
  })

  it('takes a public client, which has no secret but PKCE', async () => {
    await getOnline(createPerson(), await city.start('public'), RESIDENT)
  })

  it('is signed out of too where the city wants that, by residents and by staff', async () => {
    const where = await city.start('ending')
    const phone = createPerson()
    await getOnline(phone, where, RESIDENT)
    await city.lemon.age(3600)
    const me = await logIn(phone, await askMe(phone, where), RESIDENT)
    const back = await confirmLogout(phone, await phone.submit(me, {}, formTo(me, '/portal/me/sign-out')))
    expect(back.url.href).to.equal(`${where.url}/portal/me`)
    expect(isLogin(await phone.get(`${city.lemon.issuer}`)), 'LemonLDAP::NG knows nobody').to.equal(true)
    const staff = createPerson()
    await logIn(staff, await staff.get(`${where.url}/staff/sign-in`), STAFF)
    const signedOut = await staff.get(`${where.url}/staff/signed-out`)
    const link = signedOut.links.find(({ href }) => href.startsWith(city.lemon.issuer))
    const end = await confirmLogout(staff, await staff.get(link!.href))
    expect(end.url.href).to.equal(`${where.url}/staff/signed-out`)
    expect(isLogin(await staff.get(city.lemon.issuer))).to.equal(true)
  })

  it('that never asks again shows nobody the person before them', async () => {
    const where = await city.start('trusting')
    const phone = createPerson()
    await getOnline(phone, where, RESIDENT)
    await city.trusting.age(3600)
    const answer = await askMe(phone, where)
    expect(answer.html).to.not.include(es.meDownload)
    expect(answer.html).to.include(es['not-fresh.title'])
    expect((await phone.get(`${where.url}/portal/me`)).html).to.not.include(es.meDownload)
  })

  describe('that cannot work as it is set', () => {
    /** What a resident and whoever reads the log are told. */
    const expectTold = async (place: 'hs512' | 'wrong', cause: RegExp) => {
      const where = await city.start(place)
      const page = await signIn(createPerson(), where, RESIDENT)
      expect(page.leftTo, 'online').to.equal(undefined)
      expect(page.html).to.not.include(es['lost.title'])
      expect(page.status).to.be.within(500, 599)
      expect(where.process.output()).to.match(cause)
      expect(where.process.output()).to.not.include(city.places[place].CITY_KEY_CLIENT_SECRET)
    }

    it('knows another secret, as plaza city-key check says before anybody signs in', async () => {
      const run = runPlaza(['city-key', 'check'], city.places.wrong)
      expect(await run.ended, run.output()).to.equal(1)
      expect(run.output()).to.match(/^client authentication +DOES NOT FIT +CITY_KEY_CLIENT_SECRET +refused/m)
      expect(run.output()).to.not.include(city.places.wrong.CITY_KEY_CLIENT_SECRET)
    })

    it('signs with HS512, which is its default: the resident is told that it is not their fault, the log why', () =>
      expectTold('hs512', /HS512/))

    it('knows another secret: the resident is told that it is not their fault, the log why', () =>
      expectTold('wrong', /invalid_client|unauthorized_client|invalid_request/))
  })
})
