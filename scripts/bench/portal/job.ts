/** What the visitors are to do; it travels as JSON. */
export interface Job {
  origin: string
  /** NAS identifier of the gateway, and the secret that it signs its redirects with. */
  gateway: string
  uamSecret: string
  called: string
  /** Sign-ins begun a second, whatever the answers take. */
  rate: number
  seconds: number
  /** All come from this address, as behind a NAT; absent: each phone from its own. */
  address?: string
}

export interface JobResult {
  begun: number
  /** Sign-ins that were sent on to the City Key. */
  started: number
  /** Answers that were not what they should be, by what they were. */
  wrong: Record<string, number>
  seconds: number
  /** Milliseconds from when the request was due to the whole answer: the first page; the press of its button. */
  firstPage: Delays
  signIn: Delays
  firstPageOctets: number
}

export interface Delays {
  p50: number
  p95: number
  p99: number
}
