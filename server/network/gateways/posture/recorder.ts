import type { Database } from '../../../database/connection.ts'
import type { Log } from '../../../log.ts'
import type { Gateway } from '../gateways.ts'
import type { Registry } from '../registry.ts'
import { MAX_UNSIGNED_ADDRESSES } from './posture.ts'
import {
  addSeenRequests,
  deleteOldPosture,
  type LearntSource,
  type SeenKind,
  type SeenRequests,
  storeSources,
  utcDay,
} from './store.ts'

/** One Access-Request from a gateway. */
export interface SeenRequest extends SeenKind {
  address: string
  /** The NAS-Identifier, where it has one; asked for now and then. */
  nasIdentifier(): string | undefined
}

export interface PostureRecorder {
  /** Counts, and teaches the registry what follows. Never waits and never throws. */
  record(gateway: Gateway, request: SeenRequest): void
  /** Stores what was seen so far; what cannot be stored is kept for the next time. */
  flush(): Promise<void>
  close(): Promise<void>
}

const FLUSH_MS = 15_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Rows that wait for the database at most. */
const MOST_WAITING = 100_000

/** Requests of one kind from one address since they were last gathered. */
interface Counter extends SeenKind {
  requests: number
  /** Milliseconds since the epoch. */
  lastAt: number
  nasIdentifier: string | undefined
}

/** By gateway, then by address (null: those beyond {@link MAX_UNSIGNED_ADDRESSES}), then by kind, with gaps. */
type Counters = Map<number, Map<string | null, Array<Counter | undefined>>>

/** Gathers in memory what gateways are seen to send, and stores it a few times a minute. */
export function openPostureRecorder(
  { db, registry, log }: { db: Pick<Database, 'pool'>; registry: Pick<Registry, 'learn'>; log: Log },
  now: () => number = Date.now,
): PostureRecorder {
  /** Midnight, UTC, after which the counters begin anew. */
  let dayEnds = 0
  const counters: Counters = new Map()
  let rows = new Map<string, SeenRequests>()
  let sources = new Map<string, LearntSource>()
  let tidiedAt = 0
  let running = Promise.resolve()

  /** Moves what was counted to the rows that wait; addresses stay known until the day is over. */
  const gather = () => {
    const day = utcDay(new Date(dayEnds - DAY_MS))
    for (const [gatewayId, addresses] of counters) {
      for (const [from, kinds] of addresses) {
        const address = from && withoutZone(from)
        for (const counter of kinds) {
          if (!counter?.requests) continue
          const nasIdentifier = counter.nasIdentifier === undefined ? null : printable(counter.nasIdentifier)
          addRow(rows, { ...counter, gatewayId, day, address, lastAt: new Date(counter.lastAt), nasIdentifier })
          counter.requests = 0
          counter.nasIdentifier = undefined
        }
      }
    }
  }

  const store = async () => {
    gather()
    const [givenRows, givenSources] = [rows, sources]
    rows = new Map()
    sources = new Map()
    await storeSources(db, [...givenSources.values()]).catch((error) => {
      sources = new Map([...givenSources, ...sources])
      log.warn({ err: error }, 'what gateways were seen to sign is not stored yet')
    })
    await addSeenRequests(db, [...givenRows.values()]).catch((error) => {
      for (const row of givenRows.values()) addRow(rows, row)
      log.warn({ err: error }, 'what gateways were seen to send is not stored yet')
    })
    if (now() - tidiedAt < HOUR_MS) return
    tidiedAt = now()
    await deleteOldPosture(db, new Date(now())).catch((error) =>
      log.warn({ err: error }, 'what gateways were seen to send long ago is not tidied'),
    )
  }
  const flush = () => {
    running = running.then(store)
    return running
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()

  return {
    record(gateway, request) {
      const at = now()
      if (at >= dayEnds) {
        gather()
        counters.clear()
        dayEnds = (Math.floor(at / DAY_MS) + 1) * DAY_MS
      }
      const counter = counterOf(counters, gateway.id, request.address, request)
      counter.requests += 1
      counter.lastAt = at
      counter.nasIdentifier ??= request.nasIdentifier()
      const source = registry.learn(gateway, request.address, request)
      if (!source) return
      const address = withoutZone(source.address)
      sources.set(`${source.gatewayId} ${address}`, { ...source, address })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Called for every Access-Request: quick where the counter is there. */
function counterOf(counters: Counters, gatewayId: number, address: string, seen: SeenKind): Counter {
  let addresses = counters.get(gatewayId)
  if (!addresses) {
    addresses = new Map()
    counters.set(gatewayId, addresses)
  }
  let kinds = addresses.get(address)
  if (!kinds) {
    const countedUnder = seen.signed || addresses.size < MAX_UNSIGNED_ADDRESSES ? address : null
    kinds = addresses.get(countedUnder) ?? []
    addresses.set(countedUnder, kinds)
  }
  const { signed, proxyState, eap, refused } = seen
  const kind = Number(signed) + 2 * Number(proxyState) + 4 * Number(eap) + 8 * Number(refused)
  kinds[kind] ??= { signed, proxyState, eap, refused, requests: 0, lastAt: 0, nasIdentifier: undefined }
  return kinds[kind]
}

function addRow(rows: Map<string, SeenRequests>, row: SeenRequests): void {
  const { gatewayId, day, address, signed, proxyState, eap, refused } = row
  const key = [gatewayId, day, address, signed, proxyState, eap, refused].join(' ')
  const known = rows.get(key)
  if (!known) {
    if (rows.size < MOST_WAITING) rows.set(key, row)
    return
  }
  known.requests += row.requests
  if (row.lastAt > known.lastAt) known.lastAt = row.lastAt
  known.nasIdentifier = row.nasIdentifier ?? known.nasIdentifier
}

/** A link-local address without the name of the interface, which PostgreSQL does not take. */
const withoutZone = (address: string) => address.replace(/%.*/, '')

/** Without what PostgreSQL does not take and a terminal would obey. */
const printable = (text: string) => text.replace(/\p{C}/gu, '')
