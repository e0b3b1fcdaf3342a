import { expect } from 'chai'
import { inReadingOrder, steppedTo } from '../../../../dashboard/src/map/hotspots/reading-order.ts'

describe('markers by keyboard', () => {
  it('come line by line from the top, each line from the left, though none lies quite level', () => {
    const spots = [
      { name: 'c', x: 20, y: 90 },
      { name: 'b', x: 300, y: 5 },
      { name: 'd', x: 200, y: 70 },
      { name: 'a', x: 10, y: 30 },
      { name: 'e', x: 5, y: 400 },
    ]
    expect(inReadingOrder(spots).map(({ name }) => name)).to.deep.equal(['a', 'b', 'c', 'd', 'e'])
    expect(inReadingOrder([])).to.deep.equal([])
  })

  it('are walked over by arrow keys, to the first and the last and no farther', () => {
    expect(
      ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'Home', 'End', 'a'].map((key) => steppedTo(key, 1, 5)),
    ).to.deep.equal([2, 2, 0, 0, 0, 4, undefined])
    expect(steppedTo('ArrowRight', 4, 5)).to.equal(4)
    expect(steppedTo('ArrowLeft', 0, 5)).to.equal(0)
  })
})
