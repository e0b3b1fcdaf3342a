import { expect } from 'chai'
import { Code, NasPortId, Packet } from '../../../../radius/index.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { silentLog } from '../../../../server/log.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { acceptFound } from '../../../../server/network/found/accept.ts'
import { heardName } from '../../../../server/network/found/heard-name.ts'
import { createGuess } from '../../../../server/network/found/likeliest.ts'
import { storeListed } from '../../../../server/network/found/listed.ts'
import { openFoundRecorder } from '../../../../server/network/found/recorder.ts'
import { listFound, storeHeard } from '../../../../server/network/found/store.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { giveSessions } from '../../../../server/sessions/give-sessions.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
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

  describe('of which a controller tells', () => {
    let agentId: number
    beforeEach(async () => {
      const [credentialId = 0] = await putCredentials(db, testSealer, [
        { name: 'wlc', credential: { version: '2c', community: 'wlc' } },
      ])
      ;[agentId = 0] = await putAgents(db, [{ host: '192.0.2.9', port: 161, credentialId, kind: 'controller' }])
    })
    const listed = (called: string, more: object = {}) => ({ called, name: null, model: null, serial: null, ...more })
    const keep = (...each: Array<ReturnType<typeof listed>>) => storeListed(db, agentId, each, new Date())
    const called = async () => (await listFound(db)).map((one) => one.called).sort()
    const guess = async (one: ReturnType<typeof listed>) => {
      const likely = createGuess((await hotspotRecords(db)).values())({ gatewayId: null, ...one })
      return likely && [likely.hotspot.id, likely.because]
    }

    it('are found as long as it lists them, but for those that are asked already, by whatever agent', async () => {
      await edit(a, { agentId, agent: 'wlc', mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'], serial: 'SN-1' })
      await edit(b, { mac: '00:00:5e:00:53:02' })
      await keep(
        ...[listed('00:00:5e:00:53:01'), listed('02:00:5e:00:53:01'), listed('9', { serial: 'sn-1' })],
        ...[listed('00:00:5e:00:53:02'), listed('AP-7', { name: 'Alameda', model: 'AIR-9', serial: 'SN-7' })],
      )
      expect(await called()).to.deep.equal(['00:00:5e:00:53:02', 'AP-7'])
      const [seven] = await listFound(db, { within: { gatewayIds: [], agentIds: [agentId] } })
      expect(seven).to.include({ controller: '192.0.2.9:161', agentId, gatewayId: null, sessions: 0 })
      expect(await listFound(db, { within: { gatewayIds: [gatewayId], agentIds: [] } })).to.deep.equal([])
      await storeHeard(db, [heard('AP-7')])
      await keep(listed('00:00:5e:00:53:02'))
      expect(await called(), 'what a gateway says of it stays').to.deep.equal(['00:00:5e:00:53:02', 'AP-7'])
      await keep()
      expect(await called()).to.deep.equal(['AP-7'])
    })

    it('are most likely the hotspot of that address, serial number, name or next address that no agent is asked of', async () => {
      await edit(a, { mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:54:0f'], serial: 'SN-1', name: 'Kiosco Álamos' })
      expect(await guess(listed('00:00:5e:00:53:01'))).to.deep.equal([a, 'same-address'])
      expect(await guess(listed('x', { serial: 'sn-1' }))).to.deep.equal([a, 'serial'])
      expect(await guess(listed('00:00:5e:00:77:01', { name: 'KIOSCO ALAMOS' }))).to.deep.equal([a, 'name'])
      expect(await guess(listed('02:00:5e:00:54:11')), 'in the next block').to.deep.equal([a, 'address'])
      expect(await guess(listed('00:00:5e:00:77:01'))).to.equal(undefined)
      await edit(a, { agentId, agent: 'wlc' })
      for (const one of [listed('00:00:5e:00:53:01'), listed('x', { serial: 'sn-1', name: 'kiosco alamos' })])
        expect(await guess(one)).to.equal(undefined)
    })

    it('are taken for a hotspot, which is asked through the controller, and gets what that says of it', async () => {
      await keep(listed('00:00:5e:00:53:07', { model: 'AIR-9', serial: 'SN-7' }))
      await edit(a, { model: 'as the city says' })
      const [found] = await listFound(db)
      const { hotspot } = await acceptFound(db, found!, a!, { staffId: null })
      expect(hotspot).to.include({ agentId, agentKey: '00:00:5e:00:53:07', mac: '00:00:5e:00:53:07', serial: 'SN-7' })
      expect(hotspot).to.include({ model: 'as the city says', gatewayId })
      expect(await listFound(db)).to.deep.equal([])
      await keep(listed('00:00:5e:00:53:07'))
      expect(await listFound(db), 'it is known').to.deep.equal([])
    })
  })
})
