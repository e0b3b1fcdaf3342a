import { expect } from 'chai'
import {
  AcctSessionId,
  AcctStatusType,
  type AttributeType,
  CallingStationId,
  Code,
  ErrorCause,
  EventTimestamp,
  exchange,
  MessageAuthenticator,
  NasIdentifier,
  NasIpAddress,
  Packet,
  reply,
  startDynamicAuthorizationServer,
  UserName,
} from '../../../../radius/index.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { readRecord } from '../../../../server/accounting/read-record.ts'
import { silentLog } from '../../../../server/log.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { assignHotspots } from '../../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../../server/network/groups/groups.ts'
import { disconnectSession } from '../../../../server/sessions/disconnects/disconnect.ts'
import {
  type DynamicAuthorizationDeps,
  nasAddress,
} from '../../../../server/sessions/disconnects/dynamic-authorization.ts'
import { createClassTokens } from '../../../../server/sessions/ledger/class-token.ts'
import type { SessionRecord } from '../../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { enforceQuota, enforceTimeQuota } from '../../../../server/usage/quota.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const dayOf = localDay('UTC')
const at = new Date('2026-03-02T12:00:00Z')
/** The moment of the last report: nobody has used time that is not reported yet. */
const today = { dayOf, now: at, since: new Date(0) }
const quota = { dailySeconds: 3600, dailyOctets: 1_000_000 }

describe('disconnecting', () => {
  let db: TestDatabase
  let registry: Registry
  let deps: DynamicAuthorizationDeps
  let nas: Awaited<ReturnType<typeof startDynamicAuthorizationServer>>
  let gatewayId: number
  let received: Packet[] = []
  let answer: () => Packet | undefined = () => reply(Code.DisconnectAck)

  before(async () => {
    db = await createTestDatabase()
    nas = await startDynamicAuthorizationServer({
      host: '127.0.0.1',
      port: 0,
      secretFor: () => 'testing123',
      handler: async ({ packet }) => {
        received.push(packet)
        return answer()
      },
    })
    gatewayId = await testGateway(db, { coaPort: nas.port })
    registry = await openRegistry(db, sealer, silentLog)
    const timing = { initialTimeout: 400, maxTimeout: 400, maxAttempts: 3 }
    deps = { db, registry, log: silentLog, timing }
  })
  after(async () => {
    await nas.close()
    await registry.close()
    await db.close()
  })
  beforeEach(() => {
    received = []
    answer = () => reply(Code.DisconnectAck)
  })

  const open = async (more: Partial<SessionRecord> = {}) => {
    const record = sessionRecord({
      ...{ kind: 'interim', gatewayId, at, seconds: 60, inputOctets: 10, outputOctets: 10, deviceMac: testMac() },
      ...{ userName: 'T-Someone ', callingStationId: '02-AA-00-00-00-01' },
      ...{ nasIdentifier: 'nas-7', nasIp: '127.0.0.1', nasPort: 3 },
      ...more,
    })
    const [change] = await storeRecords(db, [record], dayOf)
    return { id: change!.id, record }
  }
  const session = (id: number) =>
    db.query.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const disconnects = (id: number) =>
    db.query.selectFrom('disconnects').selectAll().where('session_id', '=', id).execute()
  const staff = async () => {
    const { rows } = await db.pool.query(
      "insert into staff (issuer, subject, name, role) values ('i', gen_random_uuid(), 'n', 'operator') returning id",
    )
    return { cause: 'staff', staffId: rows[0].id } as const
  }

  it('tells uspot no more than it knows: a time or an address more, and it refuses', async () => {
    const uspot = await testGateway(db, { network: '127.0.0.2/32', coaPort: nas.port, vendor: 'uspot' })
    await registry.reload()
    answer = () => {
      const isMore = [EventTimestamp, NasIpAddress, MessageAuthenticator].some((type) => received.at(-1)!.has(type))
      return reply(isMore ? Code.DisconnectNak : Code.DisconnectAck)
    }
    const send: DynamicAuthorizationDeps['connectionTo'] = () => (packet) =>
      exchange({ address: '127.0.0.1', port: nas.port, secret: 'testing123', packet })
    const { id, record } = await open({ gatewayId: uspot })
    expect(await disconnectSession({ ...deps, connectionTo: send }, id, await staff())).to.include({ outcome: 'ack' })
    expect(received[0]?.get(AcctSessionId)).to.equal(record.acctSessionId)
  })

  it('repeats to the gateway exactly what it sent of the session, and nothing else', async () => {
    const { id, record } = await open()
    const by = await staff()
    expect(await disconnectSession(deps, id, by)).to.deep.equal({ outcome: 'ack', errorCause: null, attempts: 1 })
    expect(received).to.have.length(1)
    const packet = received[0]!
    expect(packet.code).to.equal(Code.DisconnectRequest)
    expect(packet.get(UserName)).to.equal('T-Someone ')
    expect(packet.get(AcctSessionId)).to.equal(record.acctSessionId)
    expect(packet.get(CallingStationId)).to.equal('02-AA-00-00-00-01')
    expect(packet.get(NasIdentifier)).to.equal('nas-7')
    expect(packet.get(NasIpAddress)).to.equal('127.0.0.1')
    expect(Math.abs(packet.get(EventTimestamp)!.getTime() - Date.now())).to.be.below(60_000)
    const [recorded] = await disconnects(id)
    expect(recorded).to.include({ cause: 'staff', staff_id: by.staffId, outcome: 'ack', attempts: 1 })
    expect(recorded?.answered_at).to.be.instanceOf(Date)
  })

  it('repeats octets that are no UTF-8, or 0, as they came', async () => {
    const octets = (text: string) => Buffer.from(text, 'latin1')
    const sent: Array<[AttributeType<string>, Buffer]> = [
      [UserName, octets('Jos\xe9 \0 \\xe9')],
      [NasIdentifier, octets('Jard\xedn')],
      [CallingStationId, octets('02-AA-00-00-00-02\xff')],
      [AcctSessionId, octets('\xc3(\0')],
    ]
    const packet = new Packet(Code.AccountingRequest).add(AcctStatusType, AcctStatusType.values.Start)
    packet.append(Buffer.concat(sent.flatMap(([{ number }, value]) => [Buffer.of(number, 2 + value.length), value])))
    const sources = { classes: createClassTokens(sealer), registry }
    const record = readRecord({ packet, gatewayId, receivedAt: at.getTime() }, sources)
    const [change] = await storeRecords(db, [record], dayOf)
    expect((await session(change!.id)).user_name).to.equal('Jos\\xe9 \\x00 \\x5cxe9')
    await disconnectSession(deps, change!.id, await staff())
    for (const [{ number, name }, value] of sent)
      expect(
        received[0]!.attributes.includes(Buffer.concat([Buffer.of(number, 2 + value.length), value])),
        name,
      ).to.equal(true)
  })

  it('ends the session on ACK; the Stop that follows brings its last counters', async () => {
    const { id, record } = await open()
    await disconnectSession(deps, id, await staff())
    expect(await session(id)).to.include({ terminate_cause: 6, input_octets: 10 })
    expect((await session(id)).ended_at).to.be.instanceOf(Date)
    await storeRecords(db, [{ ...record, kind: 'stop', seconds: 70, inputOctets: 99, terminateCause: 6 }], dayOf)
    expect(await session(id)).to.include({ input_octets: 99, duration_seconds: 70, terminate_cause: 6 })
  })

  it('keeps the session and shows why when the gateway refuses', async () => {
    answer = () => reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.AdministrativelyProhibited)
    const { id } = await open()
    const result = await disconnectSession(deps, id, await staff())
    expect(result).to.deep.equal({ outcome: 'nak', errorCause: 501, attempts: 1 })
    expect((await session(id)).ended_at).to.equal(null)
    expect((await disconnects(id))[0]).to.include({ outcome: 'nak', error_cause: 501 })
  })

  it('ends a session that the gateway does not know any more', async () => {
    answer = () => reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.SessionContextNotFound)
    const { id } = await open()
    const result = await disconnectSession(deps, id, await staff())
    expect(result).to.deep.equal({ outcome: 'ack', errorCause: 503, attempts: 1 })
    expect((await session(id)).ended_at).to.be.instanceOf(Date)
  })

  it('sends again, then gives up, when nothing answers', async () => {
    answer = () => undefined
    const { id } = await open()
    const result = await disconnectSession(deps, id, await staff())
    expect(result).to.deep.equal({ outcome: 'timeout', errorCause: null, attempts: 3 })
    expect((await session(id)).ended_at).to.equal(null)
    expect((await disconnects(id))[0]).to.include({ outcome: 'timeout', attempts: 3, answered_at: null })
  })

  it('says so when there is no such session', async () => {
    const error = await disconnectSession(deps, 999_999, await staff()).then(
      () => undefined,
      (reason: Error) => reason,
    )
    expect(error?.message).to.include('There is no session 999999')
    expect(received).to.have.length(0)
  })

  it('asks the NAS itself within the gateway’s network, and nobody outside it', () => {
    expect(nasAddress({ network: '10.0.0.5/32' }, '192.168.1.1')).to.equal('10.0.0.5')
    expect(nasAddress({ network: '10.0.0.0/24' }, '10.0.0.9')).to.equal('10.0.0.9')
    expect(nasAddress({ network: '10.0.0.0/24' }, '8.8.8.8')).to.equal(undefined)
    expect(nasAddress({ network: '10.0.0.0/24' }, null)).to.equal(undefined)
    expect(nasAddress({ network: '2001:db8::/64' }, '2001:db8::7')).to.equal('2001:db8::7')
    expect(nasAddress({ network: '2001:db8::/64' }, '10.0.0.1')).to.equal(undefined)
  })

  describe('by quota', () => {
    const enforce = (residents: number[]) => enforceQuota(deps, residents, quota, today)

    it('ends every live session of a resident whose day is used up, each once, and says so', async () => {
      const residentId = await testResident(db)
      const sessions = [
        await open({ residentId, outputOctets: 600_000 }),
        await open({ residentId, outputOctets: 400_000 }),
        await open({ residentId, kind: 'stop' }),
      ]
      const done = await Promise.all([enforce([residentId]), enforce([residentId]), enforce([residentId])])
      expect(done.reduce((sum, one) => sum + one)).to.equal(2)
      expect(received.map((packet) => packet.get(AcctSessionId)).toSorted()).to.deep.equal(
        sessions
          .slice(0, 2)
          .map(({ record }) => record.acctSessionId)
          .toSorted(),
      )
      for (const { id } of sessions.slice(0, 2)) {
        expect(await disconnects(id)).to.have.length(1)
        expect((await session(id)).ended_at).to.be.instanceOf(Date)
        const { rows } = await db.pool.query('select actor, detail from audit_events where target = $1', [
          `session ${id}`,
        ])
        expect(rows).to.deep.equal([
          { actor: 'system', detail: { cause: 'quota', outcome: 'ack', errorCause: null, attempts: 1 } },
        ])
      }
    })

    it('counts time as well as volume', async () => {
      const residentId = await testResident(db)
      await open({ residentId, seconds: 3600 })
      expect(await enforce([residentId])).to.equal(1)
    })

    it('counts the time since the last report of a session under way', async () => {
      const residentId = await testResident(db)
      await open({ residentId, seconds: 3000 })
      const later = (seconds: number) => ({ ...today, now: new Date(at.getTime() + seconds * 1000) })
      expect(await enforceQuota(deps, [residentId], quota, later(599))).to.equal(0)
      expect(await enforceTimeQuota(deps, quota, later(599))).to.equal(0)
      expect(await enforceTimeQuota(deps, quota, later(600))).to.equal(1)
    })

    it('leaves residents alone who have something left, and everybody where nothing is limited', async () => {
      const residentId = await testResident(db)
      await open({ residentId, seconds: 3599, outputOctets: 999_989 })
      expect(await enforce([residentId])).to.equal(0)
      const unlimited = { dailySeconds: null, dailyOctets: null }
      await open({ residentId, outputOctets: 1e12 })
      expect(await enforceQuota(deps, [residentId], unlimited, today)).to.equal(0)
      expect(received).to.have.length(0)
    })

    it('goes by the quota of the group where each session is', async () => {
      const [school, park] = await twoHotspots(db, gatewayId)
      const groupId = await addGroup(db, { name: 'Escuelas', policyId: null, hours: null })
      await assignHotspots(db, groupId, [school])
      const residentId = await testResident(db)
      const atSchool = await open({ residentId, hotspotId: school, seconds: 1000 })
      const atPark = await open({ residentId, hotspotId: park, seconds: 1000 })
      const ofGroups = (dailySeconds: number | null) => ({
        ...quota,
        ofGroups: [{ groupId, dailySeconds, dailyOctets: null }],
      })
      // Those whom other tests left over.
      await enforceTimeQuota(deps, quota, today)
      expect(await enforceTimeQuota(deps, ofGroups(2001), today)).to.equal(0)
      expect(await enforceQuota(deps, [residentId], ofGroups(2001), today)).to.equal(0)
      expect(await enforceTimeQuota(deps, ofGroups(2000), today)).to.equal(1)
      expect((await session(atSchool.id)).ended_at).to.be.instanceOf(Date)
      expect((await session(atPark.id)).ended_at).to.equal(null)

      // Beyond the general quota, but where a group knows none.
      const other = await testResident(db)
      await open({ residentId: other, hotspotId: school, seconds: 4000, outputOctets: 2_000_000 })
      expect(await enforceQuota(deps, [other], ofGroups(null), today)).to.equal(0)
      expect(await enforceTimeQuota(deps, ofGroups(null), today)).to.equal(0)
      await open({ residentId: other, hotspotId: park, seconds: 1 })
      expect(await enforceTimeQuota(deps, ofGroups(null), today)).to.equal(1)
    })

    it('goes by the quota of the account’s level where each session is, and may be', async () => {
      const [clinic] = await twoHotspots(db, gatewayId)
      const groupId = await addGroup(db, { name: 'Clínicas', policyId: null, hours: null })
      await assignHotspots(db, groupId, [clinic])
      const octets = (dailyOctets: number) => ({ dailySeconds: 10_000, dailyOctets })
      const quotas = {
        ...{ levels: ['basic', 'full'], ...octets(100), ofLevels: [octets(200), octets(300)] },
        ofGroups: [{ groupId, ...octets(400), ofLevels: [octets(500), octets(600)] }],
        ofGateways: [{ gatewayId, ...octets(700), ofLevels: [octets(800), octets(900)] }],
      }
      const elsewhere = await testGateway(db, { network: '127.0.0.9/32' })
      const places: Array<[where: Partial<SessionRecord>, least: number]> = [
        [{ hotspotId: null, gatewayId: elsewhere }, 100],
        [{ hotspotId: clinic }, 400],
        [{ hotspotId: null }, 700],
      ]
      for (const [where, least] of places)
        for (const [level, more] of [
          [null, 0],
          ['strange', 0],
          ['basic', 100],
          ['full', 200],
        ] as const) {
          const residentId = await testResident(db)
          await db.query
            .updateTable('residents')
            .set({ verification_level: level })
            .where('id', '=', residentId)
            .execute()
          const of = { residentId, ...where, seconds: 0, inputOctets: 0 }
          await open({ ...of, outputOctets: least + more - 1 })
          expect(await enforceQuota(deps, [residentId], quotas, today), `${least} ${level}`).to.equal(0)
          await open({ ...of, outputOctets: 1 })
          expect(await enforceQuota(deps, [residentId], quotas, today), `${least} ${level}`).to.equal(2)
        }
    })

    it('finds those of a lower level whose time is up, and leaves the others', async () => {
      const seconds = (dailySeconds: number) => ({ dailySeconds, dailyOctets: null })
      const quotas = { levels: ['full'], ...seconds(500), ofLevels: [seconds(5000)] }
      await enforceTimeQuota(deps, quotas, today)
      const [lower, higher] = [await testResident(db), await testResident(db)]
      await db.query.updateTable('residents').set({ verification_level: 'full' }).where('id', '=', higher).execute()
      for (const residentId of [lower, higher]) await open({ residentId, seconds: 499 })
      expect(await enforceTimeQuota(deps, quotas, today)).to.equal(0)
      for (const residentId of [lower, higher]) await open({ residentId, seconds: 1 })
      expect(await enforceTimeQuota(deps, quotas, today)).to.equal(2)
    })

    it('does not try a session again that did not go', async () => {
      answer = () => undefined
      const residentId = await testResident(db)
      await open({ residentId, seconds: 7200 })
      expect(await enforce([residentId])).to.equal(1)
      expect(await enforce([residentId])).to.equal(0)
      // With RFC 5080's retransmissions of the same octets the gateway's handler is asked anew each time.
      expect(received).to.have.length(3)
    })
  })
})
