import type { Browser } from 'playwright-core'
import { accountOf, demoStaff } from '../../scripts/demo/accounts.ts'
import { startDemoCityKey } from '../../scripts/demo/city-key.ts'
import { type GatewayOptions, type SimulatedGateway, startGateway } from '../../scripts/simulators/gateway/gateway.ts'
import { ensureDefaultPolicy } from '../../server/access/policies/policies.ts'
import { openCertificates } from '../../server/certificates/certificates.ts'
import { createCityKey } from '../../server/city-key/city-key.ts'
import { readConfig } from '../../server/config/index.ts'
import { putStaff } from '../../server/directory/staff.ts'
import { startPoller } from '../../server/health/poller/poller.ts'
import { silentLog } from '../../server/log.ts'
import { addGateway, type NewGateway } from '../../server/network/gateways/register.ts'
import { openRegistry } from '../../server/network/gateways/registry.ts'
import { startRadius } from '../../server/roles/radius.ts'
import { startWeb } from '../../server/roles/web.ts'
import { launchChromium } from '../support/chromium.ts'
import { testSealer } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/plaza.ts'
import { startStrictFront } from '../support/strict-front.ts'

const RADIUS_SECRET = 'the secret of a simulated gateway'

export interface WholePlaza {
  db: TestDatabase
  publicUrl: string
  /** Where RADIUS listens on loopback. */
  radius: { authPort: number; acctPort: number }
  /** Registers a gateway with one hotspot, and gives back how to start its simulation, with one device in reach. */
  addGateway(gateway: {
    dialect: GatewayOptions['dialect']
    name: string
    /** Loopback address that its RADIUS packets come from. */
    address: string
    hotspot: { name: string; bssid: string }
    uamSecret?: string
  }): Promise<{ hotspotId: number; start(deviceMac: string): Promise<SimulatedGateway> }>
  /** Registers a gateway that the portal opens itself, with one hotspot. */
  addOpenedGateway(
    gateway: Pick<NewGateway, 'name' | 'vendor'> & Partial<NewGateway>,
    hotspot: { name: string; bssid: string },
  ): Promise<{ gatewayId: number; hotspotId: number }>
  close(): Promise<void>
}

/**
 * Has Chromium and a whole Plaza started before the tests of the suite that calls it, and ended after them. What it gives is
 * filled in by then.
 */
export function chromiumAndPlaza(): { browser: Browser; plaza: WholePlaza } {
  const given = {} as { browser: Browser; plaza: WholePlaza }
  before(async function () {
    given.browser = await launchChromium(this)
    given.plaza = await startWholePlaza()
  })
  after(async () => {
    await given.browser?.close()
    await given.plaza?.close()
  })
  return given
}

/**
 * Plaza's web and RADIUS roles on a fresh database, with the demo City Key and its staff.
 *
 * @param options.strictCityKey its forms may lead to Plaza and nowhere else
 * @param options.pollMs asks SNMP agents so often; absent: never
 */
export async function startWholePlaza({
  strictCityKey = false,
  pollMs,
}: {
  strictCityKey?: boolean
  pollMs?: number
} = {}): Promise<WholePlaza> {
  const closers: Array<() => Promise<unknown>> = []
  const db = await createTestDatabase()
  closers.push(() => db.close())
  const [httpPort, keyPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
  const [authPort, acctPort] = await Promise.all([freePort('udp'), freePort('udp')])
  const publicUrl = `http://localhost:${httpPort}`
  const config = readConfig({
    PLAZA_HTTP_PORT: String(httpPort),
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_CITY_KEY_PORT: String(keyPort),
    PLAZA_RADIUS_HOST: '127.0.0.1',
    PLAZA_RADIUS_AUTH_PORT: String(authPort),
    PLAZA_RADIUS_ACCT_PORT: String(acctPort),
    PLAZA_CITY_NAME: 'Ciudad de Prueba',
  })
  const front = strictCityKey ? await startStrictFront({ port: keyPort }, [publicUrl]) : undefined
  if (front) closers.push(() => front.close())
  const key = await startDemoCityKey({
    host: '127.0.0.1',
    port: keyPort,
    issuer: front && `http://localhost:${front.port}`,
    redirectUris: [`${publicUrl}/portal/callback`, `${publicUrl}/staff/callback`],
    accountOf,
    log: silentLog,
  })
  closers.push(() => key.close())
  for (const { subject, name, role } of demoStaff) await putStaff(db, { issuer: key.issuer, subject, name, role })
  await ensureDefaultPolicy(db)
  const registry = await openRegistry(db, testSealer, silentLog)
  closers.push(() => registry.close())
  const certificates = await openCertificates({ config, db, sealer: testSealer, log: silentLog })
  closers.push(() => certificates.close())
  const parts = { config, db, sealer: testSealer, registry, certificates, log: silentLog }
  const radius = await startRadius(parts)
  closers.push(() => radius.close())
  if (pollMs !== undefined) {
    const poller = await startPoller({ ...parts, residentsAffected: () => 0 }, { intervalMs: pollMs })
    closers.push(() => poller.close())
  }
  const web = await startWeb({ ...parts, cityKey: createCityKey(key) })
  closers.push(() => web.close())
  return {
    db,
    publicUrl,
    radius: { authPort, acctPort },
    async addGateway({ dialect, name, address, hotspot, uamSecret = null }) {
      const [port, coaPort] = await Promise.all([freePort('tcp'), freePort('udp')])
      const gatewayId = await addGateway(db, testSealer, {
        name,
        network: `${address}/32`,
        secret: RADIUS_SECRET,
        vendor: dialect,
        coaPort,
        nasIdentifier: name,
        uamSecret,
        loginOrigins: [`http://127.0.0.1:${port}`],
      })
      const hotspotId = await storeHotspot(db, gatewayId, hotspot)
      await registry.reload()
      return {
        hotspotId,
        start: (defaultDeviceMac) =>
          startGateway({
            dialect,
            nasIdentifier: name,
            address,
            secret: RADIUS_SECRET,
            radius: { host: '127.0.0.1', authPort, acctPort },
            coaPort,
            hotspots: [{ bssid: hotspot.bssid, ssid: 'Plaza' }],
            portalUrl: `${publicUrl}/portal`,
            uamSecret,
            http: { host: '127.0.0.1', port },
            defaultDeviceMac,
          }),
      }
    },
    async addOpenedGateway(gateway, hotspot) {
      const gatewayId = await addGateway(db, testSealer, {
        network: null,
        secret: RADIUS_SECRET,
        coaPort: 3799,
        nasIdentifier: null,
        uamSecret: null,
        loginOrigins: [],
        ...gateway,
      })
      const hotspotId = await storeHotspot(db, gatewayId, hotspot)
      await registry.reload()
      return { gatewayId, hotspotId }
    },
    async close() {
      for (const close of closers.reverse()) await close()
    },
  }
}

async function storeHotspot(
  { query }: TestDatabase,
  gatewayId: number,
  { name, bssid }: { name: string; bssid: string },
): Promise<number> {
  // One site a gateway: no two sites share a place.
  const place = { latitude: 19.4326 + gatewayId / 1000, longitude: -99.1332 }
  const site = await query
    .insertInto('sites')
    .values({ name, ...place })
    .returning('id')
    .executeTakeFirstOrThrow()
  const hotspot = await query
    .insertInto('hotspots')
    .values({ programme: 'Plazas', code: bssid, name, site_id: site.id, ...place, gateway_id: gatewayId, mac: bssid })
    .returning('id')
    .executeTakeFirstOrThrow()
  return hotspot.id
}
