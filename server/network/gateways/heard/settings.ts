import type { GatewayVendor } from '../../tables.ts'
import type { MissingKind } from './missing.ts'

type Settings = { [kind in MissingKind]?: string }

/** Where a make has no text of its own: as docs/gateways.md says by names of pages. */
const generic: Settings = {
  'no-access': 'RADIUS authentication server, shared secret',
  'no-accounting': 'RADIUS accounting server, interim updates',
  'no-redirect': 'external captive portal, walled garden',
  refused: 'Message-Authenticator',
  unsigned: 'Message-Authenticator',
  'other-nas-identifier': 'NAS-Identifier',
}

/**
 * By which setting of a make what is missing is mended, in the make's own words: what `configuration` prints, and
 * the vendors' documents that docs/gateways.md follows.
 */
const settings: { [vendor in GatewayVendor]: Settings } = {
  coovachilli: {
    ...generic,
    'no-access': 'HS_RADIUS, HS_RADSECRET, HS_MACAUTH=on',
    'no-accounting': 'HS_RADIUS, HS_RADACCTPORT',
    'no-redirect': 'HS_UAMFORMAT, HS_UAMALLOW',
    'redirect-refused': 'HS_UAMSECRET, HS_UAMFORMAT, HS_UAMLISTEN',
    'other-nas-identifier': 'HS_NASID',
    swapped: 'HS_SWAPOCTETS=on',
  },
  uspot: {
    ...generic,
    'no-access': 'auth_server, auth_secret',
    'no-accounting': 'acct_server, acct_secret',
    'no-redirect': "auth_mode 'uam', uam_server",
    'redirect-refused': 'uam_secret, uam_port',
    'other-nas-identifier': 'nasid',
    swapped: "swapio '0'",
  },
  mikrotik: {
    ...generic,
    'no-access': '/radius add service=hotspot, /ip hotspot profile use-radius=yes',
    'no-accounting': '/ip hotspot profile radius-accounting=yes',
    'no-redirect': 'hotspot/login.html, /ip hotspot walled-garden ip',
    'redirect-refused': 'hotspot/login.html',
    refused: '/radius require-message-auth=yes-for-request-resp',
    unsigned: '/radius require-message-auth=yes-for-request-resp',
    'other-nas-identifier': '/system identity',
  },
  cisco: {
    ...generic,
    'no-access': 'WLAN, Security, AAA Servers: authentication; config custom-web radiusauth pap',
    'no-accounting': 'WLAN, Security, AAA Servers: accounting, Interim Update',
    'no-redirect': 'Layer 3 security: Web Policy, External; pre-authentication ACL',
  },
  aruba: {
    ...generic,
    'no-access': 'External captive portal: type RADIUS Authentication, Auth server',
    'no-accounting': 'Security: Accounting, Use authentication servers; Accounting interval',
    'no-redirect': 'External captive portal: server, address /portal; walled garden',
    'other-nas-identifier': 'virtual controller name',
  },
  ruckus: {
    ...generic,
    'no-access': 'Hotspot (WISPr): Authentication Server',
    'no-accounting': 'Hotspot (WISPr): Accounting Server, Send Interim-Update',
    'no-redirect': 'Hotspot (WISPr): Login Page external, Walled Garden',
    'redirect-refused': 'no encrypt-mac-ip; sip',
  },
  meraki: {
    ...generic,
    'no-access': 'Splash page: sign-on with my RADIUS server',
    'no-accounting': 'RADIUS accounting: enabled',
    'no-redirect': 'Custom splash URL, Walled garden',
    'redirect-refused': 'login_url',
  },
  cambium: {
    ...generic,
    'no-access': 'Guest Access: Access Policy RADIUS',
    'no-accounting': 'RADIUS Server: Accounting Server, Accounting Mode Start-Interim-Stop',
    'no-redirect': 'Guest Access: External Hotspot, External Page URL, White List',
    'redirect-refused': 'ga_srvr; External Portal Post Through cnMaestro',
    'other-nas-identifier': 'NAS-Identifier (Advanced)',
  },
  generic,
  opennds: {
    'no-redirect': "login_option_enabled '0', fas_secure_enabled '3', fasremotefqdn, faspath",
    'redirect-refused': 'faskey, faspath, gatewayname',
  },
  'meraki-click': {
    'no-redirect': 'Splash page: click-through, Custom splash URL',
    'redirect-refused': 'base_grant_url',
  },
  unifi: { 'no-redirect': 'Hotspot: External portal server, Redirect using hostname' },
  omada: { 'no-redirect': 'Portal: External Portal Server, Pre-Authentication Access' },
}

/** Null: none that is known, or it is mended at Plaza. */
export const settingOf = (vendor: GatewayVendor, kind: MissingKind): string | null => settings[vendor][kind] ?? null
