import type { AttachedDevice } from './device.ts'

/** Acct-Terminate-Cause (RFC 2866 section 5.10). */
export const TerminateCause = {
  UserRequest: 1,
  LostCarrier: 2,
  IdleTimeout: 4,
  SessionTimeout: 5,
  AdminReset: 6,
  NasReboot: 11,
} as const

/** Limits that a CoA-Request may change too. Seconds from the session's start, bit/s; absent: none, or left as it is. */
export interface GrantedLimits {
  sessionSeconds?: number | undefined
  upBps?: number | undefined
  downBps?: number | undefined
  /** Of a make whose CoA-Requests replace all limits: the others, absent as they are. */
  others?: Partial<OtherLimits>
}

interface OtherLimits {
  idleSeconds: number | undefined
  interimSeconds: number | undefined
  maxTotalOctets: number | undefined
}

/** What an Access-Accept allows. Seconds and octets; absent: no limit. */
export interface Grant extends GrantedLimits {
  userName: string
  /** Class attributes, to be echoed in accounting (RFC 2865 section 5.25). */
  classes: Buffer[]
  idleSeconds?: number | undefined
  interimSeconds?: number | undefined
  maxInputOctets?: number | undefined
  maxOutputOctets?: number | undefined
  maxTotalOctets?: number | undefined
}

export interface SimulatedSession {
  device: AttachedDevice
  grant: Grant
  acctSessionId: string
  startedAt: number
  usedAt: number
  /** From the device. */
  inputOctets: number
  /** To the device. */
  outputOctets: number
}

export type AccountingRecord =
  | { status: 'start' | 'interim'; session: SimulatedSession }
  | { status: 'stop'; session: SimulatedSession; cause: number }

export interface Sessions {
  all(): SimulatedSession[]
  of(mac: string): SimulatedSession | undefined
  start(device: AttachedDevice, grant: Grant): SimulatedSession
  /** Counts traffic; a limit that is reached ends the session. */
  use(mac: string, octets: { inputOctets: number; outputOctets: number }): void
  /** Changes what is named of a session's limits. */
  change(mac: string, limits: GrantedLimits): void
  /** @returns false when the device has no session */
  end(mac: string, cause: number): boolean
  /** Stops all timers and forgets everything, without a record. */
  forget(): void
}

/** Sessions that are online, with one timer each: the next interim record, or the end by time or idleness. */
export function createSessions(record: (what: AccountingRecord) => void): Sessions {
  const byMac = new Map<string, { session: SimulatedSession; timer: NodeJS.Timeout; interimAt: number }>()
  const end = (mac: string, cause: number) => {
    const entry = byMac.get(mac)
    if (!entry) return false
    clearTimeout(entry.timer)
    byMac.delete(mac)
    record({ status: 'stop', session: entry.session, cause })
    return true
  }
  const wake = (mac: string) => {
    const entry = byMac.get(mac)
    if (!entry) return
    const { session } = entry
    const now = Date.now()
    if (now >= sessionEnd(session)) return void end(mac, TerminateCause.SessionTimeout)
    if (now >= idleEnd(session)) return void end(mac, TerminateCause.IdleTimeout)
    if (now >= entry.interimAt) {
      entry.interimAt = now + interimMs(session.grant)
      record({ status: 'interim', session })
    }
    entry.timer = timer(mac, session, entry.interimAt)
  }
  const timer = (mac: string, session: SimulatedSession, interimAt: number) => {
    const due = Math.min(sessionEnd(session), idleEnd(session), interimAt)
    return setTimeout(() => wake(mac), Math.min(Math.max(due - Date.now(), 0) + 5, 2 ** 31 - 1)).unref()
  }
  return {
    all: () => [...byMac.values()].map(({ session }) => session),
    of: (mac) => byMac.get(mac)?.session,
    start(device, grant) {
      end(device.mac, TerminateCause.LostCarrier)
      const now = Date.now()
      const { acctSessionId } = device
      const octets = { inputOctets: 0, outputOctets: 0 }
      const session = { device, grant, acctSessionId, startedAt: now, usedAt: now, ...octets }
      const interimAt = now + interimMs(grant)
      byMac.set(device.mac, { session, interimAt, timer: timer(device.mac, session, interimAt) })
      record({ status: 'start', session })
      return session
    },
    use(mac, { inputOctets, outputOctets }) {
      const session = byMac.get(mac)?.session
      if (!session) return
      session.inputOctets += inputOctets
      session.outputOctets += outputOctets
      session.usedAt = Date.now()
      if (isSpent(session)) end(mac, TerminateCause.SessionTimeout)
    },
    change(mac, limits) {
      const entry = byMac.get(mac)
      if (!entry) return
      const { others, ...own } = limits
      const named = Object.entries(own).filter(([, limit]) => others !== undefined || limit !== undefined)
      Object.assign(entry.session.grant, Object.fromEntries(named), others)
      clearTimeout(entry.timer)
      entry.timer = timer(mac, entry.session, entry.interimAt)
    },
    end,
    forget() {
      for (const entry of byMac.values()) clearTimeout(entry.timer)
      byMac.clear()
    },
  }
}

const seconds = (value: number | undefined) => (value === undefined ? Number.POSITIVE_INFINITY : value * 1000)
const sessionEnd = ({ startedAt, grant }: SimulatedSession) => startedAt + seconds(grant.sessionSeconds)
const idleEnd = ({ usedAt, grant }: SimulatedSession) => usedAt + seconds(grant.idleSeconds)
const interimMs = (grant: Grant) => seconds(grant.interimSeconds)

/** CoovaChilli ends a session that has used up its octets as it ends one that has used up its time. */
const isSpent = ({ grant, inputOctets, outputOctets }: SimulatedSession) =>
  inputOctets >= (grant.maxInputOctets ?? Number.POSITIVE_INFINITY) ||
  outputOctets >= (grant.maxOutputOctets ?? Number.POSITIVE_INFINITY) ||
  inputOctets + outputOctets >= (grant.maxTotalOctets ?? Number.POSITIVE_INFINITY)
