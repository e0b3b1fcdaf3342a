import { expect } from 'chai'
import { type Aged, createAgeOrder } from '../../../radius/server/age-list.ts'
import { createDelayLine } from '../../../radius/server/delay-queue.ts'

describe('the delay line', () => {
  it('releases what it holds in the order it is due, whatever the order it came in', async () => {
    const released: string[] = []
    await new Promise<void>((resolve) => {
      const line = createDelayLine<string>({
        limit: 10,
        release(item) {
          released.push(item)
          if (released.length === 3) resolve()
        },
      })
      line.hold('late', 40)
      line.hold('early', 1)
      line.hold('between', 20)
      expect(line.size).to.equal(3)
    })
    expect(released).to.deep.equal(['early', 'between', 'late'])
  })

  it('holds no more than its limit: the one due first goes early', () => {
    const released: number[] = []
    const line = createDelayLine<number>({ limit: 3, release: (item) => released.push(item) })
    for (let item = 0; item < 1_000; item += 1) line.hold(item, 60_000)
    expect(line.size).to.equal(3)
    expect(released).to.deep.equal(Array.from({ length: 997 }, (_, item) => item))
    line.flush()
    expect(released.slice(997)).to.deep.equal([997, 998, 999])
    expect(line.size).to.equal(0)
  })
})

interface Named extends Aged<Named> {
  name: string
}
const named = (name: string): Named => ({ name, older: undefined, newer: undefined })

describe('the order of age', () => {
  it('knows the oldest, however items are added, renewed and removed', () => {
    const order = createAgeOrder<Named>()
    const [a, b, c, d] = [named('a'), named('b'), named('c'), named('d')] as const
    for (const item of [a, b, c]) order.add(item)
    order.renew(a)
    expect(order.oldest()).to.equal(b)
    order.remove(c)
    order.remove(b)
    expect([order.oldest(), order.size]).to.deep.equal([a, 1])
    order.remove(a)
    expect([order.oldest(), order.size]).to.deep.equal([undefined, 0])
    order.add(d)
    expect([order.oldest(), order.size]).to.deep.equal([d, 1])
  })
})
