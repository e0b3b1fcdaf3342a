import { expect } from 'chai'
import { sameRows } from '../../dashboard/src/data/same-rows.ts'

describe('a list that is read again', () => {
  it('keeps the rows that are as they were, in the order of now', () => {
    const before = {
      total: 3,
      items: [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
        { id: 3, name: 'c' },
      ],
    }
    const now = {
      total: 3,
      items: [
        { id: 3, name: 'c' },
        { id: 2, name: 'changed' },
        { id: 4, name: 'd' },
      ],
    }
    const shown = sameRows(before, now)
    expect(shown).to.deep.equal(now)
    expect(shown.items[0]).to.equal(before.items[2])
    expect(shown.items[1]).to.equal(now.items[1])
    expect(shown.items[2]).to.equal(now.items[2])
  })

  it('is what was read, where there was none before or it is no list of rows', () => {
    const list = { items: [{ id: 1 }] }
    expect(sameRows(undefined, list)).to.equal(list)
    for (const other of [{ items: ['a', null] }, { total: 1 }, null, 'text', [1]])
      expect(sameRows<unknown>(other, other)).to.equal(other)
    expect(sameRows<unknown>({ items: [{ id: 1 }] }, { total: 5 })).to.deep.equal({ total: 5 })
  })
})
