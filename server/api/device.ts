import { parseMac } from '../mac.ts'

const LAST_THREE_OCTETS = -8

/**
 * A device as staff see it: the last three octets of its MAC (`dd:ee:ff`), enough to tell a visitor's own device, too
 * little to follow a person. Undefined when neither is a MAC.
 *
 * @param callingStationId what the gateway sent, where no MAC was read from it
 */
export function shownDevice(mac: string | null, callingStationId: string | null = null): string | undefined {
  const known = mac ?? (callingStationId === null ? undefined : parseMac(callingStationId))
  return known?.slice(LAST_THREE_OCTETS)
}
