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

/** Something that was said of a gateway cannot be: `field` names it, the message says what would be right. */
export class EntryError extends GatewayError {
  override name = 'EntryError'
  readonly field: EntryField
  constructor(field: EntryField, message: string) {
    super(message)
    this.field = field
  }
}
