import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import { launchChromium, walkOn } from '../support/chromium.ts'
import { faults } from './faults.ts'
import { startWholePlaza, type WholePlaza } from './whole-plaza.ts'

const KINDS = ['apple', 'android', 'windows', 'other']

describe('the secure network at /me, in Chromium', function () {
  this.timeout(90_000)
  let browser: Browser
  let plaza: WholePlaza
  before(async function () {
    browser = await launchChromium(this)
    plaza = await startWholePlaza({ PLAZA_SECURE_WIFI_REALM: 'roam.example' })
  })
  after(async () => {
    await browser?.close()
    await plaza?.close()
  })

  const visit = async (options: BrowserContextOptions, resident = 0): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'es-MX', ...options })).newPage()
    await page.goto(`${plaza.publicUrl}/me`)
    await walkOn(
      page,
      demoResidents[resident]!,
      async () => (await page.locator('form[action$="/sign-out"]').count()) > 0,
    )
    return page
  }
  const protect = async (page: Page, kind: string, name: string) => {
    await page.goto(`${plaza.publicUrl}/portal/me/protect`)
    await page.locator('input[name=name]').fill(name)
    await page.locator(`input[value=${kind}]`).check()
    await page.locator('main form button').click()
    await page.waitForLoadState('load')
  }

  for (const width of [320, 360]) {
    it(`is joined with a downloaded profile, and left again, at ${width} px without JavaScript`, async () => {
      const page = await visit({ viewport: { width, height: 640 }, javaScriptEnabled: false })
      try {
        await page.getByRole('link', { name: 'Proteger un aparato' }).click()
        await page.getByLabel('Nombre', { exact: true }).fill('Mi celular')
        await page.getByLabel('iPhone, iPad o Mac').check()
        await page.getByRole('button', { name: 'Crear su clave' }).click()
        await page.getByRole('heading', { name: 'La clave de Mi celular está lista' }).waitFor()
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name: 'Descargar el perfil' }).click(),
        ])
        expect(download.suggestedFilename()).to.equal('wifi-seguro.mobileconfig')
        expect(new URL(download.url()).search).to.equal('')
        expect(await readFile(await download.path())).to.satisfy((file: Buffer) =>
          file.includes('com.apple.wifi.managed'),
        )

        await page.getByRole('link', { name: 'Volver' }).click()
        const row = page.locator('li', { hasText: 'Mi celular' })
        await row.getByText('sin usar todavía').waitFor()
        await row.getByRole('button', { name: 'Anular la clave de Mi celular' }).click()
        await page.getByText('Ningún aparato tuyo tiene clave todavía.').waitFor()
      } finally {
        await page.context().close()
      }
    })
  }

  it('has nothing that axe-core finds at WCAG 2.2 AA, at 320 px and twice the text size', async () => {
    const page = await visit({ viewport: { width: 320, height: 640 } }, 1)
    const found: Record<string, string[]> = {}
    try {
      await page.goto(`${plaza.publicUrl}/portal/me/protect`)
      found.protect = await faults(page)
      await protect(page, 'other', '\u202e')
      found.wrong = await faults(page)
      for (const kind of KINDS) {
        await protect(page, kind, `un aparato de nombre largo, ${kind}`)
        for (const summary of await page.locator('summary').all()) await summary.click()
        expect(await page.locator('h1').textContent()).to.include(kind)
        found[kind] = await faults(page)
      }
      await page.goto(`${plaza.publicUrl}/me`)
      found.me = await faults(page)
    } finally {
      await page.context().close()
    }
    expect(Object.entries(found).filter(([, each]) => each.length > 0)).to.deep.equal([])
  })
})
