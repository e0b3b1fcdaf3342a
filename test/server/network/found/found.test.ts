import { expect } from 'chai'
import { Code, NasPortId, Packet } from '../../../../radius/index.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { silentLog } from '../../../../server/log.ts'
import { acceptFound } from '../../../../server/network/found/accept.ts'
import { heardName } from '../../../../server/network/found/heard-name.ts'
import { createGuess } from '../../../../server/network/found/likeliest.ts'
import { openFoundRecorder } from '../../../../server/network/found/recorder.ts'
import { listFound, storeHeard } from '../../../../server/network/found/store.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { giveSessions } from '../../../../server/sessions/give-sessions.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const now = Date.now()
const hour = (ago: number) => new Date(now - ago * 3_600_000)
const by = { staffId: null, action: 'edit' } as const

describe('access points that RADIUS hears of and Plaza does not know', () => {
  let db: TestDatabase
  let gatewayId: number
  let [a, b]: number[] = []
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    ;[a, b] = await twoHotspots(db, gatewayId)
  })
  afterEach(() => db.close())

  const heard = (called: string, more: object = {}) => {
    const at = new Date()
    return { gatewayId, called, sessions: 1, firstAt: at, lastAt: at, ...more }
  }
  const edit = (id: number | undefined, change: object) => changeHotspot(db, id!, by, (now) => ({ ...now, ...change }))

  it('go by one word each, however they are spelt', () => {
    const packet = new Packet(Code.AccountingRequest).add(NasPortId, 'wlan7')
    expect(heardName('00-00-5E-00-53-01:Plaza')).to.equal('00:00:5e:00:53:01')
    expect(heardName('AP-7:Plaza')).to.equal('AP-7')
    expect(heardName(' AP-7 ')).to.equal('AP-7')
    expect(heardName(undefined, packet)).to.equal('wlan7')
    expect(heardName(null)).to.equal(undefined)
  })

  it('are gathered off the way of a request, with sessions and when they were heard', async () => {
    const recorder = openFoundRecorder(db, silentLog)
    const packet = new Packet(Code.AccountingRequest)
    const hear = (kind: string, calledStationId: string, hoursAgo: number) =>
      recorder.hear({ gatewayId, packet }, { kind, calledStationId, at: hour(hoursAgo) })
    hear('start', 'AP-7:Plaza', 3)
    hear('interim', 'AP-7:Plaza', 2)
    hear('start', 'AP-7', 4)
    hear('start', 'nul\0', 4)
    recorder.hear({ gatewayId: 999_999, packet }, { kind: 'start', calledStationId: 'x', at: new Date() })
    await recorder.flush()
    hear('start', 'AP-7', 1)
    await recorder.close()
    const found = await listFound(db)
    expect(found).to.have.length(1)
    expect(found[0]).to.deep.include({ called: 'AP-7', sessions: 3, gatewayId })
    expect(found[0]).to.deep.include({ firstAt: hour(4), lastAt: hour(1) })
    await storeHeard(db, [heard('long ago', { lastAt: hour(91 * 24) })])
    expect(await listFound(db), 'forgotten').to.have.length(1)
  })

  it('are kept while the database is away, and bounded for a gateway that never says the same twice', async () => {
    let away = true
    const pool = {
      query: (...args: [string, unknown[]]) => (away ? Promise.reject(new Error('away')) : db.pool.query(...args)),
    }
    const recorder = openFoundRecorder({ pool } as unknown as TestDatabase, silentLog)
    const packet = new Packet(Code.AccountingRequest)
    for (let number = 0; number < 6000; number++)
      recorder.hear({ gatewayId, packet }, { kind: 'start', calledStationId: `x${number}`, at: new Date() })
    await recorder.flush()
    away = false
    await recorder.close()
    expect(await listFound(db)).to.have.length(2000)
    await storeHeard(db, [heard('x1', { lastAt: new Date() }), heard('one more')])
    expect(await listFound(db)).to.have.length(2000)
    expect((await listFound(db))[0]).to.include({ called: 'x1', sessions: 2 })
  })

  it('are most likely the hotspot of that name, next address, or the only one that nothing names', async () => {
    const guess = async (called: string, at = gatewayId) => {
      const likely = createGuess((await hotspotRecords(db)).values())({ gatewayId: at, called })
      return likely && [likely.hotspot.id, likely.because]
    }
    expect(await guess('00:00:5e:00:53:09'), 'two are without').to.equal(undefined)
    await edit(a, { mac: '00:00:5e:00:53:01', name: 'Kiosco Álamos' })
    expect(await guess('kiosco alamos')).to.deep.equal([a, 'name'])
    expect(await guess('00:00:5e:00:53:03')).to.deep.equal([a, 'address'])
    expect(await guess('00:00:5e:00:77:03')).to.deep.equal([b, 'last'])
    await edit(b, { mac: '00:00:5e:00:53:05' })
    expect(await guess('00:00:5e:00:53:03'), 'between two').to.equal(undefined)
    expect(await guess('00:00:5e:00:77:03')).to.equal(undefined)
    const other = await testGateway(db, { network: '192.0.2.1/32' })
    expect(await guess('kiosco alamos', other), "another gateway's").to.equal(undefined)
  })

  it('are taken for a hotspot, and the sessions that came before are its own, with their use', async () => {
    const session = (id: string, calledStationId: string, hotspotId: number | null = null) =>
      sessionRecord({
        ...{ gatewayId, hotspotId, calledStationId, acctSessionId: id, sessionKey: id },
        ...{ kind: 'interim', seconds: 60, inputOctets: 100, outputOctets: 500 },
      })
    const dayOf = (at: Date) => at.toISOString().slice(0, 10)
    await storeRecords(
      db,
      [session('s1', 'AP-7:Plaza'), session('s2', 'ap-9:Plaza'), session('s3', 'AP-7:Plaza', b)],
      dayOf,
    )
    await storeHeard(db, [heard('AP-7')])
    const [found] = await listFound(db)
    await edit(a, { gatewayId: null, gateway: null })
    const { hotspot } = await acceptFound(db, found!, a!, { staffId: null })
    expect(hotspot).to.deep.include({ names: ['AP-7'], found: ['AP-7'], gatewayId })
    expect(await giveSessions(db, { gatewayId, called: 'AP-7', hotspotId: a! })).to.equal(1)
    expect(await giveSessions(db, { gatewayId, called: 'AP-7', hotspotId: a! }), 'again').to.equal(0)
    const rows = await db.query
      .selectFrom('sessions')
      .select(['acct_session_id', 'hotspot_id'])
      .orderBy('acct_session_id')
      .execute()
    expect(rows.map(({ hotspot_id }) => hotspot_id)).to.deep.equal([a, null, b])
    const { rows: used } = await db.pool.query(
      'select sum(output_octets) as octets from session_days where hotspot_id = $1',
      [a],
    )
    expect(used).to.deep.equal([{ octets: 500 }])
    expect(await listFound(db)).to.deep.equal([])
    await storeHeard(db, [heard('AP-9')])
    const [another] = await listFound(db)
    const other = await testGateway(db, { network: '192.0.2.1/32' })
    await edit(b, { gatewayId: other, gateway: 'other' })
    const refusal = await acceptFound(db, another!, b!, { staffId: null }).catch((error: Error) => error)
    expect(refusal).to.have.property('name', 'HotspotError')
  })
})
