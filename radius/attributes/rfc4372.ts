/** Attribute of RFC 4372 (Chargeable User Identity). */
import { standard } from './attribute-type.ts'

export const ChargeableUserIdentity = standard.octets('Chargeable-User-Identity', 89)
