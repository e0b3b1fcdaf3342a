import { expect } from 'chai'
import { maintainAccessLog, storeDecisions } from '../../../server/access/log/store.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import { publish } from '../../../server/database/events/events.ts'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { testMac } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, type Person, signIn } from './person.ts'

const CAPACITY = 2
/** The device of `chilliUrl`. */
const DEVICE = '0a:00:00:00:00:07'

describe('a full hotspot, in the portal', () => {
  let portal: TestPortal
  let person: Person
  let hotspotId: number
  let emergency: { endsAt: Date } | undefined
  beforeEach(async () => {
    emergency = undefined
    portal = await startTestPortal({
      emergencies: { at: () => emergency && ({ ...emergency, reason: 'Sismo', texts: {} } as never) },
    })
    const { db } = portal
    await ensureDefaultPolicy(db)
    await maintainAccessLog(db, new Date())
    await db.query.updateTable('policies').set({ when_full: 'turn-away' }).execute()
    hotspotId = await idOf('Kiosco <Norte>')
    await limit(CAPACITY)
    person = createPerson()
  })
  afterEach(() => portal.close())

  const idOf = async (name: string) =>
    (await portal.db.query.selectFrom('hotspots').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
  const limit = async (capacity: number | null) => {
    await portal.db.query.updateTable('hotspots').set({ capacity }).where('id', '=', hotspotId).execute()
    await publish(portal.db, { type: 'hotspots' })
    await eventually(() => portal.registry.hotspot(hotspotId)?.capacity === capacity)
  }
  const online = (mac: string, at = hotspotId) => {
    const session = { gateway_id: portal.gateways.chilli, session_key: `full ${mac}`, acct_session_id: mac }
    const times = { started_at: new Date(Date.now() - 60_000), updated_at: new Date() }
    return portal.db.query
      .insertInto('sessions')
      .values({ ...session, ...times, device_mac: mac, hotspot_id: at })
      .execute()
  }
  const fill = async () => {
    for (let count = 0; count < CAPACITY; count++) await online(testMac())
  }
  const log = async () => {
    const rows = await portal.db.query.selectFrom('access_log').selectAll().execute()
    return rows.map(({ reason, hotspot_id, device_mac, method }) => [reason, hotspot_id, device_mac, method].join(' '))
  }
  const tickets = async () => (await portal.db.query.selectFrom('tickets').select('id').execute()).length

  for (const [language, texts] of Object.entries({ es, en }))
    it(`says so at once, and when to try again, in ${language}`, async () => {
      await fill()
      const page = await createPerson(language).get(chilliUrl(portal.origin, { lang: language }))
      expect(page.html).to.include(texts['full.title']).and.include(texts['full.text'])
      expect(page.html).to.include('Kiosco &lt;Norte&gt;')
      expect(page.forms, 'nobody signs in for nothing').to.deep.equal([])
      expect(page.links.find(({ className }) => className === 'button')?.href).to.equal('/portal/welcome')
      expect(page.links.map(({ href }) => href)).to.include('/portal/nearby')
      expect(await log()).to.deep.equal([`hotspot-full ${hotspotId} ${DEVICE} portal`])
    })

  it('lets in by the same page once there is room', async () => {
    await fill()
    await person.get(chilliUrl(portal.origin))
    await portal.db.query.updateTable('sessions').set({ ended_at: new Date() }).execute()
    const again = await person.get(new URL('/portal/welcome', portal.origin))
    expect(again.forms[0]!.action).to.equal('/portal/sign-in')
    const terms = await signIn(person, again, 'lucia', 'jacaranda-27')
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
  })

  it('is told after signing in too, without a ticket, where it filled meanwhile', async () => {
    const terms = await signIn(person, await person.get(chilliUrl(portal.origin)), 'lucia', 'jacaranda-27')
    await fill()
    const page = await person.submit(terms)
    expect(page.leftTo).to.equal(undefined)
    expect(page.html).to.include(es['full.title'])
    expect(await tickets()).to.equal(0)
    const { rows } = await portal.db.pool.query('select resident_id is not null as known from access_log')
    expect(rows, 'operators find whose').to.deep.equal([{ known: true }])
  })

  it('is told when RADIUS found it full', async () => {
    const terms = await signIn(person, await person.get(chilliUrl(portal.origin)), 'lucia', 'jacaranda-27')
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
    const residentId = (await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()).id
    const entry = { gatewayId: portal.gateways.chilli, hotspotId, deviceMac: DEVICE, at: Date.now() }
    await storeDecisions(portal.db, [{ ...entry, residentId, method: 'chap', reason: 'hotspot-full' }])
    const page = await person.get(chilliUrl(portal.origin, { res: 'failed', reason: 'reject' }))
    expect(page.html).to.include(es['full.title']).and.include(es['full.text'])
    expect(page.links.map(({ href }) => href)).to.include('/portal/nearby')
  })

  it('names the nearest place that has room', async () => {
    const { db } = portal
    const market = await idOf('Mercado')
    await db.query
      .insertInto('hotspot_health')
      .values([hotspotId, market].map((id) => ({ hotspot_id: id, state: 'up' as const })))
      .execute()
    await db.query.updateTable('sites').set({ latitude: 19.404 }).where('name', '=', 'Mercado').execute()
    await fill()
    expect((await person.get(chilliUrl(portal.origin))).html).to.include('Hay lugar en Mercado, a 450 m.')
    await db.query.updateTable('hotspots').set({ capacity: 1 }).where('id', '=', market).execute()
    await publish(db, { type: 'hotspots' })
    await eventually(() => portal.registry.hotspot(market)?.capacity === 1)
    await online(testMac(), market)
    const none = await createPerson().get(chilliUrl(portal.origin))
    expect(none.html).to.include(es['full.title']).and.not.include('Hay lugar en')
  })

  it('is not told to a device that is online there or elsewhere, in an emergency, or where nobody knows its capacity', async () => {
    const welcome = async () => (await createPerson().get(chilliUrl(portal.origin))).html.includes(es['full.title'])
    await fill()
    expect(await welcome()).to.equal(true)
    emergency = { endsAt: new Date(Date.now() + 600_000) }
    expect(await welcome()).to.equal(false)
    emergency = undefined
    await limit(null)
    expect(await welcome()).to.equal(false)
    await limit(CAPACITY)
    expect(await welcome()).to.equal(true)
    await online(DEVICE, await idOf('Mercado'))
    expect(await welcome()).to.equal(false)
  })

  it('is not told where the policy lets further devices in, which is how a city begins', async () => {
    await portal.db.query.updateTable('policies').set({ when_full: 'let-in' }).execute()
    await fill()
    const terms = await signIn(person, await person.get(chilliUrl(portal.origin)), 'lucia', 'jacaranda-27')
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
  })
})
