import { expect } from 'chai'
import { getResolution } from 'h3-js'
import { cellsOf, rebuildPopulationCells } from '../../../server/planning/cells.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const polygon = (...rings: number[][][]) => ({ type: 'Polygon' as const, coordinates: rings })

describe('population cells', () => {
  it('are those of resolution 10 whose centres lie in the shape', () => {
    const cells = cellsOf(polygon(square(-99.1, 19.4, 0.01)))
    // 1,112 m by 1,049 m, in cells of about 15,000 m².
    expect(cells.length).to.be.within(65, 95)
    for (const { cell, latitude, longitude } of cells) {
      expect(getResolution(cell)).to.equal(10)
      expect(latitude).to.be.within(19.4, 19.41)
      expect(longitude).to.be.within(-99.1, -99.09)
    }
  })

  it('are not in the holes of a shape', () => {
    const cells = cellsOf(polygon(square(-99.1, 19.4, 0.01), square(-99.098, 19.402, 0.006)))
    expect(cells.length).to.be.greaterThan(20)
    for (const { latitude, longitude } of cells)
      expect(latitude > 19.402 && latitude < 19.408 && longitude > -99.098 && longitude < -99.092).to.equal(false)
  })

  it('are in every part of a shape of several', () => {
    const parts = [square(-99.1, 19.4, 0.01), square(-99.0, 19.4, 0.01)]
    const cells = cellsOf({ type: 'MultiPolygon', coordinates: parts.map((ring) => [ring]) })
    expect(new Set(cells.map(({ cell }) => cell)).size).to.equal(cells.length)
    expect(cells.filter(({ longitude }) => longitude < -99.05).length).to.be.within(65, 95)
    expect(cells.filter(({ longitude }) => longitude > -99.05).length).to.be.within(65, 95)
  })

  it('are one, at the centroid, for a shape too small to hold a centre', () => {
    for (let step = 0; step < 20; step++) {
      const [west, south] = [-99.1 + step * 0.0007, 19.4]
      const cells = cellsOf(polygon(square(west, south, 0.0001)))
      expect(cells).to.have.length(1)
      expect(cells[0]?.latitude).to.be.closeTo(south + 0.00005, 0.0008)
      expect(cells[0]?.longitude).to.be.closeTo(west + 0.00005, 0.0008)
    }
  })

  describe('in the database', () => {
    let db: TestDatabase
    before(async () => {
      db = await createTestDatabase()
    })
    after(() => db.close())

    it("spread each neighbourhood's population evenly, and replace those of before", async () => {
      const add = (code: string, population: number, west: number) =>
        db.query
          .insertInto('neighbourhoods')
          .values({
            code,
            name: code,
            population,
            area_m2: 1,
            geometry: JSON.stringify(polygon(square(west, 19.4, 0.01))),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      const { id } = await add('some', 1000, -99.1)
      await add('none', 0, -99.0)
      const count = await rebuildPopulationCells(db)
      expect(await rebuildPopulationCells(db)).to.equal(count)
      const cells = await db.query.selectFrom('population_cells').selectAll().execute()
      expect(cells).to.have.length(count)
      expect(new Set(cells.map((cell) => cell.neighbourhood_id))).to.deep.equal(new Set([id]))
      for (const { population } of cells) expect(population).to.be.closeTo(1000 / count, 1e-9)
    })
  })
})
