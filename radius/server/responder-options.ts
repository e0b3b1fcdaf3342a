import type { Packet } from '../packet/packet.ts'
import type { RadiusClient, RadiusHandler, Source } from './request.ts'
import type { AccessRequestProtection, DiscardReason, PortKind } from './verify-request.ts'

/** Counts since the start. Read them; they change as packets come. */
export interface ServerStats {
  received: number
  /** Verified as requests of a client: `received` less what was discarded and what `clientAt` failed on. */
  verified: number
  /** Replies given to the network, those to retransmissions among them. */
  replied: number
  /** Retransmissions: answered from the cache, or dropped while the first is still being handled. */
  duplicates: number
  /** Verified, and passed on to another process, which answers. */
  passedOn: number
  /** Handlers and callbacks that threw; their requests got no reply. */
  failed: number
  /** Requests that the handler chose not to answer. */
  unanswered: number
  discarded: Map<DiscardReason, number>
}

/** What every transport asks of whoever runs a server. `S` is where packets come from. */
export interface ResponderOptions<C extends RadiusClient, S extends Source> {
  kind: PortKind
  handler: RadiusHandler<C>
  onDiscard?(reason: DiscardReason, address: string): void
  /** Told of a handler or callback that threw, and of replies that could not be encoded or sent. */
  onError?(error: unknown, address: string): void
  /**
   * Told of every well-formed Access-Request of a known client, accepted or refused for want of a Message-Authenticator.
   * One whose Message-Authenticator is wrong is not told of: whoever sent it does not know the secret.
   */
  onAccessRequest?(client: C, protection: AccessRequestProtection, from: S): void
  /**
   * Passes a verified request on where another process answers it, and says whether it did. Asked before duplicates are
   * looked for, which that process does.
   */
  passOn?(packet: Packet, datagram: Buffer, from: S): boolean
}

/** What a transport gives a responder. */
export interface Transport<C extends RadiusClient, S extends Source> {
  /** The client at a source; undefined drops its packets. Called for every datagram: keep it quick. */
  clientAt(from: S): C | undefined
  /** Sends a reply at once. May be called long after the request came: the source may be gone by then. */
  send(reply: Buffer, from: S): void
  /** Told of each request that is begun (1), and when it is done with: answered, or never to be (-1). */
  onPending?(from: S, change: 1 | -1): void
}

export interface Responder<S extends Source> {
  readonly stats: ServerStats
  /**
   * Takes one packet: discards it, or has it answered by `send`, now or later. Never throws. Returns the reason where it is
   * discarded. `passedOn` says that another process verified it and passed it on to this one, which does not do so again.
   */
  receive(datagram: Buffer, from: S, passedOn?: boolean): DiscardReason | undefined
  /** Tells `onError` of what went wrong outside any request. Never throws. */
  report(error: unknown, address: string): void
  /** Takes no more packets, sends the delayed replies, and lets running handlers answer for up to 2 s. */
  close(): Promise<void>
}
