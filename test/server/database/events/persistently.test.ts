import { expect } from 'chai'
import { persistently } from '../../../../server/database/events/persistently.ts'
import { eventually } from '../../../support/eventually.ts'

describe('what is read again when reading it failed', () => {
  it('is tried until it is read, and told of once', async () => {
    const told: unknown[] = []
    let failures = 3
    let done = 0
    const read = async () => {
      if (failures-- > 0) throw new Error('the database is away')
      done += 1
    }
    const reload = persistently(read, (error) => told.push(error), 1)
    reload()
    await eventually(() => done === 1)
    expect(told.map(String)).to.deep.equal(['Error: the database is away'])
    failures = 1
    reload()
    await eventually(() => done === 2)
    expect(told, 'another failure').to.have.length(2)
    reload.close()
  })

  it('is read once more, not twice at a time, for all the calls while it is read', async () => {
    const ends: Array<() => void> = []
    const read = () => new Promise<void>((resolve) => ends.push(resolve))
    const reload = persistently(read, () => {}, 1)
    for (let call = 0; call < 4; call += 1) reload()
    expect(ends).to.have.length(1)
    ends[0]!()
    await eventually(() => ends.length === 2)
    ends[1]!()
    await new Promise(setImmediate)
    expect(ends).to.have.length(2)
    reload.close()
  })

  it('is not tried, nor told of, once it is closed', async () => {
    let calls = 0
    let fail: (error: Error) => void = () => {}
    const told: unknown[] = []
    const read = () =>
      new Promise((_, reject) => {
        calls += 1
        fail = reject
      })
    const reload = persistently(read, (error) => told.push(error), 1)
    reload()
    reload.close()
    fail(new Error('closed'))
    await new Promise(setImmediate)
    reload()
    expect({ calls, told }).to.deep.equal({ calls: 1, told: [] })
  })
})
