import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { issueTicket } from '../../server/access/tickets.ts'
import { testSealer as sealer, testMac, testResident } from '../support/city.ts'
import { requirePeer } from '../support/peers.ts'
import { freePort } from '../support/plaza.ts'
import { type FreeRadius, startFreeRadius } from './freeradius-process.ts'
import { type RadsecCity, startRadsecCity } from './radsec-city.ts'

type Attributes = Record<string, string | number>
type Transport = 'udp' | 'radsec'

/** Two proxies in one FreeRADIUS: one to Plaza over UDP, the other over RadSec. */
const configuration = (
  city: RadsecCity,
  ports: Record<'udpAuth' | 'udpAcct' | 'radsecAuth' | 'radsecAcct', number>,
) => `
  proxy_requests = yes
  client radclient { ipaddr = 127.0.0.1, secret = proxied, require_message_authenticator = no }
  home_server udp_auth { type = auth, ipaddr = 127.0.0.1, port = ${city.role.authPort}, secret = testing123 }
  home_server udp_acct { type = acct, ipaddr = 127.0.0.1, port = ${city.role.acctPort}, secret = testing123 }
  home_server radsec {
    type = auth+acct
    ipaddr = 127.0.0.1
    port = ${city.radsecPort}
    proto = tcp
    secret = radsec
    status_check = status-server
    tls {
      private_key_file = \${confdir}/client.key
      certificate_file = \${confdir}/client.crt
      ca_file = \${confdir}/ca.crt
    }
  }
  home_server_pool udp_auth { type = fail-over, home_server = udp_auth }
  home_server_pool udp_acct { type = fail-over, home_server = udp_acct }
  home_server_pool radsec { type = fail-over, home_server = radsec }
  realm udp { auth_pool = udp_auth, acct_pool = udp_acct
    nostrip
  }
  realm radsec { auth_pool = radsec, acct_pool = radsec
    nostrip
  }
  ${proxy('udp', ports.udpAuth, ports.udpAcct)}
  ${proxy('radsec', ports.radsecAuth, ports.radsecAcct)}`

const proxy = (realm: Transport, auth: number, acct: number) => `
  server proxy_${realm} {
    listen { type = auth, ipaddr = 127.0.0.1, port = ${auth} }
    listen { type = acct, ipaddr = 127.0.0.1, port = ${acct} }
    authorize { update control { &Proxy-To-Realm := "${realm}" } }
    preacct { update control { &Proxy-To-Realm := "${realm}" } }
  }`

describe('FreeRADIUS in front of Plaza', () => {
  let radclient: string
  let city: RadsecCity
  let freeradius: FreeRadius
  let ports: Parameters<typeof configuration>[1]
  before(async function () {
    const program = requirePeer(this, 'freeradius')
    radclient = requirePeer(this, 'radclient')
    city = await startRadsecCity()
    const [udpAuth = 0, udpAcct = 0, radsecAuth = 0, radsecAcct = 0] = await Promise.all(
      Array.from({ length: 4 }, () => freePort('udp')),
    )
    ports = { udpAuth, udpAcct, radsecAuth, radsecAcct }
    freeradius = await startFreeRadius(program, configuration(city, ports), {
      'client.key': city.identity.key,
      'client.crt': city.identity.cert,
      'ca.crt': city.certificates.ca(),
    })
  })
  after(async () => {
    await freeradius?.close()
    await city?.close()
  })

  const send = async (port: number, kind: 'auth' | 'acct', attributes: Attributes): Promise<string> => {
    const child = spawn(radclient, ['-x', '-r', '3', '-t', '5', `127.0.0.1:${port}`, kind, 'proxied'])
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    const lines = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' ? `${name} = ${value}` : `${name} = "${value}"`,
    )
    child.stdin.end(`${lines.join('\n')}\n`)
    await once(child, 'close')
    return output
  }
  const newTicket = async (gatewayId: number) => {
    const [residentId, deviceMac] = [await testResident(city.db), testMac()]
    return { deviceMac, ...(await issueTicket(city.db, sealer, { residentId, deviceMac, gatewayId, hotspotId: null })) }
  }

  const transports: Array<[string, Transport]> = [
    ['over UDP', 'udp'],
    ['over RadSec', 'radsec'],
  ]
  for (const [how, transport] of transports) {
    it(`lets a device with a ticket in, and not twice, ${how}; Proxy-State comes back`, async () => {
      const gatewayId = transport === 'udp' ? city.udpGatewayId : city.gatewayId
      const port = transport === 'udp' ? ports.udpAuth : ports.radsecAuth
      const { username, password, deviceMac } = await newTicket(gatewayId)
      const ask = { 'User-Name': username, 'User-Password': password, 'Calling-Station-Id': deviceMac }
      const before = freeradius.output().length
      const output = await send(port, 'auth', ask)
      expect(output).to.include('Received Access-Accept').and.to.include('Session-Timeout = 14400')
      const heard = freeradius.output().slice(before)
      expect(heard).to.match(/Received Access-Accept[\s\S]*?Proxy-State = 0x/)
      expect(await send(port, 'auth', ask)).to.include('Received Access-Reject')
    })

    it(`has its accounting stored before it is acknowledged, ${how}`, async () => {
      const gatewayId = transport === 'udp' ? city.udpGatewayId : city.gatewayId
      const port = transport === 'udp' ? ports.udpAcct : ports.radsecAcct
      const session = { 'Acct-Session-Id': `through-${transport}`, 'User-Name': 'ada', 'Calling-Station-Id': testMac() }
      const start = await send(port, 'acct', { 'Acct-Status-Type': 'Start', ...session })
      expect(start).to.include('Received Accounting-Response')
      const counters = { 'Acct-Input-Octets': 1000, 'Acct-Output-Octets': 2000, 'Acct-Session-Time': 60 }
      const stop = await send(port, 'acct', { 'Acct-Status-Type': 'Stop', ...session, ...counters })
      expect(stop).to.include('Received Accounting-Response')
      const { rows } = await city.db.pool.query(
        'select gateway_id, output_octets, ended_at from sessions where acct_session_id = $1',
        [session['Acct-Session-Id']],
      )
      expect(rows).to.have.length(1)
      expect(rows[0]).to.include({ gateway_id: gatewayId, output_octets: 2000 })
      expect(rows[0].ended_at).to.be.instanceOf(Date)
    })
  }
})
