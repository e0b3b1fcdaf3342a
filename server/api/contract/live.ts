import type { Summary } from './city.ts'
import type { HotspotPoint } from './network/hotspots.ts'

/** Socket.IO, browser to server: what the viewer looks at. Updates are limited to it. */
export interface ClientToServer {
  /** West, south, east, north in degrees: the map's view. */
  view: (bounds: [number, number, number, number]) => void
  /** The hotspot whose panel is open, or none. */
  watch: (hotspotId: number | null) => void
}

/** Socket.IO, server to browser; at most one of each kind a second. */
export interface ServerToClient {
  /** Hotspots in the view whose state or live sessions changed. */
  points: (changed: HotspotPoint[]) => void
  summary: (summary: Summary) => void
  /** The watched hotspot's readings or sessions changed: read them again. */
  hotspot: (change: { id: number; what: Array<'health' | 'sessions'> }) => void
  alerts: () => void
  /** Incidents changed: read them again. */
  incidents: () => void
}
