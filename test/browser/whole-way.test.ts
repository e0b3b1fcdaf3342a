import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import type { SimulatedGateway } from '../../scripts/simulators/gateway/gateway.ts'
import { launchChromium, signInStaff, walkOn } from '../support/chromium.ts'
import type { TestDatabase } from '../support/database.ts'
import { startWholePlaza, type WholePlaza } from './whole-plaza.ts'

const HOTSPOT = 'Kiosco del Jardín'

describe('the whole way, in Chromium', () => {
  let plaza: WholePlaza
  let db: TestDatabase
  let browser: Browser
  let publicUrl: string
  let hotspotId: number
  let startGatewayFor: (deviceMac: string) => Promise<SimulatedGateway>
  let startRouterFor: (deviceMac: string) => Promise<SimulatedGateway>

  before(async function () {
    browser = await launchChromium(this)
    plaza = await startWholePlaza()
    db = plaza.db
    publicUrl = plaza.publicUrl
    const jardin = await plaza.addGateway({
      dialect: 'coovachilli',
      name: 'jardin-01',
      address: '127.31.0.1',
      hotspot: { name: HOTSPOT, bssid: '02:00:5e:10:00:01' },
      uamSecret: 'the uam secret of a simulated gateway',
    })
    const mercado = await plaza.addGateway({
      dialect: 'mikrotik',
      name: 'mercado-02',
      address: '127.31.0.2',
      hotspot: { name: 'Mercado', bssid: '02:00:5e:10:00:02' },
    })
    hotspotId = jardin.hotspotId
    startGatewayFor = jardin.start
    startRouterFor = mercado.start
  })
  after(async () => {
    await browser?.close()
    await plaza?.close()
  })

  const operatorAtHotspot = async (): Promise<Page> => {
    const page = await signInStaff(browser, publicUrl, 'operator')
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
