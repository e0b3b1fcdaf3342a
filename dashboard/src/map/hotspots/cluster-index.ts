import Supercluster from 'supercluster'
import type { HealthState, HotspotPoint } from '../../../../server/api/contract/index.ts'
import { adopt, count, emptyTally, type Tally, tallyOf, total } from './tally.ts'

/** West, south, east, north in degrees. */
export type Bounds = [west: number, south: number, east: number, north: number]

/** What is drawn at one place: a cluster, or a single hotspot. */
export interface MapItem {
  /** Stays the same while the item does, at one zoom level. */
  key: string
  longitude: number
  latitude: number
  tally: Tally
  /** Of a single hotspot. */
  hotspotId: number | undefined
  /** Of a cluster; for `expansion`. */
  clusterId: number | undefined
}

export interface Hotspot {
  id: number
  longitude: number
  latitude: number
  state: HealthState
  sessions: number
  /** Whether the map shows it: its tally, and those above it, count it. */
  isShown: boolean
  tally: Tally
}

/** Which hotspots are shown: those that are in this state, and among these. */
export interface Shown {
  state?: HealthState | undefined
  ids?: ReadonlySet<number> | undefined
}

export interface ClusterIndex {
  readonly size: number
  /** How many of them are shown. */
  shown(): number
  hotspot(id: number): Hotspot | undefined
  hotspots(): Iterable<Hotspot>
  /** What to draw inside `bounds` at a whole `zoom` level: clusters count only what is shown. */
  items(bounds: Bounds, zoom: number): MapItem[]
  /** Where and at which zoom level what is shown of a cluster falls apart. */
  expansion(clusterId: number): { longitude: number; latitude: number; zoom: number }
  /** Takes over new states and sessions; returns the ids that the index does not know, for which it must be made anew. */
  update(changed: readonly HotspotPoint[]): number[]
  show(what: Shown): void
}

/** Clusters farther out than a city's view need no levels of their own. */
export const FIRST_CLUSTER_ZOOM = 7

/** Above this zoom level every hotspot is drawn by itself. */
export const LAST_CLUSTER_ZOOM = 16

/** Clusters swallow what is nearer than this, in pixels. */
const RADIUS = 76
/** Width of Leaflet's world at zoom level 0, in pixels. */
const TILE = 256

interface Node {
  tally: Tally
}

/**
 * Clusters `points` at every zoom level, once. Places do not change, only states do: while supercluster merges, each
 * cluster's tally becomes the parent of what it swallows, so that a change of state later costs one walk up the parents
 * (about fifteen additions) in place of another clustering of the whole city. So does what is shown and what is not.
 */
export function createClusterIndex(points: readonly HotspotPoint[]): ClusterIndex {
  const hotspots = new Map<number, Hotspot>()
  for (const [id, longitude, latitude, state, sessions] of points) {
    const tally = tallyOf(state, sessions)
    hotspots.set(id, { id, longitude, latitude, state, sessions, isShown: true, tally })
  }
  const clusters = clustered(hotspots.values())
  let wanted: Shown = {}
  let shown = hotspots.size
  /** Counts it where it is to be shown, and no longer where it is not. */
  const settle = (hotspot: Hotspot) => {
    if (isWanted(hotspot, wanted) === hotspot.isShown) return
    hotspot.isShown = !hotspot.isShown
    const by = hotspot.isShown ? 1 : -1
    shown += by
    count(hotspot.tally, hotspot.state, hotspot.sessions, by)
  }
  const change = (point: HotspotPoint): boolean => {
    const hotspot = hotspots.get(point[0])
    if (hotspot) {
      changeHotspot(hotspot, point)
      settle(hotspot)
    }
    return hotspot !== undefined
  }
  return {
    size: hotspots.size,
    shown: () => shown,
    hotspot: (id) => hotspots.get(id),
    hotspots: () => hotspots.values(),
    items: (bounds, zoom) => clusters.getClusters(bounds, zoom).flatMap((found) => shownOf(clusters, found)),
    expansion: (clusterId) => expansion(clusters, clusterId),
    update: (changed) => changed.filter((point) => !change(point)).map(([id]) => id),
    show(what) {
      wanted = what
      for (const hotspot of hotspots.values()) settle(hotspot)
    },
  }
}

const isWanted = ({ id, state }: Hotspot, wanted: Shown): boolean =>
  (wanted.state === undefined || wanted.state === state) && (wanted.ids?.has(id) ?? true)

type Clusters = Supercluster<Hotspot, Node>
type Found = ReturnType<Clusters['getClusters']>[number]

function clustered(hotspots: Iterable<Hotspot>): Clusters {
  const swallowers = new WeakSet<Node>()
  const clusters: Clusters = new Supercluster({
    radius: RADIUS,
    extent: TILE,
    minZoom: FIRST_CLUSTER_ZOOM,
    maxZoom: LAST_CLUSTER_ZOOM,
    map: ({ tally }) => ({ tally }),
    // The first `accumulated` of a cluster is a copy of the first thing that it swallows.
    reduce: (accumulated, swallowed) => {
      if (!swallowers.has(accumulated)) {
        const first = accumulated.tally
        accumulated.tally = emptyTally()
        adopt(accumulated.tally, first)
        swallowers.add(accumulated)
      }
      adopt(accumulated.tally, swallowed.tally)
    },
  })
  return clusters.load(
    Array.from(hotspots, (properties) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Point', coordinates: [properties.longitude, properties.latitude] },
    })),
  )
}

/** What of it is shown; of a cluster that shows one hotspot alone, that one in its own place. */
function shownOf(clusters: Clusters, found: Found): MapItem[] {
  const shown = total(found.properties.tally)
  if (shown === 0) return []
  return [itemOf(shown === 1 ? lowest(clusters, found) : found)]
}

/** What is shown of a cluster by itself: down to where it is of more than one part. */
function lowest(clusters: Clusters, found: Found): Found {
  for (let here = found; ; ) {
    if (!('cluster' in here.properties)) return here
    const parts = clusters
      .getChildren(here.properties.cluster_id)
      .filter(({ properties }) => total(properties.tally) > 0)
    const [only, another] = parts
    if (!only || another) return here
    here = only
  }
}

function expansion(clusters: Clusters, clusterId: number): ReturnType<ClusterIndex['expansion']> {
  const parts = clusters.getChildren(clusterId).filter(({ properties }) => total(properties.tally) > 0)
  const [only, another] = parts
  if (only && !another && 'cluster' in only.properties) return expansion(clusters, only.properties.cluster_id)
  const all = only && !another ? [only] : parts
  const [longitude, latitude] = [0, 1].map(
    (axis) => all.reduce((sum, { geometry }) => sum + geometry.coordinates[axis]!, 0) / all.length,
  ) as [number, number]
  return { longitude, latitude, zoom: clusters.getClusterExpansionZoom(clusterId) }
}

function itemOf({ properties, geometry }: Found): MapItem {
  const [longitude, latitude] = geometry.coordinates as [number, number]
  const isCluster = 'cluster' in properties
  return {
    key: isCluster ? `c${properties.cluster_id}` : `h${properties.id}`,
    longitude,
    latitude,
    tally: properties.tally,
    hotspotId: isCluster ? undefined : properties.id,
    clusterId: isCluster ? properties.cluster_id : undefined,
  }
}

function changeHotspot(hotspot: Hotspot, [, , , state, sessions]: HotspotPoint): void {
  if (hotspot.isShown) {
    count(hotspot.tally, hotspot.state, hotspot.sessions, -1)
    count(hotspot.tally, state, sessions, 1)
  }
  hotspot.state = state
  hotspot.sessions = sessions
}
