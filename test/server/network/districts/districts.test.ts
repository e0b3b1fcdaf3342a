import { expect } from 'chai'
import {
  changeStaff,
  findStaff,
  LastAdministrator,
  putStaff,
  UnknownDistrict,
} from '../../../../server/directory/staff.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import {
  addDistrict,
  assignToDistrict,
  changeDistrict,
  DistrictError,
  districtNamed,
  listDistricts,
  removeDistrict,
} from '../../../../server/network/districts/districts.ts'
import { isOwnNeighbourhood, ownAgents, ownGateways, ownHotspots } from '../../../../server/network/districts/within.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('districts', () => {
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
    await setBorough(north, 'ÁLVARO Obregón')
    await setBorough(south, 'Tláhuac')
    a = await addDistrict(db, 'Poniente', ['alvaro obregon'])
    b = await addDistrict(db, 'Oriente', ['TLAHUAC'])
  })
  afterEach(() => db.close())

  const setBorough = (id: number, borough: string | null) =>
    db.query.updateTable('hotspots').set({ borough }).where('id', '=', id).execute()
  const own = async (district: number) => [...(await ownHotspots(db, [district], [north, south]))]
  const refused = async (work: Promise<unknown>, kind: new (...given: never[]) => Error = DistrictError) =>
    work.then(
      () => expect.fail('was not refused'),
      (error) => expect(error).to.be.instanceOf(kind),
    )

  it('have the hotspots of their boroughs, however those are spelt, and retired ones too', async () => {
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', south).execute()
    expect(await own(a)).to.deep.equal([north])
    expect(await own(b)).to.deep.equal([south])
    expect([...(await ownHotspots(db, [a, b], [north, south]))]).to.have.members([north, south])
    expect([...(await ownHotspots(db, null, [north, south]))]).to.have.members([north, south])
    const counts = (await listDistricts(db)).map(({ name, hotspots }) => [name, hotspots])
    expect(counts).to.deep.equal([
      ['Oriente', 0],
      ['Poniente', 1],
    ])
  })

  it('have a hotspot that names no borough by its neighbourhood’s, and none of neither', async () => {
    await setBorough(north, null)
    expect(await own(a)).to.deep.equal([])
    const geometry = JSON.stringify({ type: 'Polygon', coordinates: [] })
    const { id } = await db.query
      .insertInto('neighbourhoods')
      .values({ code: '1', name: 'Tlacopac', borough: 'Alvaro Obregon', population: 1, geometry, area_m2: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ neighbourhood_id: id }).where('id', '=', north).execute()
    expect(await own(a)).to.deep.equal([north])
    expect(await isOwnNeighbourhood(db, [a], id)).to.equal(true)
    await db.query.updateTable('hotspots').set({ neighbourhood_id: id }).where('id', '=', south).execute()
    expect(await isOwnNeighbourhood(db, [a], id)).to.equal(false)
    expect(await isOwnNeighbourhood(db, [a, b], id)).to.equal(true)
  })

  it('have what is put into them, whatever its borough, until it is taken out', async () => {
    await assignToDistrict(db, b, { hotspots: [north] })
    expect(await own(a)).to.deep.equal([])
    expect(await own(b)).to.have.members([north, south])
    await assignToDistrict(db, null, { hotspots: [north] })
    expect(await own(a)).to.deep.equal([north])
    await refused(assignToDistrict(db, b, { hotspots: [north, 999_999] }))
    expect(await own(b)).to.deep.equal([south])
  })

  it('have the gateways whose hotspots are all theirs, or that are put into them; others are the whole city’s', async () => {
    const seen = async (...districts: number[]) => (await ownGateways(db, districts, [gateway])).has(gateway)
    expect([await seen(a), await seen(b), await seen(a, b)]).to.deep.equal([false, false, true])
    await db.query.updateTable('hotspots').set({ gateway_id: null }).where('id', '=', south).execute()
    expect([await seen(a), await seen(b)]).to.deep.equal([true, false])
    await assignToDistrict(db, b, { gateways: [gateway] })
    expect([await seen(a), await seen(b)]).to.deep.equal([false, true])
    await assignToDistrict(db, null, { gateways: [gateway] })
    await db.query.updateTable('hotspots').set({ gateway_id: null }).execute()
    expect([await seen(a), await seen(b), await seen(a, b)]).to.deep.equal([false, false, false])
  })

  it('have the SNMP agents on which no hotspot of another hangs', async () => {
    const credential = { name: 'x', credential: { version: '2c', community: 'public' } } as const
    const [credentialId = 0] = await putCredentials(db, testSealer, [credential])
    const [agent = 0] = await putAgents(db, [{ host: '192.0.2.1', port: 161, credentialId, kind: 'controller' }])
    const seen = async (district: number) => (await ownAgents(db, [district], [agent])).has(agent)
    expect(await seen(a)).to.equal(true)
    await db.query.updateTable('hotspots').set({ agent_id: agent }).where('id', '=', north).execute()
    expect([await seen(a), await seen(b)]).to.deep.equal([true, false])
    await db.query.updateTable('hotspots').set({ agent_id: agent }).execute()
    expect([await seen(a), await seen(b)]).to.deep.equal([false, false])
  })

  it('are named once, have a borough alone, and only one that there is', async () => {
    expect(await districtNamed(db, 'PONIENTÉ')).to.equal(a)
    await refused(districtNamed(db, 'Sur'))
    await refused(addDistrict(db, 'oriente', []))
    await refused(addDistrict(db, ' ', []))
    await refused(addDistrict(db, 'Sur', ['Tláhuac']))
    await refused(addDistrict(db, 'Sur', ['Tlalpan']))
    expect((await listDistricts(db)).map(({ name }) => name)).to.deep.equal(['Oriente', 'Poniente'])
    await changeDistrict(db, b, { boroughs: [] })
    await changeDistrict(db, a, { boroughs: ['Tláhuac', 'tlahuac', 'Álvaro Obregón'] })
    expect(await own(a)).to.have.members([north, south])
  })

  it('limit staff, and do not go while they do: nobody sees more for that', async () => {
    const ana = { issuer: 'https://key.example', subject: 'ana', name: 'Ana', role: 'operator' } as const
    const found = async () => (await findStaff(db, ana.issuer, ana.subject))?.districts
    const id = await putStaff(db, ana)
    expect(await found()).to.equal(null)
    await changeStaff(db, id, { districts: [b, a, a] })
    expect(await found()).to.deep.equal([a, b])
    await putStaff(db, ana)
    expect(await found(), 'what is not said stays').to.deep.equal([a, b])
    await refused(removeDistrict(db, a))
    await refused(changeStaff(db, id, { districts: [999_999] }), UnknownDistrict)
    expect(await found()).to.deep.equal([a, b])
    await changeStaff(db, id, { districts: [b] })
    await removeDistrict(db, a)
    await changeStaff(db, id, { districts: [] })
    expect(await found()).to.equal(null)
  })

  it('leave an administrator of the whole city', async () => {
    const account = (subject: string) => ({
      issuer: 'https://key.example',
      subject,
      name: subject,
      role: 'admin' as const,
    })
    const first = await putStaff(db, account('first'))
    const second = await putStaff(db, { ...account('second'), districts: [a] })
    await refused(changeStaff(db, first, { districts: [a] }), LastAdministrator)
    await refused(changeStaff(db, first, { role: 'viewer' }), LastAdministrator)
    await changeStaff(db, second, { districts: [] })
    await changeStaff(db, first, { districts: [a] })
  })
})
