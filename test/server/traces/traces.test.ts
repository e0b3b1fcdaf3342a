import { expect } from 'chai'
import {
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  CallingStationId,
  exchange,
  type Packet,
} from '../../../radius/index.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../../server/roles/radius.ts'
import type { TraceEvent } from '../../../server/traces/events.ts'
import {
  endTrace,
  readTrace,
  removeOldTraces,
  startTrace,
  TraceError,
  traceEvents,
} from '../../../server/traces/traces.ts'
import { testSealer as sealer, testGateway, testMac } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

const secret = 'testing123'
const MINUTE_MS = 60_000

describe('traces of RADIUS packets', () => {
  let db: TestDatabase
  let registry: Registry
  let gatewayId: number
  let role: RadiusRole
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    registry = await openRegistry(db, sealer, silentLog)
    const config = { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 }
    role = await startRadius({ config, db, sealer, registry, log: silentLog })
  })
  after(async () => {
    await role.close()
    await registry.close()
    await db.close()
  })

  const send = (port: number, packet: Packet, by = secret) =>
    exchange({ ...{ address: '127.0.0.1', port, secret: by, maxAttempts: 1, initialTimeout: 5000 }, packet })
  const authenticate = (mac: string) =>
    send(role.authPort, accessRequest({ username: mac, password: 'do not show me', secret }).add(CallingStationId, mac))
  const account = (mac: string, by = secret) => {
    const packet = accountingRequest().add(AcctStatusType, AcctStatusType.values.Start)
    return send(role.acctPort, packet.add(AcctSessionId, mac).add(CallingStationId, mac), by)
  }
  const seenBy = async (id: number) => (await traceEvents(db, id, 0, 500)).map(({ event }) => event)
  /** It is on when the process has heard of it: packets before that are nobody's. */
  const shows = (id: number, again: () => Promise<unknown>, wanted: (events: TraceEvent[]) => boolean) =>
    eventually(async () => {
      await again()
      return wanted(await seenBy(id))
    })

  it('show a device’s request, the decision on it and the reply, and no other device', async () => {
    const [mine, other] = [testMac(), testMac()]
    const { id } = await startTrace(db, { device: mine }, null)
    await shows(
      id,
      async () => {
        await authenticate(other)
        await authenticate(mine.toUpperCase().replaceAll(':', '-'))
      },
      (events) => ['request', 'decision', 'reply'].every((what) => events.some((event) => event.what === what)),
    )
    const events = await seenBy(id)
    const text = JSON.stringify(events)
    expect(text).to.include(`xx-xx-xx-${mine.slice(9).toUpperCase().replaceAll(':', '-')}`)
    expect(text).to.not.include(other.slice(9)).and.not.include(other.slice(9).toUpperCase().replaceAll(':', '-'))
    expect(text).to.not.match(/do not show me|testing123/)
    expect(events.find(({ what }) => what === 'reply')).to.deep.include({ code: 'Access-Reject' })
    expect(await endTrace(db, id)).to.equal(true)
    expect(await endTrace(db, id)).to.equal(false)
  })

  it('show a gateway’s accounting, and what it sends with a wrong secret', async () => {
    const { id } = await startTrace(db, { gateway: gatewayId }, null)
    await shows(
      id,
      () => account(testMac()),
      (events) => events.some((event) => event.what === 'reply' && event.code === 'Accounting-Response'),
    )
    // Again at each look: a second that is full of what was sent before leaves one out.
    await shows(
      id,
      async () => void account(testMac(), 'another secret').catch(() => {}),
      (events) => events.some((event) => event.what === 'dropped' && event.reason === 'wrong-request-authenticator'),
    )
    await endTrace(db, id)
  })

  it('are bounded by the second, and count what they leave out', async () => {
    const mac = testMac()
    const { id } = await startTrace(db, { device: mac }, null)
    await shows(
      id,
      async () => {
        await Promise.all(Array.from({ length: 60 }, () => account(mac)))
      },
      (events) => events.some(({ what }) => what === 'left-out'),
    )
    await endTrace(db, id)
  })

  it('end after ten minutes, are gone some time later, and are so many at once', async () => {
    const now = new Date()
    const longAgo = new Date(now.getTime() - 40 * MINUTE_MS)
    const old = await startTrace(db, { device: testMac() }, null, longAgo)
    expect(old.endsAt.getTime() - longAgo.getTime()).to.equal(10 * MINUTE_MS)
    await removeOldTraces(db, now)
    expect(await readTrace(db, old.id)).to.equal(undefined)
    const start = () => startTrace(db, { device: testMac() }, null)
    const started = await Promise.allSettled(Array.from({ length: 25 }, start).map((one) => one))
    const refused = started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    const failure =
      refused[0] ??
      (await start().then(
        () => undefined,
        (error) => error,
      ))
    expect(failure).to.be.instanceOf(TraceError)
  })
})
