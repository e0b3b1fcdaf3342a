import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { mostStrangers } from './gateway-posture.ts'
import {
  addSeenRequests,
  forgetOldPosture,
  type LearntSource,
  type SeenKind,
  type SeenRequests,
  storeSources,
  utcDay,
} from './gateway-posture-store.ts'
import type { Gateway } from './gateways.ts'
import type { Registry } from './registry.ts'

/** One Access-Request from a gateway. */
export interface SeenRequest extends SeenKind {
  address: string
  /** The NAS-Identifier, where it has one; asked for now and then. */
  nasIdentifier(): string | undefined
}

export interface PostureRecorder {
  /** Counts, and teaches the registry what follows. Never waits and never throws. */
  saw(gateway: Gateway, request: SeenRequest): void
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
interface Tally extends SeenKind {
  requests: number
  /** Milliseconds since the epoch. */
  lastAt: number
  nasIdentifier: string | undefined
}

/** Gathers in memory what gateways are seen to send, and stores it a few times a minute. */
export function openPostureRecorder(
  { db, registry, log }: { db: Pick<Database, 'pool'>; registry: Pick<Registry, 'learn'>; log: Log },
  now: () => number = Date.now,
): PostureRecorder {
  /** Midnight, UTC, after which the tallies begin anew. */
  let dayEnds = 0
  /** By gateway and then by address; null holds the addresses beyond {@link mostStrangers}. */
  const tallies = new Map<number, Map<string | null, Tally[]>>()
  let rows = new Map<string, SeenRequests>()
  let sources = new Map<string, LearntSource>()
  let tidiedAt = 0
  let running = Promise.resolve()

  /** Moves what was counted to the rows that wait; addresses stay known until the day is over. */
  const gather = () => {
    const day = utcDay(new Date(dayEnds - DAY_MS))
    for (const [gatewayId, addresses] of tallies) {
      for (const [address, kinds] of addresses) {
        for (const { lastAt, nasIdentifier, ...tally } of kinds) {
          if (tally.requests === 0) continue
          addRow(rows, {
            ...tally,
            gatewayId,
            day,
            address,
            lastAt: new Date(lastAt),
            nasIdentifier: nasIdentifier === undefined ? null : printable(nasIdentifier),
          })
        }
        for (const tally of kinds) {
          tally.requests = 0
          tally.nasIdentifier = undefined
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
    await forgetOldPosture(db, new Date(now())).catch((error) =>
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
    saw(gateway, request) {
      const at = now()
      if (at >= dayEnds) {
        gather()
        tallies.clear()
        dayEnds = (Math.floor(at / DAY_MS) + 1) * DAY_MS
      }
      const address = withoutZone(request.address)
      const tally = tallyOf(tallies, gateway.id, address, request)
      tally.requests += 1
      tally.lastAt = at
      tally.nasIdentifier ??= request.nasIdentifier()
      const source = registry.learn(gateway, address, request)
      if (source) sources.set(`${source.gatewayId} ${source.address}`, source)
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

function tallyOf(
  tallies: Map<number, Map<string | null, Tally[]>>,
  gatewayId: number,
  address: string,
  { signed, proxyState, eap, refused }: SeenKind,
): Tally {
  const addresses = tallies.get(gatewayId) ?? new Map<string | null, Tally[]>()
  tallies.set(gatewayId, addresses)
  const toldApart = signed || addresses.has(address) || addresses.size < mostStrangers ? address : null
  const kinds = addresses.get(toldApart) ?? []
  addresses.set(toldApart, kinds)
  const known = kinds.find(
    (one) => one.signed === signed && one.proxyState === proxyState && one.eap === eap && one.refused === refused,
  )
  if (known) return known
  const tally = { signed, proxyState, eap, refused, requests: 0, lastAt: 0, nasIdentifier: undefined }
  kinds.push(tally)
  return tally
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
const withoutZone = (address: string) => {
  const end = address.indexOf('%')
  return end === -1 ? address : address.slice(0, end)
}

/** Without what PostgreSQL does not take and a terminal would obey. */
const printable = (text: string) => text.replace(/\p{C}/gu, '')
