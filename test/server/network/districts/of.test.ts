import { expect } from 'chai'
import { addDistrict, assignToDistrict } from '../../../../server/network/districts/districts.ts'
import { boroughs, districtsOf, districtsOfGateways } from '../../../../server/network/districts/of.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('the district of a hotspot, gateway or borough', () => {
  let db: TestDatabase
  let gateway: number
  let north: number
  let south: number
  let a: number
  let b: number
  beforeEach(async () => {
    db = await createTestDatabase()
    gateway = await testGateway(db)
    ;[north, south] = await twoHotspots(db, gateway)
    await setBorough(north, 'Álvaro Obregón')
    await setBorough(south, 'Tláhuac')
    a = await addDistrict(db, 'Poniente', ['alvaro obregon'])
    b = await addDistrict(db, 'Oriente', [])
  })
  afterEach(() => db.close())

  const setBorough = (id: number, borough: string | null) =>
    db.query.updateTable('hotspots').set({ borough }).where('id', '=', id).execute()
  const hotspots = async () => Object.fromEntries(await districtsOf(db, [north, south]))
  const ofGateway = async () => (await districtsOfGateways(db, [gateway])).get(gateway)

  it('is its borough’s, or the one that a hotspot was put into, and says which', async () => {
    expect(await hotspots()).to.deep.equal({ [north]: { id: a, name: 'Poniente', isPut: false } })
    await assignToDistrict(db, b, { hotspots: [north, south] })
    const put = { id: b, name: 'Oriente', isPut: true }
    expect(await hotspots()).to.deep.equal({ [north]: put, [south]: put })
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', south).execute()
    expect(await hotspots(), 'retired ones too').to.have.all.keys(String(north), String(south))
    expect(await districtsOf(db, [])).to.have.property('size', 0)
  })

  it('is that of all a gateway’s hotspots in use, or the one that it was put into', async () => {
    expect(await ofGateway(), 'one is of none').to.equal(undefined)
    await assignToDistrict(db, b, { hotspots: [south] })
    expect(await ofGateway(), 'of two').to.equal(undefined)
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', south).execute()
    expect(await ofGateway()).to.deep.equal({ id: a, name: 'Poniente', isPut: false })
    await assignToDistrict(db, b, { gateways: [gateway] })
    expect(await ofGateway()).to.deep.equal({ id: b, name: 'Oriente', isPut: true })
  })

  it('is told of every borough that is named, each once, with its hotspots in use', async () => {
    const { id } = await db.query
      .insertInto('neighbourhoods')
      .values({ code: '1', name: 'X', borough: 'Tlalpan', population: 1, geometry: '{}', area_m2: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    await setBorough(south, null)
    await db.query.updateTable('hotspots').set({ neighbourhood_id: id }).where('id', '=', south).execute()
    expect(await boroughs(db)).to.deep.equal([
      { name: 'Álvaro Obregón', hotspots: 1, district: a },
      { name: 'Tlalpan', hotspots: 1, district: null },
    ])
    await db.query.updateTable('hotspots').set({ borough: null, neighbourhood_id: null }).execute()
    expect(await boroughs(db), 'a district’s that nothing names any more').to.deep.equal([
      { name: 'alvaro obregon', hotspots: 0, district: a },
      { name: 'Tlalpan', hotspots: 0, district: null },
    ])
  })
})
