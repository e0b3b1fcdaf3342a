import { expect } from 'chai'
import {
  matching,
  ranked,
  uncheckedResidents,
  uncoveredResidents,
  worstFirst,
} from '../../dashboard/src/neighbourhoods/ranking.ts'
import type { Neighbourhood } from '../../server/api/contract/index.ts'

const row = (id: number, given: Partial<Neighbourhood>): Neighbourhood => ({
  id,
  code: `N-${id}`,
  name: `Barrio ${id}`,
  borough: null,
  population: 0,
  marginalisation: null,
  unchecked: 0,
  withoutInternet: null,
  covered: null,
  hotspots: 0,
  ...given,
})

const rows = [
  row(1, { population: 1000, covered: 0.9, withoutInternet: 0.3 }),
  row(2, { population: 5000, covered: 0.5, withoutInternet: null, name: 'Álamos', borough: 'Coyoacán' }),
  row(3, { population: 0, covered: null, withoutInternet: 0.1 }),
  row(10, { population: 900, covered: 0, withoutInternet: 0.2 }),
]
const ids = (list: readonly Neighbourhood[]) => list.map(({ id }) => id)

describe('the table of neighbourhoods', () => {
  it('counts residents, not shares: many people half covered come before few uncovered', () => {
    expect(rows.map(uncoveredResidents)).to.deep.equal([100, 2500, 0, 900])
    expect(ids(ranked(rows, worstFirst, 'es'))).to.deep.equal([2, 10, 1, 3])
  })

  it('counts residents near unchecked hotspots apart from those without service', () => {
    const half = row(1, { population: 1000, covered: 0.2, unchecked: 0.5 })
    expect([uncheckedResidents(half), uncoveredResidents(half)]).to.deep.equal([500, 300])
    expect(uncheckedResidents(row(1, { population: 0, unchecked: null }))).to.equal(0)
  })

  it('sorts by marginalisation as degrees go, not as words do, and those without last', () => {
    const degrees = ['Alto', null, 'Muy bajo', 'Medio', 'Muy alto', 'Bajo']
    const some = degrees.map((marginalisation, index) => row(index, { marginalisation }))
    expect(ids(ranked(some, { by: 'marginalisation', descending: true }, 'es'))).to.deep.equal([4, 0, 3, 5, 2, 1])
    expect(ids(ranked(some, { by: 'marginalisation', descending: false }, 'es'))).to.deep.equal([2, 5, 3, 0, 4, 1])
  })

  it('puts rows without a value last in both directions', () => {
    expect(ids(ranked(rows, { by: 'withoutInternet', descending: true }, 'es'))).to.deep.equal([1, 10, 3, 2])
    expect(ids(ranked(rows, { by: 'withoutInternet', descending: false }, 'es'))).to.deep.equal([3, 10, 1, 2])
  })

  it('sorts names as readers do: accents beside their letter, 2 before 10', () => {
    expect(ids(ranked(rows, { by: 'name', descending: false }, 'es'))).to.deep.equal([2, 1, 3, 10])
  })

  it('finds by name, code and borough without accents', () => {
    expect(ids(matching(rows, 'alamos coyoacan'))).to.deep.equal([2])
    expect(ids(matching(rows, 'n-10'))).to.deep.equal([10])
    expect(ids(matching(rows, ' '))).to.deep.equal([1, 2, 3, 10])
  })
})
