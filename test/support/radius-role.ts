import { type Certificates, openCertificates } from '../../server/certificates/certificates.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway } from './city.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestRadius {
  db: TestDatabase
  registry: Registry
  certificates: Certificates
  role: RadiusRole
  close(): Promise<void>
}

/** The RADIUS role as it runs, with its caches and certificates, on a database of its own that has one gateway. */
export async function startTestRadius(gateway: Parameters<typeof testGateway>[1] = {}): Promise<TestRadius> {
  const db = await createTestDatabase()
  await testGateway(db, gateway)
  const registry = await openRegistry(db, sealer, silentLog)
  const config = {
    cityName: 'Plaza',
    http: { host: '', port: 0, publicUrl: 'https://wifi.city.example', trustProxy: [] },
    tls: { files: undefined, clientCa: undefined },
  }
  const certificates = await openCertificates({ config, db, sealer, log: silentLog })
  const role = await startRadius({
    config: { radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 }, timeZone: 'UTC', deviceBindingDays: 30 },
    ...{ db, sealer, registry, log: silentLog, certificates },
  })
  return {
    ...{ db, registry, certificates, role },
    async close() {
      await role.close()
      await certificates.close()
      await registry.close()
      await db.close()
    },
  }
}
