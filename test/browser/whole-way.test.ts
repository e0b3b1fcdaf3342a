import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { accountOf, demoResidents, demoStaff } from '../../scripts/demo/accounts.ts'
import { type DemoCityKey, startDemoCityKey } from '../../scripts/demo/city-key.ts'
import { type SimulatedGateway, startGateway } from '../../scripts/simulators/gateway.ts'
import { ensureDefaultPolicy } from '../../server/access/policies.ts'
import { readConfig } from '../../server/config.ts'
import { createCityKey } from '../../server/directory/city-key.ts'
import { putStaff } from '../../server/directory/staff.ts'
import { addGateway } from '../../server/hotspots/gateways.ts'
import { openRegistry } from '../../server/hotspots/registry.ts'
import { silentLog } from '../../server/log.ts'
import { startRadius } from '../../server/roles/radius.ts'
import { startWeb } from '../../server/roles/web.ts'
import { launchChromium, walkOn } from '../support/chromium.ts'
import { testSealer } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/plaza.ts'

const BSSID = '02:00:5e:10:00:01'
const HOTSPOT = 'Kiosco del Jardín'
const RADIUS_SECRET = 'the secret of a simulated gateway'
const UAM_SECRET = 'the uam secret of a simulated gateway'

describe('the whole way, in Chromium', function () {
  this.timeout(90_000)
  const closers: Array<() => Promise<unknown>> = []
  let db: TestDatabase
  let browser: Browser
  let publicUrl: string
  let hotspotId: number
  let startGatewayFor: (deviceMac: string) => Promise<SimulatedGateway>
  let startRouterFor: (deviceMac: string) => Promise<SimulatedGateway>

  before(async function () {
    browser = await launchChromium(this)
    closers.push(() => browser.close())
    db = await createTestDatabase()
    closers.push(() => db.close())
    const [httpPort, keyPort, gatewayPort] = await Promise.all([freePort('tcp'), freePort('tcp'), freePort('tcp')])
    const routerPort = await freePort('tcp')
    const [authPort, acctPort] = await Promise.all([freePort('udp'), freePort('udp')])
    publicUrl = `http://localhost:${httpPort}`
    const config = readConfig({
      PLAZA_HTTP_PORT: String(httpPort),
      PLAZA_HTTP_HOST: '127.0.0.1',
      PLAZA_CITY_KEY_PORT: String(keyPort),
      PLAZA_RADIUS_HOST: '127.0.0.1',
      PLAZA_RADIUS_AUTH_PORT: String(authPort),
      PLAZA_RADIUS_ACCT_PORT: String(acctPort),
      PLAZA_CITY_NAME: 'Ciudad de Prueba',
    })
    const key: DemoCityKey = await startDemoCityKey({
      host: '127.0.0.1',
      port: keyPort,
      redirectUris: [`${publicUrl}/portal/callback`, `${publicUrl}/staff/callback`],
      accountOf,
      log: silentLog,
    })
    closers.push(() => key.close())
    for (const { subject, name, role } of demoStaff) await putStaff(db, { issuer: key.issuer, subject, name, role })
    await ensureDefaultPolicy(db)
    const loginOrigin = `http://127.0.0.1:${gatewayPort}`
    const coaPort = await freePort('udp')
    const gatewayId = await addGateway(db, testSealer, {
      name: 'jardin-01',
      network: '127.31.0.1/32',
      secret: RADIUS_SECRET,
      vendor: 'coovachilli',
      coaPort,
      nasIdentifier: 'jardin-01',
      uamSecret: UAM_SECRET,
      loginOrigins: [loginOrigin],
    })
    hotspotId = await storeHotspot(db, gatewayId)
    await addGateway(db, testSealer, {
      name: 'mercado-02',
      network: '127.31.0.2/32',
      secret: RADIUS_SECRET,
      vendor: 'mikrotik',
      coaPort: 3799,
      nasIdentifier: 'mercado-02',
      uamSecret: null,
      loginOrigins: [`http://127.0.0.1:${routerPort}`],
    })
    const registry = await openRegistry(db, testSealer, silentLog)
    closers.push(() => registry.close())
    const parts = { config, db, sealer: testSealer, registry, log: silentLog }
    const radius = await startRadius(parts)
    closers.push(() => radius.close())
    const cityKey = createCityKey(key)
    const web = await startWeb({ ...parts, cityKey })
    closers.push(() => web.close())
    const both = {
      secret: RADIUS_SECRET,
      radius: { host: '127.0.0.1', authPort, acctPort },
      portalUrl: `${publicUrl}/portal`,
    }
    startGatewayFor = (defaultDeviceMac) =>
      startGateway({
        ...both,
        dialect: 'coovachilli',
        nasIdentifier: 'jardin-01',
        address: '127.31.0.1',
        coaPort,
        hotspots: [{ bssid: BSSID, ssid: 'Plaza' }],
        uamSecret: UAM_SECRET,
        http: { host: '127.0.0.1', port: gatewayPort },
        defaultDeviceMac,
      })
    startRouterFor = (defaultDeviceMac) =>
      startGateway({
        ...both,
        dialect: 'mikrotik',
        nasIdentifier: 'mercado-02',
        address: '127.31.0.2',
        hotspots: [{ bssid: '02:00:5e:10:00:02', ssid: 'Plaza' }],
        http: { host: '127.0.0.1', port: routerPort },
        defaultDeviceMac,
      })
  })
  after(async () => {
    for (const close of closers.reverse()) await close()
  })

  const operatorAtHotspot = async (): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'es-MX' })).newPage()
    const operator = demoStaff.find(({ role }) => role === 'operator')!
    await page.goto(`${publicUrl}/staff/sign-in`)
    await walkOn(page, operator, () => page.url().startsWith(`${publicUrl}/dashboard/`))
    await page.goto(`${publicUrl}/dashboard/?hotspot=${hotspotId}`)
    await page.getByRole('heading', { name: HOTSPOT }).waitFor()
    await page.getByText('En vivo (0)').waitFor()
    return page
  }

  for (const javaScriptEnabled of [false, true]) {
    const device = javaScriptEnabled ? '02:aa:00:00:00:02' : '02:aa:00:00:00:01'
    it(`leads a resident online and shows it to the operator, who ends it (JavaScript ${javaScriptEnabled ? 'on' : 'off'})`, async () => {
      const gateway = await startGatewayFor(device)
      const operator = await operatorAtHotspot()
      const loads: string[] = []
      operator.on('framenavigated', (frame) => loads.push(frame.url()))
      const phone = await browser.newContext({
        javaScriptEnabled,
        viewport: { width: 360, height: 740 },
        locale: 'es-MX',
      })
      try {
        const page = await phone.newPage()
        await page.goto(`${gateway.url}/`)
        expect(page.url()).to.match(new RegExp(`^${publicUrl}/portal`))
        expect(await page.locator('html').getAttribute('lang')).to.equal('es')
        await walkOn(page, demoResidents[javaScriptEnabled ? 1 : 0]!, () => gateway.isOnline(device))
        await page.waitForURL(/\/portal/)
        expect(page.url()).to.not.match(/password/i)

        const row = operator.locator('tbody[data-live=true]')
        await row.waitFor()
        expect(await row.locator('th').textContent()).to.equal(device.slice(9))
        gateway.use(device, { inputOctets: 1_000_000, outputOctets: 25_000_000 })

        const answer = operator.locator(`[data-session="${await row.getAttribute('data-session')}"] [data-outcome=ack]`)
        await row.getByRole('button', { name: 'Desconectar', exact: true }).click()
        await row.locator('button.danger').click()
        await answer.waitFor()
        expect(gateway.received).to.have.length(1)
        expect(gateway.isOnline(device)).to.equal(false)
        await operator.locator('tbody[data-live=true]').waitFor({ state: 'detached' })
        expect(loads, 'the dashboard was loaded again').to.deep.equal([])
        await gateway.settled()
        const session = await db.query
          .selectFrom('sessions')
          .selectAll()
          .where('device_mac', '=', device)
          .executeTakeFirstOrThrow()
        expect(session).to.include({ output_octets: 25_000_000, input_octets: 1_000_000, hotspot_id: hotspotId })
        expect(session.ended_at).to.be.instanceOf(Date)
      } finally {
        await phone.close()
        await operator.context().close()
        await gateway.close()
      }
    })
  }

  it('leads a resident online at a MikroTik with http-chap, whose every page has another challenge (JavaScript off)', async () => {
    const device = '02:aa:00:00:00:03'
    const router = await startRouterFor(device)
    const phone = await browser.newContext({ javaScriptEnabled: false, locale: 'en' })
    try {
      const page = await phone.newPage()
      await page.goto(`${router.url}/`)
      await page.waitForURL(`${publicUrl}/portal**`)
      expect(await page.locator('html').getAttribute('lang')).to.equal('en')
      await walkOn(page, demoResidents[4]!, () => router.isOnline(device))
      await page.waitForURL(`${publicUrl}/portal/done**`)
      await page.goto(`${router.url}/`)
      expect(new URL(page.url()).origin).to.equal(new URL(router.url).origin)
    } finally {
      await phone.close()
      await router.close()
    }
  })

  it('lets the known device in by its MAC address the next time, without a page', async () => {
    const gateway = await startGatewayFor('02:aa:00:00:00:01')
    const phone = await browser.newContext({ javaScriptEnabled: false })
    try {
      const page = await phone.newPage()
      await page.goto(`${gateway.url}/`)
      expect(new URL(page.url()).origin).to.equal(new URL(gateway.url).origin)
      expect(gateway.isOnline('02:aa:00:00:00:01')).to.equal(true)
    } finally {
      await phone.close()
      await gateway.close()
    }
  })
})

async function storeHotspot({ query }: TestDatabase, gatewayId: number): Promise<number> {
  const place = { latitude: 19.4326, longitude: -99.1332 }
  const site = await query
    .insertInto('sites')
    .values({ name: 'Jardín', ...place })
    .returning('id')
    .executeTakeFirstOrThrow()
  const hotspot = await query
    .insertInto('hotspots')
    .values({
      programme: 'Plazas',
      code: 'J-1',
      name: HOTSPOT,
      site_id: site.id,
      ...place,
      gateway_id: gatewayId,
      bssid: BSSID,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return hotspot.id
}
