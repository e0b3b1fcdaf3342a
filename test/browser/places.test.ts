import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { editHotspot } from '../../server/network/hotspots/edits.ts'
import { addSession } from '../server/api/web-harness.ts'
import { launchChromium } from '../support/chromium.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the pages of a gateway and of a site, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    const [north, south] = city.hotspotIds
    const { site_id } = await db.query
      .selectFrom('hotspots')
      .select('site_id')
      .where('id', '=', north)
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ site_id }).where('id', '=', south).execute()
    await editHotspot(db, south, { staffId: null }, { notes: 'Pedir la llave en la caseta.' })
    await addSession(db, city, north)
    const { id } = await db.query
      .insertInto('incidents')
      .values({
        ...{ cause: 'gateway', subject_id: city.gatewayId, subject_name: 'plaza-mayor', kind: 'down' },
        ...{ hotspots: 1, most_hotspots: 1, opened_at: new Date() },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const alert = await db.query.selectFrom('alerts').select('id').executeTakeFirstOrThrow()
    await db.query
      .insertInto('incident_alerts')
      .values({ incident_id: id, alert_id: alert.id, hotspot_id: south, joined_at: new Date() })
      .execute()
    await db.query
      .insertInto('controller_reads')
      .values({
        ...{ gateway_id: city.gatewayId, tried_at: new Date(), read_at: new Date(), access_points: 3, unknown: 1 },
        ...{ failing_since: new Date(), failure: 'controller-timeout' },
      })
      .execute()
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  it('are reached by search, incident and hotspot, and tell of hotspots, incidents, use, changes and notes', async () => {
    await staffed.visit(browser, 'operator', async (page) => {
      const part = (name: string) => page.getByRole('region', { name, exact: true })
      await page.keyboard.press('Control+k')
      await page.locator('.palette input').fill('plaza-mayor')
      await page.locator('[data-find="gateway"]').click()
      await page.waitForURL(/\/gateways\/\d+$/)
      await page.getByRole('heading', { level: 1, name: 'plaza-mayor' }).waitFor()
      await part('Puntos').getByText('Plaza del Sur').waitFor()
      await part('Puntos').getByText('Caído').waitFor()
      await part('En línea ahora').getByText('dd:ee:ff').waitFor()
      await part('Notas').getByText('Pedir la llave').waitFor()
      await page.getByText('no se puede leer desde').waitFor()
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await faults(page), `${width} px`).to.deep.equal([])
      }
      await page.evaluate("document.documentElement.style.fontSize = ''")
      await part('Incidentes').locator('[data-incident]').press('Enter')
      await page.getByRole('heading', { level: 1 }).getByRole('link', { name: 'plaza-mayor' }).press('Enter')
      await page.waitForURL(/\/gateways\/\d+$/)
      await part('Puntos').getByRole('link', { name: 'Plaza del Sur' }).press('Enter')
      await page.locator('.panel').getByRole('link', { name: 'Estación Norte' }).press('Enter')
      await page.waitForURL(/\/sites\/\d+$/)
      await page.getByRole('heading', { level: 1, name: 'Estación Norte' }).waitFor()
      await part('Puntos').getByText('Plaza del Sur').waitFor()
      await part('Incidentes').locator('[data-incident]').waitFor()
      await part('Cambios').getByText('lo cambió').waitFor()
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await faults(page), `${width} px`).to.deep.equal([])
      }
    })
  })
})
