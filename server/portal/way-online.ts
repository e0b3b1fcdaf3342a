import type { Request } from 'express'
import type { CountedStep, DeviceSystem } from '../analytics/way-online/steps.ts'
import type { Arrival } from './arrival/arrival.ts'
import type { PortalContext } from './context.ts'
import { systemOf } from './pages/system.ts'

export const familyOf = (request: Request): DeviceSystem => systemOf(request) ?? 'other'

/** Counts that a device has come to a step of its way online. */
export function countStep(
  { waysOnline }: PortalContext,
  request: Request,
  { deviceMac, gateway, hotspot }: Arrival,
  step: CountedStep,
): void {
  const of = { deviceMac, hotspotId: hotspot?.id ?? null, vendor: gateway.vendor }
  waysOnline?.count(step, { ...of, system: familyOf(request) })
}
