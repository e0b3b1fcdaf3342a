import { expect } from 'chai'
import { eachOnce } from '../../dashboard/src/hotspots/each-once.ts'

const row = (id: number, second: number) => ({ id, updatedAt: new Date(second * 1000).toISOString() })

describe('the live and the ended sessions of a hotspot', () => {
  it('show one that has ended between their readings once, as ended', () => {
    const shown = eachOnce([row(1, 10), row(2, 10)], [row(2, 10), row(3, 5)])
    expect(shown).to.deep.equal({ live: [row(1, 10)], ended: [row(2, 10), row(3, 5)] })
  })

  it('show one that goes on again once, as live', () => {
    expect(eachOnce([row(2, 20)], [row(2, 10)])).to.deep.equal({ live: [row(2, 20)], ended: [] })
  })
})
