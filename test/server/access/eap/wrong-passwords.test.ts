import { expect } from 'chai'
import { createWrongPasswords } from '../../../../server/access/eap/wrong-passwords.ts'

describe('wrong passwords', () => {
  it('close a user name after ten in a minute, until the minute is over, and no other', () => {
    let now = 1_000_000
    const wrong = createWrongPasswords(() => now)
    for (let time = 0; time < 9; time++) wrong.note('ada')
    expect(wrong.tooMany('ada')).to.equal(false)
    wrong.note('ada')
    expect([wrong.tooMany('ada'), wrong.tooMany('grace')]).to.deep.equal([true, false])
    now += 60_000
    expect(wrong.tooMany('ada')).to.equal(false)
  })
})
