import { createHash } from 'node:crypto'
import { html } from '../pages/html.ts'
import { base64Of, outerIdentity, type SecureCredential, type SecureWifi } from './secure-wifi.ts'

const EAP_TTLS = 21

/**
 * A configuration profile for iOS, iPadOS and macOS: the CA, and the network with the device's user name and password.
 * Source: Apple, Device Management, `TopLevel`, `WiFi` (com.apple.wifi.managed) and `CertificateRoot`
 * (com.apple.security.root). The device drops it when the credential ends (`RemovalDate`).
 */
export function appleProfile(wifi: SecureWifi, credential: SecureCredential): string {
  const { ssid, city, ca, serverNames } = wifi
  const { username, password, expiresAt } = credential
  const name = `${city}: ${ssid}`
  const identifier = `plaza.secure-wifi.${username}`
  const anchor = uuidOf(`${identifier} ca`)
  return html`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>${identifier}</string>
<key>PayloadUUID</key><string>${uuidOf(identifier)}</string>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadOrganization</key><string>${city}</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>RemovalDate</key><date>${expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')}</date>
<key>PayloadContent</key><array>
<dict>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>${identifier}.ca</string>
<key>PayloadUUID</key><string>${anchor}</string>
<key>PayloadDisplayName</key><string>${city} CA</string>
<key>PayloadContent</key><data>${base64Of(ca)}</data>
</dict>
<dict>
<key>PayloadType</key><string>com.apple.wifi.managed</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>${identifier}.wifi</string>
<key>PayloadUUID</key><string>${uuidOf(`${identifier} wifi`)}</string>
<key>PayloadDisplayName</key><string>${ssid}</string>
<key>SSID_STR</key><string>${ssid}</string>
<key>AutoJoin</key><true/>
<key>EncryptionType</key><string>WPA2</string>
<key>EAPClientConfiguration</key><dict>
<key>AcceptEAPTypes</key><array><integer>${EAP_TTLS}</integer></array>
<key>TTLSInnerAuthentication</key><string>PAP</string>
<key>OuterIdentity</key><string>${outerIdentity(wifi)}</string>
<key>UserName</key><string>${username}</string>
<key>UserPassword</key><string>${password}</string>
<key>PayloadCertificateAnchorUUID</key><array><string>${anchor}</string></array>
<key>TLSTrustedServerNames</key><array>${serverNames.map((each) => html`<string>${each}</string>`)}</array>
</dict></dict></array></dict></plist>
`.text
}

/** The same for the same name: a profile that is installed again replaces itself (RFC 9562 section 5.8). */
function uuidOf(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 16)
  octets[6] = (octets[6]! & 0x0f) | 0x80
  octets[8] = (octets[8]! & 0x3f) | 0x80
  return octets
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    .toUpperCase()
}
