import { expect } from 'chai'
import { createLockout } from '../../../server/access/lockout.ts'

describe('wrong passwords', () => {
  it('lock a user name after ten in a minute, until the minute is over, and no other', () => {
    let now = 1_000_000
    const lockout = createLockout(() => now)
    for (let time = 0; time < 9; time++) lockout.recordFailure('ada')
    expect(lockout.isLocked('ada')).to.equal(false)
    lockout.recordFailure('ada')
    expect([lockout.isLocked('ada'), lockout.isLocked('grace')]).to.deep.equal([true, false])
    now += 60_000
    expect(lockout.isLocked('ada')).to.equal(false)
  })
})
