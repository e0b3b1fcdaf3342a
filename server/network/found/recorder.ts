import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isRefused } from '../../database/sql-errors.ts'
import { isStorableText } from '../../database/storable-text.ts'
import type { Log } from '../../log.ts'
import type { Packet } from '../hotspots/heard-names.ts'
import { type Call, storeCalls } from './calls.ts'
import { heardName } from './heard-name.ts'
import { type Heard, storeHeard } from './store.ts'

export interface FoundRecorder {
  /** Takes in that a session was reported from an access point that nobody knows. Never waits and never throws. */
  hear(
    arrival: { gatewayId: number; packet: Packet },
    record: { kind: string; calledStationId: string | null; at: Date },
  ): void
  /** Takes in what a gateway calls an access point, where that is new (see `calls.ts`). Never waits and never throws. */
  keep(call: Call): void
  /** Stores what was heard so far; what cannot be stored now is kept for the next time. */
  flush(): Promise<void>
  close(): Promise<void>
}

const FLUSH_MS = 10_000
/** Access points that wait for the database at most. */
const MOST_WAITING = 5000

/** Gathers in memory what is heard of unknown access points, and stores it a few times a minute. */
export function openFoundRecorder(db: Pick<Database, 'pool'>, log: Log): FoundRecorder {
  let calls: Call[] = []
  let heard = new Map<string, Heard>()
  /** The same by the gateway and the Called-Station-Id as it came: each record of a session says it again. */
  let saidBefore = new Map<number, Map<string, Heard>>()
  const add = (one: Heard): Heard | undefined => {
    const key = `${one.gatewayId} ${one.called}`
    const other = heard.get(key)
    if (other) return together(other, one.sessions, one.firstAt, one.lastAt)
    if (heard.size >= MOST_WAITING) return undefined
    heard.set(key, one)
    return one
  }
  const remember = (said: string, one: Heard) => {
    const ofGateway = saidBefore.get(one.gatewayId)
    if (ofGateway && ofGateway.size < MOST_WAITING) ofGateway.set(said, one)
    else if (!ofGateway) saidBefore.set(one.gatewayId, new Map([[said, one]]))
  }
  let running = Promise.resolve()
  const store = async () => {
    const batch = heard
    if (batch.size === 0) return
    heard = new Map()
    saidBefore = new Map()
    try {
      await storeHeard(db, [...batch.values()])
    } catch (error) {
      if (isRefused(error)) log.warn({ err: error }, 'unknown access points are not kept: the database refuses them')
      else for (const one of batch.values()) add(one)
    }
  }
  const storeNewCalls = async () => {
    const batch = calls
    if (batch.length === 0) return
    calls = []
    try {
      if (await storeCalls(db, batch)) await publish(db, { type: 'gateways' })
    } catch (error) {
      if (isRefused(error)) log.warn({ err: error }, 'what gateways call is not kept: the database refuses it')
      else calls = [...batch, ...calls].slice(0, MOST_WAITING)
    }
  }
  const flush = () => {
    running = running.then(store).then(storeNewCalls)
    return running
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()
  return {
    hear({ gatewayId, packet }, { kind, calledStationId, at }) {
      const sessions = kind === 'start' ? 1 : 0
      const known = calledStationId ? saidBefore.get(gatewayId)?.get(calledStationId) : undefined
      if (known) return void together(known, sessions, at, at)
      const called = heardName(calledStationId, packet)
      if (called === undefined || !isStorableText(called)) return
      const one = add({ gatewayId, called, sessions, firstAt: at, lastAt: at })
      if (one && calledStationId) remember(calledStationId, one)
    },
    keep(call) {
      if (calls.length < MOST_WAITING && isStorableText(call.called)) calls.push(call)
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Adds to what was heard of an access point, in place: it happens for each record. */
function together(one: Heard, sessions: number, firstAt: Date, lastAt: Date): Heard {
  one.sessions += sessions
  if (firstAt < one.firstAt) one.firstAt = firstAt
  if (lastAt > one.lastAt) one.lastAt = lastAt
  return one
}
