import { expect } from 'chai'
import { degreeOf, inDegreeOrder, isOfScale } from '../../dashboard/src/neighbourhoods/degrees.ts'

describe('a degree of marginalisation', () => {
  for (const [text, degree] of [
    ['Muy bajo', 1],
    ['MUY ALTA', 5],
    [' medio ', 3],
    ['Médio', 3],
    ['Very high', 5],
    ['Très élevé', 5],
    ['7', 7],
    ['-1,25', -1.25],
    ['Zona A', null],
    ['', null],
  ] as const)
    it(`is ${degree} where its publisher says “${text}”`, () => {
      expect(degreeOf(text)).to.equal(degree)
    })

  it('is of the scale in words only where it is one of its words', () => {
    expect(['Alto', 'very low', '3', 'Zona A'].map(isOfScale)).to.deep.equal([true, true, false, false])
  })

  it('comes in its order, and what has none after the others by name', () => {
    expect(inDegreeOrder(['Zona B', 'Muy alto', 'Bajo', 'Zona A', 'Bajo'])).to.deep.equal([
      'Bajo',
      'Muy alto',
      'Zona A',
      'Zona B',
    ])
    expect(inDegreeOrder(['10', '9', '2'])).to.deep.equal(['2', '9', '10'])
  })
})
