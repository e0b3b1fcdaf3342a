import { expect } from 'chai'
import { type Aged, AgeList } from '../../../radius/server/age-list.ts'

interface Named extends Aged<Named> {
  name: string
}
const named = (name: string): Named => ({ name, older: undefined, newer: undefined })

describe('a list by age', () => {
  it('knows the oldest, however items are added, moved and removed', () => {
    const list = new AgeList<Named>()
    const [a, b, c, d] = [named('a'), named('b'), named('c'), named('d')] as const
    for (const item of [a, b, c]) list.append(item)
    list.moveToEnd(a)
    expect(list.oldest).to.equal(b)
    list.remove(c)
    list.remove(b)
    expect([list.oldest, list.size]).to.deep.equal([a, 1])
    list.remove(a)
    expect([list.oldest, list.size]).to.deep.equal([undefined, 0])
    list.append(d)
    expect([list.oldest, list.size]).to.deep.equal([d, 1])
  })
})
