import { expect } from 'chai'
import { readHelpCode, removeOldHelpCases } from '../../../server/access/help-cases/help-cases.ts'
import { storeDecisions } from '../../../server/access/log/store.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { CHILLI_HOTSPOT, startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, type Person, signIn } from './person.ts'

const TEN_DAYS = 10 * 86_400_000

describe('the help page', () => {
  let portal: TestPortal
  let hotspotId: number
  before(async () => {
    portal = await startTestPortal()
    await maintainPartitions(portal.db, 'access_log', new Date(), 90)
    const row = portal.db.query.selectFrom('hotspots').select('id').where('mac', '=', CHILLI_HOTSPOT)
    hotspotId = (await row.executeTakeFirstOrThrow()).id
  })
  after(() => portal.close())

  let devices = 0
  const arrive = async (person: Person) => {
    const mac = `0A-00-00-00-E0-${(++devices).toString(16).padStart(2, '0')}`
    return { mac: mac.toLowerCase().replaceAll('-', ':'), page: await person.get(chilliUrl(portal.origin, { mac })) }
  }
  const help = (person: Person) => person.get(`${portal.origin}/help`)
  const codeOn = (page: Answer) => {
    const code = /\b([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec(page.html)?.[1]
    if (!code) throw new Error(`no code on ${page.url}:\n${page.html}`)
    return code
  }
  const formTo = (page: Answer, action: string) => page.forms.findIndex((form) => form.action === action)
  const ask = (person: Person, page: Answer, code: string) =>
    person.submit(page, { code }, formTo(page, '/portal/help'))
  const getCode = async (person: Person) => {
    const page = await help(person)
    return person.submit(page, {}, formTo(page, '/portal/help/code'))
  }
  const setHealth = (state: 'up' | 'down', since = new Date()) =>
    portal.db.query
      .insertInto('hotspot_health')
      .values({ hotspot_id: hotspotId, state, since, last_polled_at: new Date() })
      .onConflict((conflict) => conflict.column('hotspot_id').doUpdateSet({ state, since }))
      .execute()
  const start = (text: string) => text.slice(0, text.indexOf('{{')).replace(/^$/, text.slice(text.indexOf('}}') + 2))
  const decide = async (mac: string, residentId: number | null, reason: 'daily-time-used-up' | 'too-many-devices') =>
    storeDecisions(portal.db, [
      {
        at: Date.now(),
        gatewayId: portal.gateways.chilli,
        hotspotId,
        residentId,
        deviceMac: mac,
        method: 'pap',
        reason,
      },
    ])

  it('is there for anybody, without a code, and refuses one that there is not', async () => {
    const person = createPerson()
    const page = await help(person)
    expect(page.status).to.equal(200)
    for (const wrong of ['', 'hello', '2345-6789', 'AAAA-AAAA', '<script>']) {
      const refused = await ask(person, page, wrong)
      expect(refused.status, wrong).to.equal(404)
      expect(refused.html).to.include(es.helpNoSuchCode).and.not.include('<script>')
    }
  })

  it('says under the code of a problem’s page what the network knows, on that phone and on any other', async () => {
    const person = createPerson()
    const { page } = await arrive(person)
    portal.cityKeyAnswers(false)
    try {
      const broken = await person.submit(page)
      expect(broken.status).to.equal(503)
      const code = codeOn(broken)
      expect((await help(person)).html, 'without typing it')
        .to.include(es.helpCityKey)
        .and.include(code)
      const other = createPerson('en')
      const told = await ask(other, await help(other), ` ${code.toLowerCase().replace('-', ' ')} `)
      expect(told.status).to.equal(200)
      expect(told.html).to.include(en.helpCityKey)
    } finally {
      portal.cityKeyAnswers(true)
    }
  })

  it('says since when the hotspot is down, and where the next ones are', async () => {
    const person = createPerson()
    await arrive(person)
    await setHealth('down', new Date(Date.now() - 7_200_000))
    const page = await help(person)
    expect(page.html)
      .to.match(/Kiosco &lt;Norte&gt; no funciona desde el /)
      .and.include('<a href="/">')
    await setHealth('up')
    expect((await help(person)).html).to.include('funciona y no vemos ninguna falla')
  })

  it('says when the quota returns and how to free a device, to who has signed in on this way alone', async () => {
    const person = createPerson()
    const { mac, page } = await arrive(person)
    await signIn(person, page, 'lucia', 'jacaranda-27')
    const { id } = await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()
    await decide(mac, id, 'daily-time-used-up')
    expect((await help(person)).html).to.include(start(es.helpQuota))
    await decide(mac, id, 'too-many-devices')
    expect((await help(person)).html)
      .to.include(es.helpDevices)
      .and.include('href="/portal/me#sessions"')

    const stranger = createPerson()
    await stranger.get(chilliUrl(portal.origin, { mac: mac.toUpperCase().replaceAll(':', '-') }))
    const told = await help(stranger)
    expect(told.html, 'who only names the device').to.not.include(es.helpDevices).and.not.include(start(es.helpQuota))
  })

  it('lets another browser of the device go on, once, by a code', async () => {
    const mini = createPerson()
    const { mac } = await arrive(mini)
    const code = codeOn(await getCode(mini))
    const browser = createPerson()
    const told = await ask(browser, await help(browser), code)
    expect(told.html).to.include(es.helpResume)
    const welcome = await browser.submit(told, {}, formTo(told, '/portal/help/resume'))
    expect(welcome.url.pathname).to.equal('/portal/welcome')
    expect(welcome.html).to.include('Kiosco &lt;Norte&gt;')
    const online = await signIn(browser, welcome, 'grace', 'bluebird-92')
    const terms = online.leftTo ? online : await browser.submit(online)
    expect(terms.leftTo?.href).to.match(/^http:\/\/10\.1\.0\.1:3990\/logon/)
    const tickets = portal.db.query.selectFrom('tickets').select('device_mac').where('device_mac', '=', mac)
    expect(await tickets.execute()).to.have.length(1)

    const third = createPerson()
    const late = await ask(third, await help(third), code)
    expect(late.html, 'taken up before').to.not.include(es.helpResume)
  })

  it('lets nobody go on from another network, after a quarter of an hour, or without the page’s own form', async () => {
    const mini = createPerson()
    await arrive(mini)
    const code = readHelpCode(codeOn(await getCode(mini)))!
    const browser = createPerson()
    const told = await ask(browser, await help(browser), code)
    const forged = await browser.submit(told, { csrf: 'made-up' }, formTo(told, '/portal/help/resume'))
    expect(forged.status).to.equal(400)

    const { testSealer } = await import('../../support/city.ts')
    const sealed = portal.db.query.selectFrom('help_cases').select('resume_sealed').where('code', '=', code)
    const { resume_sealed } = await sealed.executeTakeFirstOrThrow()
    const { arrival } = JSON.parse(testSealer.open(resume_sealed!, 'help-case'))
    const change = (values: { resume_sealed?: Buffer; at?: Date }) =>
      portal.db.query.updateTable('help_cases').set(values).where('code', '=', code).execute()
    const elsewhere = { arrival: { ...arrival, gatewayId: portal.gateways.router }, address: '203.0.113.9' }
    await change({ resume_sealed: testSealer.seal(JSON.stringify(elsewhere), 'help-case') })
    expect((await ask(browser, told, code)).html, 'from elsewhere').to.not.include(es.helpResume)
    expect((await browser.submit(told, {}, formTo(told, '/portal/help/resume'))).status).to.equal(400)

    await change({ resume_sealed: resume_sealed!, at: new Date(Date.now() - 901_000) })
    expect((await ask(browser, told, code)).html, 'too late').to.not.include(es.helpResume)
    await removeOldHelpCases(portal.db)
    expect((await sealed.executeTakeFirstOrThrow()).resume_sealed).to.equal(null)
    await change({ at: new Date(Date.now() - 1.5 * TEN_DAYS) })
    await removeOldHelpCases(portal.db)
    expect(await sealed.executeTakeFirst()).to.equal(undefined)
  })

  it('holds who guesses codes to twenty a minute', async () => {
    const person = createPerson()
    const page = await help(person)
    let last = page.status
    for (let tries = 0; tries < 21; tries++) last = (await ask(person, page, 'BCDF-GHJK')).status
    expect(last).to.equal(429)
  })
})
