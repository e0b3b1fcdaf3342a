import type { Request, Response } from 'express'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { boundDevices } from '../../directory/devices.ts'
import type { Sealer } from '../../sealing.ts'
import { isDeviceLive } from '../../sessions/views.ts'
import { type Kept, sealedCookie } from './sealed-cookie.ts'

/** Which binding this browser's device came in with. */
export interface DeviceCookie {
  residentId: number
  deviceMac: string
  /** Somebody has signed out here: the City Key shall ask who it is, even where it still knows somebody. */
  asksAgain?: boolean
}

export type DeviceOf = (request: Request, response: Response) => Kept<Partial<DeviceCookie>>

/** As long as browsers keep a cookie (draft-ietf-httpbis-rfc6265bis section 5.5). */
const SECONDS = 400 * 86_400

/**
 * A cookie that outlives the phone's MAC: by it a device that comes with another one is the same device still. It can be
 * copied, so that it moves a binding only while the device of that address is nowhere online: else there are two, and the
 * City Key says who it is. Once moved, the address in every older copy is bound no longer.
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
 * The binding that the cookie tells of, as long as it holds: removed, taken over by another resident, too old, or online
 * with its own address, it lets nobody in.
 *
 * @param arrived with which address the browser's device comes now
 */
export async function boundBefore(
  db: Database,
  { residentId, deviceMac }: Partial<DeviceCookie>,
  arrived: string,
): Promise<DeviceCookie | undefined> {
  if (residentId === undefined || deviceMac === undefined) return undefined
  const [device] = await boundDevices(db, [deviceMac])
  const holds = device?.residentId === residentId && !device.residentBlocked && device.boundUntil.getTime() > Date.now()
  if (!holds || (deviceMac !== arrived && (await isDeviceLive(db, deviceMac)))) return undefined
  return { residentId, deviceMac }
}
