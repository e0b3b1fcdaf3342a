import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { locks } from '../../../server/database/locks.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { runRetention } from '../../../server/privacy/retention.ts'
import { retentionRuns } from '../../../server/privacy/retention-runs.ts'
import { usageByDay } from '../../../server/usage/by-day.ts'
import { makeVouchers, type NewVouchers } from '../../../server/vouchers/make.ts'
import { redeemVoucher } from '../../../server/vouchers/redeem.ts'
import { revokeVouchers } from '../../../server/vouchers/revoke.ts'
import { voucherOf } from '../../../server/vouchers/terms.ts'
import { testGateway, testMac, testResident, testSealer } from '../../support/city.ts'
import { cityUse } from '../../support/city-use.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const NOW = new Date()
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const dayOf = (instant: Date) => instant.toISOString().slice(0, 10)
const config = { timeZone: 'UTC', retention: { identifiedDays: 30, sessionDays: 365, auditDays: 3650 } }

describe('retention', () => {
  let db: TestDatabase
  let gatewayId: number
  let residentId: number
  before(async () => {
    db = await createTestDatabase()
    for (const day of [NOW, daysAgo(31)]) await maintainPartitions(db, 'access_log', day, 90)
    gatewayId = await testGateway(db)
    residentId = await testResident(db)
  })
  after(() => db.close())
  beforeEach(async () => {
    for (const table of [
      'sessions',
      'usage_archive',
      'usage_counts',
      'retention_runs',
      'access_log',
      'devices',
    ] as const)
      await db.query.deleteFrom(table).execute()
  })

  const run = () => runRetention({ config, db, sealer: testSealer, log: silentLog }, { now: NOW })
  let count = 0
  const session = async (endedAt: Date | null, mac = testMac()) => {
    const startedAt = endedAt ?? daysAgo(400)
    const { id } = await db.query
      .insertInto('sessions')
      .values({
        gateway_id: gatewayId,
        session_key: `key-${++count}`,
        acct_session_id: `acct-${count}-${mac}`,
        acct_multi_session_id: `multi-${mac}`,
        resident_id: residentId,
        device_mac: mac,
        calling_station_id: mac.toUpperCase(),
        called_station_id: '02-00-00-00-00-01:Plaza',
        user_name: mac,
        framed_ip: '10.1.2.3',
        ipv6: '2001:db8::7',
        nat_ports: '198.51.100.7,1024,1535,1772452800,+',
        started_at: startedAt,
        updated_at: startedAt,
        ended_at: endedAt,
        duration_seconds: 60,
        input_octets: 100,
        output_octets: 1000,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query
      .insertInto('session_days')
      .values({
        session_id: id,
        day: dayOf(startedAt),
        resident_id: residentId,
        device_mac: mac,
        hotspot_id: null,
        seconds: 60,
        input_octets: 100,
        output_octets: 1000,
      })
      .execute()
    return { id, mac }
  }
  const rowOf = (id: number) => db.query.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()

  it('replaces MAC and IP address of sessions that ended long ago by keyed pseudonyms, and leaves the others', async () => {
    const old = await session(daysAgo(31))
    const again = await session(daysAgo(40), old.mac)
    const other = await session(daysAgo(31))
    const recent = await session(daysAgo(29))
    const open = await session(null)
    expect(await run()).to.include({ sessions_pseudonymised: 3, sessions_archived: 0 })

    const [row, same, different] = await Promise.all([rowOf(old.id), rowOf(again.id), rowOf(other.id)])
    const key = testSealer.key('device-pseudonym')
    const expected = createHmac('sha256', key).update(old.mac).digest('hex').slice(0, 16)
    expect(row?.device_pseudonym).to.equal(expected)
    expect(same?.device_pseudonym, 'one device, one pseudonym').to.equal(expected)
    expect(different?.device_pseudonym)
      .to.match(/^[0-9a-f]{16}$/)
      .and.not.equal(expected)
    expect(row?.framed_ip_pseudonym).to.match(/^[0-9a-f]{16}$/)
    expect(row?.ipv6_pseudonym).to.match(/^[0-9a-f]{16}$/)
    expect(row).to.include({ device_mac: null, calling_station_id: null, user_name: null, framed_ip: null, ipv6: null })
    expect(row).to.include({ nat_ports: null })
    expect(row).to.include({ resident_id: residentId, input_octets: 100, called_station_id: '02-00-00-00-00-01:Plaza' })
    expect(JSON.stringify(row).toLowerCase()).to.not.include(old.mac)
    const days = await db.query.selectFrom('session_days').select(['session_id', 'device_mac']).execute()
    for (const { session_id, device_mac } of days)
      expect(device_mac === null, `${session_id}`).to.equal([old.id, again.id, other.id].includes(session_id))
    for (const { id, mac } of [recent, open]) expect((await rowOf(id))?.device_mac).to.equal(mac)
  })

  it('makes sums by day and hotspot of older sessions, and removes them', async () => {
    await session(daysAgo(366))
    await session(daysAgo(366))
    const kept = await session(daysAgo(364))
    const [from, to] = [dayOf(daysAgo(500)), dayOf(NOW)]
    const before = await cityUse(db)
    expect(await run()).to.include({ sessions_archived: 2 })
    expect(await db.query.selectFrom('sessions').select('id').execute()).to.deep.equal([{ id: kept.id }])
    expect(await cityUse(db), 'the city’s use by day').to.deep.equal(before)
    const clock = { timeZone: 'UTC', since: NOW, now: NOW }
    const ofResident = await usageByDay(db, { resident: residentId }, from, to, clock)
    expect(ofResident, 'nothing of a resident in it').to.have.length(1)

    await session(daysAgo(366))
    await run()
    const counted = await db.query
      .selectFrom('usage_days')
      .select(['residents', 'sessions'])
      .where('kind', '=', 'city')
      .execute()
    expect(counted, 'distinct residents, which sums do not know').to.deep.include({ residents: 1, sessions: 2 })
    const sums = await db.query.selectFrom('usage_archive').select(['sessions', 'seconds']).execute()
    expect(sums, 'a later run adds').to.deep.equal([{ sessions: 3, seconds: 180 }])
  })

  it('gives decisions the same pseudonyms, and forgets devices whose binding is long over', async () => {
    const mac = testMac()
    const { id } = await session(daysAgo(31), mac)
    await db.query
      .insertInto('access_log')
      .values(
        [31, 0].map((days) => ({
          at: daysAgo(days),
          gateway_id: gatewayId,
          device_mac: mac,
          method: 'mac',
          accepted: true,
          reason: 'accepted',
        })),
      )
      .execute()
    await bindDevice(db, { mac, residentId, until: daysAgo(31) })
    await bindDevice(db, { mac: testMac(), residentId, until: daysAgo(-1) })
    expect(await run()).to.include({ decisions_pseudonymised: 1, devices_forgotten: 1 })
    const log = await db.query
      .selectFrom('access_log')
      .select(['device_mac', 'device_pseudonym'])
      .orderBy('at')
      .execute()
    expect(log).to.deep.equal([
      { device_mac: null, device_pseudonym: (await rowOf(id))?.device_pseudonym },
      { device_mac: mac, device_pseudonym: null },
    ])
  })

  it('forgets what was audited once it is as old as the city keeps it', async () => {
    const audited = (days: number, action: string) =>
      db.pool.query(`insert into audit_events (at, actor, action, target) values ($1, 'command', $2, 'policy 1')`, [
        daysAgo(days),
        action,
      ])
    await audited(3651, 'old')
    await audited(3649, 'younger')
    expect(await run()).to.include({ audit_forgotten: 1 })
    const { rows } = await db.pool.query('select action from audit_events order by id')
    expect(rows).to.deep.equal([{ action: 'younger' }])
  })

  it('does the same again without changing anything, and reports each run', async () => {
    await session(daysAgo(31))
    await run()
    const nothing = {
      sessions_pseudonymised: 0,
      decisions_pseudonymised: 0,
      sessions_archived: 0,
      devices_forgotten: 0,
      audit_forgotten: 0,
    }
    expect(await run()).to.deep.equal(nothing)
    const [second, first] = await retentionRuns(db, 10)
    expect(first).to.include({ sessions_pseudonymised: 1 })
    expect(second).to.include(nothing)
    for (const report of [first, second]) expect(report?.finished_at).to.be.instanceOf(Date)
  })

  it('goes on where a run was cut off, and leaves the work to whoever is at it', async () => {
    const { id } = await session(daysAgo(31))
    const holder = await db.pool.connect()
    try {
      await holder.query('begin')
      await holder.query('select from sessions where id = $1 for update', [id])
      expect(await run(), 'what another transaction holds is passed over').to.include({ sessions_pseudonymised: 0 })
      await holder.query('rollback')
      await holder.query('select pg_advisory_lock($1)', [locks.retention])
      expect(await run()).to.equal(undefined)
      await holder.query('select pg_advisory_unlock_all()')
      expect(await run()).to.include({ sessions_pseudonymised: 1 })
    } finally {
      holder.release()
    }
  })

  const failing = () =>
    run().then(
      () => undefined,
      (error: Error) => error,
    )

  it('sums up any number of huge counters, and goes on to what else is due', async () => {
    for (let n = 0; n < 1100; n += 1) await session(daysAgo(366))
    await db.query.updateTable('session_days').set({ input_octets: Number.MAX_SAFE_INTEGER }).execute()
    const { id } = await session(daysAgo(31))
    expect(await run()).to.include({ sessions_archived: 1100, sessions_pseudonymised: 1 })
    expect((await rowOf(id))?.device_mac).to.equal(null)
    await session(daysAgo(366))
    await run()
    const { rows } = await db.pool.query('select input_octets::text as octets from usage_archive')
    expect(rows, 'as much as is held').to.deep.equal([{ octets: '9223372036854775807' }])
  })

  it('reports a session that cannot be changed, and changes the others', async () => {
    const [good, bad, also] = [await session(daysAgo(40)), await session(daysAgo(41)), await session(daysAgo(42))]
    await db.pool.query(`alter table sessions add constraint refused check (id <> ${bad.id} or device_mac is not null)`)
    try {
      expect((await failing())?.message).to.include('pseudonymise sessions: 1 left')
    } finally {
      await db.pool.query('alter table sessions drop constraint refused')
    }
    expect((await rowOf(good.id))?.device_mac).to.equal(null)
    expect((await rowOf(also.id))?.device_mac).to.equal(null)
    expect((await rowOf(bad.id))?.device_mac).to.equal(bad.mac)
    const [report] = await retentionRuns(db, 1)
    expect(report).to.include({ sessions_pseudonymised: 2 })
    expect(report?.failures).to.deep.equal(['pseudonymise sessions: 1 left'])
    expect(report?.finished_at).to.be.instanceOf(Date)
  })

  it('reports a step that fails, and does the others', async () => {
    const { id } = await session(daysAgo(31))
    await db.pool.query('alter table usage_archive rename to away')
    await session(daysAgo(366))
    try {
      expect((await failing())?.message).to.include('sum up sessions')
    } finally {
      await db.pool.query('alter table away rename to usage_archive')
    }
    expect((await rowOf(id))?.device_mac).to.equal(null)
    expect((await retentionRuns(db, 1))[0]?.failures).to.deep.equal(['sum up sessions'])
  })

  it('erases a voucher’s bearer, and forgets the batch, some time after it has ended; others stay', async () => {
    await ensureDefaultPolicy(db)
    const policyId = (await loadPolicies(db))[0]!.id
    const used = async (madeAt: Date, change: Partial<NewVouchers> = {}) => {
      const endsAt = new Date(madeAt.getTime() + 86_400_000)
      const wanted = { name: 'x', policyId, devices: 1, endsAt, seconds: null, count: 2, ...change }
      const { id, vouchers } = await makeVouchers(db, testSealer, wanted, null, madeAt)
      const mac = testMac()
      const redeemed = await redeemVoucher(db, testSealer, vouchers[0]!.code, mac, madeAt)
      if (typeof redeemed === 'string') throw new Error(redeemed)
      const { until } = (await voucherOf(db, redeemed.residentId))!
      await bindDevice(db, { mac, residentId: redeemed.residentId, until: new Date(until * 1000) })
      return { id, ...redeemed }
    }
    const old = await used(daysAgo(40))
    const recent = await used(daysAgo(20))
    const long = await used(daysAgo(40), { seconds: 40 * 86_400 })
    const revoked = await used(daysAgo(40), { endsAt: daysAgo(-40) })
    await revokeVouchers(db, revoked.id, null, daysAgo(35))
    await run()
    const left = async () => ({
      bearers: (await db.query.selectFrom('residents').select('id').orderBy('id').execute()).map(({ id }) => id),
      batches: (await db.query.selectFrom('voucher_batches').select('id').orderBy('id').execute()).map(({ id }) => id),
    })
    expect(await left()).to.deep.equal({
      bearers: [residentId, recent.residentId, long.residentId],
      batches: [recent.id, long.id],
    })
    expect(old.residentId).to.be.a('number')
    const { rows } = await db.pool.query('select count(*)::int as devices from devices')
    expect(rows[0].devices).to.equal(2)
  })

  it('takes many batches', async () => {
    await db.pool.query(
      `insert into sessions (gateway_id, session_key, acct_session_id, device_mac, framed_ip, started_at, updated_at, ended_at)
       select $1, 'many-' || n, 'many-' || n, ('0200' || lpad(to_hex(n), 8, '0'))::macaddr, '10.0.0.1'::inet + n, $2, $2,
              $2::timestamptz - n % 700 * interval '1 day'
       from generate_series(1, $3::int) as n`,
      [gatewayId, daysAgo(31), SESSIONS],
    )
    const counts = (await run())!
    expect(counts.sessions_archived + counts.sessions_pseudonymised).to.equal(SESSIONS)
    const { rows } = await db.pool.query(
      `select count(*) filter (where device_mac is not null or framed_ip is not null) as identified,
              count(distinct device_pseudonym) as devices, count(*) as sessions from sessions`,
    )
    expect(rows).to.deep.equal([
      { identified: 0, devices: counts.sessions_pseudonymised, sessions: counts.sessions_pseudonymised },
    ])
  }).timeout(600_000)
})

/** A million when asked for: `PLAZA_TEST_SESSIONS=1000000`. */
const SESSIONS = Number(process.env.PLAZA_TEST_SESSIONS ?? 20_000)
