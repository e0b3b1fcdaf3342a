import { randomBytes } from 'node:crypto'
import type { Database } from '../../server/database/connection.ts'
import type { GatewayVendor, Requirement } from '../../server/database/tables.ts'
import { findOrCreateResident } from '../../server/directory/residents.ts'
import { addGateway } from '../../server/hotspots/gateways.ts'
import { createSealer, type Sealer } from '../../server/sealing.ts'

export const testSealer: Sealer = createSealer('a secret for tests only, 32 or more characters')

/** A gateway at `network` with the secret `testing123`, unless told otherwise. */
export const testGateway = (
  db: Database,
  {
    network = '127.0.0.1/32',
    coaPort = 3799,
    vendor = 'coovachilli' as GatewayVendor,
    requireMessageAuthenticator = false,
    messageAuthenticator = (requireMessageAuthenticator ? 'require' : 'off') as Requirement,
    sealer = testSealer,
  } = {},
): Promise<number> =>
  addGateway(db, sealer, {
    name: `gateway-${randomBytes(4).toString('hex')}`,
    network,
    secret: 'testing123',
    vendor,
    coaPort,
    messageAuthenticator,
    nasIdentifier: null,
    uamSecret: null,
    loginOrigins: [],
  })

export async function testResident(db: Database): Promise<number> {
  const identity = { issuer: 'https://key.example', subject: randomBytes(8).toString('hex') }
  return (await findOrCreateResident(db, identity)).id
}

/** A random MAC, locally administered. */
export const testMac = (): string =>
  `02:${[...randomBytes(5)].map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`
