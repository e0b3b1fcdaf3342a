import { expect } from 'chai'
import { foundIn } from '../../../dashboard/src/planning/found.ts'

describe('candidates that are searched for', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }))

  it('are found in any case and without accents, those that begin so first', () => {
    const candidates = named('La Estación', 'Mercado', 'Estacion 2', 'ESTACIÓN')
    expect(foundIn(candidates, ' estació')).to.deep.equal([2, 3, 0])
    expect(foundIn(candidates, 'xyz')).to.deep.equal([])
    expect(foundIn(candidates, '  ')).to.deep.equal([])
  })

  it('are a few of many', () => {
    const many = named(...Array.from({ length: 35_000 }, (_, at) => `Poste ${at}`))
    expect(foundIn(many, 'poste')).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7])
    expect(foundIn(many, '34999')).to.deep.equal([34_999])
  })
})
