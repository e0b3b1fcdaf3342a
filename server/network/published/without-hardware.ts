/** MACs as gateways and makers write them, and IPv4 addresses, within a text. */
const ADDRESSES = [
  /(?<![0-9a-f])[0-9a-f]{2}([-:])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![0-9a-f])/gi,
  /(?<![0-9a-f])[0-9a-f]{4}([.-])[0-9a-f]{4}\1[0-9a-f]{4}(?![0-9a-f])/gi,
  // Twelve digits alone are a city's own code; with a letter among them, a MAC.
  /(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{6}-?[0-9a-f]{6}(?![0-9a-z])/gi,
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
]
/** A shorter serial number may be part of any word. */
const LEAST_SERIAL = 5

/** What a hotspot's own hardware is called. */
export interface Hardware {
  /** `aa:bb:cc:dd:ee:ff`. */
  mac: string | null
  serial: string | null
}

/**
 * A text as the public may read it: cities call hotspots by their MAC, address or serial number as well. What is left is
 * trimmed of the signs that stood around.
 */
export function withoutHardware(text: string, { mac, serial }: Hardware): string {
  const own = [mac?.replaceAll(':', ''), serial !== null && serial.length >= LEAST_SERIAL ? serial : undefined]
  let left = text
  for (const pattern of ADDRESSES) left = left.replace(pattern, ' ')
  for (const one of own) if (one) left = left.replaceAll(new RegExp(one.replace(/[^\w]/g, '\\$&'), 'gi'), ' ')
  if (left === text) return text
  const bare = left.replace(/\(\s*\)|\[\s*\]/g, ' ').replace(/\s+/g, ' ')
  return bare.replace(/^[\s\-–—_:,/#]+|[\s\-–—_:,/#]+$/g, '')
}
