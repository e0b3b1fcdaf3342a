import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import express, { type RequestHandler } from 'express'
import { accountOf } from '../../../scripts/demo/accounts.ts'
import { type DemoCityKey, startDemoCityKey } from '../../../scripts/demo/city-key.ts'
import { type Certificates, openCertificates } from '../../../server/certificates/certificates.ts'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import type { CityKey } from '../../../server/city-key/provider.ts'
import { type Config, readConfig } from '../../../server/config/index.ts'
import { publish } from '../../../server/database/events/events.ts'
import { type Log, silentLog } from '../../../server/log.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import type { PortalParts } from '../../../server/portal/parts.ts'
import { createPortal } from '../../../server/portal/router.ts'
import { startWeb } from '../../../server/roles/web.ts'
import { testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/plaza.ts'

export const UAM_SECRET = 'a-uam-secret-of-tests'
export const CHILLI = 'http://10.1.0.1:3990'
export const ROUTER = 'http://10.5.50.1'
export const CHILLI_HOTSPOT = '02:00:00:00:00:01'

export interface TestPortal {
  origin: string
  config: Config
  db: TestDatabase
  registry: Registry
  /** Absent unless asked for. */
  certificates: Certificates | undefined
  demo: DemoCityKey
  gateways: { chilli: number; router: number }
  /** Cuts every connection to the City Key, or lets them through again. */
  cityKeyAnswers(answers: boolean): void
  removeGateway(id: number): Promise<void>
  /** Moves the portal's clock forward. */
  advance(ms: number): void
  close(): Promise<void>
}

export interface TestPortalOptions {
  cityKey?: CityKey
  log?: Log
  /** Which are on. */
  emergencies?: PortalParts['emergencies']
  heard?: PortalParts['heard']
  waysOnline?: PortalParts['waysOnline']
  /** The web role as it runs, instead of the portal alone; its clock cannot be moved. */
  wholeWeb?: boolean
  /** With the network of 802.1X, under a certificate of Plaza's own CA. */
  secureWifi?: boolean
  settings?: Record<string, string>
}

/** The portal on a real server and database with the real demo City Key; one gateway of each dialect. */
export async function startTestPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const { log = silentLog, wholeWeb = false, secureWifi = false } = options
  const db = await createTestDatabase()
  const gateway = (name: string, network: string, vendor: 'coovachilli' | 'mikrotik', origin: string) =>
    addGateway(db, testSealer, {
      name,
      network,
      secret: 'testing123',
      vendor,
      coaPort: 3799,
      nasIdentifier: name,
      uamSecret: vendor === 'coovachilli' ? UAM_SECRET : null,
      loginOrigins: [origin],
    })
  const chilli = await gateway('chilli-1', '127.0.0.1/32', 'coovachilli', CHILLI)
  const router = await gateway('router-1', '127.0.0.2/32', 'mikrotik', ROUTER)
  await hotspot(db, 'Kiosco <Norte>', CHILLI_HOTSPOT, chilli, 19.4)
  await hotspot(db, 'Mercado', '02:00:00:00:00:02', router, 19.41)

  const port = await freePort('tcp')
  const origin = `http://localhost:${port}`
  const config = readConfig({
    PLAZA_DEMO: '1',
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_HTTP_PORT: String(port),
    PLAZA_PUBLIC_URL: origin,
    PLAZA_CITY_NAME: 'Ciudad de Prueba',
    PLAZA_TIME_ZONE: 'UTC',
    ...options.settings,
  })
  const registry = await openRegistry(db, testSealer, silentLog)
  const redirectUris = [`${origin}/portal/callback`]
  const line = await startLine()
  const issuer = `http://localhost:${line.port}`
  const demo = await startDemoCityKey({ host: '127.0.0.1', port: 0, issuer, redirectUris, accountOf, log })
  line.to = demo.port
  const cityKey = options.cityKey ?? createCityKey({ ...demo, freshness: config.cityKey.freshness, answeredSeconds: 0 })
  let ahead = 0
  const now = () => Date.now() + ahead
  const certificates = secureWifi ? await openCertificates({ config, db, sealer: testSealer, log }) : undefined
  const parts = { config, db, sealer: testSealer, registry, cityKey, certificates, log }
  const { emergencies, heard, waysOnline } = options
  const web = wholeWeb
    ? await startWeb(parts)
    : await serve(
        createPortal({
          ...parts,
          ...(emergencies && { emergencies }),
          ...(heard && { heard }),
          ...(waysOnline && { waysOnline }),
          now,
        }),
        port,
      )
  return {
    origin,
    config,
    db,
    registry,
    certificates,
    demo,
    gateways: { chilli, router },
    cityKeyAnswers(answers) {
      line.cut = !answers
      if (line.cut) for (const socket of line.sockets) socket.destroy()
    },
    async removeGateway(id) {
      await db.query.updateTable('hotspots').set({ gateway_id: null }).where('gateway_id', '=', id).execute()
      await db.query.deleteFrom('gateways').where('id', '=', id).execute()
      await publish(db, { type: 'gateways' })
      await eventually(() => registry.gateway(id) === undefined)
    },
    advance(ms) {
      ahead += ms
    },
    async close() {
      await web.close()
      await demo.close()
      await line.close()
      await certificates?.close()
      await registry.close()
      await db.close()
    },
  }
}

async function serve(portal: RequestHandler, port: number) {
  const server = createServer(express().use(portal))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function hotspot(db: TestDatabase, name: string, bssid: string, gatewayId: number, latitude: number) {
  const site = await db.query
    .insertInto('sites')
    .values({ name, latitude, longitude: -99.1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.query
    .insertInto('hotspots')
    .values({
      programme: 'test',
      code: name,
      name,
      site_id: site.id,
      latitude,
      longitude: -99.1,
      settlement: 'Colonia Ñandú',
      borough: name === 'Mercado' ? 'Sur' : 'Norte',
      gateway_id: gatewayId,
      mac: bssid,
    })
    .execute()
}

/** A way to the port `to` that can be cut. */
async function startLine() {
  const sockets = new Set<Socket>()
  const server = createTcpServer((near) => {
    if (line.cut) return near.destroy()
    const far = connect(line.to, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => sockets.delete(socket))
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const line = {
    port: (server.address() as AddressInfo).port,
    to: 0,
    cut: false,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return line
}
