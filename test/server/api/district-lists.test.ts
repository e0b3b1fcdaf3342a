import { expect } from 'chai'
import { putStaff } from '../../../server/directory/staff.ts'
import { addDistrict, assignToDistrict } from '../../../server/network/districts/districts.ts'
import { cookieFor, ISSUER, type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

describe('districts in lists of the API', () => {
  let web: TestWeb
  let city: SmallCity
  let centro: number
  beforeEach(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await web.db.pool.query("update hotspots set borough = 'Tlalpan' where code = 'S1'")
    await web.db.pool.query("update hotspots set borough = null, neighbourhood_id = null where code = 'E1'")
    centro = await addDistrict(web.db, 'Centro', ['Cuauhtémoc'])
  })
  afterEach(() => web.close())

  // biome-ignore lint/suspicious/noExplicitAny: the contract holds the shapes
  const read = async (address: string): Promise<any> => (await web.ask('admin', `/api/v1${address}`)).json()
  const codes = async (query: string) =>
    (await read(`/inventory?${query}`)).items.map(({ code }: { code: string }) => code)

  it('tell whoever is limited to which, and nobody else', async () => {
    expect((await read('/me')).districts).to.equal(null)
    const sur = await addDistrict(web.db, 'A sur', [])
    const id = await putStaff(web.db, {
      ...{ issuer: ISSUER, subject: 'ana', name: 'Ana', role: 'viewer', districts: [centro, sur] },
    })
    const { cookie } = await cookieFor(web.config, id)
    const me = (await (await fetch(`${web.origin}/api/v1/me`, { headers: { cookie } })).json()) as object
    expect(me).to.deep.include({
      districts: [
        { id: sur, name: 'A sur' },
        { id: centro, name: 'Centro' },
      ],
    })
  })

  it('narrow the inventory to one, or to what is of none', async () => {
    expect(await codes(`district=${centro}`)).to.deep.equal(['N1'])
    expect(await codes('without=district')).to.have.members(['S1', 'E1'])
    expect(await codes('with=district')).to.deep.equal(['N1'])
    expect((await read('/inventory-choices')).districts).to.deep.equal([{ id: centro, name: 'Centro' }])
    const [north, south] = city.hotspotIds
    await assignToDistrict(web.db, centro, { hotspots: [south] })
    expect((await read(`/inventory/${north}`)).district).to.deep.equal({ id: centro, name: 'Centro', isPut: false })
    expect((await read(`/inventory/${south}`)).district).to.deep.equal({ id: centro, name: 'Centro', isPut: true })
  })

  it('say of a gateway which is its', async () => {
    const district = async () => (await read('/gateways')).items[0].district
    expect(await district()).to.equal(null)
    await assignToDistrict(web.db, centro, { gateways: [city.gatewayId] })
    expect(await district()).to.deep.equal({ id: centro, name: 'Centro', isPut: true })
  })

  it('name the boroughs, and of which each is', async () => {
    expect((await read('/boroughs')).items).to.deep.include({ name: 'Cuauhtémoc', hotspots: 1, district: centro })
    expect((await read('/boroughs')).items).to.deep.include({ name: 'Tlalpan', hotspots: 1, district: null })
  })
})
