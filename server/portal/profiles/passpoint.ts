import { html } from '../pages/html.ts'
import { base64Of, domainsOf, type SecureCredential, type SecureWifi } from './secure-wifi.ts'

const BOUNDARY = 'plaza-passpoint'
const EAP_TTLS = 21
const MOST_IN_A_LINE = 76

/**
 * A Passpoint profile for Android 6 and later, where the access points announce Passpoint: it holds user name, password
 * and CA, and nothing is typed. Source: Android Open Source Project, "Passpoint (Hotspot 2.0)": base64 of a MIME
 * multipart of a `PerProviderSubscription` (Wi-Fi Alliance, Hotspot 2.0) and the CA's certificate, sent as
 * `application/x-wifi-config`.
 */
export function passpointProfile(wifi: SecureWifi, { username, password, expiresAt }: SecureCredential): string {
  const { city, ca } = wifi
  // Android takes the provider's name as the end of the server's.
  const [provider = ''] = domainsOf(wifi)
  const realm = wifi.realm ?? provider
  const node = (name: string, value: string) => html`<Node><NodeName>${name}</NodeName><Value>${value}</Value></Node>`
  const time = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z')
  const subscription = html`<?xml version="1.0" encoding="UTF-8"?>
<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>
<Node><NodeName>PerProviderSubscription</NodeName>
<RTProperties><Type><DDFName>urn:wfa:mo:hotspot2dot0-perprovidersubscription:1.0</DDFName></Type></RTProperties>
<Node><NodeName>i001</NodeName>
<Node><NodeName>HomeSP</NodeName>${node('FriendlyName', city)}${node('FQDN', provider)}</Node>
<Node><NodeName>Credential</NodeName>${node('ExpirationDate', time(expiresAt))}${node('Realm', realm)}
<Node><NodeName>UsernamePassword</NodeName>${node('MachineManaged', 'true')}${node('Username', username)}${node('Password', Buffer.from(password).toString('base64'))}
<Node><NodeName>EAPMethod</NodeName>${node('EAPType', String(EAP_TTLS))}${node('InnerMethod', 'PAP')}</Node></Node></Node>
</Node></Node></MgmtTree>
`.text
  const part = (type: string, content: string) =>
    `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${inLines(content)}\r\n`
  const whole = `Content-Type: multipart/mixed; boundary=${BOUNDARY}\r\nContent-Transfer-Encoding: base64\r\n\r\n${part(
    'application/x-passpoint-profile',
    Buffer.from(subscription).toString('base64'),
  )}${part('application/x-x509-ca-cert', base64Of(ca))}--${BOUNDARY}--\r\n`
  return inLines(Buffer.from(whole).toString('base64'))
}

/** RFC 2045 section 6.8. */
const inLines = (base64: string): string => base64.replace(new RegExp(`.{${MOST_IN_A_LINE}}(?=.)`, 'g'), '$&\r\n')
