import { createHmac } from 'node:crypto'
import { ROUNDED_TO } from './table.ts'

/** Rounds the count that `name` names; the same count under the same name always to the same. */
export type Rounding = (count: number, name: string) => number

/**
 * Rounds to multiples of five, up as often as the count is near the next, by a number that follows from the key and the
 * name alone: asking again gives the same again, so that no mean of many answers tells the count, and sums keep their
 * mean. Zero stays zero.
 *
 * @param key secret, 32 octets
 */
export const keyedRounding =
  (key: Buffer): Rounding =>
  (count, name) => {
    const rest = count % ROUNDED_TO
    if (rest === 0) return count
    // 2^48 in fifths: no rest is preferred by more than one part in 10^14.
    const threshold = createHmac('sha256', key).update(name).digest().readUIntBE(0, 6) % ROUNDED_TO
    return count - rest + (threshold < rest ? ROUNDED_TO : 0)
  }
