import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Certificates, openCertificates } from '../../server/certificates/certificates.ts'
import { silentLog } from '../../server/log.ts'
import { eraseResident } from '../../server/privacy/erase.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { startTestPortal, type TestPortal } from '../server/portal/harness.ts'
import { type Answer, createPerson, type Person } from '../server/portal/person.ts'
import { testMac, testSealer } from '../support/city.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'
import { MIME, PLIST, python } from '../support/python.ts'

/** What a device takes from its profile. */
interface Device {
  /** PEM. */
  ca: string
  /** As wpa_supplicant asks for the server's name. */
  server: Record<string, string>
  identity: string
  anonymous: string
  password: string
}

const lucia = { username: 'lucia', password: 'jacaranda-27' }

describe('a device with a profile of the secure network, as eapol_test', function () {
  this.timeout(60_000)
  let programs: { eapol: string; python: string; openssl: string }
  let dir: string
  let portal: TestPortal
  let certificates: Certificates
  let role: RadiusRole
  let person: Person

  before(async function () {
    programs = {
      eapol: requirePeer(this, 'eapol_test'),
      python: requirePeer(this, 'python3'),
      openssl: requirePeer(this, 'openssl'),
    }
    dir = await mkdtemp(join(tmpdir(), 'plaza-secure-wifi-'))
    portal = await startTestPortal({ wholeWeb: true, settings: { PLAZA_SECURE_WIFI_REALM: 'roam.example' } })
    const { db, config, registry } = portal
    certificates = await openCertificates({ config, db, sealer: testSealer, log: silentLog })
    role = await startRadius({
      config: { ...config, radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 } },
      ...{ db, sealer: testSealer, registry, log: silentLog, certificates },
    })
  })
  after(async () => {
    await role?.close()
    await certificates?.close()
    await portal?.close()
    if (dir) await rm(dir, { recursive: true })
  })

  /** Each attempt at a test signs in anew: one of them erases the resident. */
  beforeEach(async () => {
    person = createPerson()
    let page = await person.submit(await person.get(`${portal.origin}/me`))
    for (let steps = 0; steps < 5 && page.url.pathname !== '/portal/me'; steps++)
      page = await person.submit(page, page.html.includes('type="password"') ? lucia : {})
  })

  const submit = (page: Answer, action: string, values: Record<string, string> = {}) =>
    person.submit(
      page,
      values,
      page.forms.findIndex((form) => form.action === `/portal/me/${action}`),
    )
  const protect = async (kind: string) =>
    submit(await person.get(`${portal.origin}/portal/me/protect`), 'protect', { name: kind, kind })
  const fetched = async (page: Answer, ending: string) => {
    const link = page.links.find(({ href }) => href.endsWith(ending))
    if (!link) throw new Error(`no link to ${ending}:\n${page.html}`)
    return (await person.get(new URL(link.href, page.url))).content
  }
  const value = (text: string, pattern: RegExp) => pattern.exec(text)![1]!

  const devices: Record<string, (page: Answer) => Promise<Device>> = {
    async apple(page) {
      const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-noverify']
      const input = await fetched(page, '/apple')
      const plist = execFileSync(programs.openssl, args, { input, stdio: ['pipe', 'pipe', 'ignore'] })
      const { PayloadContent } = python(programs.python, PLIST, plist) as {
        PayloadContent: [{ PayloadContent: string }, { EAPClientConfiguration: Record<string, string> }]
      }
      const [root, { EAPClientConfiguration: eap }] = PayloadContent
      return {
        ca: `-----BEGIN CERTIFICATE-----\n${root.PayloadContent}\n-----END CERTIFICATE-----\n`,
        server: { domain_match: String(eap.TLSTrustedServerNames) },
        identity: eap.UserName!,
        anonymous: eap.OuterIdentity!,
        password: eap.UserPassword!,
      }
    },
    async android(page) {
      const file = await fetched(page, '/android')
      const [, [[, xml], [, ca]]] = python(programs.python, MIME, file) as [
        string,
        [[string, string], [string, string]],
      ]
      const node = (name: string) => value(xml, new RegExp(`<NodeName>${name}</NodeName><Value>([^<]*)<`))
      return {
        ca,
        server: { domain_suffix_match: node('FQDN') },
        identity: node('Username'),
        anonymous: `anonymous@${node('Realm')}`,
        password: Buffer.from(node('Password'), 'base64').toString(),
      }
    },
    async windows(page) {
      const profile = String(await fetched(page, '/windows'))
      const der = await fetched(page, '/ca.crt')
      return {
        ca: execFileSync(programs.openssl, ['x509', '-inform', 'DER'], { input: der, encoding: 'utf8' }),
        server: { domain_match: value(profile, /<ServerNames>([^<]*)</) },
        anonymous: value(profile, /<AnonymousIdentity>([^<]*)</),
        // Windows asks for these, and the page shows them.
        identity: value(page.html, /<code>(d-[a-z0-9]{16})</),
        password: value(page.html, /<code>([a-z0-9]{24})</),
      }
    },
  }
  const signIn = async ({ ca, server, identity, anonymous, password }: Device) => {
    const mac = testMac()
    const [caFile, file] = [join(dir, `${mac}.pem`), join(dir, `${mac}.conf`)]
    await writeFile(caFile, ca)
    const network = { ssid: portal.config.secureWifi!.ssid, phase2: 'auth=MSCHAPV2', ca_cert: caFile, ...server }
    const all = { ...network, identity, anonymous_identity: anonymous, password }
    const lines = Object.entries(all).map(([name, each]) => `${name}="${each}"\n`)
    await writeFile(file, `network={\nkey_mgmt=WPA-EAP\neap=TTLS\n${lines.join('')}}\n`)
    const args = ['-a', '127.0.0.1', '-p', String(role.authPort), '-s', 'testing123', '-t', '20', '-M', mac, '-c', file]
    return new Promise<{ ok: boolean; output: string }>((resolve) => {
      execFile(programs.eapol, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ output: stdout + stderr, ok: error === null }),
      )
    })
  }

  for (const [kind, read] of Object.entries(devices)) {
    it(`for ${kind} signs in by TTLS to the server that the profile names, until it is revoked at /me`, async () => {
      const device = await read(await protect(kind))
      const first = await signIn(device)
      expect(first.ok, first.output).to.equal(true)
      const elsewhere = await signIn({ ...device, server: { domain_match: 'other.example' } })
      expect(elsewhere.ok, 'a server of another name').to.equal(false)
      const mine = await person.get(`${portal.origin}/me`)
      expect((await submit(mine, 'revoke')).html).to.not.include(`<b>${kind}</b>`)
      const after = await signIn(device)
      expect(after.ok).to.equal(false)
      expect(after.output).to.include('code=3 (Access-Reject)')
    })
  }

  it('is nobody any more, at once, when its resident is erased', async () => {
    const device = await devices.windows!(await protect('windows'))
    expect((await signIn(device)).ok).to.equal(true)
    const { db, registry } = portal
    const { id } = await db.query
      .selectFrom('residents')
      .select('id')
      .where('subject', '=', 'demo-lucia')
      .executeTakeFirstOrThrow()
    const erasedAt = new Date()
    await eraseResident({ db, registry, log: silentLog }, id)
    expect((await signIn(device)).ok).to.equal(false)
    const reason = await eventually(async () => {
      const { rows } = await db.pool.query<{ reason: string }>(
        'select reason from access_log where not accepted and at >= $1',
        [erasedAt],
      )
      return rows[0]?.reason
    })
    expect(reason).to.equal('unknown-user')
  })
})
