import { expect } from 'chai'
import { ticketsByUsername } from '../../../server/access/tickets.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { bindDevice, moveDevice } from '../../../server/directory/devices/devices.ts'
import { es } from '../../../server/languages/es.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testSealer } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { sessionRecord } from '../../support/session-record.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, type Person, signIn } from './person.ts'

const FIRST = '0a:00:00:00:00:31'
const SECOND = '0a:00:00:00:00:32'

describe('a phone that changed its MAC', () => {
  let portal: TestPortal
  let person: Person
  let residentId: number
  beforeEach(async () => {
    portal = await startTestPortal()
    person = createPerson()
    const terms = await signIn(person, await arrive(FIRST), 'lucia', 'jacaranda-27')
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
    const resident = await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()
    residentId = resident.id
    await bind(residentId)
  })
  afterEach(() => portal.close())

  const arrive = (mac: string, visitor = person) =>
    visitor.get(chilliUrl(portal.origin, { mac: mac.toUpperCase().replaceAll(':', '-') }))
  const bind = (owner: number, days = 30) =>
    bindDevice(portal.db, { mac: FIRST, residentId: owner, until: new Date(Date.now() + days * 86_400_000) })
  /** What the gateway was given. */
  const ticketOf = async ({ leftTo }: Answer) => {
    expect(leftTo?.pathname).to.equal('/logon')
    const username = leftTo!.searchParams.get('username')!
    return (await ticketsByUsername(portal.db, testSealer, [username])).get(username)
  }
  /** Another browser with the same cookies. */
  const copyOf = (of: Person): Person => {
    const other = createPerson()
    for (const [host, jar] of of.jars) other.jars.set(host, new Map(jar))
    return other
  }
  const isKnown = ({ html }: Answer) => html.includes(es.knownText)

  it('is known again by its cookie, and online with one tap, as the same device', async () => {
    const welcome = await arrive(SECOND)
    expect(isKnown(welcome)).to.equal(true)
    expect(await ticketOf(await person.submit(welcome))).to.include({
      residentId,
      deviceMac: SECOND,
      replacesMac: FIRST,
    })
  })

  it('can be used with another account instead, which takes nothing over', async () => {
    const welcome = await arrive(SECOND)
    const asked = await person.submit(welcome, {}, 1)
    expect(asked.html, 'asked who it is, though the City Key knows the person of before').to.include('type="password"')
    const welcomed = await person.submit(asked, { username: 'lucia', password: 'jacaranda-27' })
    expect((await ticketOf(welcomed))?.replacesMac).to.equal(null)
  })

  it('asks who it is also where the City Key was down when somebody else wanted to sign in', async () => {
    const welcome = await arrive(SECOND)
    portal.cityKeyAnswers(false)
    const down = await person.submit(welcome, {}, 1)
    expect(down.status).to.equal(503)
    portal.cityKeyAnswers(true)
    expect((await person.submit(down)).html).to.include('type="password"')
  })

  it('signs in where its binding is over, was removed, or is another resident’s now', async () => {
    await bind(residentId, -1)
    expect(isKnown(await arrive(SECOND))).to.equal(false)
    await bind(residentId)
    const shown = await arrive(SECOND)
    expect(isKnown(shown)).to.equal(true)
    await portal.db.query.deleteFrom('devices').execute()
    expect(isKnown(await arrive(SECOND))).to.equal(false)
    expect((await person.submit(shown)).status, 'the page that was open').to.equal(400)
    const other = await portal.db.query
      .insertInto('residents')
      .values({ issuer: 'x', subject: 'other' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await bind(other.id)
    expect(isKnown(await arrive(SECOND))).to.equal(false)
  })

  it('signs in while the device of that address is online: a copied cookie takes no binding', async () => {
    const live = { deviceMac: FIRST, residentId, gatewayId: portal.gateways.router, at: new Date() }
    const shown = await arrive(SECOND)
    expect(isKnown(shown)).to.equal(true)
    await storeRecords(portal.db, [sessionRecord(live)], localDay('UTC'))
    expect(isKnown(await arrive(SECOND)), 'the copy, at another address').to.equal(false)
    expect((await person.submit(shown)).status, 'the page that was open').to.equal(400)
    expect(isKnown(await arrive(FIRST)), 'the device itself').to.equal(true)
    const quiet = new Date(Date.now() - 3_600_000)
    await portal.db.query.updateTable('sessions').set({ updated_at: quiet }).execute()
    expect(isKnown(await arrive(SECOND)), 'once nothing is heard of it').to.equal(true)
  })

  it('ends what a copy of its cookie took while it was away, once its resident signs in, and no older copy takes it', async () => {
    const copy = copyOf(person)
    expect(isKnown(await arrive(SECOND, copy)), 'the device is nowhere online').to.equal(true)
    await moveDevice(portal.db, { from: FIRST, mac: SECOND, residentId })
    const stolen = { deviceMac: SECOND, residentId, gatewayId: portal.gateways.router, at: new Date() }
    await storeRecords(portal.db, [sessionRecord(stolen)], localDay('UTC'))
    const back = await arrive(FIRST)
    expect(isKnown(back), 'the device itself').to.equal(false)
    await ticketOf(await person.submit(back))
    const devices = () => portal.db.query.selectFrom('devices').select('mac').execute()
    expect(await devices()).to.deep.equal([])
    const { rows } = await portal.db.pool.query("select target from audit_events where action = 'device.moved'")
    expect(rows).to.deep.equal([{ target: `resident ${residentId}` }])
    const asked = () => portal.db.query.selectFrom('disconnects').select('id').execute()
    await eventually(async () => (await asked()).length === 1)
    await bindDevice(portal.db, { mac: FIRST, residentId, until: new Date(Date.now() + 86_400_000) })
    await portal.db.pool.query("update devices set bound_at = now() + interval '10 minutes'")
    expect(isKnown(await arrive(SECOND, copy)), 'a copy from before').to.equal(false)
  })

  it('signs in by its next address without ending itself', async () => {
    await moveDevice(portal.db, { from: FIRST, mac: SECOND, residentId })
    await ticketOf(await person.submit(await arrive(SECOND)))
    const devices = await portal.db.query.selectFrom('devices').select('mac').execute()
    expect(devices).to.deep.equal([{ mac: SECOND }])
  })

  it('signs in where the resident was blocked', async () => {
    await portal.db.query.updateTable('residents').set({ blocked_at: new Date() }).execute()
    expect(isKnown(await arrive(SECOND))).to.equal(false)
  })

  it('is nobody’s to another browser, or with a cookie that was changed', async () => {
    expect(isKnown(await arrive(SECOND, createPerson()))).to.equal(false)
    for (const jar of person.jars.values()) {
      const value = jar.get('plaza_device')
      if (value) jar.set('plaza_device', `${value.slice(0, 30)}AAAA${value.slice(34)}`)
    }
    expect(isKnown(await arrive(SECOND))).to.equal(false)
  })
})
