import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer, type UdpServer } from '../../../radius/index.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { type PlazaEvent, subscribe } from '../../../server/database/events.ts'
import { maintainPartitions } from '../../../server/database/partitions.ts'
import { addPasswordCredential, noteCredentialUse } from '../../../server/directory/device-credentials.ts'
import { bindDevice, nameDevice } from '../../../server/directory/devices.ts'
import { findOrCreateResident, recordConsent, residentStates } from '../../../server/directory/residents.ts'
import { openRegistry, type Registry } from '../../../server/hotspots/registry.ts'
import { silentLog } from '../../../server/log.ts'
import { eraseResident } from '../../../server/privacy/erase.ts'
import { exportResident } from '../../../server/privacy/export.ts'
import { placeHold } from '../../../server/privacy/legal-holds.ts'
import { LegalError } from '../../../server/privacy/legal-scope.ts'
import { createRecent } from '../../../server/recent.ts'
import { storeRecords } from '../../../server/sessions/ingest.ts'
import type { StoredSession } from '../../../server/sessions/ledger.ts'
import { usageOfCity } from '../../../server/sessions/usage.ts'
import { testSealer as sealer, testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { sessionRecord } from '../../support/session-record.ts'

const MAC = '02:e4:a5:e0:00:01'
const dayOf = (instant: Date) => instant.toISOString().slice(0, 10)

describe('what is stored of a resident', () => {
  let db: TestDatabase
  let registry: Registry
  let nas: UdpServer
  let gatewayId: number
  let hotspotId: number
  let residentId: number
  let asked = 0
  let wasBlocked: boolean | undefined
  before(async () => {
    db = await createTestDatabase()
    await maintainPartitions(db, 'access_log', new Date(), 90)
    const handler = async () => {
      asked += 1
      wasBlocked = (await residentStates(db, [residentId])).get(residentId)?.blocked
      return reply(Code.DisconnectAck)
    }
    nas = await startDynamicAuthorizationServer({ host: '127.0.0.1', port: 0, secretFor: () => 'testing123', handler })
    gatewayId = await testGateway(db, { coaPort: nas.port })
    hotspotId = (await twoHotspots(db, gatewayId))[0]!
    registry = await openRegistry(db, sealer, silentLog)
  })
  after(async () => {
    await nas.close()
    await registry.close()
    await db.close()
  })

  /** One of everything that Plaza may know of a person. */
  beforeEach(async () => {
    residentId = (await findOrCreateResident(db, { issuer: 'https://key.example', subject: 'subject-of-ana' })).id
    await bindDevice(db, { mac: MAC, residentId, until: new Date(Date.now() + 86_400_000) })
    await nameDevice(db, residentId, MAC, 'celular-de-ana')
    await recordConsent(db, { residentId, termsVersion: '1', language: 'es' })
    await issueTicket(db, sealer, { residentId, deviceMac: MAC, gatewayId, hotspotId })
    const { id } = await addPasswordCredential(db, sealer, { residentId, deviceName: 'telefono-de-ana', days: 10 })
    await noteCredentialUse(db, id, MAC)
    const upper = MAC.toUpperCase().replaceAll(':', '-')
    const base = {
      gatewayId,
      hotspotId,
      deviceMac: MAC,
      callingStationId: upper,
      userName: MAC,
      framedIp: '10.77.66.55',
    }
    for (const one of [
      { kind: 'stop', residentId, seconds: 60, outputOctets: 5000 },
      { kind: 'start', residentId },
      { kind: 'stop', residentId: null, outputOctets: 70 },
    ] as const)
      await storeRecords(db, [sessionRecord({ ...base, ...one, multiSessionId: `m-${upper}` })], dayOf)
    await db.query
      .insertInto('access_log')
      .values({
        ...{ at: new Date(), gateway_id: gatewayId, hotspot_id: hotspotId, resident_id: residentId, device_mac: MAC },
        ...{ method: 'mac', accepted: true, reason: 'accepted' },
      })
      .execute()
  })

  /** Tables in which any of these words is, in whatever column. */
  const tablesWith = async (...words: string[]) => {
    const { rows } = await db.pool.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    )
    const found: string[] = []
    for (const { name } of rows) {
      const { rowCount } = await db.pool.query(`select from ${name} as t where t::text ilike any($1) limit 1`, [
        words.map((word) => `%${word}%`),
      ])
      if (rowCount) found.push(name)
    }
    return found
  }
  const words = [MAC, MAC.replaceAll(':', '-'), 'subject-of-ana', 'telefono-de-ana', 'celular-de-ana', '10.77.66.55']
  const traces = () => tablesWith(...words)
  const named = async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'resident_id' order by 1`,
    )
    const found: string[] = []
    for (const { name } of rows) {
      const { rowCount } = await db.pool.query(`select from ${name} where resident_id = $1 limit 1`, [residentId])
      if (rowCount) found.push(name)
    }
    return found
  }

  it('is handed over whole, and without secrets', async () => {
    const data = JSON.stringify(await exportResident(db, residentId))
    for (const word of [
      MAC,
      'subject-of-ana',
      'telefono-de-ana',
      'celular-de-ana',
      '10.77.66.55',
      '"terms_version":"1"',
    ]) {
      expect(data).to.include(word)
    }
    expect(data).to.not.match(/password_sealed|fingerprint/)
    expect(await exportResident(db, 999_999)).to.equal(undefined)
    await eraseResident({ db, registry, log: silentLog }, residentId)
  })

  it('is erased from every table, its sessions ended; the sums of the city stay', async () => {
    expect(await traces()).to.include.members(['access_log', 'devices', 'device_credentials', 'residents', 'sessions'])
    const [from, to] = ['2000-01-01', '2100-01-01']
    const before = await usageOfCity(db, from, to)
    asked = 0
    const erased = await eraseResident({ db, registry, log: silentLog }, residentId)
    expect(erased).to.include({ disconnected: 1, devices: 1, sessions: 3, decisions: 1 })
    expect(asked).to.equal(1)
    expect(await traces()).to.deep.equal([])
    expect(await named()).to.deep.equal([])
    const sums = (rows: typeof before) => rows.map(({ residents: _, ...use }) => use)
    expect(sums(await usageOfCity(db, from, to))).to.deep.equal(sums(before))
    expect(await db.query.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute()).to.deep.equal([])
  })

  it('is forgotten by every process, credentials too', async () => {
    const heard: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => heard.push(event))
    const { rows } = await db.pool.query<{ id: number }>('select id from device_credentials')
    await eraseResident({ db, registry, log: silentLog }, residentId)
    const last: PlazaEvent = { type: 'device-credential', id: rows[0]!.id }
    await eventually(() => heard.some((event) => JSON.stringify(event) === JSON.stringify(last)))
    await subscription.close()
    expect(heard).to.deep.include.members([last, { type: 'resident', id: residentId }, { type: 'device', mac: MAC }])
  })

  it('cannot come online again while gateways are asked to end what is', async () => {
    wasBlocked = undefined
    await eraseResident({ db, registry, log: silentLog }, residentId)
    expect(wasBlocked).to.equal(true)
  })

  it('does not come back with what a gateway reports later, of sessions known and new', async () => {
    const upper = MAC.toUpperCase().replaceAll(':', '-')
    const who = { residentId, deviceMac: MAC, userName: MAC, callingStationId: upper, framedIp: '10.77.66.55' }
    const start = sessionRecord({ gatewayId, hotspotId, ...who, acctSessionId: `s-${upper}` })
    const at = (seconds: number) => ({
      seconds,
      outputOctets: seconds * 1000,
      at: new Date(+start.at + seconds * 1000),
    })
    const memory = createRecent<string, StoredSession>(10)
    await storeRecords(db, [start], dayOf, memory)
    await eraseResident({ db, registry, log: silentLog }, residentId)

    const late = { ...start, sessionKey: 'late', acctSessionId: `t-${upper}`, multiSessionId: `m-${upper}` }
    for (const { sessionKey, ...record } of [start, late]) {
      await storeRecords(db, [{ ...record, sessionKey, kind: 'interim', ...at(60) }], dayOf, memory)
      await storeRecords(db, [{ ...record, sessionKey, kind: 'stop', ...at(90) }], dayOf, memory)
      const { id, output_octets } = await db.query
        .selectFrom('sessions')
        .select(['id', 'output_octets'])
        .where('session_key', '=', sessionKey)
        .executeTakeFirstOrThrow()
      expect(output_octets).to.equal(90_000)
      const days = await db.query
        .selectFrom('session_days')
        .select('output_octets')
        .where('session_id', '=', id)
        .execute()
      expect(days.reduce((sum, day) => sum + day.output_octets, 0)).to.equal(90_000)
    }
    expect(await traces()).to.deep.equal([])
    expect(await named()).to.deep.equal([])
  })

  it('leaves alone the decisions on another resident with the same device', async () => {
    const other = await findOrCreateResident(db, { issuer: 'https://key.example', subject: 'subject-of-beto' })
    const decision = { at: new Date(), gateway_id: gatewayId, hotspot_id: hotspotId, method: 'mac', reason: 'accepted' }
    await db.query
      .insertInto('access_log')
      .values({ ...decision, resident_id: other.id, device_mac: MAC, accepted: true })
      .execute()
    await eraseResident({ db, registry, log: silentLog }, residentId)
    expect(await tablesWith(MAC)).to.deep.equal(['access_log'])
    await eraseResident({ db, registry, log: silentLog }, other.id)
    await db.query.deleteFrom('access_log').execute()
  })

  it('stays while a legal hold names the resident or a device', async () => {
    const why = { authority: 'Juzgado', basis: 'exp. 1/2026', since: new Date(0), until: new Date() }
    const endsAt = new Date(Date.now() + 86_400_000)
    for (const scope of [
      { residentId, deviceMac: null },
      { residentId: null, deviceMac: MAC },
    ]) {
      await placeHold(db, { ...why, ...scope, hotspotId: null, endsAt }, null)
      const error = await eraseResident({ db, registry, log: silentLog }, residentId).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(LegalError)
      await db.query.deleteFrom('legal_holds').execute()
    }
    await eraseResident({ db, registry, log: silentLog }, residentId)
    expect(await traces()).to.deep.equal([])
  })
})
