import { expect } from 'chai'
import { onceAMinute } from '../../server/once-a-minute.ts'

describe('onceAMinute', () => {
  it('lets each subject pass once a minute', () => {
    let time = 0
    const may = onceAMinute(() => time)
    expect([may('a'), may('a'), may('b')]).to.deep.equal([true, false, true])
    time = 59_999
    expect(may('a')).to.equal(false)
    time = 60_000
    expect([may('a'), may('b'), may('a')]).to.deep.equal([true, true, false])
  })

  it('stays bounded under forged subjects, and recovers', () => {
    let time = 0
    const may = onceAMinute(() => time)
    const passed = Array.from({ length: 20_000 }, (_, index) => may(`${index}`)).filter(Boolean)
    expect(passed).to.have.length(10_000)
    time = 60_000
    expect(may('new')).to.equal(true)
  })
})
