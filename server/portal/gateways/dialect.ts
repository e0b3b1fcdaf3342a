import type { Arrival, HandOver, TicketReply, Visit } from '../arrival/arrival.ts'
import type { Query, RedirectRequest } from './redirect-request.ts'

/** A one-use login for the gateway. */
export interface TicketCredentials {
  username: string
  password: string
}

/** How one make of captive gateway that asks RADIUS talks with the portal: a file each. */
export interface Dialect<R extends TicketReply> {
  /** Whether a redirect with these parameters is in this dialect. */
  matches(query: Query): boolean
  /** @throws {Problem} */
  parse(request: RedirectRequest): Visit
  /**
   * How the ticket goes back.
   *
   * @param successUrl where the browser shall end up, as far as the gateway can be told
   */
  handOver(arrival: Arrival, reply: R, ticket: TicketCredentials, successUrl: string): HandOver
  /** Where the gateway must be asked for a fresh challenge first; undefined when the one at hand will do. */
  renewal?(arrival: Arrival, reply: R, now: number): string | undefined
  /** Origin of the gateway's login page, for form-action. */
  loginOrigin(reply: R): string
}
