/** One interface's counters. Octets are text since they may need 64 bits and are kept as JSON. */
export interface InterfaceCounters {
  inOctets: string
  outOctets: string
  bits: 32 | 64
  /** ifCounterDiscontinuityTime in 1/100 s (RFC 2863), 0 where the agent has none. */
  discontinuity: number
  /** bit/s; 0 where unknown. */
  speed: number
  /** Packets in and out that had errors or were discarded, since its start; absent where the agent does not count them. */
  troubles?: number
}

/** What one answer said, from which the next answer's rates are made. */
export interface Counters {
  /** When the answer came, ms since 1970. */
  at: number
  /** The clocks that the agent has, each counting up from a start. */
  clocks: Clocks
  /** By interface name: the index may move at a restart. */
  interfaces: Record<string, InterfaceCounters>
}

export interface Clocks {
  /** In 1/100 s: 32 bits, wraps after 497 days. Of the agent, which may start anew without its device (RFC 3418). */
  sysUpTime?: number
  /** Of the device, by hrSystemUptime or what its make has for it; in 1/100 s, 32 bits. */
  hrSystemUptime?: number
  /** snmpEngineTime, seconds. */
  engineTime?: number
}

/** bit/s, or null where it cannot be known. */
export interface Rate {
  inBps: number | null
  outBps: number | null
}

const TICKS_WRAP = 2 ** 32
/** A clock may be this far (s, and share of the time between) from where it must be before it counts as set anew. */
const SLACK_SECONDS = 30
const SLACK_SHARE = 0.1
/** Rates over a longer gap (s) would hide what happened in it. */
const LONGEST_GAP = 900
/** bit/s that no access point reaches, whatever its agent says. */
const FASTEST = 100e9
/** An agent reads its counters a little before or after it reads its clock. */
const SPEED_TOLERANCE = 1.2
const UNKNOWN: Rate = { inBps: null, outBps: null }

/**
 * True when a clock of the agent started anew between two answers. A 32-bit clock that wrapped (497 days) did not: it
 * shows what it must, modulo 2^32.
 */
export function restarted(before: Counters, after: Counters): boolean {
  const seconds = (after.at - before.at) / 1000
  const anew = (previous: number | undefined, current: number | undefined, perSecond: number, wrap: number) => {
    if (previous === undefined || current === undefined) return false
    const slack = (SLACK_SECONDS + seconds * SLACK_SHARE) * perSecond
    const expected = previous + seconds * perSecond
    if (current < previous && expected + slack < wrap) return true
    const apart = Math.abs((expected % wrap) - current)
    return Math.min(apart, wrap - apart) > slack
  }
  return (
    anew(before.clocks.sysUpTime, after.clocks.sysUpTime, 100, TICKS_WRAP) ||
    anew(before.clocks.hrSystemUptime, after.clocks.hrSystemUptime, 100, TICKS_WRAP) ||
    anew(before.clocks.engineTime, after.clocks.engineTime, 1, 2 ** 31)
  )
}

/**
 * Rates of each interface between two answers, by name. Null, never a guess, after a restart, a discontinuity
 * (RFC 2863 ifCounterDiscontinuityTime), a gap of more than 15 minutes, for a new interface, and for what cannot be.
 */
export function interfaceRates(before: Counters | null, after: Counters): Map<string, Rate> {
  const seconds = before ? elapsed(before, after) : 0
  const unknown = !before || seconds <= 0 || seconds > LONGEST_GAP || restarted(before, after)
  return new Map(
    Object.entries(after.interfaces).map(([name, current]) => {
      const previous = before?.interfaces[name]
      if (unknown || !previous) return [name, UNKNOWN]
      if (previous.bits !== current.bits || previous.discontinuity !== current.discontinuity) return [name, UNKNOWN]
      const rate = (from: string, to: string) => bitRate(BigInt(from), BigInt(to), seconds, current)
      return [
        name,
        { inBps: rate(previous.inOctets, current.inOctets), outBps: rate(previous.outOctets, current.outOctets) },
      ]
    }),
  )
}

/** Packets a second that had errors or were discarded between two answers; null where that cannot be known. */
export function troubleRate(before: Counters | null, after: Counters, name: string): number | null {
  const [previous, current] = [before?.interfaces[name]?.troubles, after.interfaces[name]?.troubles]
  if (!before || previous === undefined || current === undefined || current < previous) return null
  const seconds = elapsed(before, after)
  return seconds <= 0 || seconds > LONGEST_GAP || restarted(before, after) ? null : (current - previous) / seconds
}

/** By the agent's clock where it agrees with ours: the answers' delays then do not count. */
function elapsed(before: Counters, after: Counters): number {
  const ours = (after.at - before.at) / 1000
  if (before.clocks.sysUpTime === undefined || after.clocks.sysUpTime === undefined) return ours
  const ticks = after.clocks.sysUpTime - before.clocks.sysUpTime
  const theirs = (ticks < 0 ? ticks + TICKS_WRAP : ticks) / 100
  return theirs > 0 && Math.abs(theirs - ours) <= 2 + ours * SLACK_SHARE ? theirs : ours
}

function bitRate(
  from: bigint,
  to: bigint,
  seconds: number,
  { bits, speed }: Pick<InterfaceCounters, 'bits' | 'speed'>,
): number | null {
  const backwards = to < from
  const octets = backwards ? to - from + (1n << BigInt(bits)) : to - from
  const rate = (Number(octets) * 8) / seconds
  if (!backwards) return rate <= FASTEST ? rate : null
  // A counter that went back wrapped or was reset: a wrap only if the interface is known to be as fast as it would be.
  return rate <= speed * SPEED_TOLERANCE ? rate : null
}
