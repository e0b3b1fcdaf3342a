/** An object's value: octets, the text of an OID or of an IpAddress, a whole number, or a bigint for Counter64. */
export type Value = number | bigint | Buffer | string

/**
 * Why an agent gave no answer that is one: `silent`: nothing came in time; `user`, `auth`, `privacy`, `level`, `clock`: what
 * its security said (RFC 3414 section 3.2); `name`: its name has no address; `refused`: nothing listens there;
 * `unreachable`: no way leads there; `denied`: it refuses what is asked; `other`.
 */
export type SilenceReason =
  | 'silent'
  | 'user'
  | 'auth'
  | 'privacy'
  | 'level'
  | 'clock'
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'denied'
  | 'other'

/** The agent did not answer, or not in SNMP; or its host name has no address. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
  readonly reason: SilenceReason

  constructor(message: string, reason: SilenceReason) {
    // Thousands of agents may be silent at each poll, and nobody reads where that was found.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.reason = reason
  }
}

/** It has answered, and does not answer the smallest question any more. */
export class Gone extends NoAnswer {}

/** Values by the column's OID, then by the row's index (what follows the column's OID and a dot). */
export type Columns = Map<string, Map<string, Value>>

/** What a walk found. */
export interface Walk {
  values: Columns
  /** False: the agent does not answer all of it, went backwards or has more than is read, so that there may be more. */
  complete: boolean
}

/** One agent, asked in whatever version its credential is of. OIDs are dotted, without a leading dot. */
export interface SnmpClient {
  /**
   * Values of exactly these objects, by OID; absent where the agent has no such object, or where its value cannot be
   * read. In as few requests as the agent takes.
   *
   * @throws {NoAnswer} where it answers none of them
   */
  get(oids: readonly string[]): Promise<Map<string, Value>>
  /** The first object after `oid`, whatever it is; undefined at the end. @throws {NoAnswer} */
  next(oid: string): Promise<{ oid: string; value: Value | undefined } | undefined>
  /**
   * All under each of these, which are columns or other subtrees, side by side.
   *
   * @throws {NoAnswer} where it does not answer the first request
   * @throws {Gone}
   */
  walk(roots: readonly string[]): Promise<Walk>
}

/**
 * What is asked of an agent at each poll, once it was discovered: exactly these objects, by one GET. `reading` is pure:
 * it makes of their values (absent where the agent did not tell) what the agent says about its hotspots, and is undefined
 * where they do not fit what was discovered, so that it is discovered anew.
 */
export interface PollPlan<Reading, Learned> {
  /** The profile's name. */
  profile: string
  oids: readonly string[]
  /** Columns whose rows come and go (a controller's access points, a table of clients): walked at each poll. */
  walks?: readonly string[]
  /**
   * @param walked each of `walks`
   * @param cut those of them whose walk did not come to its end: there may be more rows
   */
  reading(values: ReadonlyMap<string, Value>, walked?: Columns, cut?: ReadonlySet<string>): Reading | undefined
  /** What {@link Discovery.plan} makes the same plan of again, after a restart: JSON, small. */
  learned: Learned
}

/** The two rhythms of an agent: `discover` at first, every few hours and when something does not fit; `plan` at each poll. */
export interface Discovery<Reading, Learned> {
  /**
   * Walks, chooses the profile, learns the exact objects.
   *
   * @param uplink the name of the interface that is the uplink, where the operator says so
   * @throws {NoAnswer}
   */
  discover(client: SnmpClient, uplink?: string | null): Promise<PollPlan<Reading, Learned>>
  /** The plan of what was learned before; undefined where it is of an older form or of a profile that is gone. */
  plan(learned: unknown): PollPlan<Reading, Learned> | undefined
}
