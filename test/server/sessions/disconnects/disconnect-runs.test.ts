import { expect } from 'chai'
import { AcctSessionId, Code, ErrorCause, reply, startDynamicAuthorizationServer } from '../../../../radius/index.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { silentLog } from '../../../../server/log.ts'
import { openRegistry, type Registry } from '../../../../server/network/gateways/registry.ts'
import { disconnectSession } from '../../../../server/sessions/disconnects/disconnect.ts'
import { disconnectRun, startDisconnectRun } from '../../../../server/sessions/disconnects/disconnect-runs.ts'
import { giveUpPending } from '../../../../server/sessions/disconnects/disconnects.ts'
import type { DynamicAuthorizationDeps } from '../../../../server/sessions/disconnects/dynamic-authorization.ts'
import type { SessionRecord } from '../../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

describe('disconnecting several sessions at once', () => {
  let db: TestDatabase
  let registry: Registry
  let deps: DynamicAuthorizationDeps
  let nas: Awaited<ReturnType<typeof startDynamicAuthorizationServer>>
  let gatewayId: number
  let staffId: number
  let asked: string[]
  let busy: number
  let busiest: number
  let refuses: (acctSessionId: string) => boolean
  let release: Promise<unknown>

  before(async () => {
    db = await createTestDatabase()
    nas = await startDynamicAuthorizationServer({
      host: '127.0.0.1',
      port: 0,
      secretFor: () => 'testing123',
      async handler({ packet }) {
        const id = packet.get(AcctSessionId) ?? ''
        asked.push(id)
        busiest = Math.max(busiest, ++busy)
        await release
        busy--
        if (!refuses(id)) return reply(Code.DisconnectAck)
        return reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.ResourcesUnavailable)
      },
    })
    gatewayId = await testGateway(db, { coaPort: nas.port })
    registry = await openRegistry(db, sealer, silentLog)
    deps = { db, registry, log: silentLog, timing: { initialTimeout: 10_000, maxTimeout: 10_000, maxAttempts: 1 } }
    const { rows } = await db.pool.query(
      "insert into staff (issuer, subject, name, role) values ('i', 's', 'n', 'operator') returning id",
    )
    staffId = rows[0].id
  })
  after(async () => {
    await nas.close()
    await registry.close()
    await db.close()
  })
  beforeEach(() => {
    asked = []
    busy = 0
    busiest = 0
    refuses = () => false
    release = Promise.resolve()
  })

  const open = async (more: Partial<SessionRecord> = {}) => {
    const record = sessionRecord({ gatewayId, nasIp: '127.0.0.1', ...more })
    const [change] = await storeRecords(db, [record], localDay('UTC'))
    return { id: change!.id, name: record.acctSessionId, record }
  }
  const openMany = (count: number, more: Partial<SessionRecord>) =>
    Promise.all(Array.from({ length: count }, () => open(more)))
  const names = (sessions: Array<{ name: string }>) => sessions.map(({ name }) => name)
  const endedBy = async (id: number) =>
    (await db.query.selectFrom('sessions').select('ended_by').where('id', '=', id).executeTakeFirst())?.ended_by

  it('asks for every open session of the scope, and for no other', async () => {
    const [north, south] = await twoHotspots(db, gatewayId)
    const [residentId, deviceMac] = [await testResident(db), testMac()]
    const atNorth = await openMany(2, { hotspotId: north })
    const theirs = await openMany(2, { residentId, hotspotId: south })
    const ofDevice = await openMany(2, { deviceMac })
    const ended = await open({ kind: 'stop', hotspotId: north, residentId, deviceMac })
    const scopes = [
      [{ hotspot: north }, atNorth],
      [{ resident: residentId }, theirs],
      [{ sameDeviceAs: ended.id }, ofDevice],
    ] as const
    for (const [scope, expected] of scopes) {
      asked = []
      const run = await startDisconnectRun(deps, scope, staffId)
      expect(run).to.include({ sessions: 2, isNew: true })
      expect(await run.done).to.deep.equal({ ack: 2, nak: 0, timeout: 0 })
      expect(asked).to.have.members(names([...expected]))
      for (const { id } of expected) expect(await endedBy(id)).to.equal('disconnect')
    }
    const again = await open({ deviceMac })
    await (await startDisconnectRun(deps, { device: deviceMac }, staffId)).done
    expect(await endedBy(again.id)).to.equal('disconnect')
    expect((await startDisconnectRun(deps, { hotspot: north }, staffId)).sessions).to.equal(0)
  })

  it('tells what each gateway answered', async () => {
    const residentId = await testResident(db)
    const [willing, unwilling] = [await open({ residentId }), await open({ residentId })]
    refuses = (name) => name === unwilling.name
    const { id, done } = await startDisconnectRun(deps, { resident: residentId }, staffId)
    expect(await done).to.deep.equal({ ack: 1, nak: 1, timeout: 0 })
    const run = await disconnectRun(db, id)
    expect(run?.scope).to.equal('resident')
    expect(
      run?.sessions.map(({ session_id, outcome, error_cause }) => [session_id, outcome, error_cause]),
    ).to.have.deep.members([
      [willing.id, 'ack', null],
      [unwilling.id, 'nak', 506],
    ])
    expect(await disconnectRun(db, 999_999)).to.equal(undefined)
  })

  it('sends each request once when the same is asked twice at once, and gives both the same run', async () => {
    const residentId = await testResident(db)
    const sessions = await openMany(3, { residentId })
    let goOn = () => {}
    release = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const scope = { resident: residentId }
    const [one, two] = await Promise.all([
      startDisconnectRun(deps, scope, staffId),
      startDisconnectRun(deps, scope, staffId),
    ])
    expect(one.id).to.equal(two.id)
    expect([one.isNew, two.isNew]).to.have.members([true, false])
    expect(await disconnectSession(deps, sessions[0]!.id, { cause: 'staff', staffId })).to.equal(undefined)
    goOn()
    await Promise.all([one.done, two.done])
    expect(asked).to.have.members(names(sessions))
    expect(asked).to.have.length(3)
  })

  it('asks one gateway for at most eight at a time, however many there are', async () => {
    const residentId = await testResident(db)
    const sessions = await openMany(40, { residentId })
    const run = await startDisconnectRun(deps, { resident: residentId }, staffId)
    expect(await run.done).to.deep.equal({ ack: 40, nak: 0, timeout: 0 })
    expect(new Set(asked).size).to.equal(sessions.length)
    expect(busiest).to.be.at.most(8)
  })

  it('frees what a process that ended left pending', async () => {
    const { id } = await open()
    const pending = { session_id: id, cause: 'staff', staff_id: staffId } as const
    await db.query
      .insertInto('disconnects')
      .values({ ...pending, requested_at: new Date(Date.now() - 11 * 60_000) })
      .execute()
    expect(await disconnectSession(deps, id, { cause: 'staff', staffId })).to.equal(undefined)
    await giveUpPending(db)
    expect((await disconnectSession(deps, id, { cause: 'staff', staffId }))?.outcome).to.equal('ack')
  })
})
