import { createHash } from 'node:crypto'
import type { EngineClock } from './privacy.ts'

/** An authoritative SNMP engine (RFC 3412 section 2.1): Plaza's, to which informs are sent, or a simulated agent's. */
export interface OwnEngine {
  engineId: Buffer
  clock(): EngineClock
  /** Whether a message of this clock is of now (RFC 3414 section 3.2, step 7a). */
  isInTime(clock: EngineClock): boolean
  /** Counts a report (usmStats, RFC 3414 section 5). @returns how many there were with it */
  count(): number
}

/** First bit set, no maker's number, format 5: octets of our choice (RFC 3411 section 5, SnmpEngineID). */
const FORMAT = Buffer.of(0x80, 0, 0, 0, 5)
const OCTETS = 12
/** Seconds. */
const WINDOW = 150
/** Boots are told by when this process began, so that they grow: seconds since 2020. */
const EPOCH = Date.parse('2020-01-01T00:00:00Z') / 1000

/**
 * @param name by which the engine is the same after a restart
 * @param now ms of a clock that nobody sets
 */
export function createOwnEngine(name: string, now: () => number): OwnEngine {
  const engineId = Buffer.concat([FORMAT, createHash('sha256').update(name).digest().subarray(0, OCTETS)])
  const startedAt = now()
  const boots = Math.max(1, Math.floor(Date.now() / 1000 - EPOCH))
  const time = () => Math.floor((now() - startedAt) / 1000)
  let reports = 0
  return {
    engineId,
    clock: () => ({ boots, time: time() }),
    isInTime: (clock) => clock.boots === boots && Math.abs(clock.time - time()) <= WINDOW,
    count: () => ++reports,
  }
}
