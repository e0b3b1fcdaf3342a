import { expect } from 'chai'
import { accessRequest, CallingStationId, Code, exchange } from '../../../radius/index.ts'
import { createEapClient } from '../../../scripts/bench/eap-client.ts'
import { type Certificates, openCertificates } from '../../../server/certificates/certificates.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../../server/roles/radius.ts'
import { testSealer as sealer, testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

const secret = 'testing123'

describe('names that PostgreSQL cannot hold', () => {
  let db: TestDatabase
  let registry: Registry
  let certificates: Certificates
  let role: RadiusRole
  before(async () => {
    db = await createTestDatabase()
    await testGateway(db, { requireMessageAuthenticator: true })
    registry = await openRegistry(db, sealer, silentLog)
    const config = {
      cityName: 'Plaza',
      http: { host: '', port: 0, publicUrl: 'https://wifi.city.example', trustProxy: [] },
      tls: { files: undefined, clientCa: undefined },
    }
    certificates = await openCertificates({ config, db, sealer, log: silentLog })
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
  })

  const ask = (username: string, mac = testMac(), password = 'x') =>
    exchange({
      ...{ address: '127.0.0.1', port: role.authPort, secret, maxAttempts: 1, initialTimeout: 3000 },
      packet: accessRequest({ username, password, secret }).add(CallingStationId, mac),
    })
  const boundDevice = async () => {
    const mac = testMac()
    await bindDevice(db, { mac, residentId: await testResident(db), until: new Date(Date.now() + 86_400_000) })
    return mac
  }
  /** Somebody whom no memory knows: the database must be asked. */
  const othersGetOn = async () => {
    const mac = await boundDevice()
    expect((await ask(mac, mac, mac)).packet?.code).to.equal(Code.AccessAccept)
  }
  const logged = (reason: string) =>
    eventually(async () => {
      const { rowCount } = await db.pool.query('select from access_log where reason = $1', [reason])
      return (rowCount ?? 0) > 0
    })

  it('are refused by PAP, with the reason, while others who must be looked up get on', async () => {
    const { packet } = await ask('t-abc\0def')
    expect(packet?.code).to.equal(Code.AccessReject)
    await othersGetOn()
    await logged('name-with-nul')
  })

  it('are refused inside EAP-TTLS, while others who must be looked up get on', async () => {
    const device = await createEapClient()
    try {
      const { accepted } = await device.authenticate({
        ...{ address: '127.0.0.1', port: role.authPort, secret, ca: certificates.ca() },
        ...{ username: 'a\0b', password: 'x', version: 'TLSv1.3', session: undefined, callingStationId: testMac() },
      })
      expect(accepted).to.equal(false)
      await othersGetOn()
      const { rows } = await db.pool.query("select from access_log where method = 'eap' and reason = 'name-with-nul'")
      expect(rows).to.have.length(1)
    } finally {
      device.close()
    }
  })

  it('do not stop the others whose look-up shares their statement', async () => {
    const mac = await boundDevice()
    const [bad, good] = await Promise.all([ask('a\0b'), ask(mac, mac, mac)])
    expect([bad.packet?.code, good.packet?.code]).to.deep.equal([Code.AccessReject, Code.AccessAccept])
  })
})
