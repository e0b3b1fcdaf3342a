import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { createSpareTime } from '../../../server/health/spare-time.ts'
import { eventually } from '../../support/eventually.ts'

const WORK = 2000

describe('work that may wait', () => {
  let ending: AbortController
  let begun: number
  beforeEach(() => {
    ending = new AbortController()
    begun = 0
  })
  afterEach(() => ending.abort())

  const begin = () => {
    const spareTime = createSpareTime(ending.signal)
    for (let number = 0; number < WORK; number++) void spareTime.wait().then(() => begun++)
    return spareTime
  }
  /** Nothing else has its turn for longer than a moment. */
  const busyFor = async (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until; await turn())
      for (const next = performance.now() + 5; performance.now() < next; );
  }

  it('leaves a busy event loop to what is due, and goes on with little', async () => {
    const spareTime = begin()
    await busyFor(1000)
    expect(begun).to.be.within(1, 400)
    expect(spareTime.isThere()).to.equal(false)
  })

  it('begins once there is time, all of it', async () => {
    const spareTime = begin()
    await eventually(() => begun === WORK)
    expect(spareTime.isThere()).to.equal(true)
  })

  it('waits no longer for what ends', async () => {
    const spareTime = begin()
    ending.abort()
    await turn()
    expect(begun).to.equal(WORK)
    await spareTime.wait()
  })
})
