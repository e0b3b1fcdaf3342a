import type { Request, Response } from 'express'
import { decisionsOnDevice } from '../../access/views.ts'
import { sendOnline } from '../arrival/at-hotspot.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { lastStep } from './ways.ts'

/**
 * Whether the device of the request's way is online, by this or another tab: it was let in in the name of somebody who
 * signed in in this browser, and the gateway has not redirected it since.
 */
export async function isOnline(context: PortalContext, request: Request, response: Response): Promise<boolean> {
  const { db, ways, stateOf, now } = context
  const { arrival } = stateOf(request, response)
  if (!arrival) return false
  const same = ways
    .all(request, response)
    .filter((way) => way.arrival?.deviceMac === arrival.deviceMac && way.arrival.gatewayId === arrival.gatewayId)
  const redirectedAt = Math.max(arrival.arrivedAt, ...same.map((way) => way.arrival?.arrivedAt ?? 0))
  const wasTold = same.some((way) => lastStep(way) === 'online' && (way.steps?.at(-1)?.[1] ?? 0) >= redirectedAt)
  if (wasTold) return true
  const people = new Set(same.flatMap(({ signedIn, waiting }) => (signedIn === undefined || waiting ? [] : [signedIn])))
  if (people.size === 0) return false
  const decisions = await decisionsOnDevice(db, arrival.deviceMac, new Date(redirectedAt), new Date(now() + 1000))
  const last = decisions.findLast(
    ({ gateway_id, resident_id }) =>
      gateway_id === arrival.gatewayId && resident_id !== null && people.has(resident_id),
  )
  return last?.accepted === true
}

/** The step, unless the device is online already: by “back”, or in another tab. */
export const unlessOnline =
  (step: PortalStep): PortalStep =>
  async (context, request, response) => {
    if (await isOnline(context, request, response)) return sendOnline(context, request, response)
    return step(context, request, response)
  }
