import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { expect } from 'chai'
import { type CertifiedKey, makeAuthority, makeServer } from '../../../../server/certificates/make.ts'
import { trustOf } from '../../../../server/certificates/trust.ts'
import { androidPasspoint } from '../../../../server/portal/profiles/android.ts'
import { appleProfile } from '../../../../server/portal/profiles/apple.ts'
import type { SecureNetwork } from '../../../../server/portal/profiles/secure-network.ts'
import { signed } from '../../../../server/portal/profiles/signed.ts'
import { windowsProfile } from '../../../../server/portal/profiles/windows.ts'
import { createAuthority } from '../../../radius/eap/certificates.ts'
import { requirePeer } from '../../../support/peers.ts'
import { MIME, PLIST, python, XML } from '../../../support/python.ts'

type Payload = Record<string, unknown>
type Node = [name: string, text: string, children: Node[]]

const credential = { username: 'd-abc', password: 'p<&"ñ', expiresAt: new Date('2027-03-01T12:00:00.123Z') }
const words = { name: 'Wifi seguro <1>', description: 'Para Ñandú & Cía' }

describe('profiles of the secure network', function () {
  this.timeout(30_000)
  let program: string
  let openssl: string
  let dir: string
  let ca: CertifiedKey
  let server: CertifiedKey
  let network: SecureNetwork
  before(async function () {
    program = requirePeer(this, 'python3')
    openssl = requirePeer(this, 'openssl')
    dir = mkdtempSync(join(tmpdir(), 'plaza-profiles-'))
    ca = await makeAuthority('Ciudad', 10, new Date())
    server = await makeServer(ca, 'wifi.example', 5, new Date())
    const trust = trustOf(server.cert + ca.cert)
    network = { ssid: 'Ciudad <segura> & más', realm: 'roam.example', cityName: 'Ciudad & Cía', trust }
  })
  after(() => dir && rmSync(dir, { recursive: true }))

  const publicNetwork = (): SecureNetwork => ({
    ...network,
    trust: { root: new X509Certificate(rootCertificates[0]!), isPublic: true, names: ['a.example', '*.b.example'] },
  })
  const inFile = (name: string, content: string | Buffer): string => {
    const path = join(dir, name)
    writeFileSync(path, content)
    return path
  }
  const all = (node: Node, name: string): Node[] => [
    ...(node[0].replace(/^\{.*\}/, '') === name ? [node] : []),
    ...node[2].flatMap((child) => all(child, name)),
  ]
  const text = (node: Node, name: string) => all(node, name).map(([, found]) => found)

  it('for Apple name network, server and CA by the payload that holds it, with the sign-in and its end', () => {
    const profile = python(program, PLIST, appleProfile(network, credential, words)) as Payload
    const [root, wifi] = profile.PayloadContent as [Payload, Payload]
    expect(profile).to.include({
      PayloadType: 'Configuration',
      PayloadVersion: 1,
      PayloadIdentifier: 'example.wifi.plaza.secure-wifi',
      PayloadDisplayName: words.name,
      PayloadDescription: words.description,
      PayloadOrganization: 'Ciudad & Cía',
      PayloadRemovalDisallowed: false,
      HasRemovalPasscode: false,
      RemovalDate: '2027-03-01T12:00:00Z',
    })
    expect(root).to.include({
      PayloadType: 'com.apple.security.root',
      PayloadContent: new X509Certificate(ca.cert).raw.toString('base64'),
    })
    expect(wifi).to.include({ PayloadType: 'com.apple.wifi.managed', SSID_STR: network.ssid, EncryptionType: 'WPA2' })
    expect(wifi.EAPClientConfiguration).to.deep.equal({
      AcceptEAPTypes: [21],
      TTLSInnerAuthentication: 'MSCHAPv2',
      UserName: credential.username,
      UserPassword: credential.password,
      OuterIdentity: 'anonymous@roam.example',
      PayloadCertificateAnchorUUID: [root.PayloadUUID],
      TLSTrustedServerNames: ['wifi.example'],
      TLSMinimumVersion: '1.2',
    })
    const uuids = [profile, root, wifi].map(({ PayloadUUID }) => PayloadUUID as string)
    expect(new Set(uuids).size).to.equal(3)
    for (const uuid of uuids)
      expect(uuid).to.match(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/)
  })

  it('for Apple take the place of the one before, and are another one all the same', () => {
    const read = (username: string) =>
      python(program, PLIST, appleProfile(network, { ...credential, username }, words)) as Record<string, string>
    const [one, two] = [read('d-one'), read('d-two')]
    expect(one.PayloadIdentifier).to.equal(two.PayloadIdentifier)
    expect(one.PayloadUUID).to.not.equal(two.PayloadUUID)
  })

  it('are signed as openssl verifies, with RSA and with an elliptic curve; a changed one is not', () => {
    const authority = createAuthority(openssl)
    try {
      const ecCa = authority.authority('city ca')
      const ec = authority.issue('wifi.example', ecCa, 'serverAuth')
      const plain = appleProfile(network, credential, words)
      for (const [name, identity, root] of [
        ['rsa', { ...server, cert: server.cert + ca.cert }, ca.cert],
        ['ec', ec, ecCa.cert],
      ] as const) {
        const der = signed(plain, identity)
        const verify = (content: Buffer) => {
          const files = ['-in', inFile(`${name}.p7`, content), '-CAfile', inFile(`${name}-ca.pem`, root)]
          const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', ...files]
          return execFileSync(openssl, args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
        }
        expect(verify(der), name).to.equal(plain)
        const changed = Buffer.from(der)
        changed[der.indexOf('d-abc')] = 'x'.charCodeAt(0)
        expect(() => verify(changed), name).to.throw(/digest|verif/i)
      }
    } finally {
      authority.remove()
    }
  })

  it('for Android are a multipart message with subscription and CA, whose home is the server’s own name', () => {
    const file = androidPasspoint({ ...network, realm: 'roam.example' }, credential)
    const [type, parts] = python(program, MIME, file) as [string, Array<[string, string]>]
    expect(type).to.equal('multipart/mixed')
    expect(parts.map(([kind]) => kind)).to.deep.equal(['application/x-passpoint-profile', 'application/x-x509-ca-cert'])
    expect(parts[1]![1]).to.equal(new X509Certificate(ca.cert).toString())
    const tree = python(program, XML, parts[0]![1]) as Node
    const value = (name: string) => {
      const found = all(tree, 'Node').find(([, , [first]]) => first?.[1] === name)
      return found && text(found, 'Value').join()
    }
    expect(tree[0]).to.equal('{syncml:dmddf1.2}MgmtTree')
    expect(text(tree, 'DDFName')).to.deep.equal(['urn:wfa:mo:hotspot2dot0-perprovidersubscription:1.0'])
    expect({
      name: value('FriendlyName'),
      fqdn: value('FQDN'),
      realm: value('Realm'),
      user: value('Username'),
      password: Buffer.from(value('Password')!, 'base64').toString(),
      type: value('EAPType'),
      inner: value('InnerMethod'),
      until: value('ExpirationDate'),
      trusted: value('AAAServerTrustedNames'),
    }).to.deep.equal({
      name: 'Ciudad & Cía',
      fqdn: 'wifi.example',
      realm: 'roam.example',
      user: credential.username,
      password: credential.password,
      type: '21',
      inner: 'MS-CHAP-V2',
      until: '2027-03-01T12:00:00Z',
      trusted: undefined,
    })
  })

  it('for Android leave the CA to the phone where it has it, and then list the server’s names', () => {
    const file = androidPasspoint({ ...publicNetwork(), realm: 'roam.example' }, credential)
    const [, parts] = python(program, MIME, file) as [string, Array<[string, string]>]
    expect(parts).to.have.length(1)
    expect(parts[0]![1]).to.match(/AAAServerTrustedNames.*a\.example;b\.example/s)
  })

  it('for Windows name network, server and CA, and hold no secret', () => {
    const tree = python(program, XML, windowsProfile(network)) as Node
    expect(tree[0]).to.equal('{http://www.microsoft.com/networking/WLAN/profile/v1}WLANProfile')
    expect(text(tree, 'hex')).to.deep.equal([Buffer.from(network.ssid).toString('hex').toUpperCase()])
    expect(text(tree, 'name')).to.deep.equal([network.ssid, network.ssid])
    expect(all(tree, 'Type')[0]!.slice(0, 2)).to.deep.equal([
      '{http://www.microsoft.com/provisioning/EapCommon}Type',
      '21',
    ])
    const [ttls] = all(tree, 'EapTtls')
    expect(ttls![0]).to.equal('{http://www.microsoft.com/provisioning/EapTtlsConnectionPropertiesV1}EapTtls')
    expect(text(ttls!, 'ServerNames')).to.deep.equal(['wifi.example'])
    const hash = execFileSync(openssl, ['x509', '-noout', '-fingerprint', '-sha1'], {
      input: ca.cert,
      encoding: 'utf8',
    })
    expect(text(ttls!, 'TrustedRootCAHash')[0]!.replaceAll(' ', ':').toUpperCase()).to.equal(hash.trim().split('=')[1])
    expect(text(ttls!, 'DisablePrompt')).to.deep.equal(['true'])
    expect(all(ttls!, 'MSCHAPv2Authentication')).to.have.length(1)
    expect(text(ttls!, 'AnonymousIdentity')).to.deep.equal(['anonymous@roam.example'])
    expect(text(python(program, XML, windowsProfile(publicNetwork())) as Node, 'ServerNames')).to.deep.equal([
      'a.example;.*\\.b\\.example',
    ])
  })
})
