import { workerData } from 'node:worker_threads'
import { answering } from '../../answering.ts'
import type { WalksAnswer, WalksData, WalksQuestion } from './in-thread.ts'
import { networkOf, planeOf } from './network.ts'
import { walks } from './walk.ts'

/** Answers which points are within a walk of places, until the thread is ended. */
const { streets, positions, metres: most } = workerData as WalksData
const walk = walks(networkOf(streets, planeOf(streets.positions, positions)), positions, most)

function near({ places, measured }: WalksQuestion): WalksAnswer {
  const found = Array.from({ length: places.length / 2 }, (_, at) => walk(places[2 * at]!, places[2 * at + 1]!))
  const lengths = Uint32Array.from(found, ({ points }) => points.length)
  const all = lengths.reduce((sum, length) => sum + length, 0)
  const [points, metres] = [new Uint32Array(all), new Float64Array(measured ? all : 0)]
  let at = 0
  for (const one of found) {
    points.set(one.points, at)
    if (measured) metres.set(one.metres, at)
    at += one.points.length
  }
  return { points, lengths, metres }
}

answering(near, ({ points, lengths, metres }) => [points.buffer, lengths.buffer, metres.buffer] as ArrayBuffer[])
