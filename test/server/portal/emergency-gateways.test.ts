import { expect } from 'chai'
import { simulatedAccount } from '../../../scripts/demo/accounts.ts'
import { type SimulatedUnifi, startUnifi } from '../../../scripts/simulators/opened/unifi.ts'
import type { Emergency } from '../../../server/access/emergencies/emergencies.ts'
import { maintainAccessLog } from '../../../server/access/log/store.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import { addGateway, type NewGateway } from '../../../server/network/gateways/register.ts'
import { testSealer, twoHotspots } from '../../support/city.ts'
import { freePort } from '../../support/plaza.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { createPerson, type Person, signIn } from './person.ts'

const AP = '02:00:5e:41:00:01'
const MERAKI_AP = '02:00:5e:41:00:02'

describe('an emergency at a gateway that the portal opens', () => {
  let portal: TestPortal
  let unifi: SimulatedUnifi
  let click: number
  let emergency: Emergency | undefined
  /** The hotspot where it is not on. */
  let spared: number | undefined
  const device = '0a:00:00:00:05:01'

  before(async () => {
    // It is on wherever the portal knows which hotspot it is.
    const at = (hotspotId: number | null) => (hotspotId === null || hotspotId === spared ? undefined : emergency)
    portal = await startTestPortal({ emergencies: { at } })
    await ensureDefaultPolicy(portal.db)
    await maintainAccessLog(portal.db, new Date())
    const [port, controllerPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
    const user = { username: 'plaza', password: 'right' }
    const controller = { url: `http://127.0.0.1:${controllerPort}`, ...user, site: 's1', ca: null }
    await add(AP, { name: 'unifi', vendor: 'unifi', controller })
    const loginOrigins = ['https://n1.network-auth.example']
    click = await add(MERAKI_AP, { name: 'click', vendor: 'meraki-click', loginOrigins })
    await portal.registry.reload()
    unifi = await startUnifi({
      ...{ portalUrl: portal.origin, http: { host: '127.0.0.1', port }, bssid: AP, deviceMac: device, site: 's1' },
      ...{ os: true, controller: { host: '127.0.0.1', port: controllerPort, ...user } },
    })
  })
  after(async () => {
    await unifi?.close()
    await portal?.close()
  })
  afterEach(async () => {
    emergency = undefined
    spared = undefined
    unifi.expire()
    await portal.db.query.deleteFrom('grants').execute()
    await portal.db.query.deleteFrom('devices').execute()
  })

  const add = async (bssid: string, gateway: Pick<NewGateway, 'name' | 'vendor'> & Partial<NewGateway>) => {
    const own = { network: null, secret: 'testing123', coaPort: 3799, nasIdentifier: null, uamSecret: null }
    const id = await addGateway(portal.db, testSealer, { ...own, loginOrigins: [], ...gateway })
    const [hotspot] = await twoHotspots(portal.db, id)
    await portal.db.query.updateTable('hotspots').set({ mac: bssid }).where('id', '=', hotspot).execute()
    return id
  }
  const unifiUrl = () => {
    const query = { ap: AP, id: device, t: '1', url: 'http://noticias.example/', ssid: 'P' }
    return `${portal.origin}/guest/s/s1/?${new URLSearchParams(query)}`
  }
  const signInFully = async (person: Person) => {
    const { username, password } = simulatedAccount(7)
    await person.submit(await signIn(person, await person.get(unifiUrl()), username, password))
  }
  const grants = () => portal.db.query.selectFrom('grants').selectAll().orderBy('id').execute()
  const lastReason = () =>
    portal.db.query
      .selectFrom('access_log')
      .select(['reason', 'resident_id as residentId'])
      .orderBy('at', 'desc')
      .executeTakeFirst()

  const begin = (minutes: number) => {
    const startedAt = new Date()
    const endsAt = new Date(+startedAt + minutes * 60_000)
    const texts = { en: 'Earthquake: call your family' }
    emergency = { id: 1, reason: 'Sismo: llame a los suyos', texts, startedAt, endsAt, hotspotIds: undefined }
  }

  it('lets a phone that nobody knows in with one button, as nobody’s, until the emergency ends', async () => {
    begin(90)
    const person = createPerson()
    const page = await person.get(unifiUrl())
    expect(page.html).to.include('Sismo: llame a los suyos').and.not.include('/portal/sign-in')
    expect(page.forms.map(({ action }) => action)).to.deep.equal(['/portal/emergency'])
    const done = await person.submit(page)
    expect(done.url.pathname).to.equal('/portal/done')
    expect(unifi.online()).to.include({ seconds: 90 * 60, upBps: 2_000_000, downBps: 5_000_000 })
    const [grant] = await grants()
    expect(grant).to.include({ resident_id: null, device_mac: device, octets: null })
    expect(grant?.opened_at).to.be.instanceOf(Date)
    expect(Math.abs(Number(grant?.ends_at) - Number(emergency?.endsAt))).to.be.lessThan(2000)
    expect(await lastReason()).to.deep.equal({ reason: 'emergency', residentId: null })
    expect(await portal.db.query.selectFrom('devices').select('mac').execute(), 'not remembered').to.deep.equal([])
  })

  it('lets in for minutes at a time whom only an unsigned redirect places where it is on', async () => {
    begin(90)
    const others = portal.registry.hotspotsAt(click).filter(({ called }) => called !== MERAKI_AP)
    spared = others[0]!.id
    const person = createPerson('es-MX', ['https://n1.network-auth.example'])
    const redirect = {
      base_grant_url: 'https://n1.network-auth.example/splash/grant',
      ...{ node_mac: MERAKI_AP, client_mac: device },
    }
    const page = await person.get(`${portal.origin}/portal?${new URLSearchParams(redirect)}`)
    const { leftTo } = await person.submit(page)
    expect(Number(leftTo?.searchParams.get('duration'))).to.be.within(800, 900)
  })

  it('gives the reason in the reader’s language where there is one', async () => {
    begin(90)
    expect((await createPerson('en').get(unifiUrl())).html).to.include('<b>Earthquake: call your family</b>')
    expect((await createPerson('nah').get(unifiUrl())).html).to.include('<b lang="es">Sismo: llame a los suyos</b>')
  })

  it('lets a known device in whose resident may not', async () => {
    portal.advance(60_000)
    await signInFully(createPerson())
    await portal.db.query.updateTable('residents').set({ blocked_at: new Date() }).execute()
    unifi.expire()
    portal.advance(60_000)
    begin(90)
    const person = createPerson()
    await person.submit(await person.get(unifiUrl()))
    expect(unifi.online()).to.include({ seconds: 90 * 60 })
    await portal.db.query.updateTable('residents').set({ blocked_at: null }).execute()
  })

  it('lets nobody in once it is over, and does not go on with a page of before', async () => {
    begin(90)
    const person = createPerson()
    const page = await person.get(unifiUrl())
    emergency = undefined
    expect((await person.submit(page)).status).to.equal(400)
    expect(unifi.online()).to.equal(undefined)
    expect(await grants()).to.deep.equal([])
    expect((await person.get(unifiUrl())).html).to.include('/portal/sign-in')
  })

  it('is on at gateways of other makes too, whose time is in the address', async () => {
    begin(30)
    const person = createPerson('es-MX', ['https://n1.network-auth.example'])
    const redirect = {
      base_grant_url: 'https://n1.network-auth.example/splash/grant',
      user_continue_url: 'http://noticias.example/',
      ...{ node_mac: MERAKI_AP, client_mac: device, client_ip: '10.0.0.7' },
    }
    const page = await person.get(`${portal.origin}/portal?${new URLSearchParams(redirect)}`)
    const { leftTo } = await person.submit(page)
    expect(leftTo?.pathname).to.equal('/splash/grant')
    expect(Number(leftTo?.searchParams.get('duration'))).to.be.within(30 * 60 - 5, 30 * 60)
    expect((await grants())[0]).to.include({ resident_id: null, gateway_id: click })
  })
})
