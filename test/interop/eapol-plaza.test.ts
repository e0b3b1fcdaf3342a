import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openAuthority } from '../../server/certificates/authority.ts'
import { type Certificates, openCertificates } from '../../server/certificates/certificates.ts'
import { type CertifiedKey, makeAuthority, makeClient, makeServer } from '../../server/certificates/make.ts'
import {
  addCertificateCredential,
  addPasswordCredential,
  revokeDeviceCredential,
} from '../../server/directory/devices/device-credentials.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testMac, testResident } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'

/** A network as wpa_supplicant configures it. */
type Network = Record<string, string>

const DAY_MS = 86_400_000
const SERVER = 'wifi.city.example'

describe('802.1X with eapol_test', () => {
  let program: string
  let dir: string
  let db: TestDatabase
  let registry: Registry
  let certificates: Certificates
  let role: RadiusRole
  let serverCa: CertifiedKey
  let residentId: number

  before(async function () {
    program = requirePeer(this, 'eapol_test')
    dir = await mkdtemp(join(tmpdir(), 'plaza-eapol-'))
    db = await createTestDatabase()
    await testGateway(db, { requireMessageAuthenticator: true })
    registry = await openRegistry(db, sealer, silentLog)
    serverCa = await makeAuthority('City CA', 1000, new Date())
    await inFile('server-ca.pem', serverCa.cert)
    const config = {
      cityName: 'Plaza',
      http: { host: '', port: 0, publicUrl: `https://${SERVER}`, trustProxy: [] },
      tls: { files: await newServerFiles(), clientCa: undefined },
    }
    certificates = await openCertificates({ config, db, sealer, log: silentLog, lookEveryMs: 50 })
    role = await startRadius({
      config: { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 },
      ...{ db, sealer, registry, log: silentLog, certificates },
    })
  })
  after(async () => {
    await role?.close()
    await certificates?.close()
    await registry?.close()
    await db?.close()
    if (dir) await rm(dir, { recursive: true })
  })

  /** Each test has a resident of its own: every device counts as online once it was let in. */
  beforeEach(async () => {
    residentId = await testResident(db)
  })

  /** As renewing programs do it: never half written. */
  async function inFile(name: string, text: string): Promise<string> {
    const path = join(dir, name)
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
    return path
  }
  async function newServerFiles() {
    const { cert, key } = await makeServer(serverCa, SERVER, 300, new Date())
    return { cert: await inFile('server.pem', cert), key: await inFile('server.key', key) }
  }

  /** Runs eapol_test with a device that checks the server, and hides its name from whoever listens. */
  const authenticate = async (network: Network, { args = [] as string[], mac = testMac() } = {}) => {
    const all: Network = {
      ...{ ssid: 'city', anonymous_identity: `anonymous@${SERVER}`, domain_suffix_match: SERVER },
      ...{ ca_cert: join(dir, 'server-ca.pem'), ...network },
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}=${name === 'eap' ? value : `"${value}"`}\n`)
    const file = await inFile(`${mac}.conf`, `network={\nkey_mgmt=WPA-EAP\n${lines.join('')}}\n`)
    const address = ['-a', '127.0.0.1', '-p', String(role.authPort), '-s', 'testing123', '-t', '20', '-M', mac]
    const run = await new Promise<{ output: string; ok: boolean }>((resolve) => {
      execFile(program, [...address, '-c', file, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ output: stdout + stderr, ok: error === null }),
      )
    })
    return { ...run, decided: await decisionOn(mac, run.output) }
  }
  /** The first decision on the device, once it is stored: they are written in batches. */
  const decisionOn = (mac: string, output: string): Promise<string> =>
    eventually(async () => {
      const { rows } = await db.pool.query<{ method: string; reason: string; resident_id: number | null }>(
        'select method, reason, resident_id from access_log where device_mac = $1',
        [mac],
      )
      return rows[0] && `${rows[0].method} ${rows[0].reason} ${rows[0].resident_id}`
    }).catch((error) => {
      throw new Error(`Nothing was decided:\n${output}`, { cause: error })
    })
  const password = (days = 10) => addPasswordCredential(db, sealer, { residentId, deviceName: 'phone', days })
  const byTtls = (credential: { username: string; password: string }): Network => ({
    ...{ eap: 'TTLS', phase2: 'auth=PAP', identity: credential.username, password: credential.password },
  })
  const byPeap = (credential: { username: string; password: string }): Network => ({
    ...{ ...byTtls(credential), eap: 'PEAP', phase2: 'auth=MSCHAPV2' },
  })
  const byCertificate = async ({ cert, key }: CertifiedKey, name: string): Promise<Network> => ({
    ...{ eap: 'TLS', identity: `anonymous@${SERVER}` },
    ...{ client_cert: await inFile(`${name}.pem`, cert), private_key: await inFile(`${name}.key`, key) },
  })
  const certificate = async (days = 10) => {
    const { issue } = certificates
    return addCertificateCredential(db, issue, { residentId, deviceName: 'laptop', days })
  }
  const values = (output: string, attribute: string) => {
    const accept = output.slice(output.lastIndexOf('code=2 (Access-Accept)'))
    return [...accept.matchAll(new RegExp(`Attribute \\d+ \\(${attribute}\\) length=\\d+\\s+Value: (.*)`, 'g'))].map(
      ([, value]) => value,
    )
  }

  it('lets a device in by TTLS/PAP, TTLS/MS-CHAPv2, PEAP and EAP-TLS, each with the limits and a Class', async () => {
    const credential = await password()
    const { username, certificate: own } = await certificate()
    const ways: Record<string, Network> = {
      'eap-ttls-pap': byTtls(credential),
      'eap-ttls-mschapv2': { ...byTtls(credential), phase2: 'auth=MSCHAPV2' },
      'eap-peap-mschapv2': { ...byPeap(credential), identity: `${credential.username}@${SERVER}` },
      'eap-tls': await byCertificate(own, username),
    }
    for (const [method, network] of Object.entries(ways)) {
      const { output, ok, decided } = await authenticate(network)
      expect(ok, output).to.equal(true)
      expect(output).to.include('MPPE keys OK: 1  mismatch: 0')
      expect(decided).to.equal(`${method} accepted ${residentId}`)
      expect(values(output, 'Session-Timeout')).to.deep.equal(['14400'])
      expect(values(output, 'Class')).to.have.length(1)
      expect(values(output, 'User-Name'), 'who it is stays inside').to.deep.equal([])
      expect(values(output, 'Chargeable-User-Identity'), 'nobody asked').to.deep.equal([])
    }
  })

  it('remembers with which device a credential came in last, to end its sessions when it is revoked', async () => {
    const credential = await password()
    const [first, second] = [testMac(), testMac()]
    const lastMac = async () => {
      const [{ last_mac } = { last_mac: null }] = await db.query
        .selectFrom('device_credentials')
        .select('last_mac')
        .where('id', '=', credential.id)
        .execute()
      return last_mac
    }
    for (const mac of [first, second]) {
      expect((await authenticate(byTtls(credential), { mac })).ok).to.equal(true)
      await eventually(async () => (await lastMac()) === mac)
    }
    expect((await authenticate(byTtls({ ...credential, password: 'wrong' }))).ok).to.equal(false)
    expect(await revokeDeviceCredential(db, credential.id)).to.deep.equal({ lastMac: second })
  })

  it('names the resident to the operator who asks, always alike, and otherwise to the next operator', async () => {
    const ask = async (network: Network, operator: string) => {
      const { output } = await authenticate(network, { args: ['-N', '89:x:00', '-N', `126:s:${operator}`] })
      const [identity, ...more] = values(output, 'Chargeable-User-Identity')
      expect(more).to.deep.equal([])
      return identity
    }
    const mine = await ask(byTtls(await password()), '1one.example')
    expect(mine).to.match(/^'[\w-]{43}'$/)
    expect(await ask(byPeap(await password()), '1one.example'), 'another device of theirs').to.equal(mine)
    expect(await ask(byTtls(await password()), '1two.example')).to.not.equal(mine)
  })

  it('refuses a wrong password, an unknown user, and a credential that expired or was revoked, and says why', async () => {
    const [right, expired, revoked] = [await password(), await password(-1), await password()]
    const refused = async (network: Network) => {
      const { output, ok, decided } = await authenticate(network)
      expect(ok, output).to.equal(false)
      expect(output).to.include('code=3 (Access-Reject)')
      return decided
    }
    // In memory when it is revoked, so that the event must arrive.
    expect((await authenticate(byTtls(revoked))).ok).to.equal(true)
    await revokeDeviceCredential(db, revoked.id)
    expect(await refused(byPeap({ ...right, password: 'wrong' }))).to.equal('eap wrong-password null')
    expect(await refused(byTtls({ username: 'd-nobody', password: 'x' }))).to.equal('eap unknown-user null')
    expect(await refused(byTtls(expired))).to.equal(`eap-ttls-pap credential-expired ${residentId}`)
    expect(await refused(byTtls(revoked))).to.equal(`eap-ttls-pap credential-revoked ${residentId}`)
  })

  it('refuses a certificate that was revoked, is nobody’s, expired or comes from another CA, and says why', async () => {
    const refused = async (own: CertifiedKey, name: string) => {
      const { output, ok, decided } = await authenticate(await byCertificate(own, name))
      expect(ok, output).to.equal(false)
      return decided
    }
    const revoked = await certificate()
    await revokeDeviceCredential(db, revoked.id)
    const { issue } = await openAuthority({ config: { cityName: '' }, db, sealer })
    const nobodys = await issue({ commonName: 'd-nobody', usage: 'device', days: 1 })
    const yesterday = new Date(Date.now() - 2 * DAY_MS)
    const old = await openAuthority({ config: { cityName: '' }, db, sealer, now: () => yesterday })
    const expired = await old.issue({ commonName: 'd-old', usage: 'device', days: 1 })
    const foreign = await makeClient(serverCa, { commonName: 'd-foreign', unit: 'device', days: 1 }, new Date())
    expect(await refused(revoked.certificate, 'revoked')).to.equal(`eap-tls credential-revoked ${residentId}`)
    expect(await refused(nobodys, 'nobodys')).to.equal('eap unknown-certificate null')
    expect(await refused(expired, 'expired')).to.equal('eap credential-expired null')
    expect(await refused(foreign, 'foreign')).to.equal('eap unknown-ca null')
  })

  it('refuses the resident whom staff have blocked', async () => {
    const blocked = await testResident(db)
    const credential = await addPasswordCredential(db, sealer, { residentId: blocked, deviceName: 'phone', days: 1 })
    await db.pool.query('update residents set blocked_at = now() where id = $1', [blocked])
    const { ok, decided } = await authenticate(byPeap(credential))
    expect(ok).to.equal(false)
    expect(decided).to.equal(`eap-peap-mschapv2 resident-blocked ${blocked}`)
  })

  it('notes that a device does not trust the server’s certificate', async () => {
    const network = { ...byTtls(await password()), ca_cert: await inFile('other-ca.pem', certificates.ca()) }
    const { ok, decided } = await authenticate(network)
    expect(ok).to.equal(false)
    expect(decided).to.equal('eap server-not-trusted null')
  })

  it('shows the renewed certificate at the next handshake, without a restart', async () => {
    const shown = async () => {
      const file = join(dir, 'shown.pem')
      const { output, ok } = await authenticate(byTtls(await password()), { args: ['-o', file] })
      expect(ok, output).to.equal(true)
      // Those above it come first.
      const leaf = (await readFile(file, 'utf8')).split(/(?=-----BEGIN)/).at(-1) ?? ''
      return new X509Certificate(leaf).serialNumber
    }
    const before = await shown()
    const renewed = new Promise<void>((resolve) => certificates.onChange(resolve))
    await newServerFiles()
    await renewed
    expect(await shown())
      .to.equal(new X509Certificate(certificates.server().cert).serialNumber)
      .and.not.equal(before)
  })
})
