import { html } from '../html.ts'
import { outerIdentity, type SecureNetwork } from './secure-network.ts'

const COMMON = 'http://www.microsoft.com/provisioning/EapCommon'

/**
 * A WLAN profile for `netsh wlan add profile` (Microsoft, WLAN_profile v1, OneX v1, EapHostConfig and
 * EapTtlsConnectionPropertiesV1; the CA's hash is spelt as Windows exports it, unlike the published schema). Windows asks
 * for user name and password itself: such a profile has no place for them. Without the server's certificate in order it
 * refuses, and asks nobody.
 */
export function windowsProfile(network: SecureNetwork): string {
  const { ssid, trust } = network
  return html`<?xml version="1.0" encoding="UTF-8"?>
<WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1">
<name>${ssid}</name>
<SSIDConfig><SSID><hex>${Buffer.from(ssid).toString('hex').toUpperCase()}</hex><name>${ssid}</name></SSID><nonBroadcast>false</nonBroadcast></SSIDConfig>
<connectionType>ESS</connectionType>
<connectionMode>auto</connectionMode>
<MSM><security>
<authEncryption><authentication>WPA2</authentication><encryption>AES</encryption><useOneX>true</useOneX></authEncryption>
<OneX xmlns="http://www.microsoft.com/networking/OneX/v1"><cacheUserData>true</cacheUserData><authMode>user</authMode>
<EAPConfig><EapHostConfig xmlns="http://www.microsoft.com/provisioning/EapHostConfig">
<EapMethod><Type xmlns="${COMMON}">21</Type><VendorId xmlns="${COMMON}">0</VendorId><VendorType xmlns="${COMMON}">0</VendorType><AuthorId xmlns="${COMMON}">311</AuthorId></EapMethod>
<Config><EapTtls xmlns="http://www.microsoft.com/provisioning/EapTtlsConnectionPropertiesV1">
<ServerValidation><ServerNames>${trust.names.map(serverName).join(';')}</ServerNames><TrustedRootCAHash>${thumbprint(network)}</TrustedRootCAHash><DisablePrompt>true</DisablePrompt></ServerValidation>
<Phase2Authentication><MSCHAPv2Authentication><UseWinlogonCredentials>false</UseWinlogonCredentials></MSCHAPv2Authentication></Phase2Authentication>
<Phase1Identity><IdentityPrivacy>true</IdentityPrivacy><AnonymousIdentity>${outerIdentity(network)}</AnonymousIdentity></Phase1Identity>
</EapTtls></Config>
</EapHostConfig></EAPConfig></OneX>
</security></MSM>
</WLANProfile>
`.text
}

/** Windows reads a regular expression; a plain name matches itself. */
const serverName = (name: string): string =>
  name.startsWith('*.') ? `.*\\.${name.slice(2).replaceAll('.', '\\.')}` : name

/** SHA-1 of the root's certificate, in lower-case hex by octets. */
const thumbprint = ({ trust }: SecureNetwork): string => trust.root.fingerprint.replaceAll(':', ' ').toLowerCase()
