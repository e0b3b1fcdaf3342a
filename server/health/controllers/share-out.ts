import type { ControllerHotspot, ControllerTarget } from '../../network/controller-targets.ts'
import { firstKnown, namesOf } from '../poller/share-out.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'

/** What a controller said, of whom. */
export interface Shared {
  /** By hotspot: its access point. */
  told: Array<{ hotspot: ControllerHotspot; accessPoint: AccessPoint }>
  /** Access points that are none of these hotspots'. */
  unknown: AccessPoint[]
}

/** Which access point is which hotspot's: by address, serial number or name; of one on no gateway not by its name. */
export function shareOutTold(
  { id, hotspots }: Pick<ControllerTarget, 'id' | 'hotspots'>,
  accessPoints: readonly AccessPoint[],
): Shared {
  const known = namesOf(accessPoints)
  const told = hotspots.flatMap((hotspot) => {
    const { mac, bssids, serial, names, name, gatewayId } = hotspot
    const called = [mac, ...bssids, serial, ...(gatewayId === id ? [...names, name] : [])]
    const accessPoint = firstKnown(known, called)
    return accessPoint ? [{ hotspot, accessPoint }] : []
  })
  const theirs = new Set(told.map(({ accessPoint }) => accessPoint))
  return { told, unknown: accessPoints.filter((one) => !theirs.has(one)) }
}
