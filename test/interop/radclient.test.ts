import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { register } from 'prom-client'
import { challengeHash, challengeResponse, ntPasswordHash } from '../../radius/authentication/mschap.ts'
import { accessRequest, CallingStationId, encodeRequest } from '../../radius/index.ts'
import { changePolicy } from '../../server/access/policies/change-policies.ts'
import { loadPolicies } from '../../server/access/policies/policies.ts'
import { issueTicket } from '../../server/access/tickets.ts'
import { bindDevice, boundDevices } from '../../server/directory/devices/devices.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testMac, testResident } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'

const SECRET = 'testing123'
type Attributes = Record<string, string | number>

describe('RADIUS with radclient', () => {
  let radclient: string
  let db: TestDatabase
  let registry: Registry
  let role: RadiusRole
  let gatewayId: number
  before(async function () {
    radclient = requirePeer(this, 'radclient')
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    registry = await openRegistry(db, sealer, silentLog)
    const config = {
      radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 },
      timeZone: 'America/Mexico_City',
      deviceBindingDays: 30,
    }
    role = await startRadius({ config, db, sealer, registry, log: silentLog })
  })
  after(async () => {
    await role?.close()
    await registry?.close()
    await db?.close()
  })

  /** Runs radclient with one try, by default of five seconds (a wrong password is answered after one); gives what it printed. */
  const send = async (kind: 'auth' | 'acct', attributes: Attributes, secret = SECRET, patience = 5) => {
    const port = kind === 'auth' ? role.authPort : role.acctPort
    const child = spawn(radclient, ['-x', '-r', '1', '-t', `${patience}`, `127.0.0.1:${port}`, kind, secret])
    const lines = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' || value.startsWith('0x') ? `${name} = ${value}` : `${name} = "${value}"`,
    )
    if (kind === 'auth') lines.push('Message-Authenticator = 0x00')
    child.stdin.end(`${lines.join('\n')}\n`)
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    await once(child, 'close')
    return output
  }

  const newTicket = async (more: Partial<Parameters<typeof issueTicket>[2]> = {}) => {
    const [residentId, deviceMac] = [await testResident(db), testMac()]
    const holder = { residentId, deviceMac, gatewayId, hotspotId: null, ...more }
    return { residentId, deviceMac, ...(await issueTicket(db, sealer, holder)) }
  }
  type Issued = Awaited<ReturnType<typeof newTicket>>
  const dashed = (mac: string) => mac.toUpperCase().replaceAll(':', '-')
  const pap = ({ username, password, deviceMac }: Issued): Attributes => ({
    'User-Name': username,
    'User-Password': password,
    'Calling-Station-Id': dashed(deviceMac),
  })
  const chap = ({ username, password, deviceMac }: Issued): Attributes => ({
    'User-Name': username,
    'CHAP-Password': password,
    'Calling-Station-Id': dashed(deviceMac),
  })
  const counted = async (name: string, labels: Record<string, string>) => {
    const metric = await register.getSingleMetric(name)?.get()
    const match = metric?.values.find((one) =>
      Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )
    return match?.value ?? 0
  }
  const reasonsOf = async (deviceMac: string) => {
    const { rows } = await db.pool.query('select reason, method from access_log where device_mac = $1 order by at', [
      deviceMac,
    ])
    return rows.map(({ reason, method }) => `${method} ${reason}`)
  }
  /** What was decided about the device, once that many decisions are stored: they are written in batches. */
  const logged = (deviceMac: string, length: number) =>
    eventually(async () => {
      const reasons = await reasonsOf(deviceMac)
      return reasons.length >= length && reasons
    })

  it('accepts a ticket once by PAP, with the limits of the policy', async () => {
    const ticket = await newTicket()
    const output = await send('auth', pap(ticket))
    expect(output).to.include('Received Access-Accept')
    for (const line of ['Session-Timeout = 14400', 'Idle-Timeout = 900', 'Acct-Interim-Interval = 300']) {
      expect(output).to.include(line)
    }
    expect(output).to.include('ChilliSpot-Bandwidth-Max-Up = 2000')
    expect(output).to.include('ChilliSpot-Bandwidth-Max-Down = 5000')
    expect(output).to.include('ChilliSpot-Max-Total-Octets = 2147483648')
    expect(output).to.include('Class = 0x')
    const again = await send('auth', pap(ticket))
    expect(again).to.include('Received Access-Reject').and.to.include('Reply-Message')
    expect(await logged(ticket.deviceMac, 2)).to.deep.equal(['pap accepted', 'pap ticket-used'])
  })

  it('binds the device of an accepted ticket for the days set, and nothing before or otherwise', async () => {
    const [ticket, wrong] = [await newTicket(), await newTicket()]
    expect(await boundDevices(db, [ticket.deviceMac])).to.deep.equal([])
    await send('auth', pap({ ...wrong, password: 'not the password' }))
    expect(await send('auth', pap(ticket))).to.include('Received Access-Accept')
    const bound = await boundDevices(db, [ticket.deviceMac, wrong.deviceMac])
    expect(bound.map(({ mac, residentId }) => [mac, residentId])).to.deep.equal([[ticket.deviceMac, ticket.residentId]])
    const days = (bound[0]!.boundUntil.getTime() - Date.now()) / 86_400_000
    expect(days).to.be.within(29.99, 30)
    const mac = { 'User-Name': ticket.deviceMac, 'Calling-Station-Id': dashed(ticket.deviceMac) }
    expect(await send('auth', { ...mac, 'User-Password': ticket.deviceMac })).to.include('Received Access-Accept')
  })

  it('accepts a ticket once by MS-CHAPv2 and proves itself in turn, and words a wrong password as that asks', async () => {
    const [ticket, wrong] = [await newTicket(), await newTicket()]
    const [challenge, peerChallenge] = [randomBytes(16), randomBytes(16)]
    const msChap = ({ username, password, deviceMac }: Issued): Attributes => {
      const hash = challengeHash(peerChallenge, challenge, username)
      const ntResponse = challengeResponse(hash, ntPasswordHash(password))
      const answer = Buffer.concat([Buffer.of(7, 0), peerChallenge, Buffer.alloc(8), ntResponse])
      return {
        'User-Name': username,
        'MS-CHAP-Challenge': `0x${challenge.toString('hex')}`,
        'MS-CHAP2-Response': `0x${answer.toString('hex')}`,
        'Calling-Station-Id': dashed(deviceMac),
      }
    }
    const output = await send('auth', msChap(ticket))
    expect(output).to.include('Received Access-Accept').and.include('Class = 0x')
    expect(output)
      .to.match(/MS-CHAP2-Success = 0x07533d[\da-f]{80}/)
      .and.match(/MS-MPPE-Send-Key = 0x/)
    const refused = await send('auth', msChap({ ...wrong, password: 'not the password' }))
    expect(refused)
      .to.include('Received Access-Reject')
      .and.match(/MS-CHAP-Error = "\\007E=691/)
    expect(await logged(ticket.deviceMac, 1)).to.deep.equal(['mschapv2 accepted'])
    expect(await logged(wrong.deviceMac, 1)).to.deep.equal(['mschapv2 wrong-password'])
  })

  it('accepts a ticket once by CHAP', async () => {
    const ticket = await newTicket()
    expect(await send('auth', chap(ticket))).to.include('Received Access-Accept')
    expect(await send('auth', chap(ticket))).to.include('Received Access-Reject')
    expect(await logged(ticket.deviceMac, 2)).to.deep.equal(['chap accepted', 'chap ticket-used'])
  })

  it('does not use a ticket up for a wrong password', async () => {
    const ticket = await newTicket()
    const wrong = { ...ticket, password: 'wrongwrongwrong1' }
    expect(await send('auth', pap(wrong))).to.include('Received Access-Reject')
    expect(await send('auth', chap(wrong))).to.include('Received Access-Reject')
    expect(await send('auth', pap(ticket))).to.include('Received Access-Accept')
    const reasons = await logged(ticket.deviceMac, 3)
    expect(reasons).to.deep.equal(['pap wrong-password', 'chap wrong-password', 'pap accepted'])
  })

  it('refuses a ticket on another device, at another gateway, without a device, too late, and one never issued', async () => {
    const other = await testGateway(db, { network: '10.1.2.3/32' })
    const [wrongDevice, wrongGateway, late] = [
      await newTicket(),
      await newTicket({ gatewayId: other }),
      await newTicket(),
    ]
    await db.pool.query('update tickets set expires_at = now() where username = $1', [late.username])
    const stranger = { ...wrongDevice, deviceMac: testMac() }
    expect(await send('auth', pap(stranger))).to.include('Received Access-Reject')
    expect(await send('auth', pap(wrongGateway))).to.include('Received Access-Reject')
    expect(await send('auth', pap(late))).to.include('Received Access-Reject')
    const unknown = { ...wrongDevice, username: 't-nobody', deviceMac: testMac() }
    expect(await send('auth', pap(unknown))).to.include('Received Access-Reject')
    const { 'Calling-Station-Id': _, ...nameless } = pap(wrongDevice)
    expect(await send('auth', nameless)).to.include('Received Access-Reject')
    expect(await logged(stranger.deviceMac, 1)).to.deep.equal(['pap ticket-other-device'])
    expect(await logged(wrongGateway.deviceMac, 1)).to.deep.equal(['pap ticket-other-gateway'])
    expect(await logged(late.deviceMac, 1)).to.deep.equal(['pap ticket-expired'])
    expect(await logged(unknown.deviceMac, 1)).to.deep.equal(['pap unknown-user'])
  })

  it('does not answer a wrong secret, and counts it', async () => {
    const labels = { kind: 'auth', reason: 'wrong-message-authenticator' }
    const before = await counted('plaza_radius_discards_total', labels)
    const ticket = await newTicket()
    expect(await send('auth', pap(ticket), 'another secret', 1)).to.include('No reply')
    expect(await counted('plaza_radius_discards_total', labels)).to.equal(before + 1)
    expect(await send('acct', { 'Acct-Status-Type': 'Start', 'Acct-Session-Id': 'x' }, 'another', 1)).to.include(
      'No reply',
    )
  })

  it('does not answer an address that no gateway has, and counts it', async () => {
    const labels = { kind: 'auth', reason: 'unknown-client' }
    const before = await counted('plaza_radius_discards_total', labels)
    const from = { 'Packet-Src-IP-Address': '127.0.0.9' }
    expect(await send('auth', { ...pap(await newTicket()), ...from }, SECRET, 1)).to.include('No reply')
    expect(await counted('plaza_radius_discards_total', labels)).to.equal(before + 1)
  })

  it('lets a bound device in by its MAC in every usual spelling, and no other device', async () => {
    const [residentId, mac, stranger] = [await testResident(db), testMac(), testMac()]
    await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    const bare = mac.replaceAll(':', '')
    const cisco = bare.replace(/(.{4})(?!$)/g, '$1.')
    for (const spelling of [mac, mac.toUpperCase(), dashed(mac), mac.replaceAll(':', '-'), bare, cisco]) {
      const attributes = { 'User-Name': spelling, 'Calling-Station-Id': dashed(mac) }
      const withPassword = { ...attributes, 'User-Password': spelling }
      expect(await send('auth', withPassword), spelling).to.include('Received Access-Accept')
    }
    const callCheck = { 'User-Name': bare, 'Calling-Station-Id': mac, 'Service-Type': 'Call-Check' }
    expect(await send('auth', callCheck)).to.include('Received Access-Accept')
    const byChap = { 'User-Name': bare, 'Calling-Station-Id': mac, 'CHAP-Password': bare }
    expect(await send('auth', byChap)).to.include('Received Access-Accept')
    const guess = { 'User-Name': bare, 'Calling-Station-Id': mac, 'User-Password': 'guess' }
    expect(await send('auth', guess)).to.include('Received Access-Reject')
    const unbound = { 'User-Name': stranger, 'Calling-Station-Id': stranger, 'User-Password': stranger }
    expect(await send('auth', unbound)).to.include('Received Access-Reject')
    expect(await logged(stranger, 1)).to.deep.equal(['mac device-not-bound'])
    expect((await logged(mac, 9)).filter((reason) => reason === 'mac accepted')).to.have.length(8)
  })

  it('notices at once that a known device is bound to somebody else, or no longer', async () => {
    const [first, second, mac] = [await testResident(db), await testResident(db), testMac()]
    const ask = () => send('auth', { 'User-Name': mac, 'Calling-Station-Id': mac, 'User-Password': mac })
    await bindDevice(db, { mac, residentId: first, until: new Date(Date.now() + 86_400_000) })
    expect(await ask()).to.include('Received Access-Accept')
    await bindDevice(db, { mac, residentId: second, until: new Date(Date.now() - 1000) })
    expect(await ask()).to.include('Received Access-Reject')
    expect(await logged(mac, 2)).to.deep.equal(['mac accepted', 'mac binding-expired'])
  })

  it('tells VLAN, filter and role as other RADIUS programs read them', async () => {
    const [defaults] = await loadPolicies(db)
    const mac = testMac()
    await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + 86_400_000) })
    const ask = () => send('auth', { 'User-Name': mac, 'Calling-Station-Id': dashed(mac), 'User-Password': mac })
    await changePolicy(db, defaults!.id, { vlan: 120, filterId: 'guests' })
    await eventually(async () => (await ask()).includes('Tunnel-Private-Group-Id'))
    const accept = await ask()
    expect(accept).to.match(/Tunnel-Type:0 = VLAN\b/)
    expect(accept).to.match(/Tunnel-Medium-Type:0 = IEEE-802\b/)
    expect(accept).to.match(/Tunnel-Private-Group-Id:0 = "120"/)
    expect(accept).to.match(/Filter-Id = "guests"/)
    await changePolicy(db, defaults!.id, { vlan: null, filterId: null })
  })

  it('makes one correct session of Start, Interim-Update and Stop, by the Class of the accept', async () => {
    const ticket = await newTicket()
    const [, value] = /Class = (0x[0-9a-f]+)/.exec(await send('auth', pap(ticket))) ?? []
    const session: Attributes = {
      'Acct-Session-Id': 'session-1',
      'User-Name': ticket.username,
      'Calling-Station-Id': dashed(ticket.deviceMac),
      'NAS-IP-Address': '127.0.0.1',
      'Framed-IP-Address': '10.1.0.7',
      Class: value!,
    }
    const start = { ...session, 'Acct-Status-Type': 'Start' }
    const interim = {
      ...session,
      ...{ 'Acct-Status-Type': 'Interim-Update', 'Acct-Session-Time': 300 },
      ...{ 'Acct-Input-Octets': 1000, 'Acct-Output-Octets': 5, 'Acct-Output-Gigawords': 1 },
    }
    const stop = {
      ...interim,
      ...{ 'Acct-Status-Type': 'Stop', 'Acct-Session-Time': 420, 'Acct-Input-Octets': 1500 },
      'Acct-Terminate-Cause': 'User-Request',
    }
    for (const record of [start, interim, stop, start, interim]) {
      expect(await send('acct', record)).to.include('Received Accounting-Response')
    }
    const { rows } = await db.pool.query('select * from sessions where acct_session_id = $1', ['session-1'])
    expect(rows).to.have.length(1)
    expect(rows[0]).to.include({
      resident_id: ticket.residentId,
      device_mac: ticket.deviceMac,
      calling_station_id: dashed(ticket.deviceMac),
      user_name: ticket.username,
      framed_ip: '10.1.0.7',
      duration_seconds: 420,
      input_octets: 1500,
      output_octets: 2 ** 32 + 5,
      terminate_cause: 1,
    })
    expect(rows[0].ended_at).to.be.instanceOf(Date)
    const days = await db.pool.query('select sum(seconds) as seconds from session_days where resident_id = $1', [
      ticket.residentId,
    ])
    expect(days.rows[0].seconds).to.equal(420)
  })

  it('answers a retransmission alike without deciding again', async () => {
    const ticket = await newTicket()
    const request = accessRequest({ username: ticket.username, password: ticket.password, secret: SECRET })
    const datagram = encodeRequest(request.add(CallingStationId, ticket.deviceMac), SECRET)
    const socket = createSocket('udp4')
    const ask = async (): Promise<Buffer> => {
      socket.send(datagram, role.authPort, '127.0.0.1')
      return (await once(socket, 'message'))[0]
    }
    const [first, second] = [await ask(), await ask()]
    socket.close()
    expect(first[0]).to.equal(2)
    expect(second.equals(first)).to.equal(true)
    expect(await send('auth', pap(ticket))).to.include('Received Access-Reject')
    expect(await logged(ticket.deviceMac, 2)).to.deep.equal(['pap accepted', 'pap ticket-used'])
  })

  it('shares a database with another process: a ticket is accepted by one of both', async () => {
    const config = { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 }
    const other = await startRadius({ config, db, sealer, registry, log: silentLog })
    const ticket = await newTicket()
    const codes = await Promise.all(
      [role.authPort, other.authPort, role.authPort, other.authPort].map(async (port) => {
        const socket = createSocket('udp4')
        const request = accessRequest({ username: ticket.username, password: ticket.password, secret: SECRET })
        socket.send(encodeRequest(request.add(CallingStationId, ticket.deviceMac), SECRET), port, '127.0.0.1')
        const [reply]: [Buffer] = (await once(socket, 'message')) as [Buffer]
        socket.close()
        return reply[0]
      }),
    )
    await other.close()
    expect(codes.toSorted()).to.deep.equal([2, 3, 3, 3])
  })
})
