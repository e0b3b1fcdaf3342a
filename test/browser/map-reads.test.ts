import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { type IncidentKeeper, startIncidentKeeper } from '../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../server/log.ts'
import { fail, manyHotspots } from '../server/incidents/failing-hotspots.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { tinyPmtiles } from '../support/pmtiles.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const HOUR_MS = 3_600_000
/** Of the library's light and dark looks, as rgb. */
const LAND = { light: [226, 223, 218], dark: [31, 31, 31] }

describe('the map, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let keeper: IncidentKeeper
  let folder: string

  before(async function () {
    browser = await launchChromium(this)
    folder = await mkdtemp(join(tmpdir(), 'plaza-map-'))
    const file = join(folder, 'city.pmtiles')
    await writeFile(file, tinyPmtiles())
    staffed = await startStaffedCity({ PLAZA_MAP_FILE: file })
    const { db, city } = staffed
    const hotspots = await manyHotspots(db, city.gatewayId, 12)
    keeper = await startIncidentKeeper({
      ...{ db, log: silentLog, timeZone: TIME_ZONE, everyMs: HOUR_MS, soonMs: HOUR_MS },
      residentsAffected: (...ids) => ids.length * 640,
      call: async () => {},
    })
    await fail(db, hotspots, new Date())
    await db.query.updateTable('hotspot_health').set({ state: 'down' }).where('hotspot_id', 'in', hotspots).execute()
    await keeper.run()
  })
  after(async () => {
    await keeper?.close()
    await browser?.close()
    await staffed?.close()
    if (folder) await rm(folder, { recursive: true })
  })

  /** What the file's tiles are filled with in their middle. */
  const land = (page: Page) =>
    page.locator('canvas.leaflet-tile').evaluateAll((tiles) =>
      tiles.map((tile) => {
        const { width, height } = tile
        return width === 0 ? [] : [...tile.getContext('2d').getImageData(width / 2, height / 2, 1, 1).data].slice(0, 3)
      }),
    )
  const isLand = async (page: Page, look: keyof typeof LAND) =>
    (await land(page)).some((colour) => String(colour) === String(LAND[look]))

  it('asks for streets by ranges, draws them, and says whose they are', () =>
    staffed.visit(browser, 'operator', async (page) => {
      const asked: string[] = []
      const wrong: string[] = []
      page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
      page.on('request', (request) => {
        if (request.url().includes('/map/streets.pmtiles')) asked.push(request.headers().range ?? 'the whole')
      })
      await page.reload()
      await eventually(() => isLand(page, 'light'))
      // What was on its way for the page before may come first.
      expect(asked).to.include('bytes=0-16383').and.not.include('the whole')
      await page.locator('.leaflet-control-attribution', { hasText: '© OSM' }).waitFor()
      expect(wrong).to.deep.equal([])
    }))

  it('turns dark with the device, or as somebody chose, with streets and charts, and can be read so', () =>
    staffed.visit(browser, 'operator', async (page) => {
      const paper = () =>
        page
          .locator('.sidebar')
          .evaluate((element) => String(element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor))
      await eventually(() => isLand(page, 'light'))
      const light = await paper()
      await page.emulateMedia({ colorScheme: 'dark' })
      await eventually(() => isLand(page, 'dark'))
      const dark = await paper()
      expect(dark).to.not.equal(light)
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
      expect(await paper(), 'paper is light').to.equal(light)
      await page.emulateMedia({ colorScheme: 'dark', media: 'screen' })
      await page.getByRole('button', { name: 'Apariencia: como el equipo' }).press('Enter')
      await page.getByRole('button', { name: 'Apariencia: clara' }).waitFor()
      expect(await paper()).to.equal(light)
      await page.getByRole('button', { name: 'Apariencia: clara' }).press('Enter')
      await page.emulateMedia({ colorScheme: 'light' })
      await page.reload()
      await page.getByRole('button', { name: 'Apariencia: oscura' }).waitFor()
      expect(await paper()).to.equal(dark)
      const found: Record<string, string[]> = {}
      for (const path of [`?hotspot=${staffed.city.hotspotIds[0]}`, 'incidents']) {
        await page.goto(`${staffed.publicUrl}/dashboard/${path}`)
        await page.locator('h1, .marker').first().waitFor()
        await eventually(async () => (await page.locator('.loading').count()) === 0)
        found[path] = await faults(page)
      }
      expect(Object.entries(found).filter(([, each]) => each.length > 0)).to.deep.equal([])
    }))

  it('lets clusters and hotspots be reached by keyboard: Tab, arrows, Enter, and back', () =>
    staffed.visit(browser, 'operator', async (page) => {
      const marker = page.locator('.marker > [tabindex="0"]')
      const focused = page.locator('.marker > :focus')
      const hasPanel = async () => (await page.locator('.panel').count()) > 0
      const zooms = () => page.evaluate(() => performance.getEntriesByName('plaza:zoom').length)
      await page.locator('.map').focus()
      await page.keyboard.press('Tab')
      await focused.waitFor()
      expect(await marker.count(), 'one of them is in the order of Tab').to.equal(1)
      expect(await page.locator('.cluster').first().getAttribute('aria-label')).to.match(/^\d+ puntos, \d+ caídos?/)
      const first = await focused.getAttribute('aria-label')
      await page.keyboard.press('ArrowRight')
      expect(await focused.getAttribute('aria-label')).to.not.equal(first)
      await page.keyboard.press('Home')
      expect(await focused.getAttribute('aria-label')).to.equal(first)
      for (let presses = 0; presses < 12 && !(await hasPanel()); presses++) {
        const before = await zooms()
        await page.keyboard.press('Enter')
        await eventually(async () => (await hasPanel()) || (await zooms()) > before)
        if (!(await hasPanel())) await focused.waitFor()
      }
      await page.locator('.panel h2').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.panel').waitFor({ state: 'detached' })
      await focused.waitFor()
    }))

  it('shows the area of an incident with its name, and its panel once it is chosen', () =>
    staffed.visit(browser, 'operator', async (page) => {
      // One that was drawn before fades away meanwhile.
      await page.locator('.incident-name', { hasText: 'plaza-mayor' }).first().waitFor()
      await page.locator('.incident-links a', { hasText: 'plaza-mayor' }).press('Enter')
      const panel = page.getByRole('region', { name: 'Incidente', exact: true })
      await panel.getByRole('heading', { name: /plaza-mayor/ }).waitFor()
      await page.locator('.incident-area.is-chosen').waitFor()
      expect(new URL(page.url()).searchParams.get('incident')).to.match(/^\d+$/)
      await panel.getByRole('button', { name: 'Yo lo atiendo' }).press('Enter')
      await panel.getByText(/Lo atiende/).waitFor()
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await page.locator('.incident-area.is-chosen').waitFor({ state: 'detached' })
    }))
})
