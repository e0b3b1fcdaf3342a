import { expect } from 'chai'
import { changeHotspot, changeHotspots, type HotspotError } from '../../../../server/network/hotspots/change.ts'
import { historyOf } from '../../../../server/network/hotspots/history.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const by = { staffId: null, action: 'edit' } as const

describe('changing hotspots', () => {
  let db: TestDatabase
  let [a, b]: number[] = []
  beforeEach(async () => {
    db = await createTestDatabase()
    ;[a, b] = await twoHotspots(db, await testGateway(db))
  })
  afterEach(() => db.close())

  const record = async (id = 0) => (await hotspotRecords(db, [id])).get(id)!
  const edit = (id: number | undefined, change: object) =>
    changeHotspot(db, id ?? 0, by, (now) => ({ ...now, ...change }))
  const failure = (work: Promise<unknown>): Promise<HotspotError> =>
    work.then(
      () => expect.fail('it was taken'),
      (error: HotspotError) => error,
    )

  it('keeps of each who changed it, when, and from what to what', async () => {
    await edit(a, { mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'], names: ['AP-1'], antennas: 2 })
    await edit(a, { antennas: 3 })
    await edit(a, { antennas: 3 })
    const { rows } = await db.pool.query(`insert into staff (issuer, subject, name, role)
      values ('x', 'ana', 'Ana', 'operator') returning id`)
    await changeHotspot(db, a!, { staffId: rows[0].id, action: 'retire' }, (now) => ({
      ...now,
      retiredAt: '2026-01-02T00:00:00.000Z',
    }))
    const [last, second, first, ...more] = await historyOf(db, a!)
    expect(more).to.deep.equal([])
    expect(first).to.deep.include({ action: 'edit', staffId: null })
    expect(first?.changes).to.deep.equal({
      ...{ mac: [null, '00:00:5e:00:53:01'], bssids: [[], ['02:00:5e:00:53:01']], names: [[], ['AP-1']] },
      antennas: [null, 2],
    })
    expect(second?.changes).to.deep.equal({ antennas: [2, 3] })
    expect(last).to.deep.include({ action: 'retire', staffId: rows[0].id })
    expect(last?.at).to.be.instanceOf(Date)
    expect(await record(a)).to.deep.include({ antennas: 3, names: ['AP-1'], bssids: ['02:00:5e:00:53:01'] })
  })

  it('lets two hotspots change their addresses with each other', async () => {
    await edit(a, { mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'] })
    await edit(b, { mac: '00:00:5e:00:53:02' })
    const [one, other] = [await record(a), await record(b)]
    await changeHotspots(
      db,
      [
        { before: one, after: { ...one, mac: other.mac, bssids: [] } },
        { before: other, after: { ...other, mac: one.mac, bssids: one.bssids } },
      ],
      by,
    )
    expect((await record(a)).mac).to.equal('00:00:5e:00:53:02')
    expect(await record(b)).to.deep.include({ mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'] })
  })

  it('refuses an address that another hotspot in use has, as its own or as a network’s, and changes nothing', async () => {
    await edit(a, { mac: '00:00:5e:00:53:01', bssids: ['02:00:5e:00:53:01'] })
    for (const change of [
      { mac: '00:00:5e:00:53:01' },
      { mac: '02:00:5e:00:53:01' },
      { bssids: ['02:00:5e:00:53:01'] },
      { bssids: ['00:00:5e:00:53:01'] },
    ]) {
      const error = await failure(edit(b, { ...change, notes: 'x' }))
      expect(error, JSON.stringify(change)).to.have.property('name', 'HotspotError')
      expect(error.message)
        .to.include((await record(a)).code)
        .and.include((await record(b)).code)
    }
    expect(await record(b)).to.deep.include({ mac: null, bssids: [], notes: null })
  })

  it('frees the addresses of a retired hotspot, and refuses to put it back while another has them', async () => {
    const mac = '00:00:5e:00:53:01'
    await edit(a, { mac, bssids: ['02:00:5e:00:53:01'] })
    await edit(a, { retiredAt: new Date().toISOString() })
    await edit(b, { mac, bssids: ['02:00:5e:00:53:01'] })
    expect((await failure(edit(a, { retiredAt: null }))).message).to.include(mac)
    await edit(b, { mac: null, bssids: [] })
    await edit(a, { retiredAt: null })
    expect(await record(a)).to.deep.include({ mac, retiredAt: null })
  })

  it('moves a hotspot to the site and neighbourhood of its new place, and leaves no empty site', async () => {
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [-100, 20],
          [-99, 20],
          [-99, 21],
          [-100, 21],
          [-100, 20],
        ],
      ],
    }
    const { rows } = await db.pool.query(
      `insert into neighbourhoods (code, name, geometry, area_m2) values ('N', 'Norte', $1, 1) returning id`,
      [JSON.stringify(square)],
    )
    await edit(a, { latitude: 20.5, longitude: -99.5 })
    const moved = await db.query.selectFrom('hotspots').selectAll().where('id', '=', a!).executeTakeFirstOrThrow()
    expect(moved).to.include({ latitude: 20.5, longitude: -99.5, neighbourhood_id: rows[0].id })
    const sites = await db.query.selectFrom('sites').select(['id', 'latitude']).execute()
    expect(sites.length).to.equal(2)
    expect(sites.find(({ id }) => id === moved.site_id)?.latitude).to.equal(20.5)
  })
})
