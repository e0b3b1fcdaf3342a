import { expect } from 'chai'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import type { Doubt, DoubtWay } from '../../../../server/health/doubts/doubt.ts'
import { listDoubts } from '../../../../server/health/doubts/list.ts'
import { metresBetween } from '../../../../server/health/doubts/places.ts'
import { settleDoubt } from '../../../../server/health/doubts/settle.ts'
import { importHotspots } from '../../../../server/import/hotspots/import-hotspots.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { storeHeard } from '../../../../server/network/found/store.ts'
import { changeHotspot } from '../../../../server/network/hotspots/change.ts'
import { moveHotspot } from '../../../../server/network/hotspots/edits.ts'
import { historyOf } from '../../../../server/network/hotspots/history.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { addHotspot } from '../../../../server/network/inventory/add.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'
import { openImport, type Scratch } from '../../import/city-files.ts'

const by = { staffId: null }

describe('what is doubtful of hotspots', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  let gatewayId: number
  let [a, b]: number[] = []
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
    gatewayId = await testGateway(db)
    ;[a, b] = await twoHotspots(db, gatewayId)
  })
  afterEach(() => close())

  const record = async (id = 0) => (await hotspotRecords(db, [id])).get(id)!
  const edit = (id: number | undefined, change: object) =>
    changeHotspot(db, id!, { ...by, action: 'edit' }, (now) => ({ ...now, ...change }))
  const only = async (): Promise<Doubt> => {
    const [doubt, ...more] = await listDoubts(db)
    expect(more.map(({ kind }) => kind)).to.deep.equal([])
    return doubt ?? expect.fail('nothing is doubtful')
  }
  const settle = async (way: DoubtWay) => {
    const done = await settleDoubt(db, (await only()).id, way, by)
    expect(await listDoubts(db), `after ${way}`).to.deep.equal([])
    return done!
  }

  it('is nothing where all is as it should be', async () => {
    await edit(a, { mac: '00:00:5e:00:53:01', serial: 'S-1' })
    await edit(b, { mac: '00:00:5e:00:53:02', serial: 'S-2' })
    expect(await listDoubts(db)).to.deep.equal([])
    expect(await settleDoubt(db, 'none', 'right', by)).to.equal(undefined)
  })

  it('is that two have one address: it is taken from one, or is right until something changes', async () => {
    await edit(a, { mac: '00:00:5e:00:53:01' })
    await db.pool.query("insert into hotspot_calls values ($1, 'bssid', '00:00:5e:00:53:01')", [b])
    const doubt = await only()
    expect(doubt).to.deep.include({ kind: 'address', facts: { ours: '00:00:5e:00:53:01' } })
    expect([doubt.hotspot.id, doubt.other?.id]).to.deep.equal([a, b])
    const refusal = await settleDoubt(db, doubt.id, 'gateway', by).catch((error: Error) => error)
    expect(refusal).to.have.property('name', 'HotspotError')
    await settle('right')
    await db.pool.query('delete from settled_doubts')
    await settle('first')
    expect((await record(a)).mac).to.equal('00:00:5e:00:53:01')
    expect((await record(b)).bssids).to.deep.equal([])
    await db.pool.query("insert into hotspot_calls values ($1, 'bssid', '00:00:5e:00:53:01')", [b])
    await settle('second')
    expect((await record(a)).mac).to.equal(null)
    expect((await historyOf(db, a!))[0]?.changes).to.deep.equal({ mac: ['00:00:5e:00:53:01', null] })
  })

  it('is that two have one serial number, however it is written', async () => {
    await edit(a, { serial: 'fcw-1' })
    await edit(b, { serial: 'FCW-1' })
    expect(await only()).to.deep.include({ kind: 'serial', facts: { ours: 'FCW-1' } })
    await settle('right')
    await edit(b, { serial: 'FCW-2' })
    await edit(a, { serial: 'fcw-2' })
    expect(await only(), 'another number is another doubt').to.include({ kind: 'serial' })
    await settle('second')
    expect([(await record(a)).serial, (await record(b)).serial]).to.deep.equal([null, 'FCW-2'])
  })

  it('is that another gateway reports its sessions: it is hung there, with the sessions that were nobody’s', async () => {
    const other = await testGateway(db, { network: '192.0.2.1/32' })
    await edit(a, { mac: '00:00:5e:00:53:01' })
    const session = { acctSessionId: 's', sessionKey: 's', kind: 'interim' as const, seconds: 60 }
    await storeRecords(
      db,
      [sessionRecord({ ...session, gatewayId: other, hotspotId: null, calledStationId: '00-00-5E-00-53-01:Plaza' })],
      (at) => at.toISOString().slice(0, 10),
    )
    const at = new Date()
    await storeHeard(db, [{ gatewayId: other, called: '00:00:5e:00:53:01', sessions: 3, firstAt: at, lastAt: at }])
    const doubt = await only()
    expect(doubt).to.include({ kind: 'gateway' })
    expect(doubt.facts.heard).to.deep.include({ gatewayId: other, sessions: 3 })
    const { sessions, changes } = await settle('gateway')
    expect(sessions).to.equal(1)
    expect(changes[a!]?.gateway?.[1]).to.equal((await record(a)).gateway)
    expect(await record(a)).to.deep.include({ gatewayId: other, bssids: [] })
    await storeHeard(db, [{ gatewayId, called: (await record(b)).name, sessions: 1, firstAt: at, lastAt: at }])
    expect(await listDoubts(db), 'its own gateway').to.deep.equal([])
    await storeHeard(db, [{ gatewayId: other, called: (await record(b)).name, sessions: 1, firstAt: at, lastAt: at }])
    expect((await only()).hotspot.id, 'by its name').to.equal(b)
    await settle('right')
  })

  it('is that it lies far from all others of its gateway', async () => {
    const place = { programme: 'P', name: 'x', longitude: -99 }
    const ids: number[] = []
    for (let number = 0; number < 6; number++)
      ids.push(await addHotspot(db, by, { ...place, code: `c${number}`, latitude: 19 + number / 1000 }))
    const far = await addHotspot(db, by, { ...place, code: 'far', latitude: 19.5 })
    const other = await testGateway(db, { network: '192.0.2.2/32' })
    for (const id of [...ids, far]) await edit(id, { gatewayId: other, gateway: 'other' })
    const doubt = await only()
    expect([doubt.kind, doubt.hotspot.id]).to.deep.equal(['far', far])
    expect(doubt.facts.distance).to.be.within(55_000, 56_000)
    await settle('right')
    await moveHotspot(db, far, by, { latitude: 19.6, longitude: -99 })
    expect((await only()).kind, 'at another place it is another doubt').to.equal('far')
    await moveHotspot(db, far, by, { latitude: 19.003, longitude: -99 })
    expect(await listDoubts(db)).to.deep.equal([])
  })
  it('is that a file has put it elsewhere than staff had: it goes back', async () => {
    const take = async (...lines: string[]) =>
      importHotspots(db, await scratch.file('h.csv', ['id,programa,nombre,lat,lon', ...lines, ''].join('\n')), {
        reportFile: scratch.path('r.csv'),
      })
    await take('1,P,Kiosco,10.5,-99.5', '2,P,Plaza,10.6,-99.6')
    const { rows } = await db.pool.query("select id from hotspots where programme = 'P' order by code")
    const [id] = rows.map((row) => row.id)
    await moveHotspot(db, id, by, { latitude: 10.51, longitude: -99.5 })
    expect(await listDoubts(db)).to.deep.equal([])
    await take('1,P,Kiosco,10.5,-99.5', '2,P,Plaza,10.6,-99.6')
    const doubt = await only()
    expect([doubt.kind, doubt.hotspot.id, doubt.facts.place]).to.deep.equal([
      ...['moved', id, { latitude: 10.51, longitude: -99.5 }],
    ])
    await settle('back')
    expect(await record(id)).to.include({ latitude: 10.51, longitude: -99.5 })
  })

  describe('with its agent', () => {
    let agentId: number
    beforeEach(async () => {
      const credential = { version: '2c', community: 'public' } as const
      const [credentialId = 0] = await putCredentials(db, testSealer, [{ name: 'city', credential }])
      ;[agentId = 0] = await putAgents(db, [{ host: '192.0.2.7', port: 161, credentialId, kind: 'access-point' }])
      await db.pool.query(
        `with d as (insert into discoveries (addresses, total, port, credential_ids, rate, finished_at)
           values ('192.0.2.7', 1, 161, '{}', 1, now()) returning id)
         insert into discovered_agents (host, port, credential_id, discovery_id, profile, model, serial, macs)
         select '192.0.2.7', 161, $1, id, 'routeros', 'hAP', 'S-7', '{00:00:5e:00:53:70,00:00:5e:00:53:71}' from d`,
        [credentialId],
      )
      await edit(a, { agentId, agent: 'x', mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'], serial: 'S-1' })
    })

    it('is another device than it says: it becomes that', async () => {
      expect(await only()).to.deep.include({ kind: 'device', ways: ['device', 'right'] })
      await settle('device')
      expect(await record(a)).to.deep.include({ mac: '00:00:5e:00:53:70', serial: 'S-7', model: 'hAP', bssids: [] })
      await edit(a, { serial: 'S-8' })
      expect((await only()).facts, 'by the serial number alone').to.include({ ours: 'S-8', theirs: 'S-7' })
      await edit(a, { mac: '00:00:5e:00:53:71', serial: 's-7' })
      expect(await listDoubts(db), 'any of its addresses').to.deep.equal([])
    })

    it('is another hotspot’s device: the two change devices with each other', async () => {
      await edit(b, { mac: '00:00:5e:00:53:70', serial: 'S-7' })
      expect(await only()).to.deep.include({ kind: 'device', ways: ['swap', 'right'] })
      const { changes } = await settle('swap')
      expect(Object.keys(changes).map(Number).sort()).to.deep.equal([a, b].sort())
      expect(await record(a)).to.deep.include({ mac: '00:00:5e:00:53:70', serial: 'S-7', agentId })
      expect(await record(b)).to.deep.include({ mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'] })
    })

    it('is nobody’s where the hotspot is retired or its agent tells nothing', async () => {
      await db.pool.query("update discovered_agents set macs = '{}', serial = null")
      expect(await listDoubts(db)).to.deep.equal([])
      await db.pool.query("update discovered_agents set macs = '{00:00:5e:00:53:70}'")
      await only()
      await edit(a, { retiredAt: new Date().toISOString() })
      expect(await listDoubts(db)).to.deep.equal([])
    })
  })

  it('measures in metres', () => {
    expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).to.be.closeTo(111_195, 1)
    expect(metresBetween({ latitude: 90, longitude: 5 }, { latitude: -90, longitude: 9 })).to.be.closeTo(20_015_115, 9)
  })
})
