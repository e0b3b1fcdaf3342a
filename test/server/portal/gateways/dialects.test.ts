import { expect } from 'chai'
import fc from 'fast-check'
import type { Gateway } from '../../../../server/network/gateways/gateways.ts'
import type { HotspotRef } from '../../../../server/network/gateways/registry.ts'
import { type GatewayVendor, gatewayVendors } from '../../../../server/network/tables.ts'
import { readVisit } from '../../../../server/portal/gateways/dialects.ts'
import { Problem } from '../../../../server/portal/problems/problem.ts'

const MAC = '02:00:5e:00:00:01'
const DEVICE = '0a:00:00:00:00:07'
const ORIGIN = 'http://10.1.0.1:3990'

/** A redirect of each dialect that is right for a gateway with {@link ORIGIN} as its login page. */
const redirects: Record<string, { vendor: GatewayVendor; query: Record<string, string> }> = {
  CoovaChilli: {
    vendor: 'coovachilli',
    query: {
      ...{ res: 'notyet', uamip: '10.1.0.1', uamport: '3990', challenge: '0'.repeat(32), called: MAC },
      ...{ mac: DEVICE, ip: '10.1.0.7', nasid: 'nas', sessionid: '1', userurl: 'http://a.example/' },
    },
  },
  MikroTik: {
    vendor: 'mikrotik',
    query: {
      ...{ mac: DEVICE, identity: 'nas', 'server-name': 'h', 'link-login-only': `${ORIGIN}/login`, error: '' },
      ...{ 'link-orig': 'http://a.example/', 'chap-id': '\\371', 'chap-challenge': '\\357\\015' },
    },
  },
  Cisco: {
    vendor: 'cisco',
    query: { switch_url: `${ORIGIN}/login.html`, ap_mac: MAC, client_mac: DEVICE, wlan: 'P' },
  },
  Aruba: { vendor: 'aruba', query: { cmd: 'login', mac: DEVICE, essid: 'P', apmac: MAC, switchip: '10.1.0.1' } },
  Ruckus: { vendor: 'ruckus', query: { sip: '10.1.0.1', mac: MAC, client_mac: DEVICE, uip: '10.9.1.7', ssid: 'P' } },
  Meraki: { vendor: 'meraki', query: { login_url: `${ORIGIN}/splash/login?mauth=x`, ap_mac: MAC, client_mac: DEVICE } },
  Cambium: { vendor: 'cambium', query: { ga_ap_mac: MAC, ga_srvr: '10.1.0.1', ga_cmac: DEVICE, ga_Qv: 'e' } },
  openNDS: {
    vendor: 'opennds',
    query: {
      fas: Buffer.from(
        `hid=${'0'.repeat(64)}, clientmac=${DEVICE}, gatewayaddress=10.1.0.1:3990, originurl=http%3a%2f%2fa.example`,
      ).toString('base64'),
    },
  },
  'Meraki click-through': {
    vendor: 'meraki-click',
    query: {
      base_grant_url: `${ORIGIN}/grant`,
      node_mac: MAC,
      client_mac: DEVICE,
      user_continue_url: 'http://a.example',
    },
  },
  UniFi: { vendor: 'unifi', query: { site: 's1', id: DEVICE, ap: MAC, t: '1', url: 'http://a.example/', ssid: 'P' } },
  Omada: {
    vendor: 'omada',
    query: { clientMac: DEVICE, apMac: MAC, ssidName: 'P', radioId: '1', site: 's1', redirectUrl: 'http://a.example/' },
  },
}

const gatewayOf = (vendor: GatewayVendor, uamSecret: string | null) =>
  ({
    ...{ id: 7, name: 'nas', vendor, loginOrigins: [ORIGIN], uamSecret, network: null },
    controller: { url: 'http://c.example', username: 'u', password: 'p', site: 's1', ca: null },
  }) as unknown as Gateway

/** What came of it: an event, or the kind of the problem; everything else is thrown on. */
function read(rawQuery: string, vendor: GatewayVendor, uamSecret: string | null = null): string {
  const gateway = gatewayOf(vendor, uamSecret)
  const hotspot: HotspotRef = { id: 1, name: 'Kiosco', gatewayId: 7, called: MAC }
  const registry = {
    gatewayByNasIdentifier: (name: string) => (name === 'nas' ? gateway : undefined),
    hotspotByMac: (mac: string) => (mac === MAC ? hotspot : undefined),
    hotspotOf: () => hotspot,
    gateway: (id: number) => (id === 7 ? gateway : undefined),
  }
  try {
    return readVisit({ rawQuery, portalUrl: 'https://wifi.example/portal', gatewayId: 7, registry, now: 0 }).event
  } catch (error) {
    if (error instanceof Problem) return error.kind
    throw error
  }
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...[
      '',
      '\0',
      '%',
      '\\',
      '\\400',
      'http://',
      'http://[',
      'http://a:99999/',
      '//x',
      'javascript:0',
      '\ud800',
      '1e999',
    ],
    ...['null', '__proto__', 'constructor', MAC, DEVICE, ORIGIN, 'A'.repeat(5_000)],
  ),
)

describe('every dialect', () => {
  for (const [name, { vendor, query }] of Object.entries(redirects)) {
    const whole = (change: Record<string, string>) => new URLSearchParams({ ...query, ...change }).toString()

    it(`ends in nothing but a page or its named problem, whatever a redirect says: ${name}`, () => {
      expect(read(whole({}), vendor, vendor === 'opennds' ? 'faskey' : null)).to.equal('start')
      const change = fc.dictionary(
        fc.constantFrom(...Object.keys(query), 'error_message', 'iv', 'reason', 'status', 'statusCode'),
        hostile,
        {
          maxKeys: 4,
        },
      )
      const secret = fc.constantFrom(null, 'uamsecret')
      fc.assert(
        fc.property(change, secret, (values, uamSecret) => void read(whole(values), vendor, uamSecret)),
        {
          numRuns: 500,
        },
      )
    })
  }

  it('ends in nothing but a page or its named problem, whatever stands behind the question mark', () => {
    const names = Object.values(redirects).flatMap(({ query }) => Object.keys(query))
    const pair = fc
      .tuple(fc.oneof(fc.constantFrom(...names), hostile), hostile)
      .map(([name, value]) => `${name}=${value}`)
    const raw = fc.array(fc.oneof(pair, hostile), { maxLength: 8 }).map((parts) => parts.join('&'))
    const vendor = fc.constantFrom(...gatewayVendors)
    fc.assert(
      fc.property(raw, vendor, (text, make) => void read(text, make, 'uamsecret')),
      { numRuns: 3_000 },
    )
  })
})
