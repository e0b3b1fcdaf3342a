import { expect } from 'chai'
import {
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  CalledStationId,
  CallingStationId,
  Code,
  exchange,
  ReplyMessage,
} from '../../../../radius/index.ts'
import { endEmergency, startEmergency } from '../../../../server/access/emergencies/emergencies.ts'
import { addPolicy, changePolicy } from '../../../../server/access/policies/change-policies.ts'
import { loadPolicies } from '../../../../server/access/policies/policies.ts'
import { issueTicket } from '../../../../server/access/tickets.ts'
import { publish } from '../../../../server/database/events/events.ts'
import { bindDevice } from '../../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../../server/log.ts'
import { assignHotspots } from '../../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../../server/network/groups/groups.ts'
import { startRadius } from '../../../../server/roles/radius.ts'
import { testSealer as sealer, testMac, testResident, twoHotspots } from '../../../support/city.ts'
import { eventually } from '../../../support/eventually.ts'
import { startTestRadius, type TestRadius } from '../../../support/radius-role.ts'

const secret = 'testing123'
const { Start, Stop } = AcctStatusType.values
const FULL =
  'Este punto está lleno. Intenta de nuevo en unos minutos. / This hotspot is full. Try again in a few minutes.'
const CAPACITY = 2

describe('a full hotspot, by RADIUS', () => {
  let radius: TestRadius
  let gatewayId: number
  let hotspotId: number
  let elsewhere: number
  /** What the gateway calls each hotspot. */
  let called: Map<number, string>
  before(async () => {
    radius = await startTestRadius({ vendor: 'generic' })
    const { db } = radius
    gatewayId = (await db.query.selectFrom('gateways').select('id').executeTakeFirstOrThrow()).id
  })
  after(() => radius.close())
  beforeEach(async () => {
    const { db, registry } = radius
    ;[hotspotId, elsewhere] = await twoHotspots(db, gatewayId)
    called = new Map([hotspotId, elsewhere].map((id) => [id, testMac()]))
    for (const [id, mac] of called) await db.query.updateTable('hotspots').set({ mac }).where('id', '=', id).execute()
    await limit(CAPACITY)
    const [policy] = await loadPolicies(db)
    await changePolicy(db, policy!.id, { whenFull: 'turn-away' })
    await eventually(() => registry.hotspot(hotspotId)?.capacity === CAPACITY)
  })

  const limit = async (capacity: number | null) => {
    const { db } = radius
    await db.query.updateTable('hotspots').set({ capacity }).where('id', '=', hotspotId).execute()
    await publish(db, { type: 'hotspots' })
  }
  const bound = async () => {
    const [mac, residentId] = [testMac(), await testResident(radius.db)]
    await bindDevice(radius.db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    return mac
  }
  const to = (port: number) => ({ address: '127.0.0.1', port, secret, maxAttempts: 1, initialTimeout: 8000 })
  const asks = async (
    mac: string,
    at = hotspotId,
    { username, password } = { username: mac, password: mac },
    port = radius.role.authPort,
  ) => {
    const packet = accessRequest({ username, password, secret })
      .add(CallingStationId, mac)
      .add(CalledStationId, called.get(at)!)
    return (await exchange({ ...to(port), packet })).packet!
  }
  const reports = (status: number, mac: string, at = hotspotId) => {
    const packet = accountingRequest()
      .add(AcctStatusType, status)
      .add(AcctSessionId, `session ${mac} ${at}`)
      .add(CallingStationId, mac)
      .add(CalledStationId, called.get(at)!)
    return exchange({ ...to(radius.role.acctPort), packet })
  }
  const comes = async (at = hotspotId) => {
    const mac = await bound()
    expect((await asks(mac, at)).code).to.equal(Code.AccessAccept)
    await reports(Start, mac, at)
    return mac
  }
  const fill = async () => [await comes(), await comes()] as const
  const reasonsOf = async (mac: string) => {
    const log = radius.db.query.selectFrom('access_log').select(['reason', 'hotspot_id']).where('device_mac', '=', mac)
    return (await log.execute()).map(({ reason, hotspot_id }) => `${reason} ${hotspot_id === hotspotId}`)
  }

  it('turns a new device away in words that its gateway may show, and the log says why', async () => {
    await fill()
    const mac = await bound()
    const answer = await asks(mac)
    expect([answer.code, answer.get(ReplyMessage)]).to.deep.equal([Code.AccessReject, FULL])
    await eventually(async () => (await reasonsOf(mac)).length > 0)
    expect(await reasonsOf(mac)).to.deep.equal(['hotspot-full true'])
    expect((await asks(await bound(), elsewhere)).code, 'there is room elsewhere').to.equal(Code.AccessAccept)
  })

  it('turns a ticket’s device away, which is not used up', async () => {
    await fill()
    const [deviceMac, residentId] = [testMac(), await testResident(radius.db)]
    const ticket = await issueTicket(radius.db, sealer, { residentId, deviceMac, gatewayId, hotspotId })
    expect((await asks(deviceMac, hotspotId, ticket)).code).to.equal(Code.AccessReject)
    await limit(CAPACITY + 1)
    await eventually(() => radius.registry.hotspot(hotspotId)?.capacity === CAPACITY + 1)
    expect((await asks(deviceMac, hotspotId, ticket)).code).to.equal(Code.AccessAccept)
  })

  it('lets in as many as there is room for of those who come at once, as after a power cut', async () => {
    const macs = await Promise.all(Array.from({ length: 4 * CAPACITY }, bound))
    const answers = await Promise.all(macs.map((mac) => asks(mac)))
    expect(answers.filter(({ code }) => code === Code.AccessAccept)).to.have.lengthOf(CAPACITY)
  })

  it('lets in as many as there is room for of those who have signed in at once', async () => {
    const tickets = await Promise.all(
      Array.from({ length: 4 * CAPACITY }, async () => {
        const [deviceMac, residentId] = [testMac(), await testResident(radius.db)]
        const ticket = await issueTicket(radius.db, sealer, { residentId, deviceMac, gatewayId, hotspotId })
        return { deviceMac, ticket }
      }),
    )
    const answers = await Promise.all(tickets.map(({ deviceMac, ticket }) => asks(deviceMac, hotspotId, ticket)))
    expect(answers.filter(({ code }) => code === Code.AccessAccept)).to.have.lengthOf(CAPACITY)
  })

  it('lets in again whoever is online there, and who comes over from another hotspot', async () => {
    const [first, second] = await fill()
    for (const mac of [first, second]) expect((await asks(mac)).code).to.equal(Code.AccessAccept)
    const roaming = await comes(elsewhere)
    expect((await asks(roaming)).code).to.equal(Code.AccessAccept)
  })

  it('has room at once when somebody leaves', async () => {
    const [first] = await fill()
    const mac = await bound()
    expect((await asks(mac)).code).to.equal(Code.AccessReject)
    await reports(Stop, first)
    expect((await asks(mac)).code).to.equal(Code.AccessAccept)
    expect((await asks(await bound())).code, 'its session has not begun yet').to.equal(Code.AccessReject)
  })

  it('turns nobody away where its capacity is not known, by default, or as its group’s policy says', async () => {
    await fill()
    const mac = await bound()
    expect((await asks(mac)).code).to.equal(Code.AccessReject)
    await limit(null)
    await eventually(() => radius.registry.hotspot(hotspotId)?.capacity === null)
    expect((await asks(mac)).code).to.equal(Code.AccessAccept)

    await limit(CAPACITY)
    const policyId = await addPolicy(radius.db, 'open to all', { whenFull: 'let-in' })
    await assignHotspots(radius.db, await addGroup(radius.db, { name: 'Plazas', policyId, hours: null }), [hotspotId])
    await eventually(() => {
      const hotspot = radius.registry.hotspot(hotspotId)
      return hotspot?.capacity === CAPACITY && hotspot.groupId !== null
    })
    await eventually(async () => (await asks(await bound())).code === Code.AccessAccept)
  })

  it('counts what another process has let in, whose sessions have not begun', async () => {
    const { db, registry } = radius
    const config = { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 }
    const other = await startRadius({ config, db, sealer, registry, log: silentLog })
    try {
      // Each is told of the other some time after it has begun.
      await eventually(async () => {
        await limit(null)
        await eventually(() => registry.hotspot(hotspotId)?.capacity === null)
        for (let count = 0; count < CAPACITY; count++)
          expect((await asks(await bound(), hotspotId, undefined, other.authPort)).code).to.equal(Code.AccessAccept)
        await limit(CAPACITY)
        await eventually(() => registry.hotspot(hotspotId)?.capacity === CAPACITY)
        return (await asks(await bound())).code === Code.AccessReject
      })
    } finally {
      await other.close()
    }
  })

  it('turns nobody away in an emergency', async () => {
    await fill()
    const until = { endsAt: new Date(Date.now() + 600_000), reason: 'Sismo' }
    const emergencyId = await startEmergency(radius.db, { ...until, hotspotId }, null)
    await eventually(async () => (await asks(await bound())).code === Code.AccessAccept)
    await endEmergency(radius.db, emergencyId, null)
  })
})
