import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Alerts, Me, Settings, Summary } from '../../server/api/contract.ts'
import { read, sources } from './api.ts'
import { createFormatter, type Formatter } from './format.ts'
import { createPoints, type Points } from './hotspots/points.ts'
import { useLanguage } from './languages/index.ts'
import { createLive, type Live } from './live.ts'
import { contains, padded } from './map/bounds.ts'
import type { Bounds } from './map/cluster-index.ts'
import { type Resource, useResource } from './resource.ts'

/** What every page of the dashboard shares. */
export interface City {
  me: Me
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
  alerts: Resource<Alerts>
  /** Tells the server what the map shows. */
  look: (bounds: Bounds) => void
  /** Has screen readers say `words`. */
  announce: (words: string) => void
  announced: string
}

const Context = createContext<City | undefined>(undefined)

export function useCity(): City {
  const city = useContext(Context)
  if (!city) throw new Error('useCity is used outside CityProvider')
  return city
}

/** Updates outside the view are not sent: what comes into view again is read afresh when older than this. */
const STALE_MS = 15_000
const RETRY_MS = 5000

export function CityProvider({ me, settings, children }: { me: Me; settings: Settings; children: ReactNode }) {
  const language = useLanguage()
  const format = useMemo(() => createFormatter(language, settings.timeZone), [language, settings.timeZone])
  const live = useMemo(createLive, [])
  const points = useMemo(createPoints, [])
  const [connected, setConnected] = useState(true)
  const [pointsError, setPointsError] = useState<unknown>()
  const [pushed, setPushed] = useState<Summary>()
  const [announced, announce] = useState('')
  const firstSummary = useResource(sources.summary)
  const alerts = useResource(sources.alerts)
  const view = useRef<Bounds | undefined>(undefined)
  const readAt = useRef(0)

  const readPoints = useCallback(() => {
    readAt.current = performance.now()
    const asked = points.asking()
    read(sources.points).then(
      (answer) => {
        points.replace(answer.points, asked)
        setPointsError(undefined)
      },
      (error: unknown) => setPointsError(error),
    )
  }, [points])

  useEffect(readPoints, [readPoints])

  const { reload: readSummary } = firstSummary
  const { reload: readAlerts } = alerts
  useEffect(() => {
    let before = false
    live.connect()
    live.on('connect', () => {
      setConnected(true)
      if (view.current) live.emit('view', view.current)
      if (before) {
        setPushed(undefined)
        readPoints()
        readSummary()
        readAlerts()
      }
      before = true
    })
    let retry: ReturnType<typeof setTimeout> | undefined
    const lost = () => {
      setConnected(false)
      // Sent away rather than cut off: perhaps nobody is signed in any more, which reading `me` finds out.
      if (live.active) return
      read(sources.me).then(
        () => {},
        () => {},
      )
      retry = setTimeout(() => live.connect(), RETRY_MS)
    }
    live.on('disconnect', lost)
    live.on('connect_error', lost)
    live.on('points', (changed) => {
      if (!points.change(changed)) readPoints()
    })
    live.on('summary', setPushed)
    live.on('alerts', readAlerts)
    return () => {
      clearTimeout(retry)
      live.off()
      live.disconnect()
    }
  }, [live, points, readPoints, readSummary, readAlerts])

  const look = useCallback(
    (bounds: Bounds) => {
      const seen = view.current
      if (seen && contains(seen, bounds) && contains(padded(bounds, 1), seen)) return
      const strange = seen && !contains(seen, bounds)
      view.current = padded(bounds, 0.25)
      if (live.connected) live.emit('view', view.current)
      if (strange && performance.now() - readAt.current > STALE_MS) readPoints()
    },
    [live, readPoints],
  )

  const summary = pushed ?? firstSummary.data
  const city = useMemo<City>(
    () => ({
      me,
      settings,
      format,
      live,
      connected,
      points,
      pointsError,
      readPoints,
      summary,
      alerts,
      look,
      announce,
      announced,
    }),
    [me, settings, format, live, connected, points, pointsError, readPoints, summary, alerts, look, announced],
  )
  return <Context value={city}>{children}</Context>
}
