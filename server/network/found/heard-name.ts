import { parseMac } from '../../mac.ts'
import { attributesHeard, type Packet } from '../hotspots/heard-names.ts'

/** Longer is no name that anybody gave. */
const LONGEST = 200

/**
 * What an access point calls itself, one word for one access point: its address, or its name without the network's
 * (`AP-7:Plaza`, RFC 3580 section 3.20); where Called-Station-Id is absent the first other thing that the packet says.
 */
export function heardName(calledStationId: string | null | undefined, packet?: Packet): string | undefined {
  const said = calledStationId || (packet && attributesHeard(packet).next().value)
  if (!said) return undefined
  const mac = parseMac(said, true)
  if (mac !== undefined) return mac
  const at = said.indexOf(':')
  return (at > 0 ? said.slice(0, at) : said).trim().slice(0, LONGEST) || undefined
}
