import { expect } from 'chai'
import { silentLog } from '../../../server/log.ts'
import { createClosers, createClosersBeside } from '../../../server/start/closers.ts'

/** A part that tells when it is closed, and closes once `until` resolves. */
const part = (name: string, closed: string[], until: Promise<unknown> = Promise.resolve()) => ({
  async close() {
    closed.push(`${name} closes`)
    await until
    closed.push(`${name} closed`)
  },
})

describe('closing what was started', () => {
  it('is the last first, also where one of them fails', async () => {
    const closed: string[] = []
    const { keep, close } = createClosers(silentLog, undefined)
    keep(part('database', closed))
    keep(part('broken', closed, Promise.reject(new Error('it broke'))))
    keep(part('web', closed))
    await close()
    expect(closed).to.deep.equal([
      ...['web closes', 'web closed', 'broken closes', 'database closes', 'database closed'],
    ])
  })

  it('is at the same time for what works beside each other, and does not wait for what hangs', async () => {
    const closed: string[] = []
    const { keep, close } = createClosers(silentLog, undefined)
    keep(part('database', closed))
    const keepers = keep(createClosersBeside(silentLog, undefined, 1))
    keepers.keep(part('one', closed))
    keepers.keep(part('hanging', closed, new Promise(() => {})))
    await close()
    expect(closed).to.include.members(['one closed', 'hanging closes', 'database closed'])
    expect(closed).to.not.include('hanging closed')
  })

  it('keeps what was started when the start was given up, and says so', async () => {
    const closed: string[] = []
    const gaveUp = new AbortController()
    const { keep, close } = createClosers(silentLog, gaveUp.signal)
    const keepers = keep(createClosersBeside(silentLog, gaveUp.signal))
    gaveUp.abort(new Error('Ctrl-C'))
    expect(() => keepers.keep(part('one', closed))).to.throw('Ctrl-C')
    await close()
    expect(closed).to.deep.equal(['one closes', 'one closed'])
  })
})
