import { expect } from 'chai'
import {
  AcctInputGigawords,
  AcctSessionId,
  AcctStatusType,
  AcctTerminateCause,
  accessRequest,
  accountingRequest,
  CalledStationId,
  CallingStationId,
  Code,
  exchange,
  type Packet,
  ReplyMessage,
  reply,
  SessionTimeout,
  startDynamicAuthorizationServer,
} from '../../../radius/index.ts'
import { addPolicy, changePolicy } from '../../../server/access/policies/change-policies.ts'
import { loadPolicies } from '../../../server/access/policies/policies.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { readConfig } from '../../../server/config/index.ts'
import { type PlazaEvent, publish, subscribe } from '../../../server/database/events/events.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { silentLog } from '../../../server/log.ts'
import { readHeard } from '../../../server/network/gateways/heard/store.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup, changeGroup } from '../../../server/network/groups/groups.ts'
import { createAdmissionAnnouncer } from '../../../server/roles/admission-announcer.ts'
import { type RadiusRole, startRadius } from '../../../server/roles/radius.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

const secret = 'testing123'
const PATIENCE_MS = 8000
const { Start, InterimUpdate, Stop } = AcctStatusType.values
/** No resident's id. */
const NOBODY = 0
const isOfNobody = (event: PlazaEvent) => event.type === 'admission' && event.devices.some(([id]) => id === NOBODY)

describe('the radius role', () => {
  let db: TestDatabase
  let registry: Registry
  let gatewayId: number
  let role: RadiusRole
  let nas: Awaited<ReturnType<typeof startDynamicAuthorizationServer>>
  let onDisconnect: (packet: Packet) => void = () => {}
  const config = (authPort = 0) => ({
    radius: { host: '127.0.0.1', authPort, acctPort: 0 },
    timeZone: 'UTC',
    deviceBindingDays: 30,
  })

  before(async () => {
    db = await createTestDatabase()
    nas = await startDynamicAuthorizationServer({
      host: '127.0.0.1',
      port: 0,
      secretFor: () => secret,
      handler: async ({ packet }) => {
        onDisconnect(packet)
        return reply(Code.DisconnectAck)
      },
    })
    gatewayId = await testGateway(db, { coaPort: nas.port, requireMessageAuthenticator: true })
    registry = await openRegistry(db, sealer, silentLog)
    role = await startRadius({ config: config(), db, sealer, registry, log: silentLog })
  })
  after(async () => {
    await role.close()
    await nas.close()
    await registry.close()
    await db.close()
  })

  /** With a database and a gateway of its own. */
  const anotherCity = async () => {
    const own = await createTestDatabase()
    await testGateway(own)
    return { config: config(), db: own, sealer, registry: await openRegistry(own, sealer, silentLog), log: silentLog }
  }
  /** Waits long for an answer: a refusal is held back for a second, and machines are busy. */
  const authenticate = (mac: string, port = role.authPort, initialTimeout = PATIENCE_MS) =>
    exchange({
      ...{ address: '127.0.0.1', port, secret, maxAttempts: 1, initialTimeout },
      packet: accessRequest({ username: mac, password: mac, secret }).add(CallingStationId, mac),
    })
  const account = (packet: Packet, port = role.acctPort, initialTimeout = PATIENCE_MS) =>
    exchange({ address: '127.0.0.1', port, secret, packet, maxAttempts: 1, initialTimeout })
  const record = (status: number, sessionId: string, mac: string) =>
    accountingRequest().add(AcctStatusType, status).add(AcctSessionId, sessionId).add(CallingStationId, mac)
  const boundDevice = async (residentId: number) => {
    const mac = testMac()
    await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    return mac
  }
  /** Collects events until `enough` says so. */
  const eventsUntil = async (enough: (events: PlazaEvent[]) => boolean) => {
    const events: PlazaEvent[] = []
    let done = () => {}
    const finished = new Promise<void>((resolve) => {
      done = resolve
    })
    const subscription = await subscribe(db, (event) => {
      events.push(event)
      if (enough(events)) done()
    })
    return {
      async wait() {
        await finished
        await subscription.close()
        return events
      },
    }
  }

  it('lets no more devices of a resident in at a time than the policy allows', async () => {
    const residentId = await testResident(db)
    const macs = [...Array(6).keys()].map(() => boundDevice(residentId))
    const codes: Array<number | undefined> = []
    for (const mac of await Promise.all(macs)) codes.push((await authenticate(mac)).packet?.code)
    expect(codes).to.deep.equal([...Array(5).fill(Code.AccessAccept), Code.AccessReject])
    const again = await authenticate(await macs[0]!)
    expect(again.packet?.code, 'a device that is online already').to.equal(Code.AccessAccept)
  })

  it('takes a device that changed its MAC for the same one: the binding moves, and it counts once', async () => {
    const residentId = await testResident(db)
    const macs: string[] = []
    for (let n = 0; n < 5; n++) macs.push(await boundDevice(residentId))
    for (const mac of macs) expect((await authenticate(mac)).packet?.code).to.equal(Code.AccessAccept)
    const [changed, before] = [testMac(), macs[0]!]
    const ticketFor = async (replacesMac?: string) => {
      const holder = { residentId, deviceMac: changed, replacesMac, gatewayId, hotspotId: null }
      const { username, password } = await issueTicket(db, sealer, holder)
      const packet = accessRequest({ username, password, secret }).add(CallingStationId, changed)
      return exchange({
        address: '127.0.0.1',
        port: role.authPort,
        secret,
        packet,
        maxAttempts: 2,
        initialTimeout: PATIENCE_MS,
      })
    }
    expect((await ticketFor()).packet?.code, 'a sixth device').to.equal(Code.AccessReject)
    expect((await ticketFor(before)).packet?.code).to.equal(Code.AccessAccept)
    const rows = await db.query.selectFrom('devices').select('mac').where('resident_id', '=', residentId).execute()
    expect(rows.map(({ mac }) => mac).toSorted()).to.deep.equal([...macs.slice(1), changed].toSorted())
    await eventually(async () => (await authenticate(before)).packet?.code === Code.AccessReject)
  })

  const changesIn = (events: PlazaEvent[]) =>
    events.flatMap((event) => (event.type === 'sessions' ? event.sessions : []))

  /** As a gateway without Class: whose a session is, the Accept tells, once it is stored. */
  const letIn = async (mac: string) => {
    expect((await authenticate(mac)).packet?.code).to.equal(Code.AccessAccept)
    await eventually(async () => {
      const { rowCount } = await db.pool.query('select from access_log where device_mac = $1 and accepted', [mac])
      return rowCount === 0 ? undefined : true
    })
  }

  it('tells the other processes of a session and whose it is', async () => {
    const residentId = await testResident(db)
    const mac = await boundDevice(residentId)
    await letIn(mac)
    const own = (all: PlazaEvent[]) => changesIn(all).filter((change) => change.residentId === residentId)
    const begun = await eventsUntil((all) => own(all).length > 0)
    await account(record(Start, 'told', mac))
    const [started] = own(await begun.wait())
    const finished = await eventsUntil((all) => own(all).length > 0)
    await account(record(Stop, 'told', mac).add(AcctTerminateCause, 1))
    const [ended] = own(await finished.wait())
    expect([started?.change, ended?.change]).to.deep.equal(['started', 'ended'])
    expect(ended?.id).to.equal(started?.id)
  })

  it('disconnects who has used up the day, and refuses them from then on', async () => {
    const mac = await boundDevice(await testResident(db))
    await letIn(mac)
    const asked = new Promise<Packet>((resolve) => {
      onDisconnect = resolve
    })
    const events = await eventsUntil((all) => changesIn(all).some(({ change }) => change === 'ended'))
    await account(record(InterimUpdate, 'greedy', mac).add(AcctInputGigawords, 1))
    expect((await asked).get(AcctSessionId)).to.equal('greedy')
    expect((await events.wait()).some(({ type }) => type === 'quota')).to.equal(true)
    expect((await authenticate(mac)).packet?.code).to.equal(Code.AccessReject)
    const outcomes = await eventually(async () => {
      const { rows } = await db.pool.query("select outcome from disconnects where cause = 'quota'")
      return rows.every(({ outcome }) => outcome !== 'pending') && rows.map(({ outcome }) => outcome)
    })
    expect(outcomes).to.deep.equal(['ack'])
  })

  it('refuses at a closed hotspot, by MAC and by ticket, opens by itself, and keeps sessions within its hours', async () => {
    const [hotspotId, other] = await twoHotspots(db, gatewayId)
    const [bssid, otherBssid] = [testMac(), testMac()]
    await db.query.updateTable('hotspots').set({ mac: bssid }).where('id', '=', hotspotId).execute()
    await db.query.updateTable('hotspots').set({ mac: otherBssid }).where('id', '=', other).execute()
    const policyId = await addPolicy(db, 'schools', { sessionSeconds: 6 * 3600, downBps: 1_000_000 })
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
    const groupId = await addGroup(db, { name: 'Escuelas', policyId, hours: `mon-sun ${clock(1)}-${clock(4)}` })
    await assignHotspots(db, groupId, [hotspotId])
    await eventually(() => registry.hotspot(hotspotId)?.groupId === groupId)

    const residentId = await testResident(db)
    const mac = await boundDevice(residentId)
    const at = async (calledStation: string) => {
      const packet = accessRequest({ username: mac, password: mac, secret })
        .add(CallingStationId, mac)
        .add(CalledStationId, calledStation)
      const port = role.authPort
      const sent = { address: '127.0.0.1', port, secret, packet, maxAttempts: 1, initialTimeout: PATIENCE_MS }
      return (await exchange(sent)).packet
    }
    const reasonOf = (answer: Packet | undefined) => answer?.get(ReplyMessage)
    const closed = 'Este punto está cerrado a esta hora. / This hotspot is closed at this hour.'
    await eventually(async () => reasonOf(await at(bssid)) === closed)
    expect((await at(otherBssid))?.code, 'elsewhere').to.equal(Code.AccessAccept)
    for (const name of ['ap-del-patio', testMac(), '']) {
      expect(reasonOf(await at(name)), `one of the two: ${name}`).to.equal(closed)
    }
    const lying = await issueTicket(db, sealer, { residentId, deviceMac: mac, gatewayId, hotspotId: other })
    const forged = accessRequest({ ...lying, secret })
      .add(CallingStationId, mac)
      .add(CalledStationId, 'ap-del-patio')
    const sent = { address: '127.0.0.1', port: role.authPort, secret, packet: forged, initialTimeout: PATIENCE_MS }
    expect((await exchange(sent)).packet?.code, 'a hotspot of which only the browser speaks').to.equal(
      Code.AccessReject,
    )

    const holder = { residentId, deviceMac: mac, gatewayId, hotspotId }
    const { username, password } = await issueTicket(db, sealer, holder)
    const byTicket = accessRequest({ username, password, secret }).add(CallingStationId, mac)
    const wanted = { address: '127.0.0.1', port: role.authPort, secret, packet: byTicket, initialTimeout: PATIENCE_MS }
    expect((await exchange(wanted)).packet?.code, 'a ticket, the hotspot known from the portal').to.equal(
      Code.AccessReject,
    )
    const ticket = await db.query.selectFrom('tickets').select('used_at').where('username', '=', username).execute()
    expect(ticket).to.deep.equal([{ used_at: null }])

    const realNow = Date.now
    Date.now = () => realNow() + 2 * 3_600_000
    try {
      const accept = await at(bssid)
      expect(accept?.code, 'once it has opened').to.equal(Code.AccessAccept)
      expect(accept?.get(SessionTimeout)).to.be.within(2 * 3600 - 120, 2 * 3600)
      expect((await at('ap-del-patio'))?.get(SessionTimeout)).to.be.within(2 * 3600 - 120, 2 * 3600)
    } finally {
      Date.now = realNow
    }
    expect((await at(bssid))?.code, 'closed again').to.equal(Code.AccessReject)
    await changeGroup(db, groupId, { hours: null })
    await eventually(async () => (await at(bssid))?.get(SessionTimeout) === 6 * 3600)
  })

  it('gives sessions to a gateway’s only hotspot until it names a second access point: those are found', async () => {
    const parts = await anotherCity()
    try {
      const gateway = parts.registry.gatewayAt('127.0.0.1')!.id
      const [only, other] = await twoHotspots(parts.db, gateway)
      await parts.db.query.updateTable('hotspots').set({ gateway_id: null }).where('id', '=', other).execute()
      await parts.registry.reload()
      const again = await startRadius(parts)
      try {
        for (const called of ['AP-1:Plaza', 'AP-2:Plaza', 'AP-1:Plaza'])
          await account(record(Start, `${testMac()} ${called}`, testMac()).add(CalledStationId, called), again.acctPort)
        await eventually(async () => {
          const { rows } = await parts.db.pool.query('select hotspot_id from sessions order by id')
          return rows.map(({ hotspot_id }) => hotspot_id).join() === `${only},,`
        })
      } finally {
        await again.close()
      }
      const { rows } = await parts.db.pool.query('select called from found_access_points order by called')
      expect(rows).to.deep.equal([{ called: 'AP-1' }, { called: 'AP-2' }])
    } finally {
      await parts.registry.close()
      await parts.db.close()
    }
  })

  it('follows a change of the policy', async () => {
    const mac = await boundDevice(await testResident(db))
    await db.pool.query('update policies set session_seconds = 60 where is_default')
    await publish(db, { type: 'policies' })
    for (;;) {
      const { packet } = await authenticate(mac)
      if (packet?.get(SessionTimeout) === 60) break
      expect(packet?.get(SessionTimeout)).to.equal(14_400)
    }
  })

  it('gives accounts below the policy’s level another one’s limits, until the City Key tells of a higher level', async () => {
    const city = await anotherCity()
    const { cityKey } = readConfig({ PLAZA_DEMO: '1', CITY_KEY_LEVELS: 'basic, full' })
    const own = await startRadius({ ...city, config: { ...config(), cityKey } })
    try {
      const identity = { issuer: 'https://key.test', subject: 'ana', verificationLevel: 'basic' }
      const { id: residentId } = await findOrCreateResident(city.db, identity)
      const mac = testMac()
      await bindDevice(city.db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
      const lower = await addPolicy(city.db, 'lower', { sessionSeconds: 120 })
      const [{ id = 0 } = {}] = await loadPolicies(city.db)
      await changePolicy(city.db, id, { minimumLevel: 'full', belowPolicyId: lower }, ['basic', 'full'])
      const seconds = async () => (await authenticate(mac, own.authPort)).packet?.get(SessionTimeout)
      await eventually(async () => (await seconds()) === 120)
      await findOrCreateResident(city.db, { ...identity, verificationLevel: 'full' })
      await eventually(async () => (await seconds()) === 14_400)
      await changePolicy(city.db, id, { belowPolicyId: null }, ['basic', 'full'])
      await findOrCreateResident(city.db, { issuer: identity.issuer, subject: identity.subject })
      await eventually(async () => (await authenticate(mac, own.authPort)).packet?.code === Code.AccessReject)
    } finally {
      await own.close()
      await city.registry.close()
      await city.db.close()
    }
  })

  it('counts the devices that another process on the same database has just admitted', async () => {
    const other = await startRadius({ config: config(), db, sealer, registry, log: silentLog })
    const residentId = await testResident(db)
    const atOther = await Promise.all(Array.from({ length: 5 }, () => boundDevice(residentId)))
    const here = await boundDevice(residentId)
    for (const mac of atOther) {
      expect((await authenticate(mac, other.authPort)).packet?.code).to.equal(Code.AccessAccept)
    }
    await eventually(async () => (await authenticate(here)).packet?.code === Code.AccessReject)
    // The one that was there first has been told of the other.
    const anotherId = await testResident(db)
    for (let device = 0; device < 5; device += 1) {
      expect((await authenticate(await boundDevice(anotherId))).packet?.code).to.equal(Code.AccessAccept)
    }
    const there = await boundDevice(anotherId)
    await eventually(async () => (await authenticate(there, other.authPort)).packet?.code === Code.AccessReject)
    await other.close()
  })

  it('tells nobody whom it has admitted where it is alone, and does once another process has come', async () => {
    const parts = await anotherCity()
    const own = parts.db
    const first = await startRadius(parts)
    const told: PlazaEvent[] = []
    const subscription = await subscribe(own, (event) => event.type === 'admission' && told.push(event))
    const afterwards = createAdmissionAnnouncer(own, silentLog)
    const admit = async () => {
      const mac = testMac()
      const residentId = await testResident(own)
      await bindDevice(own, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
      expect((await authenticate(mac, first.authPort)).packet?.code).to.equal(Code.AccessAccept)
      // What it tells it tells before what is added after its answer.
      afterwards.add(NOBODY, mac, null)
      await eventually(() => told.some(isOfNobody))
      return told.splice(0).filter((event) => !isOfNobody(event))
    }
    await eventually(async () => {
      const events: PlazaEvent[] = []
      for (let device = 0; device < 5; device += 1) events.push(...(await admit()))
      return events.length === 0
    })
    const second = await startRadius(parts)
    await eventually(async () => (await admit()).length > 0)
    afterwards.close()
    await second.close()
    await subscription.close()
    await first.close()
    await parts.registry.close()
    await own.close()
  })

  it('keeps when a gateway was last heard, by its Access- and its Accounting-Requests', async () => {
    const own = await startRadius({ config: config(), db, sealer, registry, log: silentLog })
    const mac = testMac()
    await authenticate(mac, own.authPort)
    await account(record(Start, 'heard', mac), own.acctPort)
    await own.close()
    const heard = await readHeard(db, gatewayId)
    expect(heard.access).to.include({ address: '127.0.0.1' })
    expect(heard.accounting).to.include({ address: '127.0.0.1' })
    expect(heard.redirect).to.equal(undefined)
  })

  it('lets known devices in while the database is away, and leaves unanswered whom it does not know', async () => {
    const parts = await anotherCity()
    const other = parts.db
    const cutOff = await startRadius(parts)
    const [mac, known] = [testMac(), testMac()]
    const until = new Date(Date.now() + 86_400_000)
    await bindDevice(other, { mac: known, residentId: await testResident(other), until })
    expect((await authenticate(known, cutOff.authPort)).packet?.code).to.equal(Code.AccessAccept)
    await other.pool.end()
    const [access, accounting] = await Promise.all([
      authenticate(mac, cutOff.authPort, 1500),
      account(record(Start, 'lost', mac), cutOff.acctPort, 1500),
    ])
    for (let time = 0; time < 5; time++) {
      expect((await authenticate(known, cutOff.authPort)).packet?.code).to.equal(Code.AccessAccept)
    }
    await cutOff.close()
    await parts.registry.close()
    expect([access.timeout, accounting.timeout]).to.deep.equal([true, true])
  })

  it('names the setting when its port is taken', async () => {
    const parts = { config: config(role.authPort), db, sealer, registry, log: silentLog }
    const error = await startRadius(parts).then(
      () => undefined,
      (reason: Error) => reason,
    )
    expect(error).to.be.instanceOf(StartError)
    expect(error?.message).to.include('PLAZA_RADIUS_AUTH_PORT').and.to.include(`${role.authPort}`)
  })
})
