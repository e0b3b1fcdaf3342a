import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import { hotspotsWithin } from '../../../network/districts/within.ts'
import { silentBefore } from '../../../sessions/silence.ts'
import { usageByDay } from '../../../usage/by-day.ts'
import * as contract from '../../contract/index.ts'
import { shownDevice } from '../../device.ts'
import { changed, implement, unchanged } from '../../route.ts'
import { mustOwnHotspot } from '../own.ts'
import { macOf } from '../parameters.ts'

export const usageRoutes = [
  implement(
    contract.readUsage,
    async ({ parts: { db, config }, query: { hotspot, resident, device, from, to }, staff }) => {
      if (hotspot !== undefined) await mustOwnHotspot(db, staff, hotspot)
      const mac = device === undefined ? undefined : macOf(device)
      const of = hotspot !== undefined ? { hotspot } : resident !== undefined ? { resident } : { device: mac! }
      const { interimSeconds } = await loadDefaultPolicy(db)
      const clock = { timeZone: config.timeZone, since: silentBefore(interimSeconds) }
      const answer = { days: await usageByDay(db, of, from, to, clock, await hotspotsWithin(db, staff.districts)) }
      if (hotspot !== undefined) return unchanged(answer)
      const target = mac === undefined ? `resident ${resident}` : `device ${shownDevice(mac)}`
      return changed(answer, { from, to }, { target })
    },
  ),
]
