import { openCertificates } from '../../server/certificates/certificates.ts'
import { silentLog } from '../../server/log.ts'
import { addGatewayCertificate } from '../../server/network/gateways/change.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { openRegistry } from '../../server/network/gateways/registry.ts'
import { startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway } from '../support/city.ts'
import { createTestDatabase } from '../support/database.ts'
import { freePort } from '../support/plaza.ts'

/**
 * Plaza's RADIUS on free ports of 127.0.0.1, with a gateway that speaks UDP from there with the secret `testing123` and one
 * that speaks RadSec with a certificate of Plaza's CA.
 */
export async function startRadsecCity() {
  const db = await createTestDatabase()
  const config = {
    cityName: 'Ciudad de prueba',
    http: { host: '', port: 0, publicUrl: 'https://wifi.example', trustProxy: [] },
    tls: { files: undefined, clientCa: undefined },
    radius: { host: '127.0.0.1', authPort: 0, acctPort: 0, radsecPort: await freePort('tcp') },
    timeZone: 'UTC',
    deviceBindingDays: 30,
  }
  const certificates = await openCertificates({ config, db, sealer, log: silentLog })
  const identity = await certificates.issue({ commonName: 'radsec-gateway', usage: 'gateway', days: 7 })
  const udpGatewayId = await testGateway(db)
  const gatewayId = await addGateway(db, sealer, {
    ...{ name: 'radsec-gateway', network: null, secret: 'of no use here', vendor: 'coovachilli', coaPort: 3799 },
    ...{ requireMessageAuthenticator: true, nasIdentifier: null, uamSecret: null, loginOrigins: [] },
  })
  await addGatewayCertificate(db, 'radsec-gateway', identity)
  const registry = await openRegistry(db, sealer, silentLog)
  const role = await startRadius({ config, db, sealer, registry, log: silentLog, certificates })
  return {
    ...{ db, registry, role, certificates, identity, gatewayId, udpGatewayId },
    radsecPort: config.radius.radsecPort,
    async close() {
      await role.close()
      await registry.close()
      await certificates.close()
      await db.close()
    },
  }
}

export type RadsecCity = Awaited<ReturnType<typeof startRadsecCity>>
