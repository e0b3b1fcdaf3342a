import { expect } from 'chai'
import { tableFromOctets } from '../../../../server/import/files/city-file.ts'
import {
  candidatesInAll,
  listCandidates,
  lockCandidates,
  putCandidates,
} from '../../../../server/planning/candidates/candidates.ts'
import { costOfSite, listCosts, putCosts, type SiteCost } from '../../../../server/planning/candidates/costs.ts'
import { atCorners, gridCandidates } from '../../../../server/planning/candidates/grid.ts'
import { readCandidates } from '../../../../server/planning/candidates/read-file.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { plannedCity } from '../plans/planned-city.ts'

const read = async (name: string, text: string) =>
  readCandidates(name, await tableFromOctets(name, Buffer.from(text, 'utf8')))

describe('candidates', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(() => db.close())

  it('are read from a CSV with their costs and tags, and what cannot be read is told by its line', async () => {
    const { candidates, faults } = await read(
      'escuelas.csv',
      [
        'clave,nombre,tipo,latitud,longitud,costo equipo,costo enlace,etiquetas',
        'E1,Primaria Uno,escuela,19.4,-99.1,"$12,000",3000,Fibra;energía',
        'E2,Primaria Dos,escuela,19.5,-99.2,mucho,,',
        'E3,Sin lugar,escuela,,,,,',
        'E1,Otra vez,escuela,19.4,-99.1,,,',
      ].join('\n'),
    )
    expect(candidates).to.have.length(2)
    expect(candidates[0]).to.deep.equal({
      ...{ code: 'E1', name: 'Primaria Uno', kind: 'escuela', latitude: 19.4, longitude: -99.1, origin: 'file' },
      ...{ equipmentCost: 12_000, backhaulCost: 3000, powerCost: null, tags: ['fibra', 'energía'] },
    })
    expect(faults.map(({ line, field }) => [line, field])).to.deep.equal([
      [3, 'equipmentCost'],
      [4, 'latitude'],
      [5, 'code'],
    ])
  })

  it('are read from GeoJSON, and stored once however often the file comes; a lock stays', async () => {
    const feature = (id: string, cost: number) => ({
      type: 'Feature',
      properties: { id, name: `Mercado ${id}`, cost },
      geometry: { type: 'Point', coordinates: [-99.1, 19.4] },
    })
    const file = (cost: number) =>
      read(
        'mercados.geojson',
        JSON.stringify({ type: 'FeatureCollection', features: [feature('M1', 10), feature('M2', cost)] }),
      )
    const put = async (cost: number) => putCandidates(db, (await file(cost)).candidates)
    expect(await put(20)).to.deep.equal({ added: 2, changed: 0, unchanged: 0 })
    const [first] = await listCandidates(db)
    await lockCandidates(db, [first!.id], 'in')
    expect(await put(20)).to.deep.equal({ added: 0, changed: 0, unchanged: 2 })
    expect(await candidatesInAll(db)).to.deep.equal({ count: 2, tags: [] })
    expect(await put(30)).to.deep.equal({ added: 0, changed: 1, unchanged: 1 })
    const stored = await listCandidates(db)
    expect(stored.map(({ code, equipmentCost, locked }) => [code, equipmentCost, locked])).to.deep.equal([
      ['M1', 10, 'in'],
      ['M2', 30, null],
    ])
  })

  it('have their costs however the file writes numbers and money', async () => {
    const costs = async (...said: string[]) => {
      const lines = said.map((cost, at) => `C${at};19.4;-99.1;${cost}`)
      const { candidates, faults } = await read('x.csv', `clave;latitud;longitud;costo\n${lines.join('\n')}\n`)
      return [candidates.map(({ equipmentCost }) => equipmentCost), faults.map(({ line }) => line)]
    }
    expect(await costs('125.000,50', '$ 1.250.000', 'MXN 12,5', '900 €')).to.deep.equal([
      [125_000.5, 1_250_000, 12.5, 900],
      [],
    ])
    expect(await costs('125,000.50', 'MX$1,250,000', 'US$ 12.5', '1 250 000 pesos')).to.deep.equal([
      [125_000.5, 1_250_000, 12.5, 1_250_000],
      [],
    ])
    expect(await costs('12,500', '7,000 MXN')).to.deep.equal([[12_500, 7000], []])
    expect(await costs('-3', '12 mil', '1,5', '1.5')).to.deep.equal([
      [null, null, null, null],
      [2, 3, 4, 5],
    ])
  })

  it('may stand at one place: two poles, or two floors, without a code', async () => {
    const file = 'nombre,latitud,longitud\nPoste,19.4,-99.1\nTecho,19.4,-99.1\nPoste,19.4,-99.1\n'
    const { candidates, faults } = await read('x.csv', file)
    expect(candidates.map(({ name }) => name)).to.deep.equal(['Poste', 'Techo'])
    expect(
      faults.map(({ line, field }) => [line, field]),
      'the same again',
    ).to.deep.equal([[4, 'code']])
    const tagged = candidates.map((one) => ({ ...one, tags: ['luz', 'fibra'] }))
    expect(await putCandidates(db, tagged)).to.include({ added: 2 })
    expect(await candidatesInAll(db)).to.deep.equal({ count: 2, tags: ['fibra', 'luz'] })
    await putCandidates(db, candidates)
    expect(await putCandidates(db, (await read('x.csv', file)).candidates)).to.include({ unchanged: 2 })
  })

  it('cost what they say, else the cheapest of each part that they have what it needs for', async () => {
    const costs: SiteCost[] = [
      { part: 'equipment', name: 'Outdoor', needs: null, cost: 100 },
      { part: 'backhaul', name: 'Radio', needs: null, cost: 60 },
      { part: 'backhaul', name: 'Fibre', needs: 'fibre', cost: 20 },
      { part: 'power', name: 'Pole', needs: 'pole', cost: 5 },
    ]
    const none = { kind: null, tags: [] as string[], equipmentCost: null, backhaulCost: null, powerCost: null }
    const usual = { equipment: 7, backhaul: 2, power: 1 }
    expect(costOfSite(none, costs, usual)).to.equal(161)
    expect(costOfSite({ ...none, tags: ['fibre'] }, costs, usual)).to.equal(121)
    expect(costOfSite({ ...none, kind: 'Pole', backhaulCost: 1 }, costs, usual)).to.equal(106)
    expect(costOfSite(none, [], usual), 'what the plan says is usual').to.equal(10)
    await putCosts(db, costs)
    await putCosts(db, costs.slice(1))
    expect((await listCosts(db)).map(({ name }) => name)).to.deep.equal(['Fibre', 'Radio', 'Pole'])
    const { candidates } = await read('x.csv', 'clave,latitud,longitud,costo\nA,19.4,-99.1,500\n')
    expect(costOfSite(candidates[0]!, costs, usual), 'a whole cost has all in it').to.equal(500)
  })

  it('are made by a grid over where residents live, the same each time', async () => {
    await plannedCity(db)
    const all = await gridCandidates(db, 200, null)
    expect(all.length).to.be.within(6, 40)
    expect((await gridCandidates(db, 200, 'Oriente')).length).to.be.below(all.length)
    expect(await putCandidates(db, all)).to.include({ added: all.length })
    expect(await putCandidates(db, await gridCandidates(db, 200, null))).to.include({ unchanged: all.length })
  })

  it('stand at corners of streets, each once, and nowhere where there is no street', () => {
    const place = (latitude: number, longitude: number) => ({ latitude, longitude })
    const streets = { positions: Int32Array.of(194_000_000, -991_000_000, 194_010_000, -991_000_000) }
    const placed = atCorners(
      [place(19.4002, -99.1), place(19.4001, -99.1001), place(19.4009, -99.1), place(19.5, -99.1)],
      streets,
      300,
    )
    expect(placed).to.deep.equal([place(19.4, -99.1), place(19.401, -99.1)])
  })
})
