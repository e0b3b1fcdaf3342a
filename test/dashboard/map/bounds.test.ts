import { expect } from 'chai'
import { contains, padded, usualBounds } from '../../../dashboard/src/map/bounds.ts'

describe('the view of a city', () => {
  it('is not stretched by one hotspot with wrong coordinates', () => {
    const city = Array.from({ length: 400 }, (_, i) => ({ longitude: -99 - i / 4000, latitude: 19 + i / 4000 }))
    const bounds = usualBounds([...city, { longitude: 0, latitude: 0 }])
    expect(bounds).to.not.equal(undefined)
    const [west, south, east, north] = bounds!
    expect(west).to.be.closeTo(-99.1, 0.01)
    expect(east).to.be.closeTo(-99, 0.01)
    expect(south).to.be.closeTo(19, 0.01)
    expect(north).to.be.closeTo(19.1, 0.01)
  })

  it('holds the only hotspot of a city, and is none for a city without', () => {
    expect(usualBounds([{ longitude: -99, latitude: 19 }])).to.deep.equal([-99, 19, -99, 19])
    expect(usualBounds([])).to.equal(undefined)
  })

  it('with a margin contains the view without', () => {
    expect(contains(padded([-1, -1, 1, 1], 0.25), [-1, -1, 1, 1])).to.equal(true)
    expect(contains([-1, -1, 1, 1], padded([-1, -1, 1, 1], 0.25))).to.equal(false)
  })
})
