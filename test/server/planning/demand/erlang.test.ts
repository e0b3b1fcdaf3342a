import { expect } from 'chai'
import fc from 'fast-check'
import { erlangB, offeredLoad } from '../../../../server/planning/demand/erlang.ts'

describe('Erlang’s loss formula', () => {
  for (const [offered, blocked] of [
    [30, 0.0144],
    [40, 0.1162],
    [50, 0.2498],
  ] as const)
    it(`turns away ${blocked} of ${offered} erlangs at 40 places`, () => {
      expect(erlangB(40, offered)).to.be.closeTo(blocked, 0.00005)
    })

  it('turns away all where there are no places, and none where nobody comes', () => {
    expect(erlangB(0, 3)).to.equal(1)
    expect(erlangB(40, 0)).to.equal(0)
  })
})

describe('the load offered', () => {
  for (const [carried, offered] of [
    [30, 30.5],
    [35, 39.0],
    [38, 54.6],
  ] as const)
    it(`was ${offered} erlangs where 40 places carried ${carried}`, () => {
      expect(offeredLoad(40, carried).offered).to.be.closeTo(offered, 0.06)
      expect(offeredLoad(40, carried).atLeast).to.equal(false)
    })

  it('was at least twice the places where they were nearly all taken', () => {
    expect(offeredLoad(40, 39.5)).to.deep.equal({ offered: 80, atLeast: true })
    expect(offeredLoad(40, 41)).to.deep.equal({ offered: 80, atLeast: true })
    expect(offeredLoad(40, 39.5, 4).offered).to.be.closeTo(117, 0.5)
  })

  it('is what the formula makes of what was carried', () => {
    const load = fc.double({ min: 0.01, max: 70, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), load, (places, offered) => {
        fc.pre(offered < 1.5 * places)
        const carried = offered * (1 - erlangB(places, offered))
        expect(offeredLoad(places, carried).offered).to.be.closeTo(offered, 1e-4 * Math.max(1, offered))
      }),
    )
  })
})
