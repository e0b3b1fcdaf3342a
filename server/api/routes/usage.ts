import { loadDefaultPolicy } from '../../access/policies/policies.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { usageByDay } from '../../usage/by-day.ts'
import * as contract from '../contract/index.ts'
import { implement } from '../route.ts'
import { macOf } from './parameters.ts'

export const usageRoutes = [
  implement(contract.readUsage, async ({ parts: { db, config }, query: { hotspot, resident, device, from, to } }) => {
    const of = hotspot !== undefined ? { hotspot } : resident !== undefined ? { resident } : { device: macOf(device!) }
    const { interimSeconds } = await loadDefaultPolicy(db)
    const clock = { timeZone: config.timeZone, since: silentBefore(interimSeconds) }
    return { days: await usageByDay(db, of, from, to, clock) }
  }),
]
