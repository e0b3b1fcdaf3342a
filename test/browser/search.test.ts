import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import type { Browser } from 'playwright-core'
import { launchChromium, openAdministration } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the search of everything, files and tokens, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  it('finds hotspots, gateways, neighbourhoods and pages by the keyboard alone, in the viewer’s language', async () => {
    await staffed.visit(browser, 'operator', async (page) => {
      await page.keyboard.press('Control+k')
      const field = page.locator('.palette input')
      await field.waitFor()
      expect(await page.locator('.palette input:focus').count()).to.equal(1)
      await page.getByRole('option', { name: 'Ayuda' }).waitFor()
      expect(await page.getByRole('option', { name: 'Auditoría' }).count(), 'for administrators').to.equal(0)
      await field.fill('plaza')
      await page.locator('[data-find="gateway"]', { hasText: 'plaza-mayor' }).waitFor()
      await page.locator('[data-find="hotspot"]', { hasText: 'Plaza del Sur' }).waitFor()
      expect(await faults(page)).to.deep.equal([])
      await field.fill('centro')
      await page.locator('[data-find="neighbourhood"]').waitFor()
      await field.fill('estacion norte')
      const found = page.locator('[data-find="hotspot"]', { hasText: 'Estación Norte' })
      const named = () => page.locator('.palette input').getAttribute('aria-activedescendant')
      await eventually(async () => (await named()) === (await found.getAttribute('id')))
      await page.keyboard.press('Enter')
      await page.waitForURL(/hotspot=\d+/)
      await page.keyboard.press('Control+k')
      await page.locator('.palette input').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.palette input').waitFor({ state: 'detached' })
    })
  })

  it('looks a device up by its address, which is audited', async () => {
    await staffed.visit(browser, 'operator', async (page) => {
      await page.getByRole('button', { name: 'Ir a…' }).click()
      await page.locator('.palette input').fill('AA-BB-CC-DD-EE-FF')
      await page.locator('[data-find="device"]').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('No se sabe nada de este dispositivo').waitFor()
      const events = await staffed.db.query
        .selectFrom('audit_events')
        .select('target')
        .where('action', '=', 'device.read')
        .execute()
      expect(events).to.deep.include({ target: 'device dd:ee:ff' })
    })
  })

  it('saves tables as files: those of the API, and those that the page filters', async () => {
    await staffed.visit(browser, 'operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/network`)
      const saved = async () => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.locator('.more-of .csv').last().click(),
        ])
        return parse(await readFile(await download.path()), { bom: true }) as string[][]
      }
      const all = await saved()
      expect(all[0]).to.include('Nombre').and.to.include('MAC')
      expect(all.length).to.be.greaterThan(3)
      await page.goto(`${staffed.publicUrl}/dashboard/neighbourhoods`)
      await page.getByRole('searchbox').fill('centro')
      const areas = await saved()
      expect(areas).to.have.length(2)
      expect(areas[1]).to.include('Centro')
    })
  })

  it('makes a token that is shown once, and revokes it', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      await openAdministration(page, 'Tokens de la API')
      await page.getByText('Hacer un token', { exact: true }).click()
      await page.getByLabel('Para qué es').fill('informe nocturno')
      await page.getByRole('button', { name: 'Hacer el token' }).click()
      const token = await page.locator('.token-made code').innerText()
      expect(token).to.match(/^plaza_/)
      const asked = await fetch(`${staffed.publicUrl}/api/v1/hotspots`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(asked.status).to.equal(200)
      expect(await faults(page)).to.deep.equal([])
      await page.getByRole('button', { name: 'Ya lo guardé' }).click()
      await page.getByRole('button', { name: 'Revocar informe nocturno' }).click()
      await page.getByRole('button', { name: 'Sí, revocar' }).click()
      await page.getByText(/revocado/).waitFor()
      const again = await fetch(`${staffed.publicUrl}/api/v1/hotspots`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(again.status).to.equal(401)
    })
  })
})
