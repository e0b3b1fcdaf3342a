import type { ServerTrust } from '../../certificates/trust.ts'

/** The network with 802.1X, as a device has to know it. */
export interface SecureNetwork {
  ssid: string
  /** What its access points announce by Passpoint; undefined: nothing. */
  realm: string | undefined
  cityName: string
  trust: ServerTrust
}

/** What one device signs in with, inside the TLS tunnel. */
export interface ProfileCredential {
  username: string
  password: string
  expiresAt: Date
}

/** The names that a server may have that is asked for by the end of its name: a wildcard's domain. */
export const domainsOf = ({ names }: ServerTrust): string[] => names.map((name) => name.replace(/^\*\./, ''))

/** What a device calls itself outside the tunnel, where everybody hears it (RFC 7542 section 2.4). */
export function outerIdentity({ realm, trust }: Pick<SecureNetwork, 'realm' | 'trust'>): string {
  return `anonymous@${realm ?? domainsOf(trust)[0]}`
}
