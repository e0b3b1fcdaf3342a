/** Attribute of RFC 6911 (IPv6 access networks) that tells a device's own address. */
import { standard } from './attribute-type.ts'

export const FramedIpv6Address = standard.ipv6('Framed-IPv6-Address', 168)
