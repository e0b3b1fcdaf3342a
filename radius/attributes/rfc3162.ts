/** Attributes of RFC 3162 (RADIUS and IPv6). */
import { standard } from './attribute-type.ts'

export const NasIpv6Address = standard.ipv6('NAS-IPv6-Address', 95)
export const FramedInterfaceId = standard.octets('Framed-Interface-Id', 96)
export const FramedIpv6Prefix = standard.ipv6Prefix('Framed-IPv6-Prefix', 97)
export const LoginIpv6Host = standard.ipv6('Login-IPv6-Host', 98)
export const FramedIpv6Route = standard.text('Framed-IPv6-Route', 99)
export const FramedIpv6Pool = standard.text('Framed-IPv6-Pool', 100)
