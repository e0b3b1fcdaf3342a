import { localClock } from '../../network/groups/local-clock.ts'
import type { OpenCity, OpenHotspot, OpenState } from './city.ts'

/**
 * Hotspots as Smart Data Models' entities (https://github.com/smart-data-models/dataModel.WifiNetwork), NGSI-LD key-value
 * form: `AccessPoint` for each, `WifiPointOfInterest` for each site. Their ipAddress, macAddress and serialNumber are
 * never told.
 */
export interface SmartDataOptions {
  /** The city, as owner and provider. */
  city: string
  /** Names of the networks that every hotspot has, as far as Plaza knows them. */
  ssids: readonly string[]
  /** The city's: a day of installation begins by it. */
  timeZone: string
}

const CONTEXT = 'https://raw.githubusercontent.com/smart-data-models/dataModel.WifiNetwork/master/context.jsonld'

/** Slow still serves; of what nobody knows nothing is said. */
const apState: Partial<Record<OpenState, 'up' | 'down'>> = { working: 'up', slow: 'up', 'not-working': 'down' }

/** A URI whatever the city's own identifiers are made of. */
const urn = (type: string, ...names: string[]) => `urn:ngsi-ld:${type}:${names.map(encoded).join(':')}`

/** Also what `encodeURIComponent` leaves and NGSI forbids in identifiers: quotes and brackets. */
const encoded = (name: string) =>
  encodeURIComponent(name).replace(/['()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const siteUrn = ({ siteId }: OpenHotspot) => urn('WifiPointOfInterest', String(siteId))

const common = ({ at }: OpenCity, { city }: SmartDataOptions) => ({
  dataProvider: city,
  owner: [city],
  timeInstant: at.toISOString(),
})

const place = ({ latitude, longitude, settlement, borough }: OpenHotspot) => ({
  location: { type: 'Point', coordinates: [longitude, latitude] },
  ...((settlement ?? borough) !== null && {
    address: {
      ...(borough !== null && { addressLocality: borough }),
      ...(settlement !== null && { district: settlement }),
    },
  }),
})

/** When days, yyyy-mm-dd, begin in a time zone, as instants; each is worked out once. */
function beginnings(timeZone: string): (day: string) => string {
  const { instantOf } = localClock(timeZone)
  const known = new Map<string, string>()
  return (day) => {
    const instant = known.get(day) ?? new Date(instantOf(Date.parse(day))).toISOString()
    known.set(day, instant)
    return instant
  }
}

export function accessPoints(city: OpenCity, options: SmartDataOptions): object[] {
  const beginning = beginnings(options.timeZone)
  return city.hotspots.map((hotspot) => ({
    id: urn('AccessPoint', hotspot.programme, hotspot.code),
    type: 'AccessPoint',
    name: hotspot.name,
    ...place(hotspot),
    ...(apState[hotspot.state] && { apState: apState[hotspot.state] }),
    ...(options.ssids.length > 0 && { ssid: options.ssids }),
    ...(hotspot.installedOn !== null && { dateInstalled: beginning(hotspot.installedOn) }),
    service: [hotspot.programme],
    refPointOfInterest: siteUrn(hotspot),
    ...common(city, options),
    '@context': [CONTEXT],
  }))
}

export function wifiPointsOfInterest(city: OpenCity, options: SmartDataOptions): object[] {
  const sites = new Map<number, OpenHotspot[]>()
  for (const hotspot of city.hotspots) {
    const others = sites.get(hotspot.siteId)
    if (others) others.push(hotspot)
    else sites.set(hotspot.siteId, [hotspot])
  }
  return [...sites.values()].map((hotspots) => {
    const [first] = hotspots as [OpenHotspot]
    const status = wifiStatus(hotspots.map(({ state }) => state))
    return {
      id: siteUrn(first),
      type: 'WifiPointOfInterest',
      name: first.site,
      ...place(first),
      ...(status !== undefined && { wifiStatus: status }),
      service: [...new Set(hotspots.map(({ programme }) => programme))],
      ...common(city, options),
      '@context': [CONTEXT],
    }
  })
}

/** Of a site by its access points, those of which nobody knows left aside; undefined where that is all of them. */
export function wifiStatus(
  states: readonly OpenState[],
): 'noService' | 'totalFailure' | 'working' | 'workingPartially' | undefined {
  if (states.length === 0) return 'noService'
  const known = states.flatMap((state) => apState[state] ?? [])
  if (known.length === 0) return undefined
  if (known.every((state) => state === 'up')) return 'working'
  return known.includes('up') ? 'workingPartially' : 'totalFailure'
}
