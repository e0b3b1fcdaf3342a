import type { Request, Response } from 'express'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { boundDevices, COOKIE_BEFORE_MS, movedFrom, removeDevice } from '../../directory/devices/devices.ts'
import type { Sealer } from '../../sealing.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../../sessions/disconnects/dynamic-authorization.ts'
import { isDeviceLive } from '../../sessions/live.ts'
import { type Kept, sealedCookie } from './sealed-cookie.ts'

/** Which binding this browser's device came in with. */
export interface DeviceCookie {
  residentId: number
  deviceMac: string
  /** When it was made, milliseconds since 1970. */
  madeAt: number
  /** Somebody has signed out here: the City Key shall ask who it is, even where it still knows somebody. */
  asksAgain?: boolean
}

export type DeviceOf = (request: Request, response: Response) => Kept<Partial<DeviceCookie>>

/** As long as browsers keep a cookie (draft-ietf-httpbis-rfc6265bis section 5.5). */
const SECONDS = 400 * 86_400

/**
 * A cookie that outlives the phone's MAC: by it a device that comes with another one is the same device still. It can be
 * copied, so that it moves a binding only while the device of that address is nowhere online: else there are two, and the
 * City Key says who it is. Once moved, the address in every older copy is bound no longer, and a copy from before its
 * resident signed in anew tells nothing. It does not prolong a binding; who signs in with an older copy of a cookie that
 * moved a binding ends that (`endMoved`), and `/me` shows each that moved.
 */
export const deviceCookie = (sealer: Sealer, { http }: Pick<Config, 'http'>): DeviceOf =>
  sealedCookie<DeviceCookie>({
    sealer,
    name: 'plaza_device',
    path: '/portal',
    seconds: SECONDS,
    secure: http.publicUrl.startsWith('https:'),
  })

/**
 * The binding that the cookie tells of, as long as it holds: removed, taken over by another resident, too old, from after the
 * cookie was made, or online with its own address, it lets nobody in.
 *
 * @param arrived with which address the browser's device comes now
 */
export async function boundBefore(
  db: Database,
  { residentId, deviceMac, madeAt }: Partial<DeviceCookie>,
  arrived: string,
): Promise<Omit<DeviceCookie, 'madeAt'> | undefined> {
  if (residentId === undefined || deviceMac === undefined || madeAt === undefined) return undefined
  const [device] = await boundDevices(db, [deviceMac])
  const holds = device?.residentId === residentId && !device.residentBlocked && device.boundUntil.getTime() > Date.now()
  if (!holds || madeAt < device.boundAt.getTime() - COOKIE_BEFORE_MS) return undefined
  if (deviceMac !== arrived && (await isDeviceLive(db, deviceMac))) return undefined
  return { residentId, deviceMac }
}

/**
 * Whoever has just signed in at the City Key shows a cookie of before its binding moved: a copy of the cookie moved it, or
 * the phone itself, which comes by another address now. That binding ends, and its sessions.
 *
 * @param arrived with which address the browser's device comes now
 */
export async function endMoved(
  deps: DynamicAuthorizationDeps,
  cookie: Partial<DeviceCookie>,
  signedIn: { residentId: number; arrived: string },
): Promise<void> {
  const { residentId, arrived } = signedIn
  if (cookie.residentId !== residentId || cookie.deviceMac === undefined) return
  const moved = await movedFrom(deps.db, residentId, cookie.deviceMac)
  if (moved === undefined || moved === arrived) return
  const isOver = await inOneTransaction(deps.db, async (one) => {
    if (!(await removeDevice(one, residentId, moved))) return false
    await audit(one, { kind: 'system' }, 'device.moved', `resident ${residentId}`)
    return true
  })
  if (!isOver) return
  const { done } = await startDisconnectRun(deps, { device: moved }, null)
  done.catch((error) => deps.log.error({ err: error }, 'sessions of a device that moved were not ended'))
}
