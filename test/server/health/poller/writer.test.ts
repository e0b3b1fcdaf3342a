import { expect } from 'chai'
import { BATCH, createWriter } from '../../../../server/health/poller/writer.ts'
import type { PollResult } from '../../../../server/health/store.ts'
import { silentLog } from '../../../../server/log.ts'
import { eventually } from '../../../support/eventually.ts'

const NEVER = 2 ** 31 - 1
const result = (hotspotId: number) => ({ hotspotId }) as PollResult

describe('the writer of polls', () => {
  it('writes batches that are full at once, one after the other, and the rest when it closes', async () => {
    const batches: number[] = []
    let writing = 0
    const store = async (results: readonly PollResult[]) => {
      writing++
      await Promise.resolve()
      expect(writing).to.equal(1)
      writing--
      batches.push(results.length)
    }
    const writer = createWriter(store, silentLog, { flushMs: NEVER, retryMs: NEVER, capacity: 100_000 })
    for (let id = 0; id < 3 * BATCH + 7; id++) writer.add(result(id))
    await eventually(() => batches.length === 3)
    await writer.close()
    expect(batches).to.deep.equal([BATCH, BATCH, BATCH, 7])
  })

  it('keeps what the database does not take, up to its bound, and writes the newest when it is back', async () => {
    let isAway = true
    let tries = 0
    const stored: number[] = []
    const store = async (results: readonly PollResult[]) => {
      tries++
      if (isAway) throw new Error('away')
      stored.push(...results.map(({ hotspotId }) => hotspotId))
    }
    const writer = createWriter(store, silentLog, { flushMs: 1, retryMs: NEVER, capacity: 10 })
    for (let id = 0; id < 5; id++) writer.add(result(id))
    await eventually(() => tries === 1)
    // The try ends before anything else is added.
    await new Promise((resolve) => setImmediate(resolve))
    for (let id = 5; id < 15; id++) writer.add(result(id))
    isAway = false
    await writer.close()
    expect(stored).to.deep.equal([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })
})
