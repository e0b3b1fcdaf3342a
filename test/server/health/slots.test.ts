import { expect } from 'chai'
import { createSlots } from '../../../server/health/slots.ts'
import { NoAnswer } from '../../../server/health/snmp/client.ts'

describe('slots', () => {
  it('run so many at a time, the others in order', async () => {
    const slots = createSlots(2)
    const [begun, ends]: [number[], Array<() => void>] = [[], []]
    const work = (at: number) => () => {
      begun.push(at)
      return new Promise<number>((resolve) => ends.push(() => resolve(at)))
    }
    const done = [0, 1, 2, 3].map((at) => slots.run(work(at)))
    expect([begun, slots.waiting()]).to.deep.equal([[0, 1], 2])
    ends[1]!()
    expect(await done[1]).to.equal(1)
    expect(begun).to.deep.equal([0, 1, 2])
    ends[0]!()
    await done[0]
    for (const end of ends) end()
    expect(await Promise.all(done)).to.deep.equal([0, 1, 2, 3])
  })

  it('give up those that wait when they are drained, so that nobody waits for them for ever', async () => {
    const slots = createSlots(1)
    let end = () => {}
    const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)))
    const second = slots.run(async () => {}).catch((error: unknown) => error)
    const drained = slots.drain()
    expect(await second).to.be.instanceOf(NoAnswer)
    end()
    await Promise.all([first, drained])
  })
})
