import { html, type Markup } from '../html.ts'
import { domainsOf, type ProfileCredential, type SecureNetwork } from './secure-network.ts'

const BOUNDARY = 'plaza-profile'
const LINE = 76

/**
 * A Passpoint file that Android's Chrome hands to the installer (`application/x-wifi-config`): base64 of a multipart
 * message with the subscription (OMA-DM, Hotspot 2.0 PPS MO) and the CA's certificate (source.android.com, Passpoint R1;
 * android.net.wifi.hotspot2.ConfigParser).
 *
 * It is of use where access points announce `realm`. Android takes the name of the home provider as the end of the
 * server's name, and its own CAs instead of ours where other names are listed: so the former is the server's name, and
 * the latter are left out unless the root is one of those.
 */
export function androidPasspoint(network: SecureNetwork & { realm: string }, credential: ProfileCredential): string {
  const { trust } = network
  const parts = [part('application/x-passpoint-profile', Buffer.from(subscription(network, credential)))]
  if (!trust.isPublic) parts.push(part('application/x-x509-ca-cert', Buffer.from(trust.root.toString())))
  const message = [
    `Content-Type: multipart/mixed; boundary=${BOUNDARY}`,
    'Content-Transfer-Encoding: base64',
    '',
    ...parts.flatMap((lines) => [`--${BOUNDARY}`, ...lines]),
    `--${BOUNDARY}--`,
    '',
  ]
  return base64(Buffer.from(message.join('\r\n'))).join('\r\n')
}

const part = (type: string, content: Buffer): string[] => [
  `Content-Type: ${type}`,
  'Content-Transfer-Encoding: base64',
  '',
  ...base64(content),
]

const base64 = (content: Buffer): string[] => content.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []

const node = (name: string, ...content: Markup[]): Markup => html`<Node><NodeName>${name}</NodeName>${content}</Node>\n`
const leaf = (name: string, value: string | number): Markup => node(name, html`<Value>${value}</Value>`)

function subscription(
  { realm, cityName, trust }: SecureNetwork & { realm: string },
  { username, password, expiresAt }: ProfileCredential,
): string {
  const domains = domainsOf(trust)
  const tree = node(
    'PerProviderSubscription',
    html`<RTProperties><Type><DDFName>urn:wfa:mo:hotspot2dot0-perprovidersubscription:1.0</DDFName></Type></RTProperties>`,
    node(
      'i001',
      node('HomeSP', leaf('FriendlyName', cityName), leaf('FQDN', domains[0]!)),
      node(
        'Credential',
        leaf('ExpirationDate', expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')),
        leaf('Realm', realm),
        node(
          'UsernamePassword',
          leaf('Username', username),
          leaf('Password', Buffer.from(password).toString('base64')),
          node('EAPMethod', leaf('EAPType', 21), leaf('InnerMethod', 'MS-CHAP-V2')),
        ),
      ),
      ...(trust.isPublic
        ? [node('Extension', node('Android', node('AAAServerTrustedNames', leaf('FQDN', domains.join(';')))))]
        : []),
    ),
  )
  return html`<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${tree}</MgmtTree>`.text
}
