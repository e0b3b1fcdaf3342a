import { randomFillSync } from 'node:crypto'

const POOL = 4096
let pool = Buffer.alloc(POOL)
let used = POOL

/**
 * Octets of the system's generator, each handed out once. Many are asked for at a time: asking for a few takes as long as
 * encrypting with them.
 */
export function randomOctets(length: number): Buffer {
  if (length > POOL) return randomFillSync(Buffer.alloc(length))
  if (used + length > POOL) {
    // Another one, since what was handed out is part of the last.
    pool = randomFillSync(Buffer.alloc(POOL))
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}
