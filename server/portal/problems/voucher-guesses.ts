import type { Request, Response } from 'express'
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit'
import { Problem } from './problem.ts'

const WINDOW_MS = 600_000
/** Wrong codes in ten minutes: of a device a few slips, of an address those of a hotspot's many. */
const MOST_OF_DEVICE = 10
const MOST_OF_ADDRESS = 100

/** Counts codes that are no voucher's, so that nobody tries many. */
export interface VoucherGuesses {
  /**
   * Counts a guess.
   *
   * @returns takes it back, where there was such a voucher
   * @throws {Problem} `rate-limited`
   */
  begin(request: Request, response: Response, deviceMac: string): Promise<{ wasNone(): Promise<void> }>
}

export function createVoucherGuesses(): VoucherGuesses {
  const store = new MemoryStore()
  store.init({ windowMs: WINDOW_MS } as Options)
  return {
    async begin(request, response, deviceMac) {
      const counted = [
        [`device ${deviceMac}`, MOST_OF_DEVICE],
        [`address ${ipKeyGenerator(request.ip ?? '')}`, MOST_OF_ADDRESS],
      ] as const
      for (const [key, most] of counted) {
        const { totalHits } = await store.increment(key)
        if (totalHits <= most) continue
        response.set('retry-after', String(WINDOW_MS / 1000))
        throw new Problem('rate-limited', `${key}: more than ${most} wrong voucher codes in ten minutes`)
      }
      return {
        async wasNone() {
          for (const [key] of counted) await store.decrement(key)
        },
      }
    },
  }
}
