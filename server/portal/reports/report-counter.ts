import { ipKeyGenerator } from 'express-rate-limit'
import { createRecent } from '../../recent.ts'

const MINUTE_MS = 60_000
/** A neighbourhood may come from one address: ten reports a minute say enough of what is wrong there. */
const PER_ADDRESS = 10
const MOST_REMEMBERED = 20_000

/** Whether a report counts: one for each browser and `what`, and so many a minute for each address. */
export type IsCounted = (from: { browser: string; address: string }, what: string) => boolean

export function reportCounter(now: () => number): IsCounted {
  const told = createRecent<string, true>(MOST_REMEMBERED)
  const addresses = createRecent<string, { minute: number; reports: number }>(MOST_REMEMBERED)
  return ({ browser, address }, what) => {
    const key = `${browser} ${what}`
    if (told.get(key)) return false
    const minute = Math.floor(now() / MINUTE_MS)
    const from = ipKeyGenerator(address)
    const before = addresses.get(from)
    const reports = before?.minute === minute ? before.reports : 0
    if (reports >= PER_ADDRESS) return false
    addresses.set(from, { minute, reports: reports + 1 })
    told.set(key, true)
    return true
  }
}
