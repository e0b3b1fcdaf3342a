import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { issueTicket } from '../../server/access/tickets.ts'
import { addPasswordCredential } from '../../server/directory/devices/device-credentials.ts'
import { createSealer } from '../../server/sealing.ts'
import { block } from '../docs/markdown.ts'
import { A_SECRET, asScript, citySettings } from '../docs/shell.ts'
import { testMac, testResident } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { requirePeer } from '../support/peers.ts'
import { freePort, ownSettings, type PlazaProcess, runPlaza } from '../support/plaza.ts'
import { startFreeRadius } from './freeradius-process.ts'
import { startRadsecproxy } from './radsecproxy-process.ts'

const FILE = 'docs/radsec.md'
const sealer = createSealer(A_SECRET)

/** `text` with each of `values` in place of what it says; all of it has to be there. */
function withValues(text: string, values: Array<[said: string, value: string]>): string {
  for (const [said] of values) if (!text.includes(said)) throw new Error(`${FILE} does not say "${said}" any more`)
  return values.reduce((changed, [said, value]) => changed.replaceAll(said, value), text)
}

/** What a program prints; an end other than 0 is told by what it prints. */
const output = (program: string, args: string[], input = ''): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile(program, args, { timeout: 20_000 }, (_error, out, errors) => resolve(out + errors))
    child.stdin!.end(input)
  })

/** A Plaza and its gateway `sur-03`, made by the commands of the document. */
describe('the configurations for RadSec in the documents', () => {
  let radclient: string
  let db: TestDatabase
  let folder: string
  let plaza: PlazaProcess
  let radsecPort: string

  before(async function () {
    radclient = requirePeer(this, 'radclient')
    db = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'plaza-docs-'))
    const ports = await ownSettings(folder)
    radsecPort = ports.PLAZA_RADSEC_PORT!
    const settings = { ...citySettings(), ...ports, DATABASE_URL: db.url, PLAZA_RADIUS_HOST: '127.0.0.1' }
    const commands = runPlaza([], settings, asScript(block(FILE, 'sh'), folder))
    expect(await commands.ended, commands.output()).to.equal(0)
    plaza = runPlaza(['start', '--roles', 'radius'], settings)
    await plaza.printed(/Ctrl-C stops everything/)
  })
  after(async () => {
    plaza?.child.kill('SIGTERM')
    await plaza?.ended
    await db?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const send = (port: number, kind: 'auth' | 'acct', attributes: Record<string, string>): Promise<string> => {
    const lines = Object.entries(attributes).map(([name, value]) => `${name} = "${value}"\n`)
    return output(radclient, ['-x', '-r', '3', '-t', '5', `127.0.0.1:${port}`, kind, A_SECRET], lines.join(''))
  }

  /** An Access-Request with a ticket, and a session's Start. */
  async function expectService(ports: { auth: number; acct: number }, name: string): Promise<void> {
    const { rows } = await db.pool.query("select id from gateways where name = 'sur-03'")
    const [residentId, deviceMac, gatewayId] = [await testResident(db), testMac(), rows[0].id as number]
    const ticket = await issueTicket(db, sealer, { residentId, deviceMac, gatewayId, hotspotId: null })
    const person = { 'User-Name': ticket.username, 'Calling-Station-Id': deviceMac }
    const request = { ...person, 'User-Password': ticket.password, 'Message-Authenticator': '0x00' }
    expect(await send(ports.auth, 'auth', request)).to.include('Received Access-Accept')
    const start = { ...person, 'Acct-Status-Type': 'Start', 'Acct-Session-Id': name }
    expect(await send(ports.acct, 'acct', start)).to.include('Received Accounting-Response')
    const found = await db.pool.query('select gateway_id from sessions where acct_session_id = $1', [name])
    expect(found.rows).to.deep.equal([{ gateway_id: gatewayId }])
  }

  /** A device that asks for the encrypted network: replies of several kilobytes; and a ticket after it. */
  async function expectEncrypted(eapolTest: string, port: number): Promise<void> {
    const residentId = await testResident(db)
    const credential = await addPasswordCredential(db, sealer, { residentId, deviceName: 'phone', days: 1 })
    const network = {
      ...{ ssid: 'city', identity: credential.username, password: credential.password, phase2: 'auth=PAP' },
      ...{ ca_cert: join(folder, 'sur-03/sur-03-ca.crt'), domain_suffix_match: 'wifi.example' },
    }
    const lines = Object.entries(network).map(([name, value]) => `  ${name}="${value}"\n`)
    const file = join(folder, `network-${port}.conf`)
    await writeFile(file, `network={\n  key_mgmt=IEEE8021X\n  eap=TTLS\n${lines.join('')}}\n`)
    const said = await output(eapolTest, ['-c', file, '-a127.0.0.1', `-p${port}`, `-s${A_SECRET}`, `-M${testMac()}`])
    expect(said.slice(-500)).to.match(/\nSUCCESS\n$/)
  }

  it('of FreeRADIUS carry tickets, accounting and 802.1X', async function () {
    const program = requirePeer(this, 'freeradius')
    const eapolTest = requirePeer(this, 'eapol_test')
    const [auth, acct] = await Promise.all([freePort('udp'), freePort('udp')])
    const text = withValues(block(FILE, 'freeradius'), [
      ['203.0.113.2', '127.0.0.1'],
      ['port = 2083', `port = ${radsecPort}`],
      ['/etc/freeradius/sur-03', join(folder, 'sur-03/sur-03')],
    ])
    const around = `
      proxy_requests = yes
      client gateway { ipaddr = 127.0.0.1, secret = ${A_SECRET}, require_message_authenticator = yes }
      server default {
        listen { type = auth, ipaddr = 127.0.0.1, port = ${auth} }
        listen { type = acct, ipaddr = 127.0.0.1, port = ${acct} }
        authorize {
          suffix
        }
        preacct {
          suffix
        }
      }`
    const freeradius = await startFreeRadius(program, `${text}\n${around}`)
    try {
      await expectService({ auth, acct }, 'by FreeRADIUS')
      await expectEncrypted(eapolTest, auth)
      await expectService({ auth, acct }, 'by FreeRADIUS, after it')
    } finally {
      await freeradius.close()
    }
  })

  it('of radsecproxy carry tickets, accounting and 802.1X', async function () {
    const program = requirePeer(this, 'radsecproxy')
    const eapolTest = requirePeer(this, 'eapol_test')
    const [auth, acct] = await Promise.all([freePort('udp'), freePort('udp')])
    const text = withValues(block(FILE, 'radsecproxy'), [
      ['ListenUDP *:1812', `ListenUDP 127.0.0.1:${auth}`],
      ['ListenUDP *:1813', `ListenUDP 127.0.0.1:${acct}`],
      ['/etc/radsec/', join(folder, 'sur-03/')],
      ['host 10.3.0.1', 'host 127.0.0.1'],
      ['host 203.0.113.2', `host 127.0.0.1\n  port ${radsecPort}`],
      ['…', A_SECRET],
    ])
    const file = join(folder, 'radsecproxy.conf')
    await writeFile(file, text)
    const proxy = await startRadsecproxy(program, file)
    try {
      await expectService({ auth, acct }, 'by radsecproxy')
      await expectEncrypted(eapolTest, auth)
      await expectService({ auth, acct }, 'by radsecproxy, after it')
    } finally {
      await proxy.close()
    }
  })
})
