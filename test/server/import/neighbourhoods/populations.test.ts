import { expect } from 'chai'
import {
  latestResidents,
  populationColumns,
  populationNamed,
} from '../../../../server/import/neighbourhoods/populations.ts'

describe('columns of populations by year, by day and by night', () => {
  for (const [heading, kind] of [
    ['POB_2025', { year: 2025, time: 'residents' }],
    ['Población total 2020', { year: 2020, time: 'residents' }],
    ['poblacion_dia', { year: null, time: 'day' }],
    ['Población de noche 2024', { year: 2024, time: 'night' }],
    ['Daytime population', { year: null, time: 'day' }],
    ['night_population_2020', { year: 2020, time: 'night' }],
    ['POB_TOTAL', undefined],
    ['population', undefined],
    ['POB_2020_MUJERES', undefined],
    ['GM_2020', undefined],
    ['dia', undefined],
  ] as const)
    it(`"${heading}" ${kind ? `is of ${kind.year ?? 'no year'}, ${kind.time}` : 'is none'}`, () => {
      expect(populationNamed(heading)).to.deep.equal(kind)
    })

  it('are each kind once, and the latest residents stand for those of now', () => {
    const columns = populationColumns(['clave', 'POB_2020', 'poblacion 2020', 'POB_2025', 'POB_DIA_2030'])
    expect(columns.map(({ column }) => column)).to.deep.equal([1, 3, 4])
    expect(latestResidents(columns)).to.deep.equal({ year: 2025, time: 'residents', column: 3 })
  })
})
