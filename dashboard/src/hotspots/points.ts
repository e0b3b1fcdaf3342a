import type { HotspotPoint } from '../../../server/api/contract/index.ts'
import { type ClusterIndex, createClusterIndex, type Shown } from '../map/hotspots/cluster-index.ts'

/** Every hotspot's place, state and sessions as known now, with those who want to hear of changes. */
export interface Points {
  readonly index: ClusterIndex | undefined
  /** Counts changes: the same number means the same content. */
  readonly version: number
  /** Takes over all points as the server told them; `asked` is what {@link Points.asking} gave before it was asked. */
  replace(points: readonly HotspotPoint[], asked?: Asked): void
  /** Takes over changed points; false when one is not known, so that all have to be read again. */
  change(changed: readonly HotspotPoint[]): boolean
  /** Has the map show these alone, those to come too. */
  show(what: Shown): void
  /** Begins to remember changes that arrive while all points are being read: they are newer than that answer. */
  asking(): Asked
  /** The answer will not come: what was remembered for it goes. */
  failed(asked: Asked): void
  subscribe(onChange: () => void): () => void
}

export interface Asked {
  readonly meanwhile: HotspotPoint[]
}

export function createPoints(): Points {
  let index: ClusterIndex | undefined
  let version = 0
  let shown: Shown = {}
  const open = new Set<Asked>()
  const listeners = new Set<() => void>()
  const tell = () => {
    version += 1
    for (const listener of listeners) listener()
  }
  return {
    get index() {
      return index
    },
    get version() {
      return version
    },
    replace(points, asked) {
      if (index && samePlaces(index, points)) index.update(points)
      else {
        index = createClusterIndex(points)
        index.show(shown)
      }
      if (asked) {
        open.delete(asked)
        index.update(asked.meanwhile)
      }
      tell()
    },
    change(changed) {
      for (const asked of open) asked.meanwhile.push(...changed)
      const unknown = index?.update(changed) ?? []
      tell()
      return unknown.length === 0
    },
    show(what) {
      shown = what
      index?.show(what)
      tell()
    },
    asking() {
      const asked = { meanwhile: [] }
      open.add(asked)
      return asked
    },
    failed(asked) {
      open.delete(asked)
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
}

const samePlaces = (index: ClusterIndex, points: readonly HotspotPoint[]): boolean =>
  index.size === points.length &&
  points.every(([id, longitude, latitude]) => {
    const hotspot = index.hotspot(id)
    return hotspot?.longitude === longitude && hotspot.latitude === latitude
  })
