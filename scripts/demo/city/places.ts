import type { NewHotspot } from '../../../server/network/hotspots/new-places.ts'
import type { Requirement } from '../../../server/network/tables.ts'
import { createRandom, type Random } from '../random.ts'
import { inside, type Neighbourhood, type Point, toDegrees } from './map.ts'
import { landmarkOf, ofLandmark, programmes } from './names.ts'

const SITES = 950
const GATEWAYS = 60

export interface DemoHotspot extends Omit<NewHotspot, 'settlement' | 'borough' | 'neighbourhoodId' | 'installedOn'> {
  /** The access point's address, which gateways call it. */
  bssid: string
  /** Index into the neighbourhoods. */
  neighbourhood: number
  /** Index into the gateways. */
  gateway: number
  snmpCommunity: string
  /** It was installed in the middle of that month. */
  monthsAgo: number
  /** Mean number of devices at its busiest hour. */
  busy: number
}

export interface DemoGateway {
  name: string
  nasIdentifier: string
  /** Loopback address from which it sends RADIUS. */
  address: string
  vendor: 'coovachilli' | 'mikrotik'
  messageAuthenticator: Requirement
  /** Whether its Access-Requests have a Message-Authenticator. */
  signs: boolean
}

/** Gateways, by number, that are not as they should be: old equipment, and what nobody has looked at since. */
const oddGateways: Record<number, Pick<DemoGateway, 'messageAuthenticator' | 'signs'>> = {
  8: { messageAuthenticator: 'off', signs: false },
  20: { messageAuthenticator: 'off', signs: true },
  31: { messageAuthenticator: 'auto', signs: true },
  44: { messageAuthenticator: 'auto', signs: false },
}

interface Site {
  name: string
  programme: (typeof programmes)[number]
  point: Point
  neighbourhood: number
  hotspots: number
}

/** Sites, their hotspots and the gateways that serve them; dense in the centre, while part of the poorest has none. */
export function makePlaces(
  seed: string,
  neighbourhoods: readonly Neighbourhood[],
): { hotspots: DemoHotspot[]; gateways: DemoGateway[] } {
  const random = createRandom(`${seed} places`)
  const sites = makeSites(random, neighbourhoods)
  const areas = divide(sites, GATEWAYS)
  const gateways = areas.map((_, index) => makeGateway(index))
  let count = 0
  const hotspots = areas.flatMap((area, gateway) =>
    area.flatMap((site) =>
      Array.from({ length: site.hotspots }, (_, index) => {
        count++
        const code = `${site.programme.name.replace(/[^A-Z]/g, '')}-${String(count).padStart(4, '0')}`
        return {
          programme: site.programme.name,
          code,
          name: site.hotspots === 1 ? site.name : `${site.name} · ${index + 1}`,
          siteName: site.name,
          ...toDegrees(site.point),
          neighbourhood: site.neighbourhood,
          gateway,
          bssid: bssid(count),
          snmpCommunity: `demo-${code.toLowerCase()}`,
          monthsAgo: monthsAgo(random.whole(7), random.whole(12)),
          busy: Math.round(random.between(1, 9)),
        }
      }),
    ),
  )
  return { hotspots, gateways }
}

/** Lately none, but for the sites whose opening is the demo's own story: what they did is told apart from nothing else. */
const monthsAgo = (years: number, months: number): number => (years === 0 ? 7 + (months % 5) : 12 * years + months)

function makeSites(random: Random, neighbourhoods: readonly Neighbourhood[]): Site[] {
  const weights = neighbourhoods.map(({ need, middle, population }) => {
    if (need > 0.55 && random.chance(0.45)) return 0
    return population * (1.3 - need) ** 2 * Math.exp(-Math.hypot(middle.x, middle.y) / 6000) * random.between(0.6, 1.4)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const counted = new Map<string, number>()
  return neighbourhoods.flatMap((neighbourhood, index) =>
    Array.from({ length: Math.round(((weights[index] ?? 0) / total) * SITES) }, () => {
      const programme = pickProgramme(random)
      const name = `${random.pick(programme.places)} ${ofLandmark(landmarkOf(neighbourhood.name))}`
      const number = (counted.get(name) ?? 0) + 1
      counted.set(name, number)
      return {
        name: number === 1 ? name : `${name} ${number}`,
        programme,
        point: pointInside(random, neighbourhood),
        neighbourhood: index,
        hotspots: random.chance(0.58) ? 1 : 2 + random.whole(3) - (random.chance(0.5) ? 1 : 0),
      }
    }),
  )
}

function pickProgramme(random: Random): (typeof programmes)[number] {
  let left = random.next()
  for (const programme of programmes) {
    left -= programme.share
    if (left < 0) return programme
  }
  return programmes[0]
}

function pointInside(random: Random, { corners }: Neighbourhood): Point {
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  for (;;) {
    const point = {
      x: random.between(Math.min(...xs), Math.max(...xs)),
      y: random.between(Math.min(...ys), Math.max(...ys)),
    }
    if (inside(corners, point)) return point
  }
}

/** Cuts the sites into `parts` areas of about as many sites each, across the longer side each time. */
function divide(sites: readonly Site[], parts: number): Site[][] {
  if (parts <= 1) return [[...sites]]
  const width = spread(sites.map(({ point }) => point.x))
  const height = spread(sites.map(({ point }) => point.y))
  const axis = width > height ? 'x' : 'y'
  const sorted = [...sites].sort((a, b) => a.point[axis] - b.point[axis])
  const first = Math.floor(parts / 2)
  const cut = Math.round((sorted.length * first) / parts)
  return [...divide(sorted.slice(0, cut), first), ...divide(sorted.slice(cut), parts - first)]
}

const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

function makeGateway(index: number): DemoGateway {
  const number = String(index + 1).padStart(2, '0')
  return {
    name: `Demo ${number}`,
    nasIdentifier: `demo-gateway-${number}`,
    address: `127.20.${Math.floor(index / 200)}.${(index % 200) + 1}`,
    vendor: index % 3 === 2 ? 'mikrotik' : 'coovachilli',
    ...(oddGateways[index + 1] ?? { messageAuthenticator: 'require', signs: true }),
  }
}

/** Locally administered (the second bit of the first octet), so that no vendor owns it. */
const bssid = (count: number) =>
  `06:70:6c:${[count >> 16, count >> 8, count].map((octet) => (octet & 255).toString(16).padStart(2, '0')).join(':')}`
