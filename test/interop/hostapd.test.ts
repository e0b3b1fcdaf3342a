import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Certificates, openCertificates } from '../../server/certificates/certificates.ts'
import { makeAuthority, makeServer } from '../../server/certificates/make.ts'
import { addPasswordCredential } from '../../server/directory/devices/device-credentials.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testResident } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer, requireRoot } from '../support/peers.ts'

const SERVER = 'wifi.city.example'
const CABLE = `pz${process.pid % 100_000}`
const [AP, PHONE] = [`${CABLE}a`, `${CABLE}b`]

/** hostapd at one end of a virtual cable, wpa_supplicant at the other: an access point without a radio. */
describe('802.1X with hostapd, which authenticates again and again', () => {
  let dir: string
  let db: TestDatabase
  let registry: Registry
  let certificates: Certificates
  let role: RadiusRole
  let residentId: number
  let output = ''
  const programs: ChildProcess[] = []

  const run = (program: string, args: string[]) => {
    const child = spawn(program, args)
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    programs.push(child)
  }
  const inFile = async (name: string, text: string) => {
    const path = join(dir, name)
    await writeFile(path, text)
    return path
  }

  before(async function () {
    requireRoot(this)
    const [hostapd, supplicant] = [requirePeer(this, 'hostapd'), requirePeer(this, 'wpa_supplicant')]
    try {
      execFileSync('ip', ['link', 'add', AP, 'type', 'veth', 'peer', 'name', PHONE], { stdio: 'pipe' })
    } catch {
      console.log('      skipped: no virtual cable can be laid here')
      return this.skip()
    }
    for (const end of [AP, PHONE]) execFileSync('ip', ['link', 'set', end, 'up'])
    dir = await mkdtemp(join(tmpdir(), 'plaza-hostapd-'))
    db = await createTestDatabase()
    await testGateway(db, { requireMessageAuthenticator: true, vendor: 'generic' })
    registry = await openRegistry(db, sealer, silentLog)
    const ca = await makeAuthority('City CA', 1000, new Date())
    const caFile = await inFile('ca.pem', ca.cert)
    const server = await makeServer(ca, SERVER, 300, new Date())
    const files = { cert: await inFile('server.pem', server.cert), key: await inFile('server.key', server.key) }
    const config = {
      cityName: 'Plaza',
      http: { host: '', port: 0, publicUrl: `https://${SERVER}`, trustProxy: [] },
      tls: { files, clientCa: undefined },
    }
    certificates = await openCertificates({ config, db, sealer, log: silentLog, lookEveryMs: 50 })
    role = await startRadius({
      config: { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 },
      ...{ db, sealer, registry, log: silentLog, certificates },
    })
    residentId = await testResident(db)
    const { username, password } = await addPasswordCredential(db, sealer, { residentId, deviceName: 'phone', days: 9 })
    const radius = (kind: string, port: number) =>
      `${kind}_server_addr=127.0.0.1\n${kind}_server_port=${port}\n${kind}_server_shared_secret=testing123\n`
    const point = `interface=${AP}\ndriver=wired\nieee8021x=1\neap_reauth_period=1\nown_ip_addr=127.0.0.1\nnas_identifier=ap-7
radius_acct_interim_interval=1\n${radius('auth', role.authPort)}${radius('acct', role.acctPort)}`
    const phone = `ap_scan=0\nnetwork={\nkey_mgmt=IEEE8021X\neapol_flags=0\neap=TTLS\nphase2="auth=PAP"\nidentity="${username}"
password="${password}"\nca_cert="${caFile}"\ndomain_suffix_match="${SERVER}"\n}\n`
    run(hostapd, [await inFile('hostapd.conf', point)])
    run(supplicant, ['-D', 'wired', '-i', PHONE, '-c', await inFile('phone.conf', phone)])
  })
  after(async () => {
    for (const program of programs) program.kill('SIGKILL')
    if (!dir) return
    execFileSync('ip', ['link', 'del', AP])
    await role?.close()
    await certificates?.close()
    await registry?.close()
    await db?.close()
    await rm(dir, { recursive: true })
  })

  it('has one session of the resident, however often the device shows its credential anew', async () => {
    const accepts = async () => {
      const { rows } = await db.pool.query<{ accepts: number }>(
        `select count(*)::int as accepts from access_log where reason = 'accepted' and resident_id = $1`,
        [residentId],
      )
      return rows[0]!.accepts
    }
    await eventually(async () => (await accepts()) >= 4).catch((error) => {
      throw new Error(`It was not authenticated four times:\n${output.slice(-5000)}`, { cause: error })
    })
    const sessions = () => db.query.selectFrom('sessions').selectAll().execute()
    await eventually(async () => (await sessions()).some(({ duration_seconds }) => duration_seconds >= 4))
    const [session, ...more] = await sessions()
    expect(more).to.deep.equal([])
    expect(session).to.include({ resident_id: residentId, nas_identifier: 'ap-7' })
    expect(session?.duration_seconds).to.be.at.most((Date.now() - session!.started_at.getTime()) / 1000 + 2)
  })
})
