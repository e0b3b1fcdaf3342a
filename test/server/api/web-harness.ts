import { randomUUID } from 'node:crypto'
import { sealData } from 'iron-session'
import { type Packet, type Reply, startDynamicAuthorizationServer } from '../../../radius/index.ts'
import { type StaffSession, staffCookie } from '../../../server/api/staff/staff-session.ts'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import type { CityKey } from '../../../server/city-key/provider.ts'
import { type Config, readConfig } from '../../../server/config/index.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { type StaffRole, staffRoles } from '../../../server/directory/tables.ts'
import { type Log, silentLog } from '../../../server/log.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { openRegistry } from '../../../server/network/gateways/registry.ts'
import { packed } from '../../../server/planning/points/points.ts'
import { startWeb } from '../../../server/roles/web.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

export const PUBLIC_URL = 'http://plaza.test:8080'
export const ISSUER = 'http://city-key.test'
export const sealer = createSealer('a secret for tests of forty characters..')

export interface TestWeb {
  db: TestDatabase
  config: Config
  /** Address of the web role, e.g. http://127.0.0.1:40123. */
  origin: string
  port: number
  staff: Record<StaffRole, { id: number; cookie: string; csrf: string }>
  /** Sends a request to `path`, signed in as `role` or as nobody; redirects are not followed. */
  ask(role: StaffRole | undefined, path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface TestWebOptions {
  prepare?: (db: TestDatabase) => Promise<unknown>
  cityKey?: CityKey
  log?: Log
  environment?: Record<string, string>
  dashboardDir?: string
  /** Any free one unless given. */
  port?: number
}

/** The web role on a database of its own, with one member of staff for each role. */
export async function startTestWeb(options: TestWebOptions = {}): Promise<TestWeb> {
  const db = await createTestDatabase()
  await maintainPartitions(db, 'samples', new Date(), 90)
  await maintainPartitions(db, 'access_log', new Date(), 90)
  const settings = readConfig({ PLAZA_DEMO: '1', PLAZA_PUBLIC_URL: PUBLIC_URL, ...options.environment })
  const config = { ...settings, http: { ...settings.http, host: '127.0.0.1', port: options.port ?? 0 } }
  await options.prepare?.(db)
  const staff = {} as TestWeb['staff']
  for (const role of staffRoles) {
    const id = await putStaff(db, { issuer: ISSUER, subject: `subject-${role}`, name: `A ${role}`, role })
    staff[role] = { id, ...(await cookieFor(config, id)) }
  }
  const log = options.log ?? silentLog
  const registry = await openRegistry(db, sealer, log)
  const cityKey = options.cityKey ?? createCityKey({ issuer: 'http://127.0.0.1:1', clientId: 'plaza' })
  const { dashboardDir } = options
  const parts = { config, db, sealer, registry, cityKey, log, ...(dashboardDir === undefined ? {} : { dashboardDir }) }
  const web = await startWeb(parts)
  const origin = `http://127.0.0.1:${web.port}`
  return {
    db,
    config,
    origin,
    port: web.port,
    staff,
    ask: (role, path, init = {}) =>
      fetch(origin + path, {
        redirect: 'manual',
        ...init,
        headers: { ...(role ? { cookie: staff[role].cookie } : {}), ...init.headers },
      }),
    async close() {
      await web.close()
      await registry.close()
      await db.close()
    },
  }
}

/** The web role on a {@link smallCity}. @param prepare adds to it before the role starts */
export async function startSmallCityWeb(
  prepare: (db: TestDatabase, city: SmallCity) => Promise<unknown> = async () => {},
): Promise<{ web: TestWeb; city: SmallCity }> {
  let city: SmallCity
  const web = await startTestWeb({
    prepare: async (db) => {
      city = await smallCity(db)
      await prepare(db, city)
    },
  })
  return { web, city: city! }
}

/** As {@link startSmallCityWeb}, with a gateway that gives `answer` to what it is asked. */
export async function startWebWithGateway(answer: (packet: Packet) => Reply) {
  const gateway = await startDynamicAuthorizationServer({
    host: '127.0.0.1',
    port: 0,
    secretFor: () => 'secret-of-the-gateway',
    handler: async ({ packet }) => answer(packet),
  })
  const started = await startSmallCityWeb((db) =>
    db.query.updateTable('gateways').set({ coa_port: gateway.port }).execute(),
  )
  return { ...started, gateway }
}

/** A cookie like the one that signing in sets. */
export async function cookieFor(config: Config, staffId: number, change: Partial<StaffSession> = {}) {
  const session = { id: randomUUID(), staffId, csrf: randomUUID(), expiresAt: Date.now() + 3_600_000, ...change }
  const { cookieName, ...options } = staffCookie(sealer, config)
  return { cookie: `${cookieName}=${await sealData(session, options)}`, csrf: session.csrf, session }
}

/** What {@link smallCity} made. */
export interface SmallCity {
  gatewayId: number
  neighbourhoodId: number
  hotspotIds: [north: number, south: number, east: number]
}

const square = (west: number, south: number, size: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})

/** One neighbourhood (600 residents by the first hotspot, 400 by the second), one gateway, three hotspots: one up, one down with an alert, one never polled. */
export async function smallCity(db: TestDatabase): Promise<SmallCity> {
  const gatewayId = await addGateway(db, sealer, {
    name: 'plaza-mayor',
    network: '127.0.0.1/32',
    secret: 'secret-of-the-gateway',
    vendor: 'coovachilli',
    coaPort: 3799,
    nasIdentifier: 'plaza-mayor',
    uamSecret: null,
    loginOrigins: [],
  })
  const { id: neighbourhoodId } = await db.query
    .insertInto('neighbourhoods')
    .values({
      code: '0900200010010',
      name: 'Centro',
      population: 1000,
      without_internet: 0.25,
      geometry: JSON.stringify(square(-99.1612345678, 19.4, 0.02)),
      area_m2: 4_600_000,
      updated_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const places: Array<[code: string, name: string, longitude: number, latitude: number]> = [
    ['N1', 'Estación Norte', -99.15, 19.415],
    ['S1', 'Plaza del Sur', -99.155, 19.405],
    ['E1', 'Biblioteca 100% Oriente', -98.95, 19.41],
  ]
  const hotspotIds: number[] = []
  for (const [code, name, longitude, latitude] of places) {
    const site = await db.query
      .insertInto('sites')
      .values({ name, latitude, longitude })
      .returning('id')
      .executeTakeFirstOrThrow()
    const row = { programme: 'city', code, name, site_id: site.id, latitude, longitude, updated_at: new Date() }
    const place = {
      settlement: 'Centro',
      borough: 'Cuauhtémoc',
      neighbourhood_id: neighbourhoodId,
      gateway_id: gatewayId,
    }
    const hotspot = await db.query
      .insertInto('hotspots')
      .values({ ...row, ...place })
      .returning('id')
      .executeTakeFirstOrThrow()
    hotspotIds.push(hotspot.id)
  }
  const [north, south, east] = hotspotIds as SmallCity['hotspotIds']
  const cell = { neighbourhood_id: neighbourhoodId }
  await db.query
    .insertInto('population_cells')
    .values([
      { ...cell, cell: '8a4995b9a157fff', longitude: -99.15, latitude: 19.415, population: 600 },
      { ...cell, cell: '8a4995b9a15ffff', longitude: -99.155, latitude: 19.405, population: 400 },
    ])
    .execute()
  const [three, two] = [
    [194150000, -991500000],
    [194050000, -991550000],
  ]
  const points = packed(Int32Array.from([three, three, three, two, two].flat(), (part) => part!))
  await db.query
    .insertInto('population_points')
    .values({ ...cell, points })
    .execute()
  await db.query
    .insertInto('hotspot_health')
    .values([
      {
        hotspot_id: north,
        state: 'up',
        last_polled_at: new Date(),
        clients: 3,
        memory_used: 0.4,
        in_bps: 1e6,
        out_bps: 4e6,
      },
      { hotspot_id: south, state: 'down', cause: 'no-answer', last_polled_at: new Date(), failures: 5 },
    ])
    .execute()
  await db.query
    .insertInto('alerts')
    .values({ hotspot_id: south, kind: 'down', cause: 'no-answer', residents_affected: 640 })
    .execute()
  return { gatewayId, neighbourhoodId, hotspotIds: [north, south, east] }
}

/** A session that began a minute ago; live unless `change` ends it. */
export async function addSession(
  db: TestDatabase,
  city: SmallCity,
  hotspotId: number | null,
  change: { ended_at?: Date } = {},
) {
  const key = randomUUID()
  const { id } = await db.query
    .insertInto('sessions')
    .values({
      gateway_id: city.gatewayId,
      session_key: key,
      acct_session_id: key.slice(0, 16),
      hotspot_id: hotspotId,
      device_mac: 'aa:bb:cc:dd:ee:ff',
      user_name: 'aa:bb:cc:dd:ee:ff',
      calling_station_id: 'AA-BB-CC-DD-EE-FF',
      nas_ip: '127.0.0.1',
      nas_identifier: 'plaza-mayor',
      started_at: new Date(Date.now() - 60_000),
      updated_at: new Date(),
      input_octets: 1000,
      output_octets: 5000,
      ...change,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
