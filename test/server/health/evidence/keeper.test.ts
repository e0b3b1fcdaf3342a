import { expect } from 'chai'
import { maintainPartitions } from '../../../../server/database/schema/partitions.ts'
import { keepEvidence } from '../../../../server/health/evidence/keeper.ts'
import { pingSilentAgents } from '../../../../server/health/evidence/pings.ts'
import { knownStates } from '../../../../server/health/known-states.ts'
import { silentLog } from '../../../../server/log.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const DAY = 24 * HOUR

describe('what is known of hotspots, kept', () => {
  let db: TestDatabase
  let gatewayId: number
  let quiet: number
  let other: number
  const now = Date.now()
  beforeEach(async () => {
    db = await createTestDatabase()
    await maintainPartitions(db, 'access_log', new Date(), 2)
    gatewayId = await testGateway(db)
    ;[quiet, other] = await twoHotspots(db, gatewayId)
  })
  afterEach(() => db.close())

  /** Sessions of ten minutes, one each `every` ms. */
  const sessions = (hotspot: number, from: number, to: number, every: number) =>
    db.pool.query(
      `insert into sessions (gateway_id, session_key, acct_session_id, hotspot_id, started_at, updated_at, ended_at)
       select $1, $2::bigint || ' ' || at, $2, $2::bigint, at, at + interval '10 minutes', at + interval '10 minutes'
       from generate_series($3::timestamptz, $4::timestamptz, $5::interval) as at on conflict do nothing`,
      [gatewayId, hotspot, new Date(from), new Date(to), `${every} ms`],
    )
  const live = () => sessions(other, now - 2 * HOUR, now - 8 * MINUTE, 5 * MINUTE)
  /** Plaza has listened so long. */
  const listens = (hours: number) =>
    db.query
      .insertInto('listening')
      .values({ since: new Date(now - hours * HOUR), looked_at: new Date(now - MINUTE) })
      .execute()
  const keep = (at = now) => keepEvidence({ db, log: silentLog, timeZone: 'UTC' }, true, new Date(at))
  const alerts = () => db.query.selectFrom('alerts').selectAll().orderBy('id').execute()
  const state = async () => (await knownStates(db)).get(quiet)!
  const poll = (said: 'up' | 'down', hours: number) =>
    db.query
      .insertInto('hotspot_health')
      .values({
        hotspot_id: quiet,
        state: said,
        cause: said === 'down' ? 'no-answer' : null,
        since: new Date(now - hours * HOUR),
      })
      .execute()

  it('opens an alert for a hotspot without an agent that is silent where it never is, and closes it when heard', async () => {
    await sessions(quiet, now - 28 * DAY, now - HOUR, 2 * MINUTE)
    await live()
    await listens(24)
    await keep()
    expect(await state()).to.deep.include({ state: 'down', cause: 'silent', evidence: ['silence'], hasWorked: true })
    expect((await state()).silence!.expected).to.be.within(15, 26)
    const [opened] = await alerts()
    expect(opened).to.include({ hotspot_id: quiet, kind: 'down', cause: 'silent', closed_at: null })
    await sessions(quiet, now - 8 * MINUTE, now - 8 * MINUTE, HOUR)
    await keep(now + MINUTE)
    expect(await state()).to.deep.include({ state: 'up', evidence: ['use'] })
    expect((await alerts())[0]!.closed_at).to.be.instanceOf(Date)
  })

  for (const [why, prepare] of [
    ['its history is of ten days', () => sessions(quiet, now - 10 * DAY, now - HOUR, 4 * MINUTE)],
    ['few ever come', () => sessions(quiet, now - 28 * DAY, now - HOUR, HOUR)],
  ] as const)
    it(`says nothing of a silence where ${why}`, async () => {
      await prepare()
      await live()
      await listens(24)
      await keep()
      expect(await alerts()).to.deep.equal([])
    })

  it('says nothing of a silence while it is closed', async () => {
    const yesterday = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][(new Date(now).getUTCDay() + 5) % 7]
    await sessions(quiet, now - 28 * DAY, now - HOUR, 4 * MINUTE)
    const group = await db.query
      .insertInto('hotspot_groups')
      .values({ name: 'school', hours: `${yesterday} 09:00-10:00` })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ group_id: group.id }).where('id', '=', quiet).execute()
    await live()
    await listens(24)
    await keep()
    expect(await alerts()).to.deep.equal([])
  })

  it('takes the silence of a whole city for its own, and waits after it', async () => {
    await sessions(quiet, now - 28 * DAY, now - HOUR, 4 * MINUTE)
    await sessions(other, now - 28 * DAY, now - HOUR, 4 * MINUTE)
    await listens(24)
    await keep()
    expect(await alerts(), 'nothing arrives from anywhere').to.deep.equal([])
    await live()
    await keep(now + MINUTE)
    expect(await alerts(), 'a minute after').to.deep.equal([])
  })

  it('finds an agent that answers degraded where nobody has come for six hours', async () => {
    await sessions(quiet, now - 28 * DAY, now - 7 * HOUR, 10 * MINUTE)
    await live()
    await listens(24)
    await poll('up', 100)
    await keep()
    expect(await state()).to.deep.include({ state: 'degraded', cause: 'unused', evidence: ['snmp', 'silence'] })
    expect(await alerts()).to.have.length(1)
  })

  it('knows nothing by a reading of hours ago, as of an access point beyond where its controller’s list breaks off', async () => {
    await poll('up', 24)
    const polled = (hours: number) =>
      db.query
        .updateTable('hotspot_health')
        .set({ last_polled_at: new Date(now - hours * HOUR) })
        .execute()
    await polled(3.5)
    expect(await state()).to.deep.include({ state: 'up', evidence: ['snmp'] })
    await polled(4.5)
    expect(await state()).to.deep.include({ state: 'unknown', cause: null, evidence: [] })
  })

  it('tells an agent that is mute from a hotspot that is dead, by ICMP', async () => {
    const { id: credential_id } = await db.query
      .insertInto('snmp_credentials')
      .values({ name: 'c', version: '2c', community_sealed: Buffer.from('x') })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: agent_id } = await db.query
      .insertInto('agents')
      .values({ host: '192.0.2.1', credential_id })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ agent_id }).where('id', '=', quiet).execute()
    await poll('down', 1)
    const asked: string[][] = []
    const answer = (hosts: readonly string[], answering: string[] | undefined) => {
      asked.push([...hosts])
      return Promise.resolve(answering && new Set(answering))
    }
    await pingSilentAgents(db, { ping: (hosts) => answer(hosts, undefined) })
    expect(await state(), 'without fping').to.deep.include({ state: 'down', evidence: ['snmp'] })
    await pingSilentAgents(db, { ping: (hosts) => answer(hosts, []) })
    expect(await state()).to.deep.include({ state: 'down', evidence: ['snmp', 'ping'] })
    await pingSilentAgents(db, { ping: (hosts) => answer(hosts, ['192.0.2.1']) })
    expect(await state()).to.deep.include({
      state: 'degraded',
      cause: 'ping-without-answer',
      evidence: ['ping', 'snmp'],
    })
    expect(asked).to.deep.equal(Array(3).fill(['192.0.2.1']))
    await db.query.updateTable('hotspot_health').set({ cause: 'down-at-controller' }).execute()
    await pingSilentAgents(db, { ping: (hosts) => answer(hosts, ['192.0.2.1']) })
    expect(await state(), 'its controller answers').to.include({ state: 'down', cause: 'down-at-controller' })
    expect(asked.at(-1)).to.deep.equal([])
    await db.query.updateTable('hotspot_health').set({ cause: 'no-answer' }).execute()
    for (const host of ['127.0.0.1', '127.3.2.1', '::1', 'localhost']) {
      await db.query.updateTable('agents').set({ host }).where('id', '=', agent_id).execute()
      await pingSilentAgents(db, { ping: (hosts) => answer(hosts, [...hosts]) })
      expect(asked.at(-1), 'this machine answers for whoever is behind a port of it').to.deep.equal([])
    }
    await db.query.updateTable('agents').set({ host: 'ap-1.example' }).where('id', '=', agent_id).execute()
    await pingSilentAgents(db, { ping: (hosts) => answer(hosts, [...hosts]) })
    expect(asked.at(-1)).to.deep.equal(['ap-1.example'])
  })

  it('keeps how states change, once each, without a gap between them', async () => {
    await poll('up', 5)
    await keep(now - 3 * HOUR)
    await keep(now - 2 * HOUR)
    await db.query
      .updateTable('hotspot_health')
      .set({ state: 'down', cause: 'no-answer', since: new Date(now - HOUR) })
      .execute()
    await Promise.all([keep(), keep()])
    await keep(now + MINUTE)
    const changes = await db.query.selectFrom('state_changes').selectAll().orderBy('since').execute()
    expect(
      changes.map(({ since, until, state: was }) => [since.getTime(), until?.getTime() ?? null, was]),
    ).to.deep.equal([
      [now - 3 * HOUR, now - HOUR, 'up'],
      [now - HOUR, null, 'down'],
    ])
    expect(changes[1]).to.deep.include({ cause: 'no-answer', evidence: ['snmp'] })
  })

  it('keeps no gap either where it learns late of what began before the state that it knew', async () => {
    await poll('up', 5)
    await keep(now - HOUR)
    await db.query
      .updateTable('hotspot_health')
      .set({ state: 'down', cause: 'no-answer', since: new Date(now - 2 * HOUR) })
      .execute()
    await keep()
    const changes = await db.query.selectFrom('state_changes').selectAll().orderBy('since').execute()
    expect(
      changes.map(({ since, until, state: was }) => [since.getTime(), until?.getTime() ?? null, was]),
    ).to.deep.equal([
      [now - HOUR, now, 'up'],
      [now, null, 'down'],
    ])
  })
})
