import { startAsked } from '../../asked-thread.ts'
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
  /** Latitude and longitude of each place in ten millionths of a degree. */
  places: Int32Array
  /** How far the points are is asked for too. */
  measured: boolean
}

export interface WalksAnswer {
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
  const thread = startAsked<WalksQuestion, WalksAnswer>(import.meta.url, data, 'walks along streets')
  const ask = async (places: readonly Place[], measured: boolean): Promise<WalkedTo[]> => {
    const question = { places: Int32Array.from(places.flatMap(inParts)), measured }
    const { points, lengths, metres } = await thread.ask(question, [question.places.buffer as ArrayBuffer])
    let at = 0
    return Array.from(lengths, (length) => {
      at += length
      return { points: points.slice(at - length, at), metres: metres.slice(at - length, at) }
    })
  }
  return {
    near: async (places) => (await ask(places, false)).map(({ points }) => points),
    measured: (places) => ask(places, true),
    close: () => thread.close(),
  }
}

const inParts = ({ latitude, longitude }: Place) => [Math.round(latitude * 1e7), Math.round(longitude * 1e7)]
