import { expect } from 'chai'
import { rounded } from '../../../server/commands/policy.ts'

describe('the numbers of plaza policy list', () => {
  it('do not show little as nothing', () => {
    expect([0.003, 0.00312, 0.5, 1, 1.005, 12.345, 0].map(rounded)).to.deep.equal([
      ...[0.003, 0.00312, 0.5, 1, 1, 12.35, 0],
    ])
  })
})
