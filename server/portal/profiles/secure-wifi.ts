import { X509Certificate } from 'node:crypto'
import type { ServerIdentity } from '../../certificates/certificates.ts'
import { trustOf } from '../../certificates/trust.ts'
import type { Config } from '../../config/index.ts'

/** The network of 802.1X, and by what a device knows that it is the city's. */
export interface SecureWifi {
  ssid: string
  city: string
  /** What its access points announce by Passpoint; undefined: nothing is known of that. */
  realm: string | undefined
  /** The root (PEM) above what RADIUS presents. */
  ca: string
  /** Names in the certificate that RADIUS presents, as they stand there: `wifi.example`, `*.wifi.example`. */
  serverNames: [string, ...string[]]
}

/** What one device shows there. */
export interface SecureCredential {
  id: number
  username: string
  password: string
  expiresAt: Date
}

/** What a device calls itself outside of TLS, where everybody hears it (RFC 7542 section 2.4); its user name is inside. */
export const outerIdentity = ({ realm }: Pick<SecureWifi, 'realm'>): string =>
  realm === undefined ? 'anonymous' : `anonymous@${realm}`

/** The names where devices ask for how the server's name ends: of a wildcard, its domain. */
export const domainsOf = ({ serverNames }: Pick<SecureWifi, 'serverNames'>): string[] => [
  ...new Set(serverNames.map((name) => name.replace(/^\*\./, ''))),
]

/**
 * What devices must trust, as the certificate says that RADIUS presents now.
 *
 * @param ownCa the certificate of Plaza's CA, PEM
 * @throws {StartError} where the certificate does not lead to a root
 */
export function secureWifi(
  { ssid, cityName, secureWifiRealm }: Pick<Config, 'cityName' | 'secureWifiRealm'> & { ssid: string },
  { cert }: Pick<ServerIdentity, 'cert'>,
  ownCa: string,
): SecureWifi {
  const { root, names } = trustOf(cert, ownCa)
  return { ssid, city: cityName, realm: secureWifiRealm, ca: root.toString(), serverNames: names }
}

/** DER of a certificate in PEM, in base64. */
export const base64Of = (pem: string): string => new X509Certificate(pem).raw.toString('base64')
