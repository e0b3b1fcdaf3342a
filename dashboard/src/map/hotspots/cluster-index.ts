import Supercluster from 'supercluster'
import type { HealthState, HotspotPoint } from '../../../../server/api/contract/index.ts'
import { adopt, changeLeaf, emptyTally, type Tally, tallyOf } from './tally.ts'

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
  /** Of a cluster; for `expansionZoom`. */
  clusterId: number | undefined
}

export interface Hotspot {
  id: number
  longitude: number
  latitude: number
  state: HealthState
  tally: Tally
}

export interface ClusterIndex {
  readonly size: number
  hotspot(id: number): Hotspot | undefined
  hotspots(): Iterable<Hotspot>
  /** What to draw inside `bounds` at a whole `zoom` level. */
  items(bounds: Bounds, zoom: number): MapItem[]
  /** The zoom level at which a cluster falls apart. */
  expansionZoom(clusterId: number): number
  /** Takes over new states and sessions; returns the ids that the index does not know, for which it must be made anew. */
  update(changed: readonly HotspotPoint[]): number[]
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
 * (about fifteen additions) in place of another clustering of the whole city.
 */
export function createClusterIndex(points: readonly HotspotPoint[]): ClusterIndex {
  const hotspots = new Map<number, Hotspot>()
  for (const [id, longitude, latitude, state, sessions] of points) {
    hotspots.set(id, { id, longitude, latitude, state, tally: tallyOf(state, sessions) })
  }
  const clusters = clustered(hotspots.values())
  return {
    size: hotspots.size,
    hotspot: (id) => hotspots.get(id),
    hotspots: () => hotspots.values(),
    items: (bounds, zoom) => clusters.getClusters(bounds, zoom).map(itemOf),
    expansionZoom: (clusterId) => clusters.getClusterExpansionZoom(clusterId),
    update: (changed) => changed.filter((point) => !changeHotspot(hotspots, point)).map(([id]) => id),
  }
}

type Clusters = Supercluster<Hotspot, Node>

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

function itemOf({ properties, geometry }: ReturnType<Clusters['getClusters']>[number]): MapItem {
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

/** @returns whether there is such a hotspot */
function changeHotspot(hotspots: Map<number, Hotspot>, [id, , , state, sessions]: HotspotPoint): boolean {
  const hotspot = hotspots.get(id)
  if (!hotspot) return false
  changeLeaf(hotspot.tally, hotspot.state, state, sessions)
  hotspot.state = state
  return true
}
