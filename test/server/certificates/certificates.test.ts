import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { expect } from 'chai'
import { pino } from 'pino'
import { fingerprintOf } from '../../../server/certificates/authority.ts'
import { type CertificatesParts, openCertificates } from '../../../server/certificates/certificates.ts'
import { endsSoon, loadedEnds } from '../../../server/certificates/ends.ts'
import { type CertifiedKey, makeAuthority, makeServer } from '../../../server/certificates/make.ts'
import { type Log, silentLog } from '../../../server/log.ts'
import { createSealer, SealError } from '../../../server/sealing.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { testSealer as sealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { requirePeer } from '../../support/peers.ts'

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS)

describe('certificates', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-certificates-'))
  })
  after(async () => {
    await db.close()
    await rm(dir, { recursive: true, force: true })
  })

  const config = {
    cityName: 'Ciudad Ñandú',
    http: { host: '', port: 0, publicUrl: 'https://wifi.example', trustProxy: [] },
    tls: { files: undefined, clientCa: undefined },
  }
  const open = (more: Partial<CertificatesParts> = {}) =>
    openCertificates({ config, db, sealer, log: silentLog, ...more })
  /** As renewing programs do it: never half written. */
  const inFile = async (name: string, text: string) => {
    const path = join(dir, name)
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
    return path
  }
  const firstOf = (chain: string) => new X509Certificate(chain)

  it('are made once by two processes that start together, and opened again by a third', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const three = await open()
    expect(two.server()).to.deep.equal(one.server())
    expect(three.server()).to.deep.equal(one.server())
    expect((await db.pool.query('select from certificates')).rowCount).to.equal(2)
    for (const certificates of [one, two, three]) await certificates.close()
  })

  it('verify by openssl as strictly as it can: a server of this name, a device and a gateway', async function () {
    const openssl = requirePeer(this, 'openssl')
    const certificates = await open()
    const device = await certificates.issue({ commonName: 'd-1', usage: 'device', days: 365 })
    const gateway = await certificates.issue({ commonName: 'roof', usage: 'gateway', days: 365 })
    await certificates.close()
    const ca = await inFile('ca.pem', certificates.ca())
    const verify = async (cert: string, ...args: string[]) => {
      const all = ['verify', '-x509_strict', '-CAfile', ca, ...args, await inFile('verified.pem', cert)]
      return new Promise<string>((resolve) => {
        execFile(openssl, all, (_error, stdout, stderr) => resolve(stdout + stderr))
      })
    }
    const { cert } = certificates.server()
    expect(await verify(cert, '-purpose', 'sslserver', '-verify_hostname', 'wifi.example')).to.match(/: OK$/m)
    expect(await verify(cert, '-verify_hostname', 'other.example')).to.include('hostname mismatch')
    expect(await verify(device.cert, '-purpose', 'sslclient')).to.match(/: OK$/m)
    expect(await verify(gateway.cert, '-purpose', 'sslclient')).to.match(/: OK$/m)
    expect(await verify(device.cert, '-purpose', 'sslserver')).to.match(/unsuitable|unsupported certificate purpose/)
  })

  it('let a client and a server know each other by TLS', async () => {
    const certificates = await open()
    const device = await certificates.issue({ commonName: 'd-2', usage: 'device', days: 30 })
    expect(device.notAfter.getTime()).to.be.closeTo(inDays(30).getTime(), DAY_MS)
    const server = createServer({ ...certificates.server(), requestCert: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { key, cert } = device
    const client = connect({ port, host: '127.0.0.1', servername: 'wifi.example', ca: certificates.ca(), key, cert })
    const [socket] = await once(server, 'secureConnection')
    expect(socket.authorized).to.equal(true)
    expect(fingerprintOf(socket.getPeerCertificate().raw)).to.equal(device.fingerprint)
    client.destroy()
    server.close()
    await certificates.close()
  })

  it('keep their keys sealed, and say so when PLAZA_SECRET was changed', async () => {
    await (await open()).close()
    const { rows } = await db.pool.query<{ key_sealed: Buffer }>('select key_sealed from certificates')
    for (const { key_sealed } of rows) expect(key_sealed.toString('latin1')).to.not.include('PRIVATE KEY')
    const error = await open({ sealer: createSealer('another secret of more than 32 characters') }).catch((e) => e)
    expect(error).to.be.instanceOf(SealError)
    expect(error.message).to.include('PLAZA_SECRET')
  })

  it('are renewed a month before the end by one process, and taken up by the others and by who listens', async () => {
    let time = new Date()
    const looker = await open({ now: () => time, lookEveryMs: 20 })
    const other = await open()
    const before = looker.server()
    const heard = new Promise<void>((resolve) => other.onChange(resolve))
    time = inDays(336)
    await heard
    expect(other.server()).to.deep.equal(looker.server())
    expect(other.server().cert).to.not.equal(before.cert)
    expect(new Date(firstOf(other.server().cert).validTo).getTime()).to.be.greaterThan(inDays(690).getTime())
    expect(other.ca(), 'phones keep trusting the same CA').to.equal(looker.ca())
    await looker.close()
    await other.close()
  })

  describe('in files', () => {
    let ca: CertifiedKey
    let pair: CertifiedKey
    before(async () => {
      ca = await makeAuthority('Another CA', 1000, new Date())
      pair = await makeServer(ca, 'radius.example', 300, new Date())
    })
    const written = async (cert: string, key: string, clientCa?: string) => ({
      ...config,
      tls: {
        files: { cert: await inFile('cert.pem', cert), key: await inFile('key.pem', key) },
        clientCa: clientCa === undefined ? undefined : await inFile('client-ca.pem', clientCa),
      },
    })
    const refusal = async (cert: string, key: string, clientCa?: string): Promise<string> => {
      const error = await open({ config: await written(cert, key, clientCa) }).then(
        () => undefined,
        (e) => e,
      )
      expect(error).to.be.instanceOf(StartError)
      return error.message
    }

    it('are presented with their chain, and trust devices of Plaza’s CA and of the one added', async () => {
      const certificates = await open({ config: await written(pair.cert + ca.cert, pair.key, ca.cert) })
      expect(certificates.server().cert).to.equal(pair.cert + ca.cert)
      expect(certificates.server().ca).to.include(certificates.ca()).and.include(ca.cert.trim())
      expect(certificates.ca()).to.not.include(ca.cert)
      await certificates.close()
    })

    it('are named by their setting when they cannot be used', async () => {
      const other = await makeServer(ca, 'radius.example', 300, new Date())
      const ended = await makeServer(ca, 'radius.example', 1, new Date(Date.now() - 2 * DAY_MS))
      expect(await refusal(pair.cert, other.key)).to.match(/^PLAZA_TLS_KEY: .*key\.pem is not the key of/)
      expect(await refusal(pair.cert, 'no key')).to.match(/^PLAZA_TLS_KEY: .* no private key/)
      expect(await refusal('', pair.key)).to.match(/^PLAZA_TLS_CERT: .* no certificate/)
      expect(await refusal(pair.cert, pair.key, pair.cert)).to.match(/^PLAZA_TLS_CLIENT_CA: .* is no CA/)
      expect(await refusal(ended.cert, ended.key)).to.match(/^PLAZA_TLS_CERT: .* ended on/)
      const nowhere = { files: { cert: join(dir, 'nowhere'), key: join(dir, 'nowhere') }, clientCa: undefined }
      const error = await open({ config: { ...config, tls: nowhere } }).catch((e) => e)
      expect(error.message).to.match(/^PLAZA_TLS_(CERT|KEY): .*nowhere cannot be read \(ENOENT\)/)
    })

    it('are read again when they change; broken ones are logged once while the old ones stay', async () => {
      const complaints: string[] = []
      let complained = () => {}
      const complaint = new Promise<void>((resolve) => {
        complained = resolve
      })
      const log = pino(
        { level: 'error' },
        {
          write: (line) => {
            complaints.push(line)
            complained()
          },
        },
      )
      const certificates = await open({ config: await written(pair.cert, pair.key), log, lookEveryMs: 20 })
      const renewed = new Promise<void>((resolve) => certificates.onChange(resolve))
      const next = await makeServer(ca, 'radius.example', 365, new Date())
      await inFile('cert.pem', next.cert)
      await complaint
      expect(certificates.server().cert).to.equal(pair.cert)
      await inFile('key.pem', next.key)
      await renewed
      expect(certificates.server()).to.include({ cert: next.cert, key: next.key })
      await certificates.close()
      expect(complaints.filter((line) => line.includes('is not the key of'))).to.have.length(1)
    })

    it('tell every machine when they end, and are an alert 30 days before', async () => {
      const ending = await makeServer(ca, 'radius.example', 29, new Date())
      const certificates = await open({ config: await written(ending.cert, ending.key, ca.cert) })
      await certificates.close()
      const ends = await loadedEnds(db)
      expect(ends.filter((end) => endsSoon(end, new Date())).map(({ name }) => name)).to.deep.equal(['PLAZA_TLS_CERT'])
      expect(ends.map(({ name }) => name)).to.include.members(['ca', 'PLAZA_TLS_CLIENT_CA', 'server'])
      expect(ends[0]).to.deep.include({ name: 'PLAZA_TLS_CERT', subject: 'CN=radius.example', renews: false })
    })
  })

  it('that end within 30 days are warned of in the log at the start and once a day, not at every look', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'plaza-ending-'))
    const ca = await makeAuthority('City CA', 1000, new Date())
    const ending = await makeServer(ca, 'radius.example', 29, new Date())
    const files = { cert: join(dir, 'server.pem'), key: join(dir, 'server.key') }
    await Promise.all([writeFile(files.cert, ending.cert), writeFile(files.key, ending.key)])
    const warnings: unknown[] = []
    const warn = (end: { name: string }, message: string) => warnings.push(`${end.name}: ${message}`)
    let time = Date.now()
    let looks = 0
    const certificates = await open({
      config: { ...config, tls: { files, clientCa: undefined } },
      log: { warn, info() {}, error() {} } as unknown as Log,
      now: () => {
        looks++
        return new Date(time)
      },
      lookEveryMs: 5,
    })
    const lookedAgain = async () => {
      const before = looks
      await eventually(() => looks > before + 20)
    }
    const expected = 'PLAZA_TLS_CERT: a certificate ends soon: replace it'
    await lookedAgain()
    expect(warnings).to.deep.equal([expected])
    time += DAY_MS
    await eventually(() => warnings.length === 2)
    await lookedAgain()
    expect(warnings).to.deep.equal([expected, expected])
    await certificates.close()
    await rm(dir, { recursive: true })
  })

  it('that renew themselves are an alert only when that has not happened', () => {
    expect(endsSoon({ notAfter: inDays(29), renews: true }, new Date())).to.equal(false)
    expect(endsSoon({ notAfter: inDays(27), renews: true }, new Date())).to.equal(true)
    expect(endsSoon({ notAfter: inDays(31), renews: false }, new Date())).to.equal(false)
  })
})
