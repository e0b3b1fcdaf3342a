import type { Limits } from '../../access/decide.ts'
import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import type { Arrival, OpenedReply, Visit } from '../arrival/arrival.ts'
import type { Query, RedirectRequest } from './redirect-request.ts'

/** How the portal opens one make of gateway that does not ask RADIUS: a file each. */
export interface OpenedDialect<R extends OpenedReply> {
  /** Whether a redirect with these parameters is in this dialect. */
  matches(query: Query): boolean
  /** @throws {Problem} */
  parse(request: RedirectRequest): Visit
  /**
   * Whether a device that is let in is the one of the redirect, for the redirect is encrypted or the controller says so.
   * Only then it is remembered, and let in the next time without a page: its MAC address is trusted as MAC
   * authentication trusts it.
   */
  vouched(reply: R): boolean
  /**
   * Whether the device is at the access point that the redirect names: the redirect is encrypted, or the controller is
   * asked before it lets the device in, and `open` throws {@link ElsewhereError}.
   */
  placed(reply: R): boolean
  /** By which the gateway knows the grant when it fetches it; undefined: it is told at once. */
  token?(arrival: Arrival, reply: R): string | undefined
  /**
   * Tells the controller, where there is one, and gives back where the browser goes next.
   *
   * @param successUrl where the browser shall end up, as far as the gateway can be told
   * @throws {ControllerError}
   */
  open(arrival: Arrival, reply: R, limits: Limits, successUrl: string): Promise<string> | string
  /** Origin that the browser passes on its way, for form-action; undefined: none. */
  origin?(reply: R): string | undefined
}

/** The controller sees the device at another access point than the redirect named: somebody has walked, or lied. */
export class ElsewhereError extends ControllerError {
  /** MAC of the access point where it is. */
  readonly accessPoint: string
  /** As a redirect from there would have it. */
  readonly reply: OpenedReply
  constructor(accessPoint: string, reply: OpenedReply) {
    super('controller-unknown-device', `the device is at access point ${accessPoint}`)
    this.accessPoint = accessPoint
    this.reply = reply
  }
}
