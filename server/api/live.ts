import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { CityMap, MapChanges } from './city-map/index.ts'
import type { ClientToServer, HotspotPoint, ServerToClient, Summary } from './contract/index.ts'
import { isOwnPage } from './staff/same-origin.ts'
import type { StaffSession, StaffSessions } from './staff/staff-session.ts'

/** How often the session behind every connection is looked at again. */
const CHECK_MS = 5000

type Bounds = [west: number, south: number, east: number, north: number]
interface Viewer {
  session: StaffSession
  view?: Bounds
  watched?: number
}
type Nothing = Record<string, never>
type LiveSocket = Socket<ClientToServer, ServerToClient, Nothing, Viewer>

const bounds = z.tuple([z.number(), z.number(), z.number(), z.number()])
const watched = z.int().positive().nullable()

export interface LiveParts {
  server: HttpServer
  config: Pick<Config, 'http'>
  map: CityMap
  sessions: StaffSessions
  summary: () => Promise<Summary>
  log: Log
}

export interface Live {
  connections(): number
  close(): Promise<void>
}

/**
 * Socket.IO at `/api/live`, for signed-in staff of any role. Each browser hears at most once a second of the hotspots
 * within its view that changed, of the one it watches, of the summary and of alerts.
 */
export function startLive({ server, config, map, sessions, summary, log }: LiveParts): Live {
  const io = new Server<ClientToServer, ServerToClient, Nothing, Viewer>(server, {
    path: '/api/live',
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, decide) => decide(null, isOwnPage(request, config.http.publicUrl)),
  })
  io.use((socket, next) => {
    sessions.read(socket.request.headers.cookie).then((signedIn) => {
      if (!signedIn) return next(new Error('signed-out'))
      socket.data.session = signedIn.session
      next()
    }, next)
  })
  io.on('connection', (socket) => {
    socket.on('view', (value) => {
      const parsed = bounds.safeParse(value)
      if (parsed.success) socket.data.view = parsed.data
    })
    socket.on('watch', (value) => {
      const parsed = watched.safeParse(value)
      if (!parsed.success) return
      if (parsed.data === null) delete socket.data.watched
      else socket.data.watched = parsed.data
    })
  })
  const all = () => io.of('/').sockets as Map<string, LiveSocket>

  let lastSummary = ''
  const sendSummary = async () => {
    const now = await summary()
    const text = JSON.stringify(now)
    if (text === lastSummary) return
    lastSummary = text
    io.emit('summary', now)
  }

  map.onChanges((changes) => {
    for (const socket of all().values()) tell(socket, changes)
    if (changes.alerts) io.emit('alerts')
    if (all().size > 0) sendSummary().catch((error) => log.error({ err: error }, 'summary not sent'))
  })
  map.onSignOut((staffSession) => {
    sessions.forget(staffSession)
    for (const socket of all().values()) if (socket.data.session.id === staffSession) socket.disconnect(true)
  })
  const checks = setInterval(async () => {
    for (const socket of all().values()) {
      // Where the database is away the connection stays: nobody was found to be no longer staff.
      const stillGood = await sessions.check(socket.data.session).catch(() => true)
      if (!stillGood) socket.disconnect(true)
    }
  }, CHECK_MS)

  return {
    connections: () => all().size,
    async close() {
      clearInterval(checks)
      await io.close()
    },
  }
}

function tell(socket: LiveSocket, changes: MapChanges): void {
  const { view, watched } = socket.data
  const seen = view ? changes.points.filter((point) => isWithin(view, point)) : []
  if (seen.length > 0) socket.emit('points', seen)
  if (watched === undefined) return
  const what = (['health', 'sessions'] as const).filter((kind) => changes[kind].has(watched))
  if (what.length > 0) socket.emit('hotspot', { id: watched, what })
}

/** Whether a point lies within bounds, which may cross the antimeridian. */
export function isWithin([west, south, east, north]: Bounds, [, longitude, latitude]: HotspotPoint): boolean {
  if (latitude < south || latitude > north) return false
  return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east
}
