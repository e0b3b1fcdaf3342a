import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import { bindDevice } from '../../server/directory/devices/devices.ts'
import { walkOn } from '../support/chromium.ts'
import { faults } from './faults.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

describe('a resident’s own page, in Chromium', () => {
  const given = chromiumAndPlaza()

  const isSignedIn = async (page: Page) => (await page.locator('form[action$="/sign-out"]').count()) > 0
  const visit = async (options: BrowserContextOptions, resident: number): Promise<Page> => {
    const page = await (await given.browser.newContext({ locale: 'es-MX', ...options })).newPage()
    await page.goto(`${given.plaza.publicUrl}/me`)
    await walkOn(page, demoResidents[resident]!, () => isSignedIn(page))
    return page
  }
  /** A device of whoever has signed in last. */
  const bind = async (mac: string) => {
    const { id } = await given.plaza.db.query
      .selectFrom('residents')
      .select('id')
      .orderBy('last_seen_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await bindDevice(given.plaza.db, { mac, residentId: id, until: new Date(Date.now() + 86_400_000) })
  }

  for (const [resident, width] of [320, 360].entries()) {
    it(`names a device, protects one and takes its key away, at ${width} px without JavaScript`, async () => {
      const page = await visit({ viewport: { width, height: 640 }, javaScriptEnabled: false }, resident)
      try {
        const mac = `02:ac:00:00:01:0${resident}`
        await bind(mac)
        await page.reload()
        const row = page.locator('#devices ~ ul li', { hasText: mac })
        await row.getByText('Poner nombre').click()
        await row.getByLabel('Nombre del dispositivo').fill('Celular de Ana')
        await row.getByRole('button', { name: 'Guardar' }).click()
        await page.getByRole('button', { name: 'Quitar Celular de Ana' }).waitFor()

        const secure = page.locator('form[action$="/secure"]')
        await secure.getByRole('textbox').fill('Mi tableta')
        await secure.getByRole('button').click()
        await page.getByRole('heading', { name: 'Tu clave está lista' }).waitFor()
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name: 'Descargar el perfil' }).first().click(),
        ])
        expect(download.suggestedFilename()).to.equal('plaza.mobileconfig')
        expect(new URL(download.url()).search).to.equal('')
        expect((await readFile(await download.path())).includes('com.apple.wifi.managed')).to.equal(true)

        await page.getByRole('link', { name: 'Listo, volver a Mi wifi' }).click()
        await page.getByRole('button', { name: 'Quitar la clave de Mi tableta' }).click()
        await page.waitForLoadState('load')
        expect(await page.getByText('Mi tableta').count()).to.equal(0)
      } finally {
        await page.context().close()
      }
    })
  }

  it('shows nothing of it to the next person on the phone, by “back” neither', async () => {
    const page = await visit({ javaScriptEnabled: false }, 2)
    try {
      await bind('02:ac:00:00:01:12')
      await page.reload()
      expect(await page.textContent('main')).to.include('02:ac:00:00:01:12')
      await page.getByRole('button', { name: 'Salir' }).click()
      await page.waitForLoadState('load')
      expect(await isSignedIn(page)).to.equal(false)
      await page.goBack()
      expect(await page.textContent('main')).to.not.include('02:ac:00:00:01:12')
      await page.goto(`${given.plaza.publicUrl}/me`)
      await page.locator('main form button').first().click()
      // The City Key asks again, though this browser was signed in there a moment ago.
      await page.locator('input[type=password]').waitFor()
    } finally {
      await page.context().close()
    }
  })

  it('has nothing that axe-core finds at WCAG 2.2 AA, with every form open or refused', async () => {
    const page = await visit({ viewport: { width: 320, height: 640 } }, 3)
    const found: Record<string, string[]> = {}
    try {
      await bind('02:ac:00:00:01:13')
      await bind('02:ac:00:00:01:14')
      await given.plaza.db.query
        .updateTable('devices')
        .set({ name: 'El aparato de nombre muy largo, de Ramón' })
        .where('mac', '=', '02:ac:00:00:01:14')
        .execute()
      await page.reload()
      for (const summary of await page.locator('summary').all()) await summary.click()
      found.open = await faults(page)
      for (const [form, action] of [
        ['rename', 'name'],
        ['protect', 'secure'],
      ] as const) {
        await page.goto(`${given.plaza.publicUrl}/me`)
        if (form === 'rename') await page.locator('summary').first().click()
        await page.locator(`form[action$="/${action}"] input[name=name]`).first().fill('   ')
        await page.locator(`form[action$="/${action}"] button`).first().click()
        await page.getByRole('alert').waitFor()
        found[form] = await faults(page)
      }
    } finally {
      await page.context().close()
    }
    expect(Object.keys(found)).to.have.length(3)
    expect(Object.entries(found).filter(([, each]) => each.length > 0)).to.deep.equal([])
  })
})
