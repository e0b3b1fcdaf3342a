import { expect } from 'chai'
import { createBatcher, createLookup } from '../../../server/database/batch.ts'

describe('createBatcher', () => {
  it('runs what comes together in one batch and gives each its own result', async () => {
    const batches: number[][] = []
    const batcher = createBatcher<number, number>({
      waitMs: 1,
      max: 100,
      async run(items) {
        batches.push(items)
        return items.map((item) => item * 2)
      },
    })
    expect(await Promise.all([1, 2, 3].map(batcher.add))).to.deep.equal([2, 4, 6])
    expect(batches).to.deep.equal([[1, 2, 3]])
  })

  it('keeps batches small and one at a time, and loses nothing', async () => {
    let running = 0
    let most = 0
    const sizes: number[] = []
    const batcher = createBatcher<number, number>({
      waitMs: 1,
      max: 10,
      async run(items) {
        most = Math.max(most, ++running)
        sizes.push(items.length)
        await new Promise(setImmediate)
        running--
        return items
      },
    })
    const items = Array.from({ length: 55 }, (_, index) => index)
    expect(await Promise.all(items.map(batcher.add))).to.deep.equal(items)
    expect(Math.max(...sizes)).to.equal(10)
    expect(most).to.equal(1)
  })

  it('rejects all of a batch that fails, and goes on with the next', async () => {
    let fail = true
    const batcher = createBatcher<number, number>({
      waitMs: 1,
      max: 10,
      async run(items) {
        if (fail) throw new Error('away')
        return items
      },
    })
    const results = await Promise.allSettled([batcher.add(1), batcher.add(2)])
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    fail = false
    expect(await batcher.add(3)).to.equal(3)
  })

  it('flushes at once what waits', async () => {
    const batcher = createBatcher<number, number>({ waitMs: 1e6, max: 10, run: async (items) => items })
    const added = batcher.add(7)
    await batcher.flush()
    expect(await added).to.equal(7)
    await batcher.flush()
  })
})

describe('createLookup', () => {
  it('asks once for a key wanted several times, and gives undefined for what is not there', async () => {
    const asked: string[][] = []
    const lookup = createLookup(async (keys: string[]) => {
      asked.push(keys)
      return new Map([['a', 1]])
    })
    expect(await Promise.all([lookup('a'), lookup('a'), lookup('b')])).to.deep.equal([1, 1, undefined])
    expect(asked).to.deep.equal([['a', 'b']])
  })
  it('lets a key that the database refuses fail alone', async () => {
    const lookup = createLookup(async (keys: string[]) => {
      if (keys.includes('bad')) throw Object.assign(new Error('refused'), { code: '22021' })
      return new Map(keys.map((key) => [key, key.length]))
    })
    const results = await Promise.allSettled(['a', 'bb', 'bad', 'cccc'].map(lookup))
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'))).to.deep.equal([
      1,
      2,
      'refused',
      4,
    ])
  })
})
