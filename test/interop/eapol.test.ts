import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  Code,
  createEapServer,
  type EapMethod,
  type EapOutcome,
  type EapServer,
  type RadiusClient,
  reply,
  type UdpServer,
  UserName,
} from '../../radius/index.ts'
import { createAuthority, type TestCertificate } from '../radius/eap/certificates.ts'
import { startOnLoopback } from '../radius/server/start-on-loopback.ts'
import { requirePeer } from '../support/peers.ts'

const SECRET = 'eapol secret'
const PASSWORD = 'correct horse battery'

interface Run {
  readonly output: string
  readonly ok: boolean
}

/** A network as wpa_supplicant configures it. */
type Network = Record<string, string>

describe('eapol_test', () => {
  let program: string
  let certificates: ReturnType<typeof createAuthority>
  let ca: TestCertificate
  let otherCa: TestCertificate
  let server: TestCertificate
  let device: TestCertificate
  let eap: EapServer<RadiusClient, string>
  let udp: UdpServer | undefined
  let outcomes: EapOutcome<string>[]
  let revoked: Set<string>
  let afterSuccess: () => void
  let expired: TestCertificate
  let runs = 0

  before(function () {
    program = requirePeer(this, 'eapol_test')
    certificates = createAuthority(requirePeer(this, 'openssl'))
    ca = certificates.authority('city ca')
    otherCa = certificates.authority('other ca')
    server = certificates.issue('radius.city.example', ca, 'serverAuth')
    device = certificates.issue('device-7', ca, 'clientAuth')
    expired = certificates.issue('device-6', ca, 'clientAuth', -1)
  })

  after(() => certificates?.remove())

  beforeEach(() => {
    outcomes = []
    revoked = new Set()
    afterSuccess = () => {}
  })

  afterEach(async () => {
    await udp?.close()
    eap?.close()
    udp = undefined
  })

  const start = async (methods: EapMethod[]): Promise<void> => {
    const credentials = { key: server.key, cert: server.cert, ca: ca.cert }
    eap = createEapServer({
      tls: () => credentials,
      methods,
      credential: async (username) =>
        username === 'ada' && !revoked.has('ada') ? { password: PASSWORD, account: 'account of ada' } : undefined,
      certificate: async (peer) => (revoked.has('device-7') ? undefined : `account of ${peer.subject}`),
      resume: async (account) => !revoked.has(account),
    })
    udp = await startOnLoopback('auth', SECRET, async (request) => {
      const outcome = await eap.handle(request)
      outcomes.push(outcome)
      if (outcome.kind === 'discard') return undefined
      if (outcome.kind !== 'success') return outcome.reply
      afterSuccess()
      return outcome.accept(reply(Code.AccessAccept).add(UserName, outcome.identity))
    })
  }

  const authenticate = (network: Network, ...args: string[]): Promise<Run> => {
    const file = join(certificates.folder, `network-${++runs}.conf`)
    const lines = Object.entries({ ssid: '"city"', key_mgmt: 'WPA-EAP', ca_cert: `"${ca.certFile}"`, ...network })
    writeFileSync(file, `network={\n${lines.map(([name, value]) => `${name}=${value}\n`).join('')}}\n`)
    const address = ['-a', '127.0.0.1', '-p', String(udp?.port), '-s', SECRET, '-t', '10', '-c', file]
    return new Promise((resolve) => {
      execFile(program, [...address, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ output: stdout + stderr, ok: error === null }),
      )
    })
  }

  const versions = { 'TLSv1.2': 'tls_disable_tlsv1_3=1', 'TLSv1.3': 'tls_disable_tlsv1_3=0' }
  const inner: Record<string, { method: EapMethod; authentication: string; network: () => Network }> = {
    'EAP-TTLS with PAP': {
      method: 'ttls',
      authentication: 'eap-ttls-pap',
      network: () => ({ eap: 'TTLS', identity: '"ada"', password: `"${PASSWORD}"`, phase2: '"auth=PAP"' }),
    },
    'EAP-TTLS with MS-CHAPv2': {
      method: 'ttls',
      authentication: 'eap-ttls-mschapv2',
      network: () => ({ eap: 'TTLS', identity: '"ada"', password: `"${PASSWORD}"`, phase2: '"auth=MSCHAPV2"' }),
    },
    PEAP: {
      method: 'peap',
      authentication: 'eap-peap-mschapv2',
      network: () => ({ eap: 'PEAP', identity: '"ada"', password: `"${PASSWORD}"`, phase2: '"auth=MSCHAPV2"' }),
    },
    'EAP-TLS': {
      method: 'tls',
      authentication: 'eap-tls',
      network: () => tls(),
    },
  }

  const lastOutcome = () => outcomes.at(-1)
  const challenges = () => outcomes.filter(({ kind }) => kind === 'challenge').length
  const ttls = (): Network => inner['EAP-TTLS with PAP']!.network()
  const peap = (): Network => inner.PEAP!.network()
  const tls = (certificate = device): Network => ({
    eap: 'TLS',
    identity: '"outer"',
    client_cert: `"${certificate.certFile}"`,
    private_key: `"${certificate.keyFile}"`,
  })

  const expectFailure = ({ output, ok }: Run, reason: string): void => {
    expect(ok, output).to.equal(false)
    expect(output).to.match(/FAILURE\s*$/)
    expect(output).to.include('code=3 (Access-Reject)')
    expect(lastOutcome()).to.include({ kind: 'failure', reason })
  }

  /** eapol_test compares the keys of the Accept with its own for every authentication. */
  const expectSuccess = ({ output, ok }: Run, authentications = 1): void => {
    expect(ok, output).to.equal(true)
    expect(output).to.match(/SUCCESS\s*$/)
    expect(output).to.include(`MPPE keys OK: ${authentications}  mismatch: 0`)
  }

  for (const [title, { method, authentication, network }] of Object.entries(inner)) {
    for (const [version, phase1] of Object.entries(versions)) {
      it(`is accepted by ${title} over ${version}, with the same keys on both sides`, async () => {
        await start([method])
        const run = await authenticate({ ...network(), phase1: `"${phase1}"` })
        expectSuccess(run)
        expect(run.output).to.include(`Using TLS version ${version}`)
        expect(lastOutcome()).to.include({ kind: 'success', method: authentication, resumed: false })
      })

      it(`resumes a session of ${title} over ${version}`, async () => {
        await start([method])
        const resuming = `"${phase1} tls_disable_session_ticket=0"`
        expectSuccess(await authenticate({ ...network(), phase1: resuming }, '-r', '2'), 3)
        const ends = outcomes.flatMap((outcome) => (outcome.kind === 'success' ? [outcome.resumed] : []))
        expect(ends).to.deep.equal([false, true, true])
        expect(lastOutcome()).to.include({ method: authentication })
      })
    }
  }

  for (const [version, phase1] of Object.entries(versions)) {
    const over = (network: Network): Network => ({ ...network, phase1: `"${phase1} tls_disable_session_ticket=0"` })

    it(`is refused over ${version} for a wrong password, whichever way it comes`, async () => {
      await start(['ttls', 'peap'])
      for (const network of [ttls(), inner['EAP-TTLS with MS-CHAPv2']!.network(), peap()]) {
        expectFailure(await authenticate(over({ ...network, password: '"guess"' })), 'wrong-password')
        expect(lastOutcome()).to.include({ identity: 'ada' })
      }
    })

    it(`is refused over ${version} as a stranger`, async () => {
      await start(['ttls', 'peap'])
      for (const network of [ttls(), peap()])
        expectFailure(await authenticate(over({ ...network, identity: '"eve"' })), 'unknown-user')
    })

    it(`does not trust a server of another authority over ${version}, and its alert is understood`, async () => {
      await start(['ttls'])
      const run = await authenticate(over({ ...ttls(), ca_cert: `"${otherCa.certFile}"` }))
      expectFailure(run, 'peer-rejected-certificate')
    })

    it(`is refused over ${version} with a client certificate that is foreign, over, for servers or revoked`, async () => {
      await start(['tls'])
      const foreign = certificates.issue('stranger', otherCa, 'clientAuth')
      expectFailure(await authenticate(over(tls(foreign))), 'unknown-ca')
      expectFailure(await authenticate(over(tls(expired))), 'certificate-expired')
      expectFailure(await authenticate(over(tls(server))), 'certificate-invalid')
      revoked.add('device-7')
      expectFailure(await authenticate(over(tls())), 'certificate-revoked')
    })

    it(`must authenticate in full again over ${version} when the account is no longer good`, async () => {
      await start(['ttls'])
      const accepted: boolean[] = []
      afterSuccess = () => {
        accepted.push(true)
        revoked.add('account of ada').add('ada')
      }
      const { ok } = await authenticate(over(ttls()), '-r', '1')
      expect(ok).to.equal(false)
      expect(accepted).to.have.length(1)
      expect(lastOutcome()).to.include({ kind: 'failure', reason: 'unknown-user' })
      expect(eap.stats).to.include({ handshakes: 2, resumptions: 0 })
    })
  }

  it('is known by the name inside the tunnel, not by the anonymous one outside', async () => {
    await start(['ttls'])
    const run = await authenticate({ ...ttls(), anonymous_identity: '"anonymous@city.example"' })
    expectSuccess(run)
    expect(run.output).to.include("Value: 'anonymous@city.example'")
    expect(lastOutcome()).to.include({ kind: 'success', identity: 'ada' })
  })

  it('gets and sends small fragments where the path is narrow', async () => {
    await start(['tls'])
    expectSuccess(await authenticate(tls()))
    const usual = challenges()
    outcomes = []
    const run = await authenticate({ ...tls(), fragment_size: '150' }, '-N', '12:d:200')
    expectSuccess(run)
    expect(challenges()).to.be.greaterThan(usual + 6)
  })

  it('is offered another method where it does not want the first', async () => {
    await start(['tls', 'peap', 'ttls'])
    expectSuccess(await authenticate(ttls()))
    expect(lastOutcome()).to.include({ method: 'eap-ttls-pap' })
  })

  it('is refused where there is no method that both sides want', async () => {
    await start(['tls'])
    expectFailure(await authenticate(ttls()), 'no-common-method')
  })

  it('is told by an alert that TLS 1.1 is too old', async () => {
    await start(['ttls'])
    const old = '"tls_disable_tlsv1_1=0 tls_disable_tlsv1_2=1 tls_disable_tlsv1_3=1"'
    const run = await authenticate({ ...ttls(), phase1: old })
    expect(run.ok).to.equal(false)
    expect(run.output).to.include('remote TLS alert (param=protocol version)')
  })

  it('is refused with a method inside the tunnel that is not spoken here', async () => {
    await start(['ttls', 'peap'])
    expectFailure(await authenticate({ ...ttls(), phase2: '"auth=CHAP"' }), 'no-common-inner-method')
    expectFailure(await authenticate({ ...peap(), phase2: '"auth=MD5"' }), 'no-common-inner-method')
  })
})
