import { mock } from 'node:test'
import { expect } from 'chai'
import { createDelayQueue } from '../../../radius/server/delay-queue.ts'

describe('the delay queue', () => {
  afterEach(() => mock.timers.reset())

  it('releases what it holds in the order it is due, whatever the order it came in', () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const released: string[] = []
    const queue = createDelayQueue<string>({ limit: 10, release: (item) => released.push(item) })
    queue.add('late', 40)
    queue.add('early', 1)
    queue.add('between', 20)
    expect(queue.size).to.equal(3)
    mock.timers.tick(19)
    expect(released).to.deep.equal(['early'])
    mock.timers.tick(21)
    expect(released).to.deep.equal(['early', 'between', 'late'])
  })

  it('holds no more than its limit: the one due first goes early', () => {
    const released: number[] = []
    const queue = createDelayQueue<number>({ limit: 3, release: (item) => released.push(item) })
    for (let item = 0; item < 1_000; item += 1) queue.add(item, 60_000)
    expect(queue.size).to.equal(3)
    expect(released).to.deep.equal(Array.from({ length: 997 }, (_, item) => item))
    queue.flush()
    expect(released.slice(997)).to.deep.equal([997, 998, 999])
    expect(queue.size).to.equal(0)
  })
})
