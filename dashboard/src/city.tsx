import {
  createContext,
  type ReactNode,
  type RefObject,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import {
  type Incident,
  listIncidents,
  type Me,
  readHotspotPoints,
  readMe,
  readSummary,
  type Settings,
  type Summary,
} from '../../server/api/contract/index.ts'
import { type Change, call, changeAs } from './data/api.ts'
import { createLive, type Live, RETRY_MS } from './data/live.ts'
import { type List, useList, useResource } from './data/resource.ts'
import { createPoints, type Points } from './hotspots/points.ts'
import { useLanguage } from './languages/index.ts'
import { contains, padded } from './map/bounds.ts'
import type { Bounds } from './map/hotspots/cluster-index.ts'
import { createFormatter, type Formatter } from './parts/format.ts'

/** What every page of the dashboard shares. */
export interface City {
  me: Me
  /** Asks for a change in the name of whoever is signed in. */
  change: Change
  settings: Settings
  format: Formatter
  live: Live
  /** False while the live link is broken. */
  connected: boolean
  points: Points
  /** Why the points could not be read. */
  pointsError: unknown
  readPoints: () => void
  summary: Summary | undefined
  /** Those that go on. */
  incidents: List<Incident>
  /** Tells the server what the map shows. */
  look: (bounds: Bounds) => void
  /** Has screen readers say `words`. */
  announce: (words: string) => void
  announced: string
}

/** What stays the same while things happen in the city: who looks, and how things are said, heard of and changed. */
export type Viewer = Pick<City, 'me' | 'change' | 'settings' | 'format' | 'live' | 'announce'>

const Context = createContext<City | undefined>(undefined)
const ViewerContext = createContext<Viewer | undefined>(undefined)

export function useCity(): City {
  const city = useContext(Context)
  if (!city) throw new Error('useCity is used outside CityProvider')
  return city
}

/** For what is on a page many times: it is not drawn again with every change in the city. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('useViewer is used outside CityProvider')
  return viewer
}

/** Updates outside the view are not sent: what comes into view again is read afresh when older than this. */
const STALE_MS = 15_000
const OPEN = { query: { open: 'true' } } as const

export function CityProvider({ me, settings, children }: { me: Me; settings: Settings; children: ReactNode }) {
  const language = useLanguage()
  const format = useMemo(() => createFormatter(language, settings.timeZone), [language, settings.timeZone])
  const live = useMemo(createLive, [])
  const change = useMemo(() => changeAs(me.csrf), [me.csrf])
  const [announced, announce] = useState('')
  const firstSummary = useResource(readSummary, {})
  const incidents = useList(listIncidents, OPEN)
  const { points, pointsError, readPoints, readAt } = usePoints()
  const view = useRef<Bounds | undefined>(undefined)
  const { connected, pushed } = useLive(live, {
    view,
    points,
    readPoints,
    reloadSummary: firstSummary.reload,
    reloadIncidents: incidents.reload,
  })
  const look = useLook(live, { view, readPoints, readAt })
  const summary = pushed ?? firstSummary.data
  const city = useMemo<City>(
    () => ({
      ...{ me, change, settings, format, live, connected, points, pointsError, readPoints },
      ...{ summary, incidents, look, announce, announced },
    }),
    [
      me,
      change,
      settings,
      format,
      live,
      connected,
      points,
      pointsError,
      readPoints,
      summary,
      incidents,
      look,
      announced,
    ],
  )
  const viewer = useMemo<Viewer>(
    () => ({ me, change, settings, format, live, announce }),
    [me, change, settings, format, live],
  )
  return (
    <ViewerContext value={viewer}>
      <Context value={city}>{children}</Context>
    </ViewerContext>
  )
}

/** Every hotspot's point, read at first and at `readPoints`. */
function usePoints() {
  const points = useMemo(createPoints, [])
  const [pointsError, setPointsError] = useState<unknown>()
  const readAt = useRef(0)
  const readPoints = useCallback(() => {
    readAt.current = performance.now()
    const asked = points.asking()
    call(readHotspotPoints, {}).then(
      (answer) => {
        points.replace(answer.points, asked)
        setPointsError(undefined)
      },
      (error: unknown) => {
        points.failed(asked)
        setPointsError(error)
      },
    )
  }, [points])
  useEffect(readPoints, [readPoints])
  return { points, pointsError, readPoints, readAt }
}

type View = RefObject<Bounds | undefined>

interface Followed {
  /** What the map shows, padded. */
  view: View
  points: Points
  readPoints: () => void
  reloadSummary: () => void
  reloadIncidents: () => void
}

/** Follows what the server pushes; what was missed while the link was broken is read afresh. */
function useLive(live: Live, { view, points, readPoints, reloadSummary, reloadIncidents }: Followed) {
  const [connected, setConnected] = useState(true)
  const [pushed, setPushed] = useState<Summary>()
  useEffect(() => {
    let isFirst = true
    let retry: ReturnType<typeof setTimeout> | undefined
    const found = () => {
      setConnected(true)
      if (view.current) live.emit('view', view.current)
      if (!isFirst) {
        setPushed(undefined)
        readPoints()
        reloadSummary()
        reloadIncidents()
      }
      isFirst = false
    }
    const lost = () => {
      setConnected(false)
      // Sent away rather than cut off: perhaps nobody is signed in any more, which reading `me` finds out.
      if (live.active) return
      call(readMe, {}).then(
        () => {},
        () => {},
      )
      retry = setTimeout(() => live.connect(), RETRY_MS)
    }
    live.connect()
    live.on('connect', found)
    live.on('disconnect', lost)
    live.on('connect_error', lost)
    live.on('points', (changed) => {
      if (!points.change(changed)) readPoints()
    })
    live.on('summary', (summary) => startTransition(() => setPushed(summary)))
    live.on('incidents', reloadIncidents)
    return () => {
      clearTimeout(retry)
      live.off()
      live.disconnect()
    }
  }, [live, view, points, readPoints, reloadSummary, reloadIncidents])
  return { connected, pushed }
}

interface Looking {
  view: View
  readPoints: () => void
  /** When the points were asked for last, by the page's clock. */
  readAt: RefObject<number>
}

/** Tells the server what the map shows, once that leaves what the server knows by much. */
const useLook = (live: Live, { view, readPoints, readAt }: Looking) =>
  useCallback(
    (bounds: Bounds) => {
      const seen = view.current
      if (seen && contains(seen, bounds) && contains(padded(bounds, 1), seen)) return
      const isNew = seen && !contains(seen, bounds)
      view.current = padded(bounds, 0.25)
      if (live.connected) live.emit('view', view.current)
      if (isNew && performance.now() - readAt.current > STALE_MS) readPoints()
    },
    [live, view, readPoints, readAt],
  )
