/** Attribute of RFC 4818 (Delegated-IPv6-Prefix). */
import { standard } from './attribute-type.ts'

export const DelegatedIpv6Prefix = standard.ipv6Prefix('Delegated-IPv6-Prefix', 123)
