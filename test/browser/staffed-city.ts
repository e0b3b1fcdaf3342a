import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Packet, type Reply, startDynamicAuthorizationServer } from '../../radius/index.ts'
import { accountOf, demoStaff } from '../../scripts/demo/accounts.ts'
import { startDemoCityKey } from '../../scripts/demo/city-key.ts'
import { createCityKey } from '../../server/city-key/city-key.ts'
import { readConfig } from '../../server/config/index.ts'
import { maintainPartitions } from '../../server/database/schema/partitions.ts'
import { putStaff } from '../../server/directory/staff.ts'
import type { StaffRole } from '../../server/directory/tables.ts'
import { silentLog } from '../../server/log.ts'
import { openRegistry } from '../../server/network/gateways/registry.ts'
import { packed } from '../../server/planning/points/points.ts'
import { startWeb } from '../../server/roles/web.ts'
import { cookieFor, type SmallCity, sealer, smallCity } from '../server/api/web-harness.ts'
import { staffContext } from '../support/chromium.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/plaza.ts'

/** That of the staffed city: its clocks go forward and back. */
export const TIME_ZONE = 'Europe/Madrid'

export interface StaffedPlaza {
  db: TestDatabase
  publicUrl: string
  gateway: {
    /** Disconnect-Requests that came. */
    asked: Packet[]
    /** What the gateway says to them; undefined: nothing at all. */
    answer: (packet: Packet) => Reply | undefined
  }
  web: { start(): Promise<void>; stop(): Promise<void> }
  /** A page of its own, on which a member of staff is signed in and sees the dashboard. */
  signIn(browser: Browser, role: StaffRole): Promise<{ context: BrowserContext; page: Page }>
  /** {@link signIn}, for as long as `look` takes. @throws where the page had an error of its own */
  visit(browser: Browser, role: StaffRole, look: (page: Page) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface StaffedCity extends StaffedPlaza {
  city: SmallCity
  /** A neighbourhood of 5,000 residents far from the other, with a hotspot that was never polled. */
  uncoveredId: number
}

/** A small city with the demo City Key, its staff, and a gateway whose answers a test chooses. */
export async function startStaffedCity(settings: Record<string, string> = {}): Promise<StaffedCity> {
  const filled = {} as Pick<StaffedCity, 'city' | 'uncoveredId'>
  const plaza = await startStaffedPlaza(async (db) => {
    filled.city = await smallCity(db)
    filled.uncoveredId = await addUncovered(db, filled.city)
  }, settings)
  return { ...plaza, ...filled }
}

/** The same with whatever city `fill` stores. */
export async function startStaffedPlaza(
  fill: (db: TestDatabase) => Promise<unknown>,
  settings: Record<string, string> = {},
): Promise<StaffedPlaza> {
  const closers: Array<() => Promise<unknown>> = []
  const db = await createTestDatabase()
  closers.push(() => db.close())
  await maintainPartitions(db, 'samples', new Date(), 90)
  await maintainPartitions(db, 'access_log', new Date(), 90)
  await fill(db)
  const gateway: StaffedPlaza['gateway'] = { asked: [], answer: () => undefined }
  const coa = await startDynamicAuthorizationServer({
    host: '127.0.0.1',
    port: 0,
    secretFor: () => 'secret-of-the-gateway',
    async handler({ packet }) {
      gateway.asked.push(packet)
      return gateway.answer(packet)
    },
  })
  closers.push(() => coa.close())
  await db.query.updateTable('gateways').set({ coa_port: coa.port }).execute()

  const [port, keyPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
  const publicUrl = `http://localhost:${port}`
  const config = readConfig({
    PLAZA_HTTP_PORT: String(port),
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_CITY_KEY_PORT: String(keyPort),
    PLAZA_CITY_NAME: 'Ciudad de Prueba',
    PLAZA_TIME_ZONE: TIME_ZONE,
    // The demo City Key tells of none: administrators choose among these all the same.
    PLAZA_DEMO: '1',
    CITY_KEY_LEVELS: '1=básica, 2=completa',
    ...settings,
  })
  const redirectUris = [`${publicUrl}/portal/callback`, `${publicUrl}/staff/callback`]
  const key = await startDemoCityKey({ host: '127.0.0.1', port: keyPort, redirectUris, accountOf, log: silentLog })
  closers.push(() => key.close())
  const staffIds = new Map<StaffRole, number>()
  for (const { subject, name, role } of demoStaff)
    staffIds.set(role, await putStaff(db, { issuer: key.issuer, subject, name, role }))
  const registry = await openRegistry(db, sealer, silentLog)
  closers.push(() => registry.close())

  let running: { close(): Promise<void> } | undefined
  const web = {
    async start() {
      running = await startWeb({ config, db, sealer, registry, cityKey: createCityKey(key), log: silentLog })
    },
    async stop() {
      await running?.close()
      running = undefined
    },
  }
  const signIn: StaffedPlaza['signIn'] = async (browser, role) => {
    const context = await staffContext(browser)
    const [name, ...value] = (await cookieFor(config, staffIds.get(role)!)).cookie.split('=')
    await context.addCookies([{ name: name!, value: value.join('='), url: publicUrl }])
    const page = await context.newPage()
    await page.goto(`${publicUrl}/dashboard/`)
    await page.locator('.marker').first().waitFor()
    return { context, page }
  }
  await web.start()
  closers.push(web.stop)
  return {
    db,
    publicUrl,
    gateway,
    web,
    signIn,
    async visit(browser, role, look) {
      const { context, page } = await signIn(browser, role)
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      try {
        await look(page)
        expect(faults).to.deep.equal([])
      } finally {
        await context.close()
      }
    },
    async close() {
      for (const close of closers.reverse()) await close()
    },
  }
}

async function addUncovered({ query }: TestDatabase, { hotspotIds }: SmallCity): Promise<number> {
  const [west, south, size] = [-98.96, 19.4, 0.02]
  const corners = [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ]
  const { id } = await query
    .insertInto('neighbourhoods')
    .values({
      code: '0900200010020',
      name: 'Ejido del Oriente',
      population: 5000,
      without_internet: 0.7,
      marginalisation: 'Muy alto',
      geometry: JSON.stringify({ type: 'Polygon', coordinates: [corners] }),
      area_m2: 4_600_000,
      updated_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const cell = { cell: '8a4995b9a177fff', longitude: west + size / 2, latitude: south + size / 2, population: 5000 }
  await query
    .insertInto('population_cells')
    .values({ neighbourhood_id: id, ...cell })
    .execute()
  const points = packed(Int32Array.of(cell.latitude * 1e7, cell.longitude * 1e7))
  await query.insertInto('population_points').values({ neighbourhood_id: id, points }).execute()
  await query.updateTable('hotspots').set({ neighbourhood_id: id }).where('id', '=', hotspotIds[2]).execute()
  return id
}
