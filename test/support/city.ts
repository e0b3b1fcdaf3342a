import { randomBytes } from 'node:crypto'
import type { Database } from '../../server/database/connection.ts'
import { findOrCreateResident } from '../../server/directory/residents.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import type { GatewayVendor, Requirement } from '../../server/network/tables.ts'
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

/** Two hotspots of a gateway. */
export async function twoHotspots({ query }: Database, gatewayId: number): Promise<[number, number]> {
  const made: number[] = []
  for (const longitude of [-99.1, -99.2]) {
    const code = randomBytes(4).toString('hex')
    const latitude = 10 + Math.random()
    const site = await query
      .insertInto('sites')
      .values({ name: code, latitude, longitude })
      .returning('id')
      .executeTakeFirstOrThrow()
    const place = { site_id: site.id, latitude, longitude, gateway_id: gatewayId, updated_at: new Date() }
    const { id } = await query
      .insertInto('hotspots')
      .values({ programme: 'test', code, name: code, ...place })
      .returning('id')
      .executeTakeFirstOrThrow()
    made.push(id)
  }
  return made as [number, number]
}
