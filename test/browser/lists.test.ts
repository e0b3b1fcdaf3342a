import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { publish } from '../../server/database/events/events.ts'
import { launchChromium, openAdministration } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

/** Besides the one that the small city has. */
const MANY = 707

describe('long lists of the dashboard, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    await db.pool.query(
      `with places as (
         insert into hotspots (programme, code, name, site_id, latitude, longitude, updated_at)
         select 'many', 'M' || number, 'Punto ' || number, site_id, latitude, longitude, now()
         from generate_series(1, $1) number, hotspots where hotspots.id = $2
         returning id)
       insert into alerts (hotspot_id, kind, residents_affected) select id, 'down', 5 from places`,
      [MANY, city.hotspotIds[0]],
    )
    await publish(db, { type: 'hotspots' })
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  it('say how many there are in all, and show more of them at a press', async () => {
    const { context, page } = await staffed.signIn(browser, 'operator')
    try {
      await page.getByRole('link', { name: 'Incidentes' }).click()
      await page.getByRole('link', { name: 'Alertas punto por punto' }).click()
      await page.getByText('200 de 708', { exact: true }).waitFor()
      const rows = page.locator('[data-alert]')
      expect(await rows.count()).to.equal(200)
      expect(await rows.first().innerText(), 'most residents affected first').to.contain('Plaza del Sur')
      for (const shown of ['400 de 708', '600 de 708']) {
        await page.getByRole('button', { name: 'Ver más' }).click()
        await page.getByText(shown, { exact: true }).waitFor()
      }
      await page.getByRole('button', { name: 'Ver más' }).click()
      await page.getByRole('button', { name: 'Ver más' }).waitFor({ state: 'detached' })
      const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-alert')))
      expect(new Set(ids).size).to.equal(MANY + 1)
    } finally {
      await context.close()
    }
  })

  it('say what went wrong in the language of whoever reads, not in that of the server', async () => {
    const { context, page } = await staffed.signIn(browser, 'admin')
    try {
      await page.route('**/api/v1/audit*', (route) =>
        route.fulfill({
          status: 503,
          json: { error: { code: 'database-away', message: 'The database cannot be reached.' } },
        }),
      )
      await openAdministration(page, 'Auditoría')
      await page.getByText('La base de datos no responde.').waitFor()
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByText('The database does not answer.').waitFor()
    } finally {
      await context.close()
    }
  })
})
