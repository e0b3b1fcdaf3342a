import { expect } from 'chai'
import { createRecent } from '../../server/recent.ts'

describe('createRecent', () => {
  it('keeps what was used last, and never more than twice its generation', () => {
    const recent = createRecent<number, string>(100)
    recent.set(-1, 'in use')
    for (let number = 0; number < 10_000; number++) {
      recent.set(number, `${number}`)
      if (number % 50 === 0) expect(recent.get(-1)).to.equal('in use')
      expect(recent.size).to.be.at.most(200)
    }
    for (let number = 9_900; number < 10_000; number++) expect(recent.get(number)).to.equal(`${number}`)
    expect(recent.get(0)).to.equal(undefined)
  })

  it('replaces and deletes wherever the entry is', () => {
    const recent = createRecent<number, string>(2)
    for (const number of [1, 2, 3]) recent.set(number, 'first')
    recent.set(1, 'second')
    expect(recent.get(1)).to.equal('second')
    recent.delete(1)
    recent.delete(2)
    expect([recent.get(1), recent.get(2), recent.get(3)]).to.deep.equal([undefined, undefined, 'first'])
  })
})
