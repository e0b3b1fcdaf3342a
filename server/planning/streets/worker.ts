import { parentPort, workerData } from 'node:worker_threads'
import type { WalksAnswer, WalksData, WalksQuestion } from './in-thread.ts'
import { networkOf } from './network.ts'
import { walks } from './walk.ts'

/** Answers which points are within a walk of places, until the thread is ended. */
const { streets, positions, metres } = workerData as WalksData
const walk = walks(networkOf(streets), positions, metres)

parentPort!.on('message', ({ id, places, measured }: WalksQuestion) => {
  const near = Array.from({ length: places.length / 2 }, (_, at) => walk(places[2 * at]!, places[2 * at + 1]!))
  const lengths = Uint32Array.from(near, ({ points }) => points.length)
  const all = lengths.reduce((sum, length) => sum + length, 0)
  const [points, metres] = [new Uint32Array(all), new Float64Array(measured ? all : 0)]
  let at = 0
  for (const one of near) {
    points.set(one.points, at)
    if (measured) metres.set(one.metres, at)
    at += one.points.length
  }
  const answer: WalksAnswer = { id, points, lengths, metres }
  parentPort!.postMessage(answer, [points.buffer, lengths.buffer, metres.buffer])
})
