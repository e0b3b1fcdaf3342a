import { GatewayError } from '../gateways.ts'

/** What a person says of a gateway when it is registered or changed. */
export type EntryField =
  | 'name'
  | 'vendor'
  | 'network'
  | 'nasIdentifier'
  | 'loginOrigins'
  | 'coaPort'
  | 'secret'
  | 'uamSecret'
  | 'macPassword'
  | 'controller'
  | 'controllerUrl'
  | 'controllerUser'
  | 'controllerSite'
  | 'controllerCa'
  | 'controllerPassword'

/**
 * - `empty`, `long`, `unprintable`: as a text
 * - `invalid`: it is nothing of the kind
 * - `host-bits`: an address within a network, of which one or the other may be meant
 * - `taken`: another gateway has it
 * - `needed`: gateways of that make cannot be without it
 * - `unwanted`: gateways of that make do nothing with it
 * - `weak`, `well-known`: as a secret
 */
export type EntryReason =
  | 'empty'
  | 'long'
  | 'unprintable'
  | 'invalid'
  | 'host-bits'
  | 'taken'
  | 'needed'
  | 'unwanted'
  | 'weak'
  | 'well-known'

/**
 * Something that was said of a gateway cannot be: `field` names it, `reason` says why for programs, the message also what
 * would be right. No message has a secret in it.
 */
export class EntryError extends GatewayError {
  override name = 'EntryError'
  readonly field: EntryField
  readonly reason: EntryReason
  constructor(field: EntryField, reason: EntryReason, message: string) {
    super(message)
    this.field = field
    this.reason = reason
  }
}
