import { createHash } from 'node:crypto'
import { plist } from './plist.ts'
import { domainsOf, outerIdentity, type ProfileCredential, type SecureNetwork } from './secure-network.ts'

/** EAP-TTLS (RFC 5281). */
const TTLS = 21

/** What the phone shows of the profile, in the resident's language. */
export interface AppleWords {
  name: string
  description: string
}

/**
 * A configuration profile for iPhone, iPad and Mac, unsigned (Apple, Device Management: TopLevel, WiFi and
 * CertificateRoot). Its identifier is always the same for a city, so that a new one takes the place of the one before;
 * it goes by itself when the credential ends, and the owner can remove it.
 */
export function appleProfile(network: SecureNetwork, credential: ProfileCredential, words: AppleWords): string {
  const { ssid, cityName, trust } = network
  const { username, password, expiresAt } = credential
  const identifier = [...domainsOf(trust)[0]!.split('.').reverse(), 'plaza', 'secure-wifi'].join('.')
  const payload = (type: string, part: string, name: string) => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: part === '' ? identifier : `${identifier}.${part}`,
    PayloadUUID: uuid(`${username} ${part}`),
    PayloadDisplayName: name,
  })
  const root = {
    ...payload('com.apple.security.root', 'ca', `${cityName} CA`),
    PayloadCertificateFileName: 'ca.cer',
    PayloadContent: trust.root.raw,
  }
  const wifi = {
    ...payload('com.apple.wifi.managed', 'wifi', ssid),
    SSID_STR: ssid,
    HIDDEN_NETWORK: false,
    AutoJoin: true,
    EncryptionType: 'WPA2',
    EAPClientConfiguration: {
      AcceptEAPTypes: [TTLS],
      TTLSInnerAuthentication: 'MSCHAPv2',
      UserName: username,
      UserPassword: password,
      OuterIdentity: outerIdentity(network),
      PayloadCertificateAnchorUUID: [root.PayloadUUID],
      TLSTrustedServerNames: trust.names,
      TLSMinimumVersion: '1.2',
    },
  }
  return plist({
    ...payload('Configuration', '', words.name),
    PayloadDescription: words.description,
    PayloadOrganization: cityName,
    PayloadRemovalDisallowed: false,
    HasRemovalPasscode: false,
    RemovalDate: expiresAt,
    PayloadContent: [root, wifi],
  })
}

/** Of the name, always the same: version 8 (RFC 9562 section 5.8), from SHA-256. */
function uuid(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 16)
  octets[6] = (octets[6]! & 0x0f) | 0x80
  octets[8] = (octets[8]! & 0x3f) | 0x80
  return octets
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    .toUpperCase()
}
