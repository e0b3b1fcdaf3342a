import { expect } from 'chai'
import { type AskedOptions, askedOf } from '../../../server/commands/site-plans/asked.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'

const ask = (options: AskedOptions) => askedOf(options, usualParameters)

describe('what is asked of a plan on the command line', () => {
  it('changes what is said, and nothing else', () => {
    expect(ask({})).to.deep.equal(usualParameters)
    const rings = [
      { metres: 40, worth: 1 },
      { metres: 300, worth: 0.25 },
    ]
    expect(
      ask({ rings: '40=1,300=0.25', budget: '90000.5', usersPerAntenna: '60', tags: 'fibra, escuela,' }),
    ).to.deep.equal({
      ...usualParameters,
      ...{ rings, usersPerAntenna: 60, limit: { unit: 'money', most: 90000.5 }, tags: ['fibra', 'escuela'] },
    })
  })

  const refused: [AskedOptions, RegExp][] = [
    [{ rings: '100=1,50=0.5' }, /^--rings: "100=1,50=0.5" is not up to four rings, each wider/],
    [{ rings: '50=0.5,100=0.9' }, /worth no more/],
    [{ rings: '50=1,60=1,70=1,80=1,90=1' }, /up to four/],
    [{ rings: '50' }, /^--rings: "" is not a number from 0 to 1/],
    [{ antennaCost: 'mucho' }, /^--antenna-cost: "mucho" is not a number from 0/],
    [{ powerCost: '-1' }, /^--power-cost/],
    [{ sites: '2.5' }, /^--sites: "2.5" is not a whole number/],
    [{ sites: '2', budget: '3' }, /--sites or --budget/],
    [{ objective: 'best' }, /one of coverage, rings/],
    [{ method: 'roads' }, /one of line, streets/],
  ]
  for (const [options, told] of refused)
    it(`says what does not do: ${JSON.stringify(options)}`, () => {
      expect(() => ask(options)).to.throw(told)
    })
})
