import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import type { Config } from '../config/index.ts'
import type { Log } from '../log.ts'
import type { Districts } from '../network/districts/within.ts'
import { districtsKey } from './by-districts.ts'
import type { CityMap, MapChanges } from './city-map/index.ts'
import type { ClientToServer, HotspotPoint, ServerToClient, Summary } from './contract/index.ts'
import { isOwnPage } from './staff/same-origin.ts'
import type { StaffSession, StaffSessions } from './staff/staff-session.ts'

/** A browser has joined with its sign-in after so long, or is closed; so many may be about to. */
const JOIN_WITHIN_MS = 5000
const MOST_JOINING = 50
/** How often the session behind every connection is looked at again. */
const CHECK_MS = 5000

type Bounds = [west: number, south: number, east: number, north: number]
interface Viewer {
  session: StaffSession
  districts: Districts
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
  summary: (districts: Districts) => Promise<Summary>
  log: Log
}

export interface Live {
  connections(): number
  close(): Promise<void>
}

type LiveServer = Server<ClientToServer, ServerToClient, Nothing, Viewer>

interface Context extends LiveParts {
  io: LiveServer
  joining: Map<object, Joining>
  /** What browsers were told last, as JSON, by their districts. */
  lastSummary: Map<string, string>
}

/**
 * Socket.IO at `/api/live`, for signed-in staff of any role. Each browser hears at most once a second of the hotspots
 * within its view that changed, of the one it watches, of the summary, of alerts and of incidents. Who is not signed in is told so, as
 * long as few ask at a time.
 */
export function startLive(parts: LiveParts): Live {
  const { map, sessions } = parts
  const io: LiveServer = new Server(parts.server, {
    path: '/api/live',
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, decide) => admit(context, request, (admitted) => decide(null, admitted)),
  })
  const context: Context = { ...parts, io, joining: boundJoining(io), lastSummary: new Map() }
  io.use((socket, next) => {
    sessions.read(socket.request.headers.cookie).then((signedIn) => {
      if (!signedIn) return next(new Error('signed-out'))
      socket.data.session = signedIn.session
      socket.data.districts = signedIn.staff.districts
      next()
    }, next)
  })
  io.on('connection', (socket) => onConnection(context, socket))
  map.onChanges((changes) => onChanges(context, changes))
  map.onSignOut((staffSession) => onSignOut(context, staffSession))
  map.onStaff((staffId) => {
    sessions.reread(staffId)
    void checkAll(context, staffId)
  })
  const checks = setInterval(() => void checkAll(context), CHECK_MS)
  return {
    connections: () => viewers(context).size,
    async close() {
      clearInterval(checks)
      for (const { cutOff } of context.joining.values()) cutOff()
      await io.close()
    },
  }
}

const viewers = ({ io }: Pick<Context, 'io'>) => io.of('/').sockets as Map<string, LiveSocket>

/** Decides whether a browser may begin to join: everybody as long as few do, then only who is signed in. */
function admit(
  { config, joining, sessions }: Context,
  request: IncomingMessage,
  decide: (admitted: boolean) => void,
): void {
  if (!isOwnPage(request, config.http.publicUrl)) decide(false)
  else if (joining.size < MOST_JOINING) decide(true)
  else {
    const signedIn = sessions.read(request.headers.cookie).catch(() => undefined)
    void signedIn.then((found) => decide(found !== undefined))
  }
}

function onConnection({ joining }: Context, socket: LiveSocket): void {
  joining.get(socket.conn)?.end()
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
}

function onChanges(context: Context, changes: MapChanges): void {
  const sockets = viewers(context)
  for (const socket of sockets.values()) tell(context, socket, changes)
  if (sockets.size > 0) sendSummaries(context).catch((error) => context.log.error({ err: error }, 'summary not sent'))
}

/** A summary for each choice of districts that somebody who looks is limited to. */
async function sendSummaries(context: Context): Promise<void> {
  const groups = new Map<string, LiveSocket[]>()
  for (const socket of viewers(context).values()) {
    const key = districtsKey(socket.data.districts)
    const group = groups.get(key)
    if (group) group.push(socket)
    else groups.set(key, [socket])
  }
  for (const key of context.lastSummary.keys()) if (!groups.has(key)) context.lastSummary.delete(key)
  for (const [key, sockets] of groups) {
    const now = await context.summary(sockets[0]!.data.districts)
    const text = JSON.stringify(now)
    if (text === context.lastSummary.get(key)) continue
    context.lastSummary.set(key, text)
    for (const socket of sockets) socket.emit('summary', now)
  }
}

function onSignOut(context: Context, staffSession: string): void {
  context.sessions.forget(staffSession)
  for (const socket of viewers(context).values()) if (socket.data.session.id === staffSession) socket.disconnect(true)
}

/** Cuts off who is no longer staff. @param staffId only this one's browsers; absent: all */
async function checkAll(context: Context, staffId?: number): Promise<void> {
  for (const socket of viewers(context).values())
    if (staffId === undefined || socket.data.session.staffId === staffId) await check(context, socket)
}

async function check({ sessions }: Context, socket: LiveSocket): Promise<void> {
  // Where the database is away the connection stays: nobody was found to be no longer staff.
  const found = await sessions.check(socket.data.session).catch(() => 'unknown' as const)
  if (found === 'unknown') return
  if (!found) socket.disconnect(true)
  // Other districts, another view: the browser connects again, and reads all afresh.
  else if (districtsKey(found.staff.districts) !== districtsKey(socket.data.districts)) socket.conn.close()
}

interface Joining {
  cutOff(): void
  /** It has joined, or is gone. */
  end(): void
}

/**
 * Cuts connections off that have not joined in time, whose number is bounded by that. Not by closing them: a WebSocket
 * waits half a minute for the other side to close too (RFC 6455 section 7.1.1), and who has not joined need not.
 *
 * @returns those that have not joined
 */
function boundJoining(io: Server): Map<object, Joining> {
  const joining = new Map<object, Joining>()
  io.engine.on('connection', (connection: LiveSocket['conn']) => {
    const cutOff = () => {
      connection.close(true)
      connection.request.socket.destroy()
    }
    const timer = setTimeout(cutOff, JOIN_WITHIN_MS)
    const end = () => {
      clearTimeout(timer)
      joining.delete(connection)
    }
    joining.set(connection, { cutOff, end })
    connection.once('close', end)
  })
  return joining
}

function tell({ map }: Context, socket: LiveSocket, changes: MapChanges): void {
  const { view, watched, districts } = socket.data
  const isOwn = (id: number) => map.isOwn(districts, id)
  const seen = view ? changes.points.filter((point) => isWithin(view, point) && isOwn(point[0])) : []
  if (seen.length > 0) socket.emit('points', seen)
  if ([...changes.alerts].some(isOwn)) socket.emit('alerts')
  if (changes.incidents) socket.emit('incidents')
  if (watched === undefined || !isOwn(watched)) return
  const what = (['health', 'sessions'] as const).filter((kind) => changes[kind].has(watched))
  if (what.length > 0) socket.emit('hotspot', { id: watched, what })
}

/** Whether a point lies within bounds, which may cross the antimeridian. */
export function isWithin([west, south, east, north]: Bounds, [, longitude, latitude]: HotspotPoint): boolean {
  if (latitude < south || latitude > north) return false
  return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east
}
