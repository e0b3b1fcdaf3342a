import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { es } from '../../server/languages/es.ts'
import { silentLog } from '../../server/log.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { startTestPortal, type TestPortal } from '../server/portal/harness.ts'
import { type Answer, createPerson, formTo as formOf, type Person, visitMe } from '../server/portal/person.ts'
import { testMac, testSealer } from '../support/city.ts'
import { requirePeer } from '../support/peers.ts'

const run = promisify(execFile)

describe('the secure network, from /me to 802.1X', () => {
  let eapolTest: string
  let openssl: string
  let dir: string
  let portal: TestPortal
  let role: RadiusRole
  let person: Person
  let me: Answer

  before(async function () {
    eapolTest = requirePeer(this, 'eapol_test')
    openssl = requirePeer(this, 'openssl')
    dir = await mkdtemp(join(tmpdir(), 'plaza-secure-'))
    portal = await startTestPortal({ wholeWeb: true, secureWifi: true })
    role = await startRadius({
      config: { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 },
      ...{ db: portal.db, sealer: testSealer, registry: portal.registry, log: silentLog },
      certificates: portal.certificates!,
    })
  })
  after(async () => {
    await role?.close()
    await portal?.close()
    if (dir) await rm(dir, { recursive: true })
  })

  const signedIn = async (username: string, password: string): Promise<[Person, Answer]> => {
    const who = createPerson()
    return [who, await visitMe(who, portal.origin, username, password)]
  }
  beforeEach(async () => {
    ;[person, me] = await signedIn('lucia', 'jacaranda-27')
  })

  const formTo = (page: Answer, action: string) => formOf(page, `/portal/me/${action}`)
  const protect = (name: string, page = me, who = person) => who.submit(page, { name }, formTo(page, 'secure'))
  /** The bytes of a profile: the person's browser reads text only. */
  const download = async (page: Answer, kind: string, who = person) => {
    const link = page.links.find(({ href }) => href.endsWith(`/${kind}`))
    if (!link) throw new Error(`no link to ${kind}:\n${page.html}`)
    const cookie = [...who.jars.get(page.url.host)!].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(link.href, page.url), { headers: { cookie } })
    expect(answer.status, kind).to.equal(200)
    expect(answer.headers.get('cache-control')).to.equal('no-store')
    return {
      type: answer.headers.get('content-type'),
      headers: answer.headers,
      content: Buffer.from(await answer.arrayBuffer()),
    }
  }
  const file = async (name: string, content: Buffer | string) => {
    const path = join(dir, name)
    await writeFile(path, content)
    return path
  }
  const stringOf = (plist: string, key: string) =>
    new RegExp(`<key>${key}</key>(?:<array>)?<string>([^<]*)</string>`).exec(plist)?.[1]

  /** Whether a device with what a profile told it gets in. */
  const isLetIn = async (identity: string, password: string, ca: string, server: string): Promise<boolean> => {
    const network = [
      'ssid="Plaza Segura"',
      'key_mgmt=WPA-EAP',
      'eap=TTLS',
      'phase2="auth=PAP"',
      'anonymous_identity="anonymous"',
      `identity="${identity}"`,
      `password="${password}"`,
      `ca_cert="${ca}"`,
      `domain_match="${server}"`,
    ]
    const conf = await file('network.conf', `network={\n${network.join('\n')}\n}\n`)
    const to = ['-a', '127.0.0.1', '-p', String(role.authPort), '-s', 'testing123', '-t', '20', '-M', testMac()]
    return run(eapolTest, [...to, '-c', conf], { maxBuffer: 1 << 26 }).then(
      () => true,
      () => false,
    )
  }

  it('lets in a device with what its Apple profile says, until the resident takes the key away', async () => {
    const page = await protect('Mi celular')
    expect(page.url.pathname).to.equal('/portal/me/secure')
    const { type, content } = await download(page, 'apple')
    expect(type).to.include('application/x-apple-aspen-config')
    const ca = await file('ca.pem', portal.certificates!.ca())
    const signed = await file('plaza.mobileconfig', content)
    const verify = ['cms', '-verify', '-inform', 'DER', '-in', signed, '-CAfile', ca, '-purpose', 'any']
    const { stdout: plist } = await run(openssl, verify)
    expect(plist).to.match(/^<\?xml/)
    expect(stringOf(plist, 'SSID_STR')).to.equal('Plaza Segura')
    expect(stringOf(plist, 'EncryptionType')).to.equal('WPA2')
    const [identity, password] = [stringOf(plist, 'UserName')!, stringOf(plist, 'UserPassword')!]
    const inside = /com\.apple\.security\.root[\s\S]*?<data>([^<]+)<\/data>/.exec(plist)![1]!
    const told = await file(
      'told.pem',
      `-----BEGIN CERTIFICATE-----\n${inside.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    )
    const server = stringOf(plist, 'TLSTrustedServerNames')!
    expect(server).to.equal('localhost')

    expect(await isLetIn(identity, password, told, server), 'the key as the profile has it').to.equal(true)
    expect(await isLetIn(identity, `${password}x`, told, server), 'another password').to.equal(false)

    me = await person.get(`${portal.origin}/me`)
    expect(me.html).to.include('Mi celular').and.not.include(password)
    me = await person.submit(me, {}, formTo(me, 'revoke'))
    expect(me.html).to.not.include('Mi celular')
    expect(await isLetIn(identity, password, told, server), 'after it was taken away').to.equal(false)
  })

  it('changes nothing signed: a profile with one octet changed does not verify', async () => {
    const { content } = await download(await protect('Tableta'), 'apple')
    const at = content.indexOf('Plaza Segura')
    expect(at).to.be.greaterThan(0)
    content[at] = content[at]! ^ 1
    const ca = await file('ca.pem', portal.certificates!.ca())
    const changed = await file('changed', content)
    const verify = ['cms', '-verify', '-inform', 'DER', '-in', changed, '-CAfile', ca, '-purpose', 'any']
    const failure = await run(openssl, verify).then(
      () => undefined,
      (error) => String(error.stderr),
    )
    expect(failure).to.match(/digest|verification/i)
  })

  it('tells Android the same in a Passpoint file, and Windows how to know the server, without a password', async () => {
    const page = await protect('Laptop & <casa>')
    expect(page.html).to.include('Laptop &amp; &lt;casa&gt;')
    const passpoint = await download(page, 'passpoint')
    // By these headers Android's Chrome starts the installer.
    expect(passpoint.type).to.match(/^application\/x-wifi-config/)
    expect(passpoint.headers.get('content-transfer-encoding')).to.equal('base64')
    expect(passpoint.headers.get('content-disposition')).to.equal(null)
    const mime = Buffer.from(passpoint.content.toString(), 'base64').toString()
    const boundary = /boundary=(\S+)/.exec(mime)![1]!
    const parts = mime.split(`--${boundary}`).map((part) => part.split('\r\n\r\n'))
    expect(parts[1]![0]).to.include('application/x-passpoint-profile')
    const xml = Buffer.from(parts[1]![1]!, 'base64').toString()
    const textOf = (name: string) => new RegExp(`<NodeName>${name}</NodeName><Value>([^<]*)</Value>`).exec(xml)?.[1]
    const password = Buffer.from(textOf('Password')!, 'base64').toString()
    expect(page.html).to.include(textOf('Username')!).and.include(password)
    expect(textOf('EAPType')).to.equal('21')
    expect(parts[2]![0]).to.include('application/x-x509-ca-cert')

    const windows = (await download(page, 'windows')).content.toString()
    expect(windows).to.include(`<hex>${Buffer.from('Plaza Segura').toString('hex').toUpperCase()}</hex>`)
    expect(windows).to.include('<ServerNames>localhost</ServerNames>').and.not.include(password)
    const certificate = await download(page, 'ca')
    expect(new X509Certificate(certificate.content).raw).to.deep.equal(
      new X509Certificate(portal.certificates!.ca()).raw,
    )
    const crt = await file('ca.crt', certificate.content)
    const { stdout } = await run(openssl, ['x509', '-in', crt, '-noout', '-fingerprint', '-sha1'])
    expect(windows).to.include(stdout.trim().split('=')[1]!.replaceAll(':', ' ').toLowerCase())
  })

  it('shows a key to nobody but who made it, in the visit that made it', async () => {
    const page = await protect('Secreto')
    const [other, othersMe] = await signedIn('grace', 'bluebird-92')
    expect(othersMe.html).to.not.include('Secreto')
    const link = page.links.find(({ href }) => href.endsWith('/apple'))!
    const id = /\d+/.exec(link.href)![0]
    expect((await other.get(new URL(link.href, page.url))).status).to.equal(400)
    let theirs = await other.get(`${portal.origin}/me`)
    await protect('De Grace', theirs, other)
    theirs = await other.get(`${portal.origin}/me`)
    const withheld = await other.submit(theirs, { credential: id }, formTo(theirs, 'revoke'))
    expect(withheld.status).to.equal(400)
    expect((await person.get(`${portal.origin}/me`)).html).to.include('Secreto')

    await portal.db.query
      .updateTable('device_credentials')
      .set({ created_at: new Date(Date.now() - 901_000) })
      .execute()
    expect((await person.get(`${portal.origin}/portal/me/secure`)).url.pathname, 'a quarter of an hour later').to.equal(
      '/portal/me',
    )
  })

  it('makes one key for a button pressed twice, and refuses a name that is none', async () => {
    await protect('Doble')
    const again = await protect('Doble')
    expect(again.url.pathname).to.equal('/portal/me/secure')
    const list = await person.get(`${portal.origin}/me`)
    expect(list.html.match(/<bdi>Doble<\/bdi>/g)).to.have.length(1)
    for (const bad of [' ', 'x'.repeat(41), 'a\u0000b', '\u202eabc']) {
      const refused = await protect(bad)
      expect(refused.status, JSON.stringify(bad)).to.equal(400)
      expect(refused.html).to.include(es.nameWrong.replace('{{number}}', '40'))
    }
  })
})
