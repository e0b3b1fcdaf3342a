import { expect } from 'chai'
import { createReader } from '../../dashboard/src/data/reader.ts'

/** Readings that a test answers, in order. */
function readings() {
  const asked: Array<{ signal: AbortSignal; resolve: (data: string) => void; reject: (error: Error) => void }> = []
  const told: string[] = []
  const reader = createReader<string>(
    (signal) => new Promise((resolve, reject) => asked.push({ signal, resolve, reject })),
    (data, isFirst) => told.push(isFirst ? `first ${data}` : data),
    (error) => told.push((error as Error).message),
  )
  /** Answers, and lets what follows of it happen. */
  const answer = async (index: number, data: string) => {
    asked[index]!.resolve(data)
    await new Promise(setImmediate)
  }
  return { asked, told, reader, answer }
}

describe('a reading that events ask for again', () => {
  it('goes on to its end however many come meanwhile, and is followed by one more', async () => {
    const { asked, told, reader, answer } = readings()
    reader.read()
    for (let event = 0; event < 10; event++) reader.read()
    expect(asked).to.have.length(1)
    expect(asked[0]!.signal.aborted).to.equal(false)
    await answer(0, 'before')
    expect(told).to.deep.equal(['first before'])
    expect(asked, 'what came meanwhile, together').to.have.length(2)
    await answer(1, 'after')
    expect(told).to.deep.equal(['first before', 'after'])
    expect(asked).to.have.length(2)
  })

  it('says why one failed, and goes on', async () => {
    const { asked, told, reader, answer } = readings()
    reader.read()
    reader.read()
    asked[0]!.reject(new Error('no connection'))
    await new Promise(setImmediate)
    expect(told).to.deep.equal(['no connection'])
    await answer(1, 'back')
    expect(told).to.deep.equal(['no connection', 'first back'])
  })

  it('tells nothing once it is closed, and reads no more', async () => {
    const { asked, told, reader, answer } = readings()
    reader.read()
    reader.read()
    reader.close()
    expect(asked[0]!.signal.aborted).to.equal(true)
    await answer(0, 'late')
    expect(told).to.deep.equal([])
    expect(asked).to.have.length(1)
  })
})
