import { X509Certificate } from 'node:crypto'
import { html } from '../pages/html.ts'
import type { SecureWifi } from './secure-wifi.ts'

const PEAP = 25
const EAP_MSCHAPV2 = 26
const COMMON = 'http://www.microsoft.com/provisioning'
const BASE = `${COMMON}/BaseEapConnectionPropertiesV1`

/**
 * A WLAN profile for `netsh wlan add profile`: PEAP with MS-CHAPv2, the server known by name and CA, never asked about.
 * Windows asks for user name and password at the first connection: a profile cannot hold them. Source: Microsoft,
 * `WLAN_profile` and `MsPeapConnectionPropertiesV1` schemas.
 */
export function windowsProfile({ ssid, ca, serverNames }: SecureWifi): string {
  const thumbprint = new X509Certificate(ca).fingerprint.replaceAll(':', ' ').toLowerCase()
  return html`<?xml version="1.0"?>
<WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1">
<name>${ssid}</name>
<SSIDConfig><SSID><hex>${Buffer.from(ssid).toString('hex').toUpperCase()}</hex><name>${ssid}</name></SSID></SSIDConfig>
<connectionType>ESS</connectionType><connectionMode>auto</connectionMode>
<MSM><security>
<authEncryption><authentication>WPA2</authentication><encryption>AES</encryption><useOneX>true</useOneX></authEncryption>
<OneX xmlns="http://www.microsoft.com/networking/OneX/v1"><authMode>user</authMode>
<EAPConfig><EapHostConfig xmlns="${COMMON}/EapHostConfig">
<EapMethod><Type xmlns="${COMMON}/EapCommon">${PEAP}</Type><VendorId xmlns="${COMMON}/EapCommon">0</VendorId>
<VendorType xmlns="${COMMON}/EapCommon">0</VendorType><AuthorId xmlns="${COMMON}/EapCommon">0</AuthorId></EapMethod>
<Config xmlns="${COMMON}/EapHostConfig"><Eap xmlns="${BASE}"><Type>${PEAP}</Type>
<EapType xmlns="${COMMON}/MsPeapConnectionPropertiesV1">
<ServerValidation><DisableUserPromptForServerValidation>true</DisableUserPromptForServerValidation>
<ServerNames>${serverNames.map(serverName).join(';')}</ServerNames><TrustedRootCA>${thumbprint}</TrustedRootCA></ServerValidation>
<FastReconnect>true</FastReconnect><InnerEapOptional>false</InnerEapOptional>
<Eap xmlns="${BASE}"><Type>${EAP_MSCHAPV2}</Type>
<EapType xmlns="${COMMON}/MsChapV2ConnectionPropertiesV1"><UseWinLogonCredentials>false</UseWinLogonCredentials></EapType></Eap>
<EnableQuarantineChecks>false</EnableQuarantineChecks><RequireCryptoBinding>false</RequireCryptoBinding>
<PeapExtensions><PerformServerValidation xmlns="${COMMON}/MsPeapConnectionPropertiesV2">true</PerformServerValidation>
<AcceptServerName xmlns="${COMMON}/MsPeapConnectionPropertiesV2">true</AcceptServerName></PeapExtensions>
</EapType></Eap></Config></EapHostConfig></EAPConfig></OneX>
</security></MSM></WLANProfile>
`.text
}

/** Windows reads a regular expression; a plain name matches itself. */
const serverName = (name: string): string =>
  name.startsWith('*.') ? `.*\\.${name.slice(2).replaceAll('.', '\\.')}` : name
