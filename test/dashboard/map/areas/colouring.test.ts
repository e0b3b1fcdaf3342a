import { expect } from 'chai'
import { ochres } from '../../../../dashboard/src/map/areas/classes.ts'
import { type Colouring, colouringBy } from '../../../../dashboard/src/map/areas/colouring.ts'
import { hatches } from '../../../../dashboard/src/map/areas/hatches.ts'
import type { Neighbourhood } from '../../../../server/api/contract/index.ts'

const row = (given: Partial<Neighbourhood>): Neighbourhood => ({
  ...{ id: 1, code: 'N', name: 'N', borough: null, population: 100, marginalisation: null },
  ...{ withoutInternet: null, covered: 0, unchecked: 0, hotspots: 0 },
  ...given,
})
const marginalised = (...degrees: Array<string | null>) =>
  colouringBy(
    'marginalisation',
    degrees.map((marginalisation) => row({ marginalisation })),
  )
const fillOf = (colouring: Colouring, marginalisation: string | null) => colouring.fillOf(row({ marginalisation }))
const wordsOf = ({ rows }: Colouring) => rows.flatMap((each) => ('words' in each ? [each.words] : []))

describe('the colouring of neighbourhoods', () => {
  it('gives every degree of marginalisation a step of lightness and a hatch of its own, in their order', () => {
    const colouring = marginalised('Alto', 'Muy bajo', null, 'Medio', 'Bajo', 'Muy alto', 'Alto')
    expect(wordsOf(colouring)).to.deep.equal(['Muy bajo', 'Bajo', 'Medio', 'Alto', 'Muy alto'])
    const fills = colouring.rows.slice(0, 5).map(({ fill }) => fill)
    expect(fills.map(({ colour }) => colour)).to.deep.equal(ochres)
    expect(fills.map(({ hatch }) => hatch)).to.deep.equal([undefined, ...Object.keys(hatches)])
    for (const each of colouring.rows) if ('words' in each) expect(fillOf(colouring, each.words)).to.equal(each.fill)
    expect(fillOf(colouring, null)).to.equal(colouring.rows.at(-1)?.fill)
  })

  it('gives a degree the same fill in a city that lacks others, and its spellings one class', () => {
    const all = marginalised('Muy bajo', 'Bajo', 'Medio', 'Alto', 'Muy alto')
    const some = marginalised('ALTO', 'Muy alto', 'Alto')
    expect(wordsOf(some)).to.have.length(2)
    for (const degree of ['Alto', 'Muy alto']) expect(fillOf(some, degree)).to.deep.equal(fillOf(all, degree))
    expect(fillOf(some, 'ALTO')).to.equal(fillOf(some, 'Alto'))
  })

  it('puts other values into at most five classes, numbers in their order', () => {
    const deciles = marginalised('10', '9', '2', '1', '3', '4', '5', '6', '7', '8')
    expect(wordsOf(deciles)).to.deep.equal(['1 – 2', '3 – 4', '5 – 6', '7 – 8', '9 – 10'])
    expect(fillOf(deciles, '9')).to.equal(fillOf(deciles, '10'))
    expect(fillOf(deciles, '2')).to.not.equal(fillOf(deciles, '3'))
    expect(wordsOf(marginalised('Zona B', 'Zona A'))).to.deep.equal(['Zona A', 'Zona B'])
    expect(wordsOf(marginalised(null))).to.deep.equal([])
  })

  it('shows where most are unchecked apart from where nobody is served', () => {
    const colouring = colouringBy('covered', [])
    const fill = (covered: number, unchecked: number) => colouring.fillOf(row({ covered, unchecked }))
    expect(fill(0, 0.5)).to.not.deep.equal(fill(0, 0.4))
    expect(fill(0, 1).hatch).to.not.equal(undefined)
    expect(fill(0, 0)).to.deep.equal(fill(0.1, 0.4))
    const shown = colouring.rows.map(({ fill: each }) => each)
    for (const each of [fill(0, 1), fill(0, 0), fill(1, 0)]) expect(shown).to.deep.include(each)
  })
})
