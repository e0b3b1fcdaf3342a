import { expect } from 'chai'
import { maintainAccessLog, storeDecisions } from '../../../server/access/log/store.ts'
import { ticketsByUsername } from '../../../server/access/tickets.ts'
import { es } from '../../../server/languages/es.ts'
import { chapResponse } from '../../../server/portal/gateways/makes/coovachilli.ts'
import { testSealer } from '../../support/city.ts'
import { CHILLI, ROUTER, startTestPortal, type TestPortal, UAM_SECRET } from './harness.ts'
import { type Answer, chilliUrl, createPerson, type Person, routerUrl, signIn } from './person.ts'

const MAC = '0a:00:00:00:00:07'
const lucia = { username: 'lucia', password: 'jacaranda-27' }

describe('two tabs of one browser', () => {
  let portal: TestPortal
  let person: Person
  /** Where the browser does not go, though it is led there. */
  let elsewhere: string[]
  beforeEach(async () => {
    portal = await startTestPortal()
    await maintainAccessLog(portal.db, new Date())
    elsewhere = [CHILLI, ROUTER]
    person = createPerson('es-MX', elsewhere)
  })
  afterEach(() => portal.close())

  const redirected = (challenge = '0'.repeat(32)) => person.get(chilliUrl(portal.origin, { challenge }))
  const residentId = async () =>
    (await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()).id
  const decided = async (reason: 'accepted' | 'ticket-used', owner?: number) => {
    const place = { gatewayId: portal.gateways.chilli, hotspotId: null, deviceMac: MAC, method: 'chap' } as const
    const whose = owner ?? (await residentId())
    await storeDecisions(portal.db, [{ ...place, at: Date.now(), residentId: whose, reason }])
  }
  const online = (page: Answer) => page.status === 200 && page.html.includes(es.onlineTitle)
  /** Somebody who has come to the gateway with a ticket, and back at the terms’ page of before. */
  const throughTo = async (leftTo: string) => {
    const terms = await signIn(person, await redirected(), lucia.username, lucia.password)
    expect((await person.submit(terms)).leftTo?.pathname).to.equal(leftTo)
    return terms
  }

  it('sign in in one while the other is redirected', async () => {
    const login = await person.submit(await redirected())
    const other = await redirected('1'.repeat(32))
    expect(other.status).to.equal(200)
    const terms = await person.submit(await person.submit(login, lucia))
    expect(terms.url.pathname).to.equal('/portal/accept')
    await redirected('2'.repeat(32))
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
  })

  it('both get online where both are at the City Key, whichever comes back first', async () => {
    const tabs = [await redirected(), await redirected('1'.repeat(32))]
    const callbacks: URL[] = []
    elsewhere.push(portal.origin)
    // Each tab sets out before either comes back.
    for (const tab of tabs) {
      const login = await person.submit(tab, {}, 0, () => elsewhere.splice(2))
      elsewhere.push(portal.origin)
      const consent = login.leftTo ? login : await person.submit(login, lucia)
      callbacks.push((consent.leftTo ? consent : await person.submit(consent)).leftTo!)
    }
    elsewhere.splice(2)
    for (const callback of callbacks.reverse()) {
      const back = await person.get(callback)
      const { leftTo } = back.leftTo ? back : await person.submit(back)
      const { username = '', response } = Object.fromEntries(leftTo!.searchParams)
      const ticket = (await ticketsByUsername(portal.db, testSealer, [username])).get(username)!
      expect(response, 'to the challenge that the gateway gave last').to.equal(
        chapResponse('1'.repeat(32), UAM_SECRET, ticket.password),
      )
    }
  })

  it('both at the terms, each for its own gateway: none takes the other’s', async () => {
    const mine = await signIn(person, await redirected(), lucia.username, lucia.password)
    const other = await person.submit(await person.get(routerUrl(portal.origin)))
    expect(other.url.pathname).to.equal('/portal/accept')
    const shown = await person.get(mine.url)
    expect(shown.forms[0]!.values.csrf, 'shown again').to.equal(mine.forms[0]!.values.csrf)
    expect((await person.submit(other)).forms[0]!.action).to.equal('http://10.5.50.1/login')
    expect((await person.submit(mine)).leftTo?.pathname).to.equal('/logon')
  })

  it('say that one is online, by “back” and in the other tab, once RADIUS let the device in', async () => {
    const welcome = await redirected()
    const waiting = await redirected('1'.repeat(32))
    const terms = await throughTo('/logon')
    expect(online(await person.get(terms.url)), 'before').to.equal(false)
    await decided('accepted')
    for (const path of ['/portal/accept', '/portal/welcome', terms.url.pathname + terms.url.search])
      expect(online(await person.get(new URL(path, portal.origin))), path).to.equal(true)
    for (const page of [welcome, waiting, terms]) expect(online(await person.submit(page))).to.equal(true)
    const { links } = await person.submit(terms)
    expect(links.find(({ rel }) => rel.includes('next'))?.href).to.equal('http://noticias.example/hoy?a=1&b=2')
  })

  it('say so once the gateway has sent the browser on, whatever the log has', async () => {
    const terms = await throughTo('/logon')
    await person.get(chilliUrl(portal.origin, { res: 'success', challenge: undefined }))
    expect(online(await person.submit(terms))).to.equal(true)
  })

  it('say nothing of the sort where RADIUS let in somebody else, refused, or the gateway redirects again', async () => {
    const terms = await throughTo('/logon')
    const stranger = await portal.db.query
      .insertInto('residents')
      .values({ issuer: 'x', subject: 'stranger' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await decided('accepted', stranger.id)
    expect(online(await person.submit(terms)), 'somebody else').to.equal(false)
    await decided('accepted')
    await decided('ticket-used')
    expect(online(await person.submit(terms)), 'refused').to.equal(false)
    await decided('accepted')
    expect(online(await person.submit(terms))).to.equal(true)
    const again = await redirected('3'.repeat(32))
    expect(again.html, 'redirected again').to.include('/portal/sign-in')
    expect(online(await person.submit(terms))).to.equal(false)
  })

  it('do not take a visit to the last page for being online', async () => {
    const welcome = await redirected()
    await person.get(`${portal.origin}/portal/done`)
    expect((await person.submit(welcome)).html).to.include('type="password"')
  })

  it('keep cookies within what browsers and proxies take, and the way that is under way', async () => {
    const login = await person.submit(await redirected())
    for (let device = 16; device < 48; device++) {
      const userurl = `http://noticias.example/${'a'.repeat(700)}`
      await person.get(chilliUrl(portal.origin, { mac: `0A-00-00-00-01-${device.toString(16)}`, userurl }))
    }
    const cookies = [...person.jars.get(new URL(portal.origin).host)!].map((pair) => pair.join('=')).join('; ')
    expect(cookies.length).to.be.below(8000)
    expect((await person.submit(await person.submit(login, lucia))).url.pathname).to.equal('/portal/accept')
  })
})
