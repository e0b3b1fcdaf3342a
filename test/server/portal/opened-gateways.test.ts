import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { simulatedAccount } from '../../../scripts/demo/accounts.ts'
import { type SimulatedUnifi, startUnifi } from '../../../scripts/simulators/opened/unifi.ts'
import { maintainAccessLog } from '../../../server/access/log/store.ts'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { boundDevices } from '../../../server/directory/devices/devices.ts'
import { changeControllerPassword } from '../../../server/network/gateways/change.ts'
import { addGateway, type NewGateway } from '../../../server/network/gateways/register.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup, changeGroup, removeGroup } from '../../../server/network/groups/groups.ts'
import { rhidOf } from '../../../server/portal/gateways/makes/opennds.ts'
import { markOpened, storeGrant } from '../../../server/sessions/grants/grants.ts'
import { makeVouchers } from '../../../server/vouchers/make.ts'
import { testSealer, twoHotspots } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/plaza.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, createPerson, formTo, type Person, signIn } from './person.ts'

const limits = { sessionSeconds: 3600, idleSeconds: 60, interimSeconds: 300, upBps: null, downBps: null, octets: null }
const AP = '02:00:5e:40:00:01'
const NDS_AP = '02:00:5e:40:00:02'
const MERAKI_AP = '02:00:5e:40:00:03'
const FAR_AP = '02:00:5e:40:00:04'
const PASSWORD = 'right'

describe('a gateway that the portal opens', () => {
  let portal: TestPortal
  let unifi: SimulatedUnifi
  let nds: number
  let elsewhere: number
  const user = { username: 'plaza', password: PASSWORD }
  const device = '0a:00:00:00:02:01'

  const add = async (bssid: string, gateway: Pick<NewGateway, 'name' | 'vendor'> & Partial<NewGateway>) => {
    const own = {
      network: null,
      secret: 'testing123',
      coaPort: 3799,
      nasIdentifier: null,
      uamSecret: null,
      loginOrigins: [],
    }
    const id = await addGateway(portal.db, testSealer, { ...own, ...gateway })
    const [hotspot] = await twoHotspots(portal.db, id)
    await portal.db.query.updateTable('hotspots').set({ mac: bssid }).where('id', '=', hotspot).execute()
    return id
  }

  before(async () => {
    portal = await startTestPortal({ settings: { PLAZA_VOUCHERS: '1' } })
    await ensureDefaultPolicy(portal.db)
    await maintainAccessLog(portal.db, new Date())
    const [port, controllerPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
    const url = `http://127.0.0.1:${controllerPort}`
    await add(AP, { name: 'unifi', vendor: 'unifi', controller: { url, ...user, site: 's1', ca: null } })
    await add(FAR_AP, {
      name: 'far',
      vendor: 'unifi',
      network: '198.51.100.0/24',
      controller: { url, ...user, site: 's1', ca: null },
    })
    nds = await add(NDS_AP, { name: 'nds', vendor: 'opennds', nasIdentifier: 'x7 q', uamSecret: 'key' })
    elsewhere = await add(MERAKI_AP, {
      name: 'click',
      vendor: 'meraki-click',
      loginOrigins: ['https://n1.network-auth.example'],
    })
    await portal.registry.reload()
    unifi = await startUnifi({
      portalUrl: portal.origin,
      http: { host: '127.0.0.1', port },
      bssid: AP,
      deviceMac: device,
      site: 's1',
      os: true,
      controller: { host: '127.0.0.1', port: controllerPort, ...user },
    })
  })
  after(async () => {
    await unifi?.close()
    await portal?.close()
  })
  afterEach(async () => {
    unifi.expire()
    await portal.db.query.deleteFrom('grants').execute()
    await portal.db.query.deleteFrom('devices').execute()
  })

  const unifiUrl = (change: Record<string, string> = {}) => {
    const { site, ...query } = {
      site: 's1',
      ap: AP,
      id: device,
      t: '1',
      url: 'http://noticias.example/',
      ssid: 'P',
      ...change,
    }
    return `${portal.origin}/guest/s/${site}/?${new URLSearchParams(query)}`
  }
  /** A resident of their own, known by its id once it has signed in. */
  const online = async (person: Person, account: number, url = unifiUrl()): Promise<Answer> => {
    const { username, password } = simulatedAccount(account)
    const page = await signIn(person, await person.get(url), username, password)
    return page.url.pathname === '/portal/accept' ? person.submit(page) : page
  }
  const lastReason = () =>
    eventually(async () => {
      const row = await portal.db.query
        .selectFrom('access_log')
        .select(['reason', 'resident_id as residentId'])
        .orderBy('at', 'desc')
        .executeTakeFirst()
      return row
    })
  const grants = () => portal.db.query.selectFrom('grants').selectAll().orderBy('id').execute()

  it('writes the grant down with its limits and until when, and the device is known from then on', async () => {
    const done = await online(createPerson(), 1)
    expect(done.url.pathname).to.equal('/portal/done')
    expect(unifi.online()).to.include({ seconds: 14_400, upBps: 2_000_000, downBps: 5_000_000 })
    const [grant] = await grants()
    expect(grant).to.include({
      device_mac: device,
      up_bps: 2_000_000,
      down_bps: 5_000_000,
      octets: 2 ** 31,
      token: null,
    })
    expect(grant?.opened_at).to.be.instanceOf(Date)
    expect(Number(grant?.ends_at) - Number(grant?.granted_at)).to.be.within(14_300_000, 14_500_000)
    unifi.expire()
    const again = await createPerson().get(unifiUrl())
    expect(again.url.pathname, 'no page the next time').to.equal('/portal/done')
    expect(unifi.online()).to.include({ seconds: 14_400 })
    const [before, after] = await grants()
    expect(Number(before?.ends_at), 'the grant before has ended').to.be.at.most(Number(after?.opened_at))
  })

  it('lets a voucher’s bearer in until the voucher’s end, and remembers the device as long', async () => {
    const policyId = (await loadPolicies(portal.db))[0]!.id
    const endsAt = new Date(Date.now() + 7_200_000)
    const wanted = { name: 'x', policyId, devices: 1, endsAt, seconds: null, count: 1 }
    const { vouchers } = await makeVouchers(portal.db, testSealer, wanted, null)
    const person = createPerson()
    const welcome = await person.get(unifiUrl())
    const terms = await person.submit(welcome, { code: vouchers[0]!.code }, formTo(welcome, '/portal/voucher'))
    expect((await person.submit(terms)).url.pathname).to.equal('/portal/done')
    expect(unifi.online()!.seconds).to.be.within(7100, 7200)
    const [bound] = await boundDevices(portal.db, [device])
    expect(bound!.boundUntil.getTime()).to.be.closeTo(endsAt.getTime(), 1000)
  })

  it('lets nobody in who has come again at once: whatever the gateway said, there is a page then', async () => {
    await online(createPerson(), 2)
    portal.advance(60_000)
    expect((await createPerson().get(unifiUrl())).url.pathname).to.equal('/portal/done')
    expect((await createPerson().get(unifiUrl())).url.pathname).to.equal('/portal')
    portal.advance(60_000)
    expect((await createPerson().get(unifiUrl())).url.pathname).to.equal('/portal/done')
  })

  it('stays closed outside the opening hours of its hotspot, for known devices too, and is opened no longer than they last', async () => {
    const hotspot = await portal.db.query.selectFrom('hotspots').select('id').where('mac', '=', AP).executeTakeFirst()
    const now = new Date()
    const clock = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16)
    const groupId = await addGroup(portal.db, {
      name: 'Escuelas',
      policyId: null,
      hours: `mon-sun ${clock(-1)}-${clock(2)}`,
    })
    await assignHotspots(portal.db, groupId, [hotspot!.id])
    try {
      await online(createPerson(), 9)
      const { ends_at } = await portal.db.query.selectFrom('grants').select('ends_at').executeTakeFirstOrThrow()
      const secondsLeft = (ends_at.getTime() - now.getTime()) / 1000
      expect(secondsLeft).to.be.within(2 * 3600 - 60, 2 * 3600 + 1)

      await changeGroup(portal.db, groupId, { hours: `mon-sun ${clock(1)}-${clock(2)}` })
      unifi.expire()
      portal.advance(60_000)
      await portal.db.query.deleteFrom('grants').execute()
      expect((await createPerson().get(unifiUrl())).html).to.include('Este punto está cerrado ahora')
      expect((await lastReason()).reason).to.equal('hotspot-closed')
      expect(unifi.online()).to.equal(undefined)
    } finally {
      await removeGroup(portal.db, groupId)
    }
  })

  it('stays closed for a blocked resident, a used-up day, and too many devices, and says so', async () => {
    portal.advance(60_000)
    const person = createPerson()
    await online(person, 3)
    const { residentId } = await lastReason()
    if (residentId === null) throw new Error('nobody')
    const other = async (deviceMac: string, seconds: number) => {
      const place = { gatewayId: elsewhere, hotspotId: null, residentId, token: null }
      const id = await storeGrant(portal.db, { ...place, deviceMac, limits: { ...limits, sessionSeconds: seconds } })
      await markOpened(portal.db, [id])
      return id
    }
    for (let at = 1; at <= 5; at++) await other(`0a:00:00:00:03:0${at}`, 3600)
    const many = await online(createPerson(), 3)
    expect(many.status).to.equal(403)
    expect(many.html).to.include('Ya tienes muchos dispositivos conectados')
    expect((await lastReason()).reason).to.equal('too-many-devices')

    await portal.db.query.deleteFrom('grants').execute()
    await portal.db.query.updateTable('policies').set({ daily_seconds: 1 }).execute()
    try {
      const used = await other(device, 3600)
      // As much of today as there was may be less than the second that is allowed, right after midnight.
      await portal.db.pool.query("update grants set opened_at = now() - interval '1 hour' where id = $1", [used])
      const spent = await online(createPerson(), 3)
      expect(spent.html).to.include('Llegaste a tu límite de hoy')
      expect((await lastReason()).reason).to.equal('daily-time-used-up')
    } finally {
      await portal.db.query.updateTable('policies').set({ daily_seconds: 28_800 }).execute()
    }

    await portal.db.query
      .updateTable('residents')
      .set({ blocked_at: new Date() })
      .where('id', '=', residentId)
      .execute()
    portal.advance(60_000)
    unifi.expire()
    await portal.db.query.deleteFrom('grants').execute()
    expect((await createPerson().get(unifiUrl())).html, 'a known device too').to.include('/portal/sign-in')
    expect((await lastReason()).reason).to.equal('resident-blocked')
    expect((await online(createPerson(), 3)).html).to.include('Tu cuenta no puede usar el wifi')
    expect(unifi.online()).to.equal(undefined)
  })

  it('stays closed when the controller does not know the device or takes no login: a page, and a reason for operators', async () => {
    const stranger = await online(createPerson(), 4, unifiUrl({ id: '0a:00:00:00:02:99' }))
    expect(stranger.status, stranger.html).to.equal(502)
    expect(stranger.html)
      .to.include('no te dejó pasar')
      .and.match(/Código de este aviso: [\w-]{8,}</)
    expect((await lastReason()).reason).to.equal('controller-unknown-device')
    await changeControllerPassword(portal.db, testSealer, 'unifi', 'wrong')
    await portal.registry.reload()
    try {
      const refused = await online(createPerson(), 4)
      expect(refused.status, refused.html).to.equal(502)
      expect((await lastReason()).reason).to.equal('controller-credentials')
    } finally {
      await changeControllerPassword(portal.db, testSealer, 'unifi', PASSWORD)
      await portal.registry.reload()
    }
    expect(await portal.db.query.selectFrom('devices').selectAll().execute()).to.deep.equal([])
    expect((await grants()).map(({ opened_at }) => opened_at)).to.deep.equal([null, null])
  })

  it('is believed only at its own site, and in its own network where that is known', async () => {
    const at = async (url: string) => (await createPerson().get(url)).html
    expect(await at(unifiUrl({ site: 's2' }))).to.include('no está registrado')
    expect(await at(unifiUrl({ ap: '02:00:5e:40:00:99' }))).to.include('no está registrado')
    expect(await at(unifiUrl({ ap: FAR_AP }))).to.include('No reconocemos este punto')
    expect(await at(`${unifiUrl()}&site=s1`)).to.include('está alterada')
    const click = { base_grant_url: 'https://evil.example/splash/grant', node_mac: MERAKI_AP, client_mac: device }
    expect(await at(`${portal.origin}/portal?${new URLSearchParams(click)}`)).to.include('No reconocemos este punto')
  })

  describe('whose redirect names another access point', () => {
    const OTHER_AP = '02:00:5e:40:00:05'
    const OTHER_CLICK_AP = '02:00:5e:40:00:06'
    let groupId: number
    const hotspotAt = async (bssid: string) =>
      (await portal.db.query.selectFrom('hotspots').select('id').where('mac', '=', bssid).executeTakeFirstOrThrow()).id
    /** The other hotspot of the gateway that has the one at `bssid`. */
    const nameOther = (bssid: string, other: string) =>
      portal.db.query
        .updateTable('hotspots as o')
        .from('hotspots as h')
        .set({ mac: other })
        .where('h.mac', '=', bssid)
        .whereRef('o.gateway_id', '=', 'h.gateway_id')
        .whereRef('o.id', '<>', 'h.id')
        .execute()
    /** In an hour for an hour. */
    const closedNow = () => {
      const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
      return `mon-sun ${clock(1)}-${clock(2)}`
    }
    before(async () => {
      await nameOther(AP, OTHER_AP)
      await nameOther(MERAKI_AP, OTHER_CLICK_AP)
      groupId = await addGroup(portal.db, { name: 'Escuelas', policyId: null, hours: closedNow() })
      await portal.registry.reload()
    })
    after(async () => {
      await removeGroup(portal.db, groupId)
      await portal.registry.reload()
    })
    beforeEach(() => portal.advance(60_000))
    afterEach(async () => {
      await assignHotspots(portal.db, null, [await hotspotAt(AP), await hotspotAt(OTHER_CLICK_AP)])
      await portal.registry.reload()
    })
    const close = async (bssid: string) => {
      await assignHotspots(portal.db, groupId, [await hotspotAt(bssid)])
      await portal.registry.reload()
    }
    const clickUrl = (node: string) =>
      `${portal.origin}/portal?${new URLSearchParams({
        ...{ base_grant_url: 'https://n1.network-auth.example/splash/grant', node_mac: node, client_mac: device },
        user_continue_url: 'http://noticias.example/',
      })}`
    const clickOnline = async (account: number, node: string) => {
      const person = createPerson('es-MX', ['https://n1.network-auth.example'])
      const { leftTo } = await online(person, account, clickUrl(node))
      return Number(leftTo?.searchParams.get('duration'))
    }

    it('stays closed where the controller sees the device at one that is closed', async () => {
      await close(AP)
      const page = await online(createPerson(), 11, unifiUrl({ ap: OTHER_AP }))
      expect(page.status, page.html).to.equal(403)
      expect((await lastReason()).reason).to.equal('hotspot-closed')
      expect(unifi.online()).to.equal(undefined)
    })

    it('is opened where the device is for its controller, as when somebody walks on, and that is written down', async () => {
      expect((await online(createPerson(), 12, unifiUrl({ ap: OTHER_AP }))).url.pathname).to.equal('/portal/done')
      const opened = (await grants()).filter(({ opened_at }) => opened_at !== null)
      expect(opened.map(({ hotspot_id }) => hotspot_id)).to.deep.equal([await hotspotAt(AP)])
    })

    it('without a controller is opened for minutes at a time, while another of its hotspots is closed', async () => {
      expect(await clickOnline(13, MERAKI_AP), 'all have the same rules').to.equal(14_400)
      await close(OTHER_CLICK_AP)
      expect(await clickOnline(14, MERAKI_AP)).to.equal(900)
      const [grant] = (await grants()).slice(-1)
      expect(Number(grant?.ends_at) - Number(grant?.granted_at)).to.be.within(890_000, 910_000)
    })
  })

  describe('by openNDS’s authmon', () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const ask = async (action: string, payload = 'none', gatewayhash = sha256('x7%20q'), gateway = nds) => {
      const body = new URLSearchParams({
        auth_get: action,
        gatewayhash,
        payload: Buffer.from(payload).toString('base64'),
      })
      const answer = await fetch(`${portal.origin}/portal/opennds/${gateway}`, { method: 'POST', body })
      return answer.ok ? answer.text() : answer.status
    }
    const waiting = async (number: number) => {
      const residentId = (await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()).id
      const token = rhidOf(sha256(String(number)), 'key')
      const deviceMac = `0a:00:00:00:04:0${number}`
      await storeGrant(portal.db, { gatewayId: nds, hotspotId: null, residentId, deviceMac, limits, token })
      return token
    }

    it('is told at most four at a time until it says that they are in, in its own units', async () => {
      await online(createPerson(), 5)
      const tokens: string[] = []
      for (let number = 1; number <= 5; number++) tokens.push(await waiting(number))
      const list = await ask('view')
      expect(list).to.equal(
        ['*', ...tokens.slice(0, 4).map((token) => encodeURIComponent(`${token} 60 0 0 0 0 na`))].join(' '),
      )
      expect(await ask('view'), 'until it says so').to.equal(list)
      expect(await ask('view', '*')).to.equal('ack')
      expect(await ask('view', `* ${tokens.slice(0, 4).join(' ')}`)).to.equal('ack')
      expect(await ask('view'))
        .to.include(tokens[4])
        .and.not.include(tokens[0])
      expect(await ask('deauthed', 'method=client_deauth, clientmac=0a:00:00:00:04:01, bytes_incoming=10')).to.equal(
        'ack',
      )
      const ended = await portal.db.query
        .selectFrom('grants')
        .select('ends_at')
        .where('token', '=', tokens[0]!)
        .execute()
      expect(Number(ended[0]?.ends_at)).to.be.at.most(Date.now() + 1000)
      expect(await ask('clear')).to.equal('ack')
      expect(await ask('view')).to.equal('*')
    })

    it('says nothing to whoever does not know the gateway’s name, or asks what authmon does not', async () => {
      await waiting(6)
      for (const [action, hash, gateway] of [
        ['view', sha256('x7 q'), nds],
        ['view', '', nds],
        ['view', sha256('x7%20q'), elsewhere],
        ['view', sha256('x7%20q'), 0],
        ['drop', sha256('x7%20q'), nds],
      ] as const) {
        expect(await ask(action, 'none', hash, gateway), `${action} ${gateway}`).to.be.oneOf([400, 404])
      }
    })
  })
})
