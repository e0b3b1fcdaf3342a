import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { launchChromium, openFrom } from '../support/chromium.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

const DAYS = 40

/** Of Centro 600 of 1,000 are covered; 5,000 live in Ejido del Oriente, near a hotspot of which nobody knows. */
describe('the page of whom the network reaches, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { pool } = staffed.db
    await pool.query(
      `update neighbourhoods set borough = case code when '0900200010010' then 'Cuauhtémoc' else 'Tláhuac' end`,
    )
    await pool.query("insert into neighbourhood_populations select id, 2025, 'day', population * 2 from neighbourhoods")
    await pool.query(
      `insert into coverage_days (kind, place, ring, day, looks, residents, covered, unchecked, failed, near, in_need)
       select kind, place, 'walk', current_date - n, 24, 6000, 1000 - 10 * n, 3000, 0, 5000, 1400
       from generate_series(1, $1::int) n, (values ('city', ''), ('borough', 'tlahuac')) places (kind, place)`,
      [DAYS],
    )
    await pool.query(
      `insert into coverage_day_rings (ring, day, metres, streets, gini, concentration, looked_at)
       select 'walk', current_date - n, 250, null, 0.5, 0.12, now() from generate_series(1, $1::int) n`,
      [DAYS],
    )
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  it('says how near is near, of whom, where, since when and how evenly, at 360 and 1440 px', () =>
    staffed.visit(browser, 'viewer', async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.goto(`${staffed.publicUrl}/dashboard/`)
      await openFrom(page, 'Planear', 'Cobertura')
      await page.getByText('Cerca: A pie, 250 m en línea recta').waitFor()
      const covered = page.locator('[data-total=covered]')
      await covered.getByText('600', { exact: true }).waitFor()
      await page.getByRole('img', { name: 'Curva de Lorenz de la cobertura' }).waitFor()
      await page.getByRole('img', { name: /Gráfica de la cobertura día por día/ }).waitFor()
      const boroughs = page.getByRole('region', { name: 'Por alcaldía' }).first()
      await boroughs.getByRole('row').nth(1).getByText('Cuauhtémoc').waitFor()
      expect(await faults(page)).to.deep.equal([])

      await page.getByText('Señal, 50 m').click()
      await page.getByText('Cerca: Señal, 50 m en línea recta').waitFor()
      await page.getByLabel('Población').selectOption('De día, 2025')
      await covered.getByText('1,200', { exact: true }).waitFor()
      await page.getByText('A pie, 250 m', { exact: true }).click()
      await boroughs.getByRole('button', { name: 'Tláhuac' }).click()
      await page.getByRole('img', { name: 'Gráfica de la cobertura día por día: Tláhuac' }).waitFor()
      expect(page.url()).to.include('people=2025-day').and.include('kind=borough')

      await page.setViewportSize({ width: 360, height: 780 })
      const days = page.locator('#coverage-over-time')
      await days.getByText('Ver la tabla').click()
      await days.getByText('250 m en línea recta').first().waitFor()
      const download = page.waitForEvent('download')
      await days.getByRole('button', { name: 'CSV' }).click()
      const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
      expect(lines).to.have.length(1 + DAYS)
      expect(lines[0]).to.include('"Sin servicio ni internet en casa"')
      expect(await faults(page)).to.deep.equal([])
    }))

  it('is named on the map, where the ring is chosen too', () =>
    staffed.visit(browser, 'viewer', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/?layer=covered&ring=signal`)
      await page.getByText('Residentes cerca de un punto que funciona ahora: Señal, 50 m en línea recta').waitFor()
      await page.getByText('Calle, 100 m', { exact: true }).click()
      await page.getByText('que funciona ahora: Calle, 100 m en línea recta').waitFor()
      expect(page.url()).to.include('ring=street')
    }))
})
