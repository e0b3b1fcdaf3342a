import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { silentLog } from '../../../server/log.ts'
import { lawfulExport } from '../../../server/privacy/lawful-exports.ts'
import {
  approveLawfulRequest,
  askLawfully,
  type NewRequest,
  refuseLawfulRequest,
} from '../../../server/privacy/lawful-requests.ts'
import { listHolds, type NewHold, placeHold, releaseHold } from '../../../server/privacy/legal-holds.ts'
import { LegalError } from '../../../server/privacy/legal-scope.ts'
import { runRetention } from '../../../server/privacy/retention.ts'
import { testGateway, testMac, testResident, testSealer, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const NOW = new Date()
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const why = { authority: 'Juzgado Quinto', basis: 'Art. 190 LFTR, exp. 12/2026' }

describe('the law', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspots: number[]
  let staff: number[]
  before(async () => {
    db = await createTestDatabase()
    for (const day of [NOW, daysAgo(40)]) await maintainPartitions(db, 'access_log', day, 90)
    gatewayId = await testGateway(db)
    hotspots = await twoHotspots(db, gatewayId)
    for (const subject of ['one', 'two', 'three'])
      await putStaff(db, { issuer: 'x', subject, name: subject, role: 'admin' })
    staff = (await db.query.selectFrom('staff').select('id').orderBy('id').execute()).map(({ id }) => id)
  })
  after(() => db.close())
  afterEach(async () => {
    for (const table of ['legal_holds', 'lawful_requests', 'sessions', 'access_log', 'grants', 'devices'] as const)
      await db.query.deleteFrom(table).execute()
  })

  let count = 0
  /** One that lasted an hour. */
  const session = async (residentId: number, endedDaysAgo: number, hotspotId = hotspots[0]!, mac = testMac()) => {
    const endedAt = daysAgo(endedDaysAgo)
    const { id } = await db.query
      .insertInto('sessions')
      .values({
        gateway_id: gatewayId,
        session_key: `law-${++count}`,
        acct_session_id: `law-${count}`,
        resident_id: residentId,
        device_mac: mac,
        hotspot_id: hotspotId,
        framed_ip: '10.9.8.7',
        ipv6: '2001:db8::7',
        started_at: new Date(endedAt.getTime() - 3_600_000),
        updated_at: endedAt,
        ended_at: endedAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof LegalError)) throw error
        return [error.field, error.message].join(': ')
      },
    )
  const scope = (more: Partial<NewRequest>): NewRequest => ({
    ...why,
    ...{ residentId: null, deviceMac: null, hotspotId: null, since: daysAgo(41), until: daysAgo(39) },
    ...more,
  })

  describe('a legal hold', () => {
    const hold = (more: Partial<NewHold>) => placeHold(db, { ...scope(more), endsAt: daysAgo(-30), ...more }, staff[0]!)
    const retain = (now = NOW) =>
      runRetention(
        {
          config: { timeZone: 'UTC', retention: { identifiedDays: 30, sessionDays: 365, auditDays: 3650 } },
          db,
          sealer: testSealer,
          log: silentLog,
        },
        { now },
      )
    const identified = async () => {
      const rows = await db.query
        .selectFrom('sessions')
        .select('id')
        .where('device_mac', 'is not', null)
        .orderBy('id')
        .execute()
      return rows.map(({ id }) => id)
    }

    it('keeps what is in its scope as it is, and nothing else', async () => {
      const [suspect, other] = [await testResident(db), await testResident(db)]
      const held = await session(suspect, 40)
      await session(suspect, 50)
      await session(other, 40)
      const [ancient, old] = [await session(suspect, 400), await session(other, 400)]
      await hold({ residentId: suspect })
      await hold({ residentId: suspect, since: daysAgo(401), until: daysAgo(399) })
      expect(await retain()).to.include({ sessions_pseudonymised: 2, sessions_archived: 1 })
      expect(await identified()).to.deep.equal([held, ancient])
      expect(await db.query.selectFrom('sessions').select('id').where('id', '=', old).execute()).to.deep.equal([])
    })

    it('holds a device, or everybody at a hotspot for a time, decisions and bindings with it', async () => {
      const residentId = await testResident(db)
      const mac = testMac()
      const held = [await session(residentId, 40, hotspots[0], mac), await session(residentId, 40, hotspots[1])]
      await session(residentId, 40, hotspots[0])
      await session(residentId, 45, hotspots[1])
      const decision = { gateway_id: gatewayId, method: 'mac', accepted: true, reason: 'accepted', at: daysAgo(40) }
      const decisions = [mac, testMac()].map((device_mac) => ({ ...decision, device_mac }))
      await db.query.insertInto('access_log').values(decisions).execute()
      for (const each of [mac, testMac()]) await bindDevice(db, { mac: each, residentId, until: daysAgo(40) })
      for (const [device_mac, hotspot_id] of [
        [mac, hotspots[0]!],
        [testMac(), hotspots[1]!],
        [testMac(), hotspots[0]!],
      ] as const) {
        const times = { granted_at: daysAgo(40), ends_at: daysAgo(40) }
        const place = { gateway_id: gatewayId, hotspot_id, device_mac, resident_id: residentId }
        await db.query
          .insertInto('grants')
          .values({ ...place, ...times })
          .execute()
      }
      await hold({ deviceMac: mac })
      await hold({ hotspotId: hotspots[1]! })
      expect(await retain()).to.include({ sessions_pseudonymised: 2, decisions_pseudonymised: 1, devices_forgotten: 1 })
      expect(await identified()).to.deep.equal(held)
      const log = await db.query
        .selectFrom('access_log')
        .select('device_mac')
        .where('device_mac', 'is not', null)
        .execute()
      expect(log).to.deep.equal([{ device_mac: mac }])
      expect(await db.query.selectFrom('grants').select('id').execute(), 'grants').to.have.length(2)
    })

    it('ends by itself or when it is released, and retention goes on', async () => {
      const residentId = await testResident(db)
      await session(residentId, 40)
      const id = await hold({ residentId })
      expect(await retain()).to.include({ sessions_pseudonymised: 0 })
      expect(await releaseHold(db, id, staff[1]!)).to.equal(true)
      expect(await releaseHold(db, id, staff[1]!), 'once').to.equal(false)
      expect(await retain()).to.include({ sessions_pseudonymised: 1 })
      await session(residentId, 40)
      await hold({ residentId })
      expect(await retain(daysAgo(-29))).to.include({ sessions_pseudonymised: 0 })
      expect(await retain(daysAgo(-31))).to.include({ sessions_pseudonymised: 1 })
      expect((await listHolds(db, { limit: 10 })).map(({ released_by }) => released_by)).to.deep.equal([null, staff[1]])
    })

    it('is refused without a scope, a basis, an end, or a time that has begun', async () => {
      const residentId = await testResident(db)
      expect(await failure(hold({}))).to.match(/^resident: .*whole city/)
      expect(await failure(hold({ residentId, basis: ' ' }))).to.match(/^basis: /)
      expect(await failure(hold({ residentId, authority: '' }))).to.match(/^authority: /)
      expect(await failure(hold({ residentId, until: daysAgo(41) }))).to.match(/^until: /)
      expect(await failure(hold({ residentId, since: daysAgo(-1), until: daysAgo(-2) }))).to.match(/^since: /)
      expect(await failure(hold({ residentId, endsAt: daysAgo(1) }))).to.match(/^endsAt: /)
      expect(await failure(hold({ residentId, endsAt: daysAgo(-400) }))).to.match(/^endsAt: /)
    })
  })

  describe('a lawful request', () => {
    const ask = (more: Partial<NewRequest>) => askLawfully(db, scope(more), staff[0]!)
    const approve = (id: number, by = staff[1]!) => approveLawfulRequest(db, testSealer, id, by)

    it('gives what is stored within its scope, once a second person has approved', async () => {
      const [suspect, other] = [await testResident(db), await testResident(db)]
      const wanted = await session(suspect, 40)
      await session(suspect, 50)
      await session(other, 40)
      const decision = {
        gateway_id: gatewayId,
        hotspot_id: hotspots[0]!,
        method: 'mac',
        accepted: true,
        reason: 'accepted',
      }
      const grant = { gateway_id: gatewayId, hotspot_id: hotspots[0]!, device_mac: testMac() }
      for (const resident_id of [suspect, other])
        for (const at of [daysAgo(40), daysAgo(38)]) {
          await db.query
            .insertInto('access_log')
            .values({ ...decision, at, resident_id })
            .execute()
          const times = { granted_at: at, ends_at: new Date(+at + 3_600_000) }
          await db.query
            .insertInto('grants')
            .values({ ...grant, ...times, resident_id })
            .execute()
        }
      const id = await ask({ residentId: suspect })
      expect(await failure(lawfulExport(db, testSealer, id, staff[0]!))).to.match(/not approved/)
      expect(await failure(approve(id, staff[0])), 'who asked').to.match(/Somebody else/)
      const { sha256, sessions } = await approve(id)
      expect(sessions).to.equal(1)
      const file = await lawfulExport(db, testSealer, id, staff[0]!)
      expect(file.sha256).to.equal(sha256).and.equal(createHash('sha256').update(file.text).digest('hex'))
      const content = JSON.parse(file.text)
      expect(content.request).to.include({ ...why, residentId: suspect })
      expect(content.sessions.map(({ id }: { id: number }) => id)).to.deep.equal([wanted])
      expect(content.sessions[0]).to.include({
        resident: suspect,
        framedIp: '10.9.8.7',
        ipv6: '2001:db8::7',
        hotspot: hotspots[0],
      })
      expect(content.residents.map(({ id }: { id: number }) => id)).to.deep.equal([suspect])
      for (const part of ['decisions', 'grants'])
        expect(
          content[part].map(({ resident }: { resident: number }) => resident),
          part,
        ).to.deep.equal([suspect])
      expect(content.grants[0]).to.include({ grantedAt: daysAgo(40).toISOString(), hotspot: hotspots[0] })
      expect(file.text).to.not.include(`"resident": ${other}`)
      expect((await lawfulExport(db, testSealer, id, staff[1]!)).seal).to.equal(file.seal)
      expect(await failure(lawfulExport(db, testSealer, id, staff[2]!)), 'a third').to.match(/Only those/)
    })

    it('finds who had a port of a public address then, and nobody who had it before or after', async () => {
      const [before, suspect, after, neighbour] = await Promise.all([0, 1, 2, 3].map(() => testResident(db)))
      const at = (hour: number) => Math.floor(daysAgo(40).getTime() / 1000) + (hour - 1) * 3600
      const ports = (first: number, ...times: string[]) =>
        times.map((time) => `198.51.100.7,${first},${first + 511},${time}`).join(' ')
      const had = async (residentId: number, text: string) => {
        const id = await session(residentId, 40)
        await db.query.updateTable('sessions').set({ nat_ports: text }).where('id', '=', id).execute()
      }
      await had(before!, ports(1024, `${at(0)},+`, `${at(0.25)},-`))
      await had(suspect!, ports(1024, `${at(0.25)},+`, `${at(0.5)},+`, `${at(0.75)},-`))
      await had(after!, ports(1024, `${at(0.75)},+`))
      await had(neighbour!, ports(2048, `${at(0)},+`))
      const found = async (scope: Partial<NewRequest>, hour = 0.5) => {
        const time = { since: new Date(at(hour) * 1000), until: new Date(at(hour) * 1000 + 1000) }
        const id = await ask({ ...scope, ...time })
        await approve(id)
        const { sessions, decisions, grants } = JSON.parse((await lawfulExport(db, testSealer, id, staff[0]!)).text)
        expect([decisions, grants]).to.deep.equal([[], []])
        return sessions.map(({ resident }: { resident: number }) => resident)
      }
      const nat = { publicIp: '198.51.100.7', publicPort: 1300 }
      expect(await found(nat)).to.deep.equal([suspect])
      expect(await found(nat, 0.1)).to.deep.equal([before])
      expect(await found(nat, 0.9)).to.deep.equal([after])
      expect(await found({ ...nat, publicPort: 2048 })).to.deep.equal([neighbour])
      expect(await found({ ...nat, publicPort: 3000 })).to.deep.equal([])
      expect(await found({ publicIp: nat.publicIp }), 'without the port it is anybody’s').to.deep.equal([])
      expect(await found({ publicIp: '10.9.8.7' })).to.have.length(4)
      expect(await found({ publicIp: '2001:db8::7' })).to.have.length(4)
      expect(await found({ publicIp: '2001:db8::8' })).to.deep.equal([])
      const week = { since: daysAgo(40), until: daysAgo(33) }
      expect(await failure(ask({ ...nat, ...week }))).to.include('at most 1 day')
      for (const publicIp of ['nowhere', 'fe80::1%lo'])
        expect(await failure(ask({ publicIp }))).to.include('no address')
      expect(await failure(ask({ publicPort: 7 }))).to.include('Name the address')
    })

    it('keeps its export encrypted, and for a week', async () => {
      const residentId = await testResident(db)
      await session(residentId, 40)
      const id = await ask({ residentId })
      await approve(id)
      const stored = () => db.query.selectFrom('lawful_requests').select('export_sealed').executeTakeFirstOrThrow()
      const { export_sealed: sealed } = await stored()
      expect(sealed?.includes('10.9.8.7')).to.equal(false)
      expect(await failure(lawfulExport(db, testSealer, id, staff[0]!, daysAgo(-8)))).to.match(/its week is over/)
      await runRetention(
        {
          config: { timeZone: 'UTC', retention: { identifiedDays: 30, sessionDays: 365, auditDays: 3650 } },
          db,
          sealer: testSealer,
          log: silentLog,
        },
        { now: daysAgo(-8) },
      )
      expect((await stored()).export_sealed).to.equal(null)
    })

    it('is decided once, by one person', async () => {
      const residentId = await testResident(db)
      const id = await ask({ residentId })
      const decided = await Promise.all([
        failure(approve(id, staff[1])),
        failure(approve(id, staff[2])),
        failure(refuseLawfulRequest(db, id, staff[2]!)),
      ])
      expect(decided.filter((mistake) => mistake === undefined)).to.have.length(1)
      const refused = await ask({ residentId })
      await refuseLawfulRequest(db, refused, staff[1]!)
      expect(await failure(approve(refused))).to.match(/was refused already/)
      expect(await failure(approve(999_999))).to.match(/There is no lawful request/)
    })

    it('covers a month of a person, a day of a place, and never the whole city', async () => {
      const residentId = await testResident(db)
      expect(await failure(ask({}))).to.match(/whole city/)
      expect(await failure(ask({ residentId, since: daysAgo(80) }))).to.match(/at most 31 days/)
      expect(await failure(ask({ hotspotId: hotspots[0]! }))).to.match(/at most 1 day/)
      expect(await ask({ hotspotId: hotspots[0]!, since: daysAgo(40) })).to.be.a('number')
      // The database keeps two people apart too.
      const alone = db.pool.query("update lawful_requests set state = 'approved', decided_by = asked_by")
      expect(await alone.catch(({ code }) => code)).to.equal('23514')
    })
  })
})
