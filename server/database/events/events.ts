import pg from 'pg'
import type { Database } from '../connection.ts'

/**
 * What one process of Plaza tells the others, through PostgreSQL's NOTIFY (at most 8,000 octets each). Each says what
 * changed, never the data: who cares reads it.
 */
export type PlazaEvent =
  | { type: 'gateways' }
  | { type: 'policies' }
  | { type: 'emergencies' }
  | { type: 'notices' }
  | { type: 'hotspots' }
  | { type: 'neighbourhoods' }
  | { type: 'device'; mac: string }
  | { type: 'device-credential'; id: number }
  | { type: 'certificates' }
  | { type: 'resident'; id: number }
  | { type: 'sessions'; sessions: SessionChange[] }
  | { type: 'health'; hotspotIds: number[] }
  | { type: 'alert'; id: number; hotspotId: number; change: 'opened' | 'closed' }
  | { type: 'traps'; agentIds: number[] }
  | { type: 'incidents' }
  | { type: 'silences' }
  | { type: 'quota'; residentId: number }
  | { type: 'admission'; devices: Array<[residentId: number, mac: string, hotspotId: number | null]> }
  | { type: 'radius-process' }
  | { type: 'traces' }
  | { type: 'gateway-request'; id: number; gatewayId: number }
  | { type: 'gateway-answer'; id: number }
  | { type: 'discovery' }
  | { type: 'sign-out'; staffSession: string }
  | { type: 'staff'; id: number }

/** What happened to a session; told of both hotspots where it moved from one to another. */
export interface SessionChange {
  id: number
  hotspotId: number | null
  residentId: number | null
  change: 'started' | 'updated' | 'ended'
}

const CHANNEL = 'plaza'

/** Sends `events` to every process, this one too, in one statement. */
export async function publish({ pool }: Pick<Database, 'pool'>, ...events: PlazaEvent[]): Promise<void> {
  if (events.length === 0) return
  const payloads = events.map((event) => JSON.stringify(event))
  await pool.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [CHANNEL, payloads])
}

export interface Subscription {
  close(): Promise<void>
}

interface SubscriptionOptions {
  /** Default: 1000. */
  retryMs?: number
  /** Key of an advisory lock that is shared by those who listen, as long as they do. */
  lock?: number
}

/** Whoever may connect to the database may NOTIFY: what is no event is passed over, and ends no process. */
function readEvent(payload: string): PlazaEvent | undefined {
  try {
    const event: unknown = JSON.parse(payload)
    const isEvent = typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string'
    return isEvent ? (event as PlazaEvent) : undefined
  } catch {
    return undefined
  }
}

/**
 * Calls `onEvent` for each event. The connection is made anew when it breaks, one attempt every `retryMs`; `onGap` is
 * then called, since events may have been missed: whoever caches something reads it afresh. All who listen through one
 * pool share one connection, but for those who hold a lock by theirs.
 *
 * @throws when the database does not answer the first who listens
 */
export async function subscribe(
  { pool }: Pick<Database, 'pool'>,
  onEvent: (event: PlazaEvent) => void,
  onGap: () => void = () => {},
  options: SubscriptionOptions = {},
): Promise<Subscription> {
  const listener = options.lock === undefined ? sharedListener(pool, options) : openListener(pool, options)
  const subscriber = { onEvent, onGap }
  listener.subscribers.add(subscriber)
  const close = async () => {
    listener.subscribers.delete(subscriber)
    if (listener.subscribers.size > 0) return
    if (shared.get(pool) === listener) shared.delete(pool)
    await listener.close()
  }
  await listener.opened.catch(async (error) => {
    await close()
    throw error
  })
  return { close }
}

interface Subscriber {
  onEvent: (event: PlazaEvent) => void
  onGap: () => void
}

/** A connection that listens, and who hears it. */
interface Listener extends Subscription {
  subscribers: Set<Subscriber>
  /** It listens; rejects where the first attempt fails. */
  opened: Promise<void>
}

const shared = new WeakMap<pg.Pool, Listener>()

function sharedListener(pool: pg.Pool, options: SubscriptionOptions): Listener {
  const listener = shared.get(pool) ?? openListener(pool, options)
  shared.set(pool, listener)
  return listener
}

function openListener(pool: pg.Pool, { retryMs = 1000, lock }: SubscriptionOptions): Listener {
  const subscribers = new Set<Subscriber>()
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  const listen = async () => {
    const next = new pg.Client({ ...pool.options, keepAlive: true, application_name: 'plaza listen' })
    next.on('notification', ({ payload }) => tell(subscribers, payload))
    next.on('error', () => {})
    client = next
    try {
      await next.connect()
      await next.query(`listen ${CHANNEL}`)
      if (lock !== undefined) await next.query('select pg_advisory_lock_shared($1)', [lock])
    } catch (error) {
      void next.end().catch(() => {})
      throw error
    }
    // Only now: an attempt that fails ends its connection too, and must not be tried again twice.
    next.once('end', retry)
  }
  const onGap = () => {
    for (const subscriber of [...subscribers]) subscriber.onGap()
  }
  const retry = () => {
    if (closed) return
    timer = setTimeout(() => void listen().then(onGap, retry), retryMs)
    timer.unref()
  }
  return {
    subscribers,
    opened: listen(),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

function tell(subscribers: ReadonlySet<Subscriber>, payload: string | undefined): void {
  const event = payload && readEvent(payload)
  if (!event) return
  for (const { onEvent, onGap } of [...subscribers]) {
    try {
      onEvent(event)
    } catch {
      // Its fields are not what its type says: what it was to tell is not known.
      onGap()
    }
  }
}
