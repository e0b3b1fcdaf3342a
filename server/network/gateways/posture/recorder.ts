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

interface RecorderParts {
  db: Pick<Database, 'pool'>
  registry: Pick<Registry, 'learn'>
  log: Log
  now(): number
}

interface Recorder extends RecorderParts {
  /** Midnight, UTC, after which the counters begin anew. */
  dayEnds: number
  counters: Counters
  /** What waits for the database. */
  rows: Map<string, SeenRequests>
  sources: Map<string, LearntSource>
  tidiedAt: number
}

/** Gathers in memory what gateways are seen to send, and stores it a few times a minute. */
export function openPostureRecorder(parts: Omit<RecorderParts, 'now'>, now: () => number = Date.now): PostureRecorder {
  const recorder: Recorder = {
    ...parts,
    now,
    ...{ dayEnds: 0, counters: new Map(), rows: new Map(), sources: new Map(), tidiedAt: 0 },
  }
  let running = Promise.resolve()
  const flush = () => {
    running = running.then(() => store(recorder))
    return running
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()
  return {
    record: (gateway, request) => record(recorder, gateway, request),
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

function record(recorder: Recorder, gateway: Gateway, request: SeenRequest): void {
  const at = recorder.now()
  if (at >= recorder.dayEnds) beginDay(recorder, at)
  const counter = counterOf(recorder.counters, gateway.id, request.address, request)
  counter.requests += 1
  counter.lastAt = at
  counter.nasIdentifier ??= request.nasIdentifier()
  const source = recorder.registry.learn(gateway, request.address, request)
  if (!source) return
  const address = withoutZone(source.address)
  recorder.sources.set(`${source.gatewayId} ${address}`, { ...source, address })
}

function beginDay(recorder: Recorder, at: number): void {
  gather(recorder)
  recorder.counters.clear()
  recorder.dayEnds = (Math.floor(at / DAY_MS) + 1) * DAY_MS
}

/** Moves what was counted to the rows that wait; addresses stay known until the day is over. */
function gather({ dayEnds, counters, rows }: Recorder): void {
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

async function store(recorder: Recorder): Promise<void> {
  gather(recorder)
  const { rows, sources } = recorder
  recorder.rows = new Map()
  recorder.sources = new Map()
  await storeLearnt(recorder, sources)
  await storeCounted(recorder, rows)
  await tidy(recorder)
}

async function storeLearnt(recorder: Recorder, given: ReadonlyMap<string, LearntSource>): Promise<void> {
  await storeSources(recorder.db, [...given.values()]).catch((error) => {
    recorder.sources = new Map([...given, ...recorder.sources])
    recorder.log.warn({ err: error }, 'what gateways were seen to sign is not stored yet')
  })
}

async function storeCounted(recorder: Recorder, given: ReadonlyMap<string, SeenRequests>): Promise<void> {
  await addSeenRequests(recorder.db, [...given.values()]).catch((error) => {
    for (const row of given.values()) addRow(recorder.rows, row)
    recorder.log.warn({ err: error }, 'what gateways were seen to send is not stored yet')
  })
}

async function tidy(recorder: Recorder): Promise<void> {
  const { db, log, now } = recorder
  if (now() - recorder.tidiedAt < HOUR_MS) return
  recorder.tidiedAt = now()
  await deleteOldPosture(db, new Date(now())).catch((error) =>
    log.warn({ err: error }, 'what gateways were seen to send long ago is not tidied'),
  )
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
