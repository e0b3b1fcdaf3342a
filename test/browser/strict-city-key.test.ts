import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import type { SimulatedGateway } from '../../scripts/simulators/gateway/gateway.ts'
import { es } from '../../server/languages/es.ts'
import { launchChromium, walkOn } from '../support/chromium.ts'
import { startWholePlaza, type WholePlaza } from './whole-plaza.ts'

describe('a City Key whose forms may lead to Plaza and nowhere else, in Chromium', () => {
  let browser: Browser
  let plaza: WholePlaza
  let startGatewayFor: (deviceMac: string) => Promise<SimulatedGateway>
  before(async function () {
    browser = await launchChromium(this)
    plaza = await startWholePlaza({ strictCityKey: true })
    const jardin = await plaza.addGateway({
      dialect: 'coovachilli',
      name: 'jardin-01',
      address: '127.33.0.1',
      hotspot: { name: 'Kiosco', bssid: '02:00:5e:33:00:01' },
      uamSecret: 'the uam secret of a simulated gateway',
    })
    startGatewayFor = jardin.start
  })
  after(async () => {
    await browser?.close()
    await plaza?.close()
  })

  for (const javaScriptEnabled of [false, true]) {
    it(`leads those who accepted the terms before online from its login page, and “back” not in circles (JavaScript ${javaScriptEnabled ? 'on' : 'off'})`, async () => {
      const account = demoResidents[javaScriptEnabled ? 1 : 0]!
      for (const visit of [1, 2]) {
        const device = `02:cc:00:00:0${javaScriptEnabled ? 2 : 1}:0${visit}`
        const gateway = await startGatewayFor(device)
        const phone = await browser.newContext({
          javaScriptEnabled,
          viewport: { width: 360, height: 740 },
          locale: 'es-MX',
        })
        try {
          const page = await phone.newPage()
          const refused: string[] = []
          page.on('console', (message) => refused.push(message.text()))
          await page.goto(`${gateway.url}/`)
          await walkOn(page, account, () => gateway.isOnline(device))
          await page.waitForURL(`${plaza.publicUrl}/portal**`)
          expect(refused.filter((text) => text.includes('form-action'))).to.deep.equal([])
          await page.getByRole('heading', { name: es.onlineTitle }).waitFor()
          if (visit === 1) continue
          await page.goBack()
          await page.waitForLoadState('load')
          expect(new URL(page.url()).origin, 'not at the gateway').to.not.equal(new URL(gateway.url).origin)
          await page.goForward()
          await page.getByRole('heading', { name: es.onlineTitle }).waitFor()
        } finally {
          await phone.close()
          await gateway.close()
        }
      }
    })
  }
})
