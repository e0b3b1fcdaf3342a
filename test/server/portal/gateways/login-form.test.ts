import { expect } from 'chai'
import type { Gateway } from '../../../../server/network/gateways/gateways.ts'
import type { HotspotRef } from '../../../../server/network/gateways/registry.ts'
import { type GatewayVendor, gatewayVendors } from '../../../../server/network/tables.ts'
import { handOver, isOpened, loginOrigins, readVisit } from '../../../../server/portal/gateways/dialects.ts'
import { Problem } from '../../../../server/portal/problems/problem.ts'

type Dialect = 'cisco' | 'aruba' | 'ruckus' | 'meraki' | 'cambium'

const BSSID = '02:00:5e:00:00:01'
const DONE = 'https://wifi.example/portal/done'
const WANTED = 'http://noticias.example/hoy?a=1'
const ticket = { username: 't-1', password: 'secret-of-ticket' }

/** For each dialect: login origin, redirect, names of its parameters, and the form that the vendor's document asks for. */
const cases: Record<
  Dialect,
  {
    origin: string
    query: Record<string, string>
    device: string
    station: string
    login: string
    failed: [name: string, value: string]
    action: RegExp
    fields: Record<string, string>
  }
> = {
  cisco: {
    origin: 'https://192.0.2.1',
    query: {
      switch_url: 'https://192.0.2.1/login.html',
      ap_mac: BSSID,
      client_mac: '0a:00:00:00:00:07',
      wlan: 'Plaza',
    },
    device: 'client_mac',
    station: 'ap_mac',
    login: 'switch_url',
    failed: ['statusCode', '5'],
    action: /^https:\/\/192\.0\.2\.1\/login\.html$/,
    fields: { ...ticket, buttonClicked: '4', err_flag: '0', redirect_url: DONE },
  },
  aruba: {
    origin: 'https://securelogin.example',
    query: { cmd: 'login', mac: '0a:00:00:00:00:07', essid: 'Plaza', apmac: BSSID, switchip: 'securelogin.example' },
    device: 'mac',
    station: 'apmac',
    login: 'switchip',
    failed: ['errmsg', 'Authentication failed'],
    action: /^https:\/\/securelogin\.example\/cgi-bin\/login$/,
    fields: { user: ticket.username, password: ticket.password, cmd: 'authenticate', url: DONE },
  },
  ruckus: {
    origin: 'http://10.9.0.2:9997',
    query: { sip: '10.9.0.2', mac: '02005e000001', client_mac: '0a0000000007', uip: '10.9.1.7', ssid: 'Plaza' },
    device: 'client_mac',
    station: 'mac',
    login: 'sip',
    failed: ['reason', 'Login-Failed'],
    action: /^http:\/\/10\.9\.0\.2:9997\/login$/,
    fields: ticket,
  },
  meraki: {
    origin: 'https://n143.network-auth.example',
    query: {
      login_url: 'https://n143.network-auth.example/splash/login?mauth=MM1-x_2',
      ap_mac: BSSID,
      client_mac: '0a:00:00:00:00:07',
    },
    device: 'client_mac',
    station: 'ap_mac',
    login: 'login_url',
    failed: ['error_message', 'Access denied.'],
    action: /^https:\/\/n143\.network-auth\.example\/splash\/login\?mauth=MM1-x_2$/,
    fields: { ...ticket, success_url: DONE },
  },
  cambium: {
    origin: 'http://10.8.0.3:880',
    query: { ga_ap_mac: '02-00-5E-00-00-01', ga_srvr: '10.8.0.3', ga_cmac: '0A-00-00-00-00-07', ga_Qv: 'eAp+/=%' },
    device: 'ga_cmac',
    station: 'ga_ap_mac',
    login: 'ga_srvr',
    failed: ['ga_error_code', 'reject'],
    action: /^http:\/\/10\.8\.0\.3:880\/cgi-bin\/hotspot_login\.cgi\?ga_ap_mac=.*&ga_Qv=eAp%2B%2F%3D%25/,
    fields: { ga_user: ticket.username, ga_pass: ticket.password },
  },
}

const wantedNames: Record<Dialect, string> = {
  cisco: 'redirect',
  aruba: 'url',
  ruckus: 'url',
  meraki: 'continue_url',
  cambium: 'ga_orig_url',
}

const gatewayOf = (vendor: GatewayVendor, loginOrigins: string[]) =>
  ({ id: 7, name: 'jardin-01', vendor, loginOrigins, uamSecret: null }) as unknown as Gateway

function visit(dialect: Dialect, change: Record<string, string | undefined>, gateway?: Gateway) {
  const known = gateway ?? gatewayOf(dialect, [cases[dialect].origin])
  const hotspot: HotspotRef = { id: 1, name: 'Kiosco', gatewayId: known.id, called: BSSID }
  const all = { ...cases[dialect].query, [wantedNames[dialect]]: WANTED, ...change }
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return readVisit({
    rawQuery: new URLSearchParams(given).toString(),
    portalUrl: 'https://wifi.example/portal',
    registry: {
      gatewayByNasIdentifier: () => undefined,
      hotspotByMac: (mac) => (mac === BSSID ? hotspot : undefined),
      hotspotOf: () => hotspot,
      gateway: (id) => (id === known.id ? known : undefined),
    },
    now: 1_000_000,
  })
}

/** The kind of the problem that a redirect has; undefined: none. */
function problemOf(...args: Parameters<typeof visit>): string | undefined {
  try {
    visit(...args)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.kind
    throw error
  }
}

for (const dialect of Object.keys(cases) as Dialect[]) {
  const { device, station, login, failed, action, fields, origin } = cases[dialect]

  describe(`the login form of ${dialect}`, () => {
    it('gets the ticket in the fields that the vendor names, at the address of the redirect', () => {
      const arrived = visit(dialect, {})
      if (arrived.event !== 'start') throw new Error(arrived.event)
      const { arrival } = arrived
      if (isOpened(arrival)) throw new Error('not by the portal itself')
      expect(arrival).to.include({ deviceMac: '0a:00:00:00:00:07', wantedUrl: WANTED, arrivedAt: 1_000_000 })
      expect(arrival.hotspot?.name).to.equal('Kiosco')
      const way = handOver(arrival, ticket, DONE)
      if (!('form' in way)) throw new Error('no form')
      expect(way.form.action).to.match(action)
      expect(way.form.fields).to.deep.equal(fields)
      expect(loginOrigins(arrival)).to.deep.equal([new URL(origin).origin])
    })

    it('is named as failed when the gateway comes back without a login, and another can begin at once', () => {
      const arrived = visit(dialect, { [failed[0]]: failed[1] })
      expect(arrived.event).to.equal('failed')
      expect(arrived.event === 'failed' && arrived.arrival?.deviceMac).to.equal('0a:00:00:00:00:07')
    })

    it('is not shown for a redirect that lacks device, access point or login page', () => {
      // An Aruba controller may leave its login page out.
      for (const name of [device, station, ...(dialect === 'aruba' ? [] : [login])]) {
        for (const value of [undefined, '']) expect(problemOf(dialect, { [name]: value }), name).to.equal('missing')
      }
      expect(problemOf(dialect, { [device]: 'ENC0a00000007' })).to.equal('missing')
    })

    it('is not shown for an access point that nobody knows, or of a gateway that speaks otherwise', () => {
      expect(problemOf(dialect, { [station]: '02:00:5e:00:00:99' })).to.equal('unknown-hotspot')
      for (const vendor of gatewayVendors.filter((other) => other !== dialect && other !== 'generic')) {
        expect(problemOf(dialect, {}, gatewayOf(vendor, [origin])), vendor).to.equal('unknown-hotspot')
      }
      expect(problemOf(dialect, {}, gatewayOf('generic', [origin]))).to.equal(undefined)
    })

    it('is nowhere but at the gateway’s own login origins', () => {
      const elsewhere = ['evil.example', '10.9.0.2.evil.example', '10.9.0.2@evil.example', 'evil.example/192.0.2.1']
      for (const host of elsewhere) {
        const value = cases[dialect].query[login]!.includes('://') ? `https://${host}/login` : host
        expect(problemOf(dialect, { [login]: value }), value).to.equal('forged')
      }
      expect(problemOf(dialect, {}, gatewayOf(dialect, []))).to.equal('forged')
    })
  })
}

describe('login forms', () => {
  it('tell Cisco’s “already logged in” from a failure', () => {
    expect(visit('cisco', { statusCode: '1' }), 'a link that nobody signed').to.deep.equal({
      event: 'online',
      wantedUrl: undefined,
    })
  })

  it('find an Aruba controller’s only login page where the redirect names none', () => {
    const arrived = visit('aruba', {
      switchip: undefined,
      post: 'securelogin.example',
      network: 'Plaza',
      essid: undefined,
    })
    expect(arrived.event).to.equal('start')
    const two = gatewayOf('aruba', ['https://a.example', 'https://b.example'])
    expect(problemOf('aruba', { switchip: undefined }, two)).to.equal('forged')
  })

  it('use SmartZone’s own address where the redirect comes from one', () => {
    const arrived = visit('ruckus', { nbiIP: '10.9.0.1' })
    if (arrived.event !== 'start') throw new Error(arrived.event)
    const { arrival } = arrived
    if (isOpened(arrival)) throw new Error('not by the portal itself')
    const way = handOver(arrival, ticket, DONE)
    expect('form' in way && way.form.action).to.equal('http://10.9.0.2:9997/SubscriberPortal/hotspotlogin')
  })

  it('do not send back a Cambium query that is longer than the cookie holds', () => {
    expect(problemOf('cambium', { ga_Qv: 'x'.repeat(1500) })).to.equal('missing')
  })
})
