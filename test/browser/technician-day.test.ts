import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { publish } from '../../server/database/events/events.ts'
import { type IncidentKeeper, startIncidentKeeper } from '../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../server/log.ts'
import { recover } from '../server/incidents/failing-hotspots.ts'
import { launchChromium } from '../support/chromium.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const HOUR_MS = 3_600_000
const PHONE = { width: 390, height: 844 }

describe('a working day of a technician with a phone, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let keeper: IncidentKeeper

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    keeper = await startIncidentKeeper({
      ...{ db: staffed.db, log: silentLog, timeZone: TIME_ZONE, everyMs: HOUR_MS, soonMs: HOUR_MS },
      residentsAffected: (...ids) => ids.length * 640,
      call: async () => {},
    })
    await keeper.run()
  })
  after(async () => {
    await keeper?.close()
    await browser?.close()
    await staffed?.close()
  })

  it('goes from the nearest fault and the way there to a note, the incident, and the repaired hotspot', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.setViewportSize(PHONE)
      await findsTheNearest(page)
      await writesDown(page)
      await attendsTo(page)
      await repairs(page)
    }))

  const panel = (page: Page) => page.locator('section.panel')

  async function findsTheNearest(page: Page): Promise<void> {
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ latitude: 19.4, longitude: -99.155 })
    await page.locator('.open-list').click()
    await page.getByRole('button', { name: 'Fallas cerca de mí' }).click()
    const fault = page.locator('[data-near]').first()
    await fault.getByText('Plaza del Sur').waitFor()
    expect(await fault.innerText()).to.include('556 m')
    expect(await fault.getByRole('link').first().getAttribute('href')).to.equal('geo:19.405000,-99.155000')
    expect(await faults(page)).to.deep.equal([])
    await fault.getByRole('button').click()
    await panel(page).getByRole('heading', { name: 'Plaza del Sur' }).waitFor()
    await panel(page).getByRole('link', { name: 'Cómo llegar' }).waitFor()
    await panel(page).locator('.state-line').getByText('Caído').waitFor()
  }

  async function writesDown(page: Page): Promise<void> {
    await panel(page).getByRole('button', { name: 'Escribir una nota' }).press('Enter')
    await panel(page).getByLabel('Notas').fill('La caja está en el poste 4')
    await panel(page).getByRole('button', { name: 'Guardar la nota' }).press('Enter')
    await panel(page).locator('.places dd', { hasText: 'La caja está en el poste 4' }).waitFor()
    expect(await faults(page)).to.deep.equal([])
  }

  async function attendsTo(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Incidentes' }).press('Enter')
    const row = page.locator('li[data-incident]').first()
    await row.getByText('Plaza del Sur').waitFor()
    expect(await row.innerText())
      .to.match(/Caído: no responde/)
      .and.match(/Cuauhtémoc/)
      .and.match(/640/)
    await row.getByRole('button', { name: 'Yo lo atiendo' }).press('Enter')
    await row.getByText(/Lo atiende/).waitFor()
    await row.getByRole('button', { name: 'Comentar' }).press('Enter')
    await row.getByRole('textbox').fill('cambié la fuente')
    await row.getByRole('textbox').press('Enter')
    await row.getByRole('textbox').waitFor({ state: 'detached' })
    expect(await faults(page)).to.deep.equal([])
    await row.getByRole('link', { name: 'Plaza del Sur' }).press('Enter')
    await page.getByText('cambié la fuente').waitFor()
    expect(await faults(page)).to.deep.equal([])
  }

  async function repairs(page: Page): Promise<void> {
    const { db, city } = staffed
    const south = city.hotspotIds[1]
    await page.getByRole('heading', { level: 1 }).getByRole('link', { name: 'Plaza del Sur' }).press('Enter')
    await panel(page).locator('.state-line').getByText('Caído').waitFor()
    await db.query
      .updateTable('hotspot_health')
      .set({ state: 'up', cause: null, since: new Date() })
      .where('hotspot_id', '=', south)
      .execute()
    await recover(db, [south], new Date())
    await publish(db, { type: 'health', hotspotIds: [south] })
    await panel(page).locator('.state-line').getByText('Funciona').waitFor()
    await keeper.run()
    await page.getByRole('link', { name: 'Incidentes' }).press('Enter')
    await page.getByText('Nada falla ahora.').waitFor()
    await page.getByLabel('Cuáles').selectOption('1')
    await page.locator('li[data-incident]', { hasText: 'Plaza del Sur' }).waitFor()
    expect(await faults(page)).to.deep.equal([])
  }
})
