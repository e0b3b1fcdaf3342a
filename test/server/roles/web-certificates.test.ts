import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeAuthority, makeServer } from '../../../server/certificates/make.ts'
import { silentLog } from '../../../server/log.ts'
import { certificatesWhenNeeded } from '../../../server/roles/web-certificates.ts'
import { StartError } from '../../../server/start-error.ts'
import { testSealer as sealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('the certificates of the web role', function () {
  this.timeout(30_000)
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-web-certificates-'))
  })
  after(async () => {
    await db.close()
    await rm(dir, { recursive: true })
  })
  const config = {
    cityName: 'Plaza',
    http: { host: '', port: 0, publicUrl: 'https://wifi.example', trustProxy: 0 },
    tls: { files: undefined, clientCa: undefined },
    secureWifi: { ssid: 'Ciudad', realm: undefined },
  }

  it('are made when the first profile is wanted, not before, and opened once', async () => {
    const certificates = await certificatesWhenNeeded({ config, db, sealer, log: silentLog })
    expect((await db.pool.query('select from certificates')).rowCount).to.equal(0)
    const [one, two] = await Promise.all([certificates.get(), certificates.get()])
    expect(one).to.equal(two)
    expect(one.server().cert).to.include('BEGIN CERTIFICATE')
    await certificates.close()
  })

  it('stop the start where their files do not lead to a root, unless no secure network is named', async () => {
    const ca = await makeAuthority('Ciudad', 10, new Date())
    const { cert, key } = await makeServer(ca, 'wifi.example', 5, new Date())
    const files = { cert: join(dir, 'server.pem'), key: join(dir, 'server.key') }
    await writeFile(files.key, key)
    await writeFile(files.cert, cert)
    const parts = { config: { ...config, tls: { files, clientCa: undefined } }, db, sealer, log: silentLog }
    const error = await certificatesWhenNeeded(parts).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(StartError)
    expect((error as Error).message).to.include('PLAZA_TLS_CERT: the root above')
    const without = { ...parts, config: { ...parts.config, secureWifi: undefined } }
    await (await certificatesWhenNeeded(without)).close()
    await writeFile(files.cert, cert + ca.cert)
    await (await certificatesWhenNeeded(parts)).close()
  })
})
