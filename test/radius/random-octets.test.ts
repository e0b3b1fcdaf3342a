import { expect } from 'chai'
import { randomOctets } from '../../radius/index.ts'

describe('random octets', () => {
  it('are as many as asked for, and no two the same, in whatever sizes they are asked for', () => {
    const sizes = Array.from({ length: 5000 }, (_, turn) => 8 + (turn % 40))
    const all = [...sizes, 4095, 4096, 4097, 9000].map(randomOctets)
    expect(all.map(({ length }) => length)).to.deep.equal([...sizes, 4095, 4096, 4097, 9000])
    expect(new Set(all.map((octets) => octets.toString('latin1'))).size).to.equal(all.length)
  })

  it('stay as they were handed out', () => {
    const first = randomOctets(16)
    const then = Buffer.from(first)
    for (let turn = 0; turn < 2000; turn += 1) randomOctets(16)
    expect(first).to.deep.equal(then)
  })
})
