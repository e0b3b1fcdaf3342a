import { expect } from 'chai'
import { keepFew } from '../../../../server/planning/plans/keep-few.ts'

describe('answers that are kept, a few of them', () => {
  it('are made once, the oldest dropped, and what failed made again', async () => {
    const made: number[] = []
    const dropped: string[] = []
    const { of, forget, all } = keepFew(
      async (id) => {
        made.push(id)
        if (id === 9 && made.filter((one) => one === 9).length === 1) throw new Error('not yet')
        return `answer ${id}`
      },
      2,
      (answer) => dropped.push(answer),
    )
    expect(await Promise.all([of(1), of(1), of(2)])).to.deep.equal(['answer 1', 'answer 1', 'answer 2'])
    await of(1)
    await of(3)
    expect([made, dropped], 'the one asked for longest ago').to.deep.equal([[1, 2, 3], ['answer 2']])
    expect(await of(9).catch(({ message }) => message)).to.equal('not yet')
    expect(await of(9)).to.equal('answer 9')
    forget(9)
    await Promise.all(all())
    expect(dropped).to.include('answer 9')
  })
})
