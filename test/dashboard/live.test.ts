import { expect } from 'chai'
import { createLive, RETRY_MS } from '../../dashboard/src/data/live.ts'

describe('the live link', () => {
  it('is tried again for ever, and so soon that a server that is back is heard of within 5 s', () => {
    const live = createLive('http://192.0.2.1')
    expect(live.io.reconnection()).to.equal(true)
    expect(live.io.reconnectionAttempts()).to.equal(Number.POSITIVE_INFINITY)
    const { backoff } = live.io as unknown as { backoff: { duration(): number } }
    const delays = Array.from({ length: 100 }, () => backoff.duration())
    expect(Math.max(...delays))
      .to.be.at.most(RETRY_MS)
      .and.at.most(4000)
    expect(delays[0], 'a short break is over soon').to.be.at.most(1500)
  })
})
