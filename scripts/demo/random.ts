/** Random numbers that repeat for a seed: the demo city and its faults are the same for everybody. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number
  between(low: number, high: number): number
  /** A whole number from 0 up to, but without, `below`. */
  whole(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Waiting time until the next of events that come at random, `mean` apart. */
  wait(mean: number): number
}

/** A 32-bit integer that depends on every character of `text` (FNV-1a, with a final mix). */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}

/** A Weyl sequence with a mixing function over it: 32 bits of state, evenly spread, good enough for a made-up city. */
export function createRandom(seed: number | string): Random {
  let state = typeof seed === 'string' ? hash(seed) : seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    whole: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  }
}
