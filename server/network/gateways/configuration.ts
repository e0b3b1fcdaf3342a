import type { GatewayVendor } from '../tables.ts'
import { cannotAt, isOpenedByPortal } from './abilities.ts'
import { type WalledHost, walledGarden } from './walled-garden.ts'

/** What a gateway's own configuration is made of. */
export interface ConfigurationFacts {
  id: number
  vendor: GatewayVendor
  nasIdentifier: string | null
  loginOrigins: readonly string[]
  coaPort: number
  controllerSite: string | null
  /** Its redirects are signed with a secret of their own. */
  hasUamSecret: boolean
  /** Plaza's, e.g. `https://wifi.example`. */
  publicUrl: string
  /** Name or address of Plaza's RADIUS servers. */
  radius: { host: string; authPort: number; acctPort: number }
  /** What must be let through before sign-in. */
  hosts: readonly WalledHost[]
}

/** In place of a secret: Plaza shows one when it is made, and never again. */
const SECRET = '…'

/** Where a gateway sends its devices. */
export function portalAddress({
  id,
  vendor,
  publicUrl,
  controllerSite,
}: Pick<ConfigurationFacts, 'id' | 'vendor' | 'publicUrl' | 'controllerSite'>): string {
  if (vendor === 'opennds') return `${publicUrl}/portal/opennds/${id}`
  return vendor === 'unifi' ? `${publicUrl}/guest/s/${controllerSite ?? '<site>'}/` : `${publicUrl}/portal`
}

/**
 * What is set at a gateway, as its make wants it written, without secrets. The one source of it: documents, the command
 * and the dashboard show this. Where a make has no text to write, its settings by name.
 */
export function configuration(facts: ConfigurationFacts): string {
  const make = texts[facts.vendor] ?? bySettings
  return `${make(facts).join('\n')}\n`
}

const texts: { [vendor in GatewayVendor]?: (facts: ConfigurationFacts) => string[] } = {
  coovachilli,
  uspot,
  mikrotik,
  opennds,
}

const commented = (column: number) => (text: string, comment: string) => `${text.padEnd(column)}# ${comment}`

/** The NAS-Identifier that it sends, or what it must be given. */
const nasIdentifierOf = ({ nasIdentifier }: ConfigurationFacts) => nasIdentifier ?? SECRET

/** chilli.conf(5), and the comments of its /etc/chilli/defaults. */
function coovachilli(facts: ConfigurationFacts): string[] {
  const { radius, publicUrl, coaPort, hosts } = facts
  const line = commented(49)
  return [
    `HS_RADIUS=${radius.host}; HS_RADIUS2=${radius.host}`,
    ...(radius.authPort === 1812 && radius.acctPort === 1813
      ? []
      : [`HS_RADAUTHPORT=${radius.authPort}; HS_RADACCTPORT=${radius.acctPort}`]),
    line(`HS_RADSECRET=${SECRET}`, 'shown when the gateway was added'),
    `HS_NASID=${nasIdentifierOf(facts)}`,
    `HS_UAMFORMAT=${publicUrl}/portal`,
    facts.hasUamSecret
      ? line(`HS_UAMSECRET=${SECRET}`, 'the secret of its redirects')
      : line('HS_UAMSECRET=', 'none: else the one that it comes with'),
    line('HS_UAMHOMEPAGE=none', 'else a page of its own first, which takes 5 s'),
    ...walledGarden('coovachilli', hosts),
    line('HS_MACAUTH=on', 'known devices go online without a page'),
    line('HS_MACREAUTH=on', 'also those that signed in while they had a page open'),
    line('HS_SWAPOCTETS=on', 'input is from the device, output to it'),
    line(`HS_COAPORT=${coaPort}`, 'lets the dashboard and quotas end a session or change its limits'),
  ]
}

/** uspot's README and files/uspot.config. */
function uspot(facts: ConfigurationFacts): string[] {
  const { radius, publicUrl, coaPort, loginOrigins } = facts
  const line = commented(49)
  return [
    "option auth_mode 'uam'",
    `option uam_server '${publicUrl}/portal'`,
    `option uam_port '${loginOrigins[0] ? new URL(loginOrigins[0]).port || '80' : '3990'}'`,
    ...(facts.hasUamSecret ? [line(`option uam_secret '${SECRET}'`, 'the secret of its redirects')] : []),
    line(`option challenge '${SECRET}'`, 'a long random word of its own'),
    `option auth_server '${radius.host}'`,
    ...(radius.authPort === 1812 ? [] : [`option auth_port '${radius.authPort}'`]),
    line(`option auth_secret '${SECRET}'`, 'shown when the gateway was added'),
    `option acct_server '${radius.host}'`,
    ...(radius.acctPort === 1813 ? [] : [`option acct_port '${radius.acctPort}'`]),
    `option acct_secret '${SECRET}'`,
    `option nasid '${nasIdentifierOf(facts)}'`,
    line(`option nasmac '${SECRET}'`, "the access point's, as in the network's file"),
    "option mac_auth '1'",
    line("option counters '1'", 'without it nothing is counted and no volume limited'),
    `option das_secret '${SECRET}'`,
    `option das_port '${coaPort}'`,
  ]
}

/** MikroTik's manual: RADIUS, HotSpot. */
function mikrotik(facts: ConfigurationFacts): string[] {
  const { radius, coaPort, hosts } = facts
  const ports =
    radius.authPort === 1812 && radius.acctPort === 1813
      ? ''
      : ` authentication-port=${radius.authPort} accounting-port=${radius.acctPort}`
  return [
    `/system identity set name=${nasIdentifierOf(facts)}`,
    `/radius add service=hotspot address=${radius.host} secret=${SECRET}${ports} require-message-auth=yes-for-request-resp`,
    `/radius incoming set accept=yes port=${coaPort}`,
    '/ip hotspot profile set hsprof1 use-radius=yes radius-accounting=yes login-by=http-chap,mac radius-interim-update=received',
    ...walledGarden('mikrotik', hosts),
  ]
}

/** openNDS's configuration reference, FAS at level 3. */
function opennds(facts: ConfigurationFacts): string[] {
  const portal = new URL(portalAddress(facts))
  const line = commented(34)
  return [
    'config opennds',
    "option enabled '1'",
    line("option login_option_enabled '0'", 'else its own page lets everybody in, and Plaza is never asked'),
    "option fas_secure_enabled '3'",
    `option fasremotefqdn '${portal.hostname}'`,
    line(`option fasremoteip '${SECRET}'`, `the address of ${portal.hostname}`),
    `option fasport '${portal.port || (portal.protocol === 'http:' ? '80' : '443')}'`,
    `option faspath '${portal.pathname}'`,
    line(`option faskey '${SECRET}'`, 'the secret of its redirects'),
    line(`option gatewayname '${nasIdentifierOf(facts)}'`, 'random: authmon shows who it is by its hash'),
    "option enable_serial_number_suffix '0'",
    ...walledGarden('opennds', facts.hosts),
  ]
}

/** By the names that pages of settings have for them. */
function bySettings(facts: ConfigurationFacts): string[] {
  const { vendor, radius, nasIdentifier, coaPort, hosts } = facts
  const asked: Array<[string, string]> = isOpenedByPortal(vendor)
    ? []
    : [
        ['RADIUS authentication', `${radius.host}, UDP port ${radius.authPort}`],
        ['RADIUS accounting', `${radius.host}, UDP port ${radius.acctPort}, interim updates every 5 minutes`],
        ['Shared secret', `${SECRET} (shown when the gateway was added)`],
        ['Message-Authenticator', 'on'],
        ...(nasIdentifier === null ? [] : [['NAS-Identifier', nasIdentifier] as [string, string]]),
        ...(cannotAt(facts).includes('disconnect')
          ? []
          : [['CoA, Disconnect (RFC 5176)', `UDP port ${coaPort}`] as [string, string]]),
      ]
  const settings: Array<[string, string]> = [
    ['External portal', portalAddress(facts)],
    ['Let through before sign-in', walledGarden(vendor, hosts).join('; ')],
    ...asked,
  ]
  const width = Math.max(...settings.map(([name]) => name.length)) + 2
  return settings.map(([name, value]) => name.padEnd(width) + value)
}
