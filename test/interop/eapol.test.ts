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
  startUdpServer,
  type UdpServer,
  UserName,
} from '../../radius/index.ts'
import { createAuthority, type TestCertificate } from '../radius/eap/certificates.ts'
import { requirePeer } from '../support/peers.ts'

const SECRET = 'eapol secret'
const PASSWORD = 'correct horse battery'
const client: RadiusClient = { secret: SECRET, requireMessageAuthenticator: true }

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
  let runs = 0

  before(function () {
    program = requirePeer(this, 'eapol_test')
    certificates = createAuthority(requirePeer(this, 'openssl'))
    ca = certificates.authority('city ca')
    otherCa = certificates.authority('other ca')
    server = certificates.issue('radius.city.example', ca, 'serverAuth')
    device = certificates.issue('device-7', ca, 'clientAuth')
  })

  after(() => certificates?.remove())

  beforeEach(() => {
    outcomes = []
    revoked = new Set()
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
    udp = await startUdpServer({
      host: '127.0.0.1',
      port: 0,
      kind: 'auth',
      clientAt: () => client,
      handler: async (request) => {
        const outcome = await eap.handle(request)
        outcomes.push(outcome)
        if (outcome.kind === 'discard') return undefined
        if (outcome.kind !== 'success') return outcome.reply
        return outcome.accept(reply(Code.AccessAccept).add(UserName, outcome.identity))
      },
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

  const versions = { 'TLS 1.2': 'tls_disable_tlsv1_3=1', 'TLS 1.3': 'tls_disable_tlsv1_3=0 tls_disable_tlsv1_2=1' }
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
      network: () => ({
        eap: 'TLS',
        identity: '"outer"',
        client_cert: `"${device.certFile}"`,
        private_key: `"${device.keyFile}"`,
      }),
    },
  }

  const lastOutcome = () => outcomes.at(-1)

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
        expectSuccess(await authenticate({ ...network(), phase1: `"${phase1}"` }))
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
})
