import { expect } from 'chai'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { es } from '../../../server/languages/es.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person, signIn, visitMe } from './person.ts'

const FIRST = '0a:00:00:00:00:41'
const LATER = '0a:00:00:00:00:42'

describe('two people on one shared phone', () => {
  let portal: TestPortal
  let phone: Person
  let me: Answer
  let code: string
  beforeEach(async () => {
    portal = await startTestPortal()
    phone = createPerson()
    // The first gets online, asks for help, and looks at what is stored.
    const terms = await signIn(phone, await arrive(FIRST), 'lucia', 'jacaranda-27')
    expect((await phone.submit(terms)).leftTo?.pathname).to.equal('/logon')
    const lucia = await findOrCreateResident(portal.db, { issuer: portal.demo.issuer, subject: 'demo-lucia' })
    await bindDevice(portal.db, { mac: FIRST, residentId: lucia.id, until: new Date(Date.now() + 86_400_000) })
    const help = await phone.get(`${portal.origin}/portal/help`)
    const told = await phone.submit(help, {}, formTo(help, '/portal/help/code'))
    code = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(told.html)![0]
    me = await visitMe(phone, portal.origin, 'lucia', 'jacaranda-27')
    expect(me.html).to.include(FIRST)
  })
  afterEach(() => portal.close())

  const arrive = (mac: string) => phone.get(chilliUrl(portal.origin, { mac: mac.toUpperCase().replaceAll(':', '-') }))
  const pages = ['/me', '/portal/me', '/portal/me/secure', '/portal/me/delete', '/portal/help', '/portal/done']
  /** As it does by itself after a quarter of an hour. */
  const visitEnds = () => {
    for (const jar of phone.jars.values()) jar.delete('plaza_me')
  }
  /** What the browser shows of the first, wherever the second looks. */
  const shown = async (): Promise<string[]> => {
    const found: string[] = []
    for (const path of pages) {
      const { html } = await phone.get(portal.origin + path)
      for (const trace of [FIRST, code, es.meDownload, 'noticias.example']) {
        if (html.includes(trace)) found.push(`${path}: ${trace}`)
      }
    }
    return found
  }

  it('see nothing of each other once the first has signed out, nor get online in the other’s name', async () => {
    expect(await shown(), 'before').to.include.members([
      `/me: ${FIRST}`,
      `/portal/help: ${code}`,
      '/portal/done: noticias.example',
    ])
    expect((await arrive(LATER)).html, 'before').to.include(es.knownText)

    await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
    expect(await shown()).to.deep.equal([])
    const welcome = await arrive(LATER)
    expect(welcome.html).to.not.include(es.knownText)
    expect(welcome.forms.map(({ action }) => action)).to.not.include('/portal/again')
    expect((await phone.submit(me, {}, formTo(me, '/portal/me/data'))).status, 'the page before, by “back”').to.equal(
      400,
    )
  })

  it('nor does a copy of the first’s cookie tell anything, in any process', async () => {
    const host = new URL(portal.origin).host
    const copy = createPerson()
    copy.jars.set(host, new Map([['plaza_me', phone.jars.get(host)!.get('plaza_me')!]]))
    const shownTo = async () => (await copy.get(`${portal.origin}/portal/me`)).html
    expect(await shownTo(), 'before').to.include(FIRST)
    await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
    const cookie = copy.jars.get(host)!.get('plaza_me')!
    expect(await shownTo()).to.not.include(FIRST)
    copy.jars.get(host)!.set('plaza_me', cookie)
    expect((await copy.submit(me, {}, formTo(me, '/portal/me/data'))).status).to.equal(400)
  })

  it('are asked who they are once the first has signed out, though the City Key still knows the first', async () => {
    const before = await phone.submit(await arrive(LATER), {}, 0)
    expect(before.html, 'before').to.not.include('type="password"')
    await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
    let terms = await signIn(phone, await arrive(LATER), 'grace', 'bluebird-92')
    // The City Key ends the first's session, and asks whether the portal may know who it is.
    for (let steps = 0; steps < 4 && terms.url.origin !== portal.origin; steps += 1) terms = await phone.submit(terms)
    expect((await phone.submit(terms)).leftTo?.pathname).to.equal('/logon')
    const grace = await findOrCreateResident(portal.db, { issuer: portal.demo.issuer, subject: 'demo-grace' })
    await bindDevice(portal.db, { mac: LATER, residentId: grace.id, until: new Date(Date.now() + 86_400_000) })
    expect((await arrive(FIRST)).html, 'and known from then on').to.include(es.knownText)
  })

  it('cannot go back to the first by a page that was open, as it knew the device', async () => {
    const open = await arrive(LATER)
    await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
    const again = await phone.submit(open, {}, formTo(open, '/portal/again'))
    expect(again.status).to.equal(400)
    expect(again.leftTo).to.equal(undefined)
  })

  it('are told apart where the first forgot to sign out: the second’s sign-in ends what was the first’s', async () => {
    visitEnds()
    const second = await visitMe(phone, portal.origin, 'grace', 'bluebird-92')
    expect(second.html).to.not.include(FIRST)
    expect((await arrive(LATER)).html).to.not.include(es.knownText)
    expect((await phone.get(`${portal.origin}/portal/help`)).html).to.not.include(code)
  })

  it('are one where it was the same person twice: the device stays known', async () => {
    visitEnds()
    await visitMe(phone, portal.origin, 'lucia', 'jacaranda-27')
    expect((await arrive(LATER)).html).to.include(es.knownText)
  })

  it('share nothing after the first has everything deleted', async () => {
    const question = await phone.get(`${portal.origin}/portal/me/delete`)
    await phone.submit(question, {}, formTo(question, '/portal/me/delete'))
    expect(await shown()).to.deep.equal([])
  })
})
