/** Requests that wait for their answers at any time, in every stage. */
export const OUTSTANDING = 64

/** What the load generator is to do; it travels as JSON. Rates and delays come back as {@link JobResult}. */
export interface Job {
  work: 'access' | 'accounting' | 'echo'
  port: number
  secret: string
  seconds: number
  outstanding: number
  /** Requests that are encoded before the clock starts: the most that the round can send. */
  requests: number
  /** Devices are told by a number: the n-th request is for `first + n * step`, modulo `devices`. */
  devices: number
  first: number
  step: number
  /** Requests a second; as fast as they are answered where it is absent. */
  rate?: number
}

export interface JobResult {
  answered: number
  /** By packet code. */
  codes: Record<number, number>
  /** Replies whose Response Authenticator or Message-Authenticator is wrong, or whose Message-Authenticator is missing. */
  unauthentic: number
  retransmitted: number
  lost: number
  seconds: number
  /** The time of the last answer, ms since 1970. */
  endedAt: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** CPU seconds of the generator. */
  cpuSeconds: number
}

export const floodKinds = [
  'unknown address',
  'malformed packets',
  'wrong passwords for one user',
  'unfinished EAP conversations',
  'names with an octet 0',
  'names that are not UTF-8',
  'unknown devices',
  'accounting of huge counters',
] as const
export type FloodKind = (typeof floodKinds)[number]

/** What a flooder prints when it begins; its result follows in a line of its own. */
export const FLOODING = 'flooding'

/** How many datagrams a flooder sent, and in which time, by all that it printed. */
export function floodResult(output: string): { sent: number; seconds: number } {
  const result = output.split('\n').find((line) => line.startsWith('{'))
  if (result === undefined) throw new Error(`the flooder has no result:\n${output}`)
  return JSON.parse(result) as { sent: number; seconds: number }
}

/** What a flooder is to do. */
export interface FloodJob {
  kind: FloodKind
  port: number
  secret: string
  /** Datagrams a second. */
  rate: number
  /** Datagrams after which it stops by itself. */
  limit: number
  /** The loopback address that they come from; absent: the bench's gateway, or what is no gateway. */
  from?: string
}

/** The MAC address of a device: locally administered, as `02-00-00-0F-42-3F`. */
export const macOf = (device: number): string =>
  `02-00-${device.toString(16).padStart(8, '0').toUpperCase().match(/../g)!.join('-')}`
