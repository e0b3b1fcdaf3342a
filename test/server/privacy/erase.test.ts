import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer, type UdpServer } from '../../../radius/index.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { subscribe } from '../../../server/database/events/events.ts'
import { beginErasing } from '../../../server/directory/erase.ts'
import { findOrCreateResident, residentNamed, residentStates } from '../../../server/directory/residents.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { eraseResident, finishErasures } from '../../../server/privacy/erase.ts'
import { approveLawfulRequest } from '../../../server/privacy/lawful-requests.ts'
import { placeHold } from '../../../server/privacy/legal-holds.ts'
import { LegalError } from '../../../server/privacy/legal-scope.ts'
import { runRetention } from '../../../server/privacy/retention.ts'
import { createRecent } from '../../../server/recent.ts'
import type { StoredSession } from '../../../server/sessions/ledger/ledger.ts'
import { testSealer as sealer, testGateway, twoHotspots } from '../../support/city.ts'
import { cityUse } from '../../support/city-use.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type KnownPerson, knownPerson, tablesOfPeople } from '../../support/known-person.ts'
import { sessionRecord } from '../../support/session-record.ts'

const MAC = '02:e4:a5:e0:00:01'
const dayOf = (instant: Date) => instant.toISOString().slice(0, 10)
const BY = { kind: 'command' } as const

describe('what is stored of a resident', () => {
  let db: TestDatabase
  let registry: Registry
  let nas: UdpServer
  let gatewayId: number
  let hotspotId: number
  let otherId: number
  let residentId: number
  let asked = 0
  let wasBlocked: boolean | undefined
  before(async () => {
    db = await createTestDatabase()
    const handler = async () => {
      asked += 1
      wasBlocked = (await residentStates(db, [residentId])).get(residentId)?.blocked
      return reply(Code.DisconnectAck)
    }
    nas = await startDynamicAuthorizationServer({ host: '127.0.0.1', port: 0, secretFor: () => 'testing123', handler })
    gatewayId = await testGateway(db, { coaPort: nas.port })
    const hotspots = await twoHotspots(db, gatewayId)
    hotspotId = hotspots[0]
    otherId = hotspots[1]
    registry = await openRegistry(db, sealer, silentLog)
  })
  after(async () => {
    await nas.close()
    await registry.close()
    await db.close()
  })

  let ana: KnownPerson
  beforeEach(async () => {
    ana = await knownPerson(db, { name: 'ana', mac: MAC, ip: '10.77.66.55', gatewayId, hotspots: [hotspotId, otherId] })
    residentId = ana.residentId
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
  const traces = () => tablesWith(...ana.traces)
  const findOrCreateStaff = async () => {
    await putStaff(db, { issuer: 'x', subject: 'another', name: 'Another', role: 'admin' })
    const { id } = await db.query
      .selectFrom('staff')
      .select('id')
      .where('subject', '=', 'another')
      .executeTakeFirstOrThrow()
    return id
  }
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
    const number = `\\y${residentId}\\y`
    const audited = await db.pool.query(
      `select from audit_events where target ~ $1 and target like 'resident%' or detail::text ~ ('"residentId": ' || $1)`,
      [number],
    )
    return audited.rowCount ? [...found, 'audit_events'] : found
  }

  it('is in every table that knows of people, so that the tests below look at each', async () => {
    const places = ['legal_holds', 'lawful_requests']
    for (const scope of [
      { resident_id: residentId, device_mac: null },
      { resident_id: null, device_mac: MAC },
    ]) {
      const why = { authority: 'Juzgado', basis: 'exp. 1/2026', since: new Date(0), until: new Date(1), ...scope }
      await db.query
        .insertInto('legal_holds')
        .values({ ...why, ends_at: new Date(2) })
        .execute()
      const { id: asked_by } = await db.query.selectFrom('staff').select('id').executeTakeFirstOrThrow()
      await db.query
        .insertInto('lawful_requests')
        .values({ ...why, asked_by })
        .execute()
    }
    for (const table of await tablesOfPeople(db)) {
      const { rowCount } = await db.pool.query(`select from ${table} limit 1`)
      expect(rowCount, table).to.equal(1)
    }
    expect(await named()).to.include.members([
      ...places,
      'audit_events',
      'access_log',
      'grants',
      'help_cases',
      'tickets',
    ])
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)
    expect([await traces(), await named()]).to.deep.equal([[], []])
    const [{ id }] = (await db.query.selectFrom('lawful_requests').select('id').execute()) as [{ id: number }]
    const other = await findOrCreateStaff()
    const error = await approveLawfulRequest(db, sealer, id, other).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(LegalError).with.property('message').that.includes('erased')
    for (const table of places) await db.pool.query(`delete from ${table}`)
  })

  it('is erased from every table, its sessions ended; the sums of the city stay', async () => {
    expect(await traces()).to.include.members(['access_log', 'devices', 'device_credentials', 'residents', 'sessions'])
    const before = await cityUse(db)
    expect(before).to.not.be.empty
    asked = 0
    const erased = await eraseResident({ db, registry, log: silentLog }, residentId, BY)
    expect(erased).to.include({ disconnected: 1, devices: 1, sessions: 3, decisions: 2, held: 0, heldUntil: null })
    expect(asked).to.equal(1)
    expect(await traces()).to.deep.equal([])
    expect(await named()).to.deep.equal([])
    expect(await cityUse(db)).to.deep.equal(before)
    expect(await db.query.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute()).to.deep.equal([])
  })

  it('has every process forget the keys of the secure network at once', async () => {
    const forgotten: number[] = []
    const subscription = await subscribe(db, (event) => {
      if (event.type === 'device-credential') forgotten.push(event.id)
    })
    try {
      const { id } = await db.query.selectFrom('device_credentials').select('id').executeTakeFirstOrThrow()
      await eraseResident({ db, registry, log: silentLog }, residentId, BY)
      await eventually(() => forgotten.length > 0)
      expect(forgotten).to.deep.equal([id])
    } finally {
      await subscription.close()
    }
  })

  it('cannot come online again while gateways are asked to end what is', async () => {
    wasBlocked = undefined
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)
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
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)

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
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)
    expect(await tablesWith(MAC)).to.deep.equal(['access_log'])
    await eraseResident({ db, registry, log: silentLog }, other.id, BY)
    await db.query.deleteFrom('access_log').execute()
  })

  describe('while a legal hold covers a place where the resident was', () => {
    const retain = (now: Date) =>
      runRetention(
        {
          config: { timeZone: 'UTC', retention: { identifiedDays: 30, sessionDays: 365, auditDays: 3650 } },
          db,
          sealer,
          log: silentLog,
        },
        { now },
      )
    const endsAt = new Date(Date.now() + 5 * 86_400_000)
    const hold = () =>
      placeHold(
        db,
        {
          ...{
            authority: 'Juzgado',
            basis: 'exp. 1/2026',
            residentId: null,
            deviceMac: null,
            hotspotId: otherId,
            endsAt,
          },
          ...{ since: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 86_400_000) },
        },
        null,
      )
    afterEach(() => db.query.deleteFrom('legal_holds').execute())

    it('keeps what it covers, and whose it was, and nothing else; retention erases that when the hold has ended', async () => {
      await hold()
      const erased = await eraseResident({ db, registry, log: silentLog }, residentId, BY)
      // One of the sessions moved to the other hotspot.
      expect(erased).to.include({ sessions: 2, held: 1 })
      expect(erased.heldUntil).to.deep.equal(endsAt)
      expect(await traces()).to.deep.equal(['residents', 'session_days', 'sessions'])
      const [account] = await db.query.selectFrom('residents').selectAll().where('id', '=', residentId).execute()
      expect(account).to.include({ subject: 'subject-of-ana', locale: null, verification_level: null })
      const kept = await db.query.selectFrom('sessions').selectAll().where('resident_id', '=', residentId).execute()
      expect(kept).to.have.length(1)
      expect(kept[0]).to.include({ device_mac: MAC, framed_ip: '10.77.66.55', erased_at: null })

      await retain(new Date())
      expect(await traces(), 'the hold is on').to.deep.equal(['residents', 'session_days', 'sessions'])
      await retain(new Date(+endsAt + 1000))
      expect([await traces(), await named()]).to.deep.equal([[], []])
      const { rows } = await db.pool.query('select actor, action, target from audit_events order by id desc limit 1')
      expect(rows).to.deep.equal([{ actor: 'system', action: 'resident.erase', target: 'resident erased' }])
    })

    it('lets the person begin anew meanwhile, and never mixes the two up', async () => {
      await hold()
      await eraseResident({ db, registry, log: silentLog }, residentId, BY)
      const anew = await knownPerson(db, {
        ...{ name: 'ana', mac: MAC, ip: '10.77.66.55', gatewayId, hotspots: [hotspotId, hotspotId] },
      })
      expect(anew.residentId).to.not.equal(residentId)
      expect(await residentNamed(db, 'https://key.example', 'subject-of-ana')).to.equal(anew.residentId)
      await retain(new Date(+endsAt + 1000))
      expect(await named()).to.deep.equal([])
      const left = await db.query
        .selectFrom('sessions')
        .select('id')
        .where('resident_id', '=', anew.residentId)
        .execute()
      expect(left).to.have.length(2)
      await eraseResident({ db, registry, log: silentLog }, anew.residentId, BY)
      expect(await traces()).to.deep.equal([])
    })
  })

  it('is audited with who had it done and how much it was, by nobody’s number, or is not done', async () => {
    const audited = () => db.pool.query("select * from audit_events where action = 'resident.erase' order by id")
    const before = (await audited()).rows.length
    await db.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$;
       create trigger refuse before insert on audit_events for each row execute function refuse()`,
    )
    const failed = await eraseResident({ db, registry, log: silentLog }, residentId, BY).catch((error) => error.message)
    await db.pool.query('drop trigger refuse on audit_events; drop function refuse')
    expect(failed).to.equal('no audit today')
    expect(await traces(), 'nothing is erased unaudited').to.include.members(['devices', 'residents', 'sessions'])
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)
    const { rows } = await audited()
    expect(rows).to.have.length(before + 1)
    expect(rows.at(-1)).to.deep.include({ actor: 'command', target: 'resident erased' })
    expect(rows.at(-1)!.detail).to.include({ devices: 1, sessions: 3 })
    expect(await named()).to.deep.equal([])
  })

  it('is gone on with by retention where it was cut off', async () => {
    await beginErasing(db, residentId)
    expect((await residentStates(db, [residentId])).get(residentId)?.blocked).to.equal(true)
    expect(await finishErasures(db)).to.equal(1)
    expect([await traces(), await named()]).to.deep.equal([[], []])
    expect(await finishErasures(db)).to.equal(0)
  })

  it('stays while a legal hold names the resident or a device', async () => {
    const why = { authority: 'Juzgado', basis: 'exp. 1/2026', since: new Date(0), until: new Date() }
    const endsAt = new Date(Date.now() + 86_400_000)
    for (const scope of [
      { residentId, deviceMac: null },
      { residentId: null, deviceMac: MAC },
    ]) {
      await placeHold(db, { ...why, ...scope, hotspotId: null, endsAt }, null)
      const error = await eraseResident({ db, registry, log: silentLog }, residentId, BY).catch(
        (reason: unknown) => reason,
      )
      expect(error).to.be.instanceOf(LegalError)
      await db.query.deleteFrom('legal_holds').execute()
    }
    await eraseResident({ db, registry, log: silentLog }, residentId, BY)
    expect(await traces()).to.deep.equal([])
  })
})
