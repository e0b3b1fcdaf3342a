import { startThread } from '../../own-thread.ts'
import type { Place } from '../points/near.ts'
import type { Streets } from './read-streets.ts'
import type { WalkedTo } from './walk.ts'

export interface WalksData {
  streets: Streets
  /** Of the points that are looked for: ten millionths of a degree. */
  positions: Int32Array
  metres: number
}

export interface WalksQuestion {
  id: number
  /** Latitude and longitude of each place in ten millionths of a degree. */
  places: Int32Array
  /** How far the points are is asked for too. */
  measured: boolean
}

export interface WalksAnswer {
  id: number
  /** Of each place; one array after the other. */
  points: Uint32Array
  lengths: Uint32Array
  /** Of each point; empty where it was not asked for. */
  metres: Float64Array
}

/** Points within a walk, worked out in a thread of its own: a city's streets take seconds. */
export interface Walks {
  /** Of each place. @throws {Error} where the thread has failed */
  near(places: readonly Place[]): Promise<Uint32Array[]>
  /** The same, with how far they are. @throws {Error} where the thread has failed */
  measured(places: readonly Place[]): Promise<WalkedTo[]>
  close(): Promise<void>
}

export function startWalks(data: WalksData): Walks {
  const thread = startThread(import.meta.url, data)
  thread.unref()
  const waiting = new Map<number, { resolve: (answer: WalksAnswer) => void; reject: (error: Error) => void }>()
  let failure: Error | undefined
  let asked = 0
  const fail = (error: Error) => {
    failure ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  thread.on('message', (answer: WalksAnswer) => {
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  thread.once('error', fail)
  thread.once('exit', () => fail(new Error('The thread that walks along streets has ended')))
  const ask = async (places: readonly Place[], measured: boolean): Promise<WalkedTo[]> => {
    if (failure) throw failure
    const id = ++asked
    const question: WalksQuestion = { id, places: Int32Array.from(places.flatMap(inParts)), measured }
    const { points, lengths, metres } = await new Promise<WalksAnswer>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      // While it answers the process waits for it, and not only for it to be idle.
      thread.ref()
      thread.postMessage(question, [question.places.buffer as ArrayBuffer])
    }).finally(() => waiting.size === 0 && thread.unref())
    let at = 0
    return Array.from(lengths, (length) => {
      at += length
      return { points: points.slice(at - length, at), metres: metres.slice(at - length, at) }
    })
  }
  return {
    near: async (places) => (await ask(places, false)).map(({ points }) => points),
    measured: (places) => ask(places, true),
    async close() {
      await thread.terminate()
    },
  }
}

const inParts = ({ latitude, longitude }: Place) => [Math.round(latitude * 1e7), Math.round(longitude * 1e7)]
