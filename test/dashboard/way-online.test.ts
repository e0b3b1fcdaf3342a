import { expect } from 'chai'
import { funnelOf, worstStep } from '../../dashboard/src/use/funnel.ts'

const row = (vendor: 'coovachilli' | 'unifi', counts: number[], online: number | null) => {
  const [arrived = 0, shown = 0, signedIn = 0, letIn = 0, accepted = 0] = counts
  return { vendor, system: 'android' as const, arrived, shown, signedIn, letIn, accepted, online }
}

describe('the way online, step by step', () => {
  const chilli = row('coovachilli', [100, 90, 50, 48, 20], 19)
  const unifi = row('unifi', [50, 50, 50, 45, 45], null)

  it('adds makes and systems up; online of those that tell of it', () => {
    expect(funnelOf([chilli, unifi])).to.include({ arrived: 150, accepted: 65, online: 19 })
    expect(funnelOf([unifi]).online).to.equal(null)
  })

  it('breaks where the largest share is lost', () => {
    expect(worstStep(funnelOf([chilli]))).to.deep.equal({ step: 'accepted', lost: 1 - 20 / 48 })
    expect(worstStep(funnelOf([unifi]))).to.deep.equal({ step: 'letIn', lost: 1 - 45 / 50 })
    expect(worstStep(funnelOf([unifi, row('coovachilli', [100, 100, 100, 100, 100], 98)]))?.step).to.not.equal('online')
    expect(worstStep(funnelOf([row('unifi', [0, 0, 0, 0, 0], null)]))).to.equal(undefined)
  })
})
