import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { ensurePartition } from '../../server/database/schema/partitions.ts'
import { setMark } from '../../server/health/kept/marks.ts'
import { launchChromium, openFrom } from '../support/chromium.ts'
import type { TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const DAY_MS = 86_400_000

/** Whether the lines behind a chart are as the page has lines, which it has otherwise in the dark. */
const IS_DRAWN_IN_COLOURS_OF_NOW = `(() => {
  const probe = document.body.appendChild(document.createElement('span'))
  probe.style.color = 'var(--line)'
  const line = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(Number)
  probe.remove()
  const canvas = document.querySelector('canvas[role=img]')
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] === 255 && line.every((part, index) => Math.abs(data[at + index] - part) < 3)) return true
  return false
})()`

/** A year of readings of a subject that go up and down by the hour and the day. */
async function addYear(db: TestDatabase, subjects: Array<['h' | 'g' | 'n' | 'c', number]>): Promise<void> {
  const now = Date.now()
  for (let day = -3; day <= 0; day++) await ensurePartition(db, 'kept_minutes', new Date(now + day * DAY_MS))
  for (const day of [-31, -28, 0]) await ensurePartition(db, 'kept_hours', new Date(now + day * DAY_MS), 'month')
  const columns = `kind, subject_id, at, polls, answered, clients, clients_min, clients_max, in_bps, in_min, in_max,
    out_bps, out_min, out_max`
  const wave = '(18 + 10 * sin(extract(epoch from at) / 13751) + 4 * sin(extract(epoch from at) / 299003))'
  const levels = [
    ['kept_minutes', '2 days', '5 minutes'],
    ['kept_hours', '31 days', '1 hour'],
    ['kept_days', '365 days', '1 day'],
  ] as const
  for (const [kind, id] of subjects)
    for (const [table, length, step] of levels)
      await db.pool.query(
        `insert into ${table} (${columns})
         select $1::"char", $2, at, 60, 58, ${wave}, ${wave} * 0.4, ${wave} * 1.6, ${wave} * 2e6, ${wave} * 4e5,
           ${wave} * 5e6, ${wave} * 3e5, ${wave} * 1e5, ${wave} * 8e5
         from generate_series(date_trunc('day', now(), $3) - interval '${length}',
           date_trunc('day', now(), $3) + case when '${table}' = 'kept_minutes' then now() - date_trunc('day', now(), $3)
             else interval '-1 hour' end, interval '${step}') as at`,
        [kind, id, TIME_ZONE],
      )
  const today = await db.pool.query<{ at: Date }>("select date_trunc('day', now(), $1) as at", [TIME_ZONE])
  await setMark(db.pool, 'days', today.rows[0]!.at.getTime())
  for (const level of ['groups', 'hotspots'] as const) await setMark(db.pool, level, now)
}

describe('charts of readings, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { gatewayId, neighbourhoodId, hotspotIds } = staffed.city
    await addYear(staffed.db, [
      ['h', hotspotIds[0]],
      ['g', gatewayId],
      ['n', neighbourhoodId],
      ['c', 0],
    ])
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  /** The picture, where somebody wants to look at it. */
  const shot = async (page: Page, name: string) => {
    const folder = process.env.PLAZA_TEST_PICTURES
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  }
  const charts = (page: Page) => page.getByRole('img', { name: /^Gráfica de/ })
  const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')

  for (const width of [390, 1440])
    it(`show a day, a week, a month and a year of a hotspot, and as a table, at ${width} px`, () =>
      staffed.visit(browser, 'operator', async (page) => {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`${staffed.publicUrl}/dashboard/?hotspot=${staffed.city.hotspotIds[0]}`)
        const panel = page.locator('section.panel')
        await charts(page).first().waitFor()
        expect(await charts(page).count()).to.equal(3)
        for (const [range, step] of [
          ['7 días', '1 h'],
          ['30 días', '1 h'],
          ['1 año', 'un día'],
          ['24 horas', '5 min'],
        ] as const) {
          await panel.getByRole('button', { name: range }).click()
          await panel.getByText(`el promedio de ${step};`).waitFor()
          await page.getByRole('img', { name: `Gráfica de bajada y subida, ${range}.` }).waitFor()
          await shot(page, `hotspot-${width}-${range}`)
        }
        await panel.getByRole('button', { name: '1 año' }).click()
        await panel.getByRole('button', { name: 'Ver como tabla' }).click()
        await panel.locator('.chart-table tbody tr').nth(364).waitFor()
        expect(await panel.locator('.chart-table tbody tr').count()).to.be.within(365, 367)
        await shot(page, `hotspot-${width}-table`)
        expect(await fits(page), 'without scrolling sideways').to.equal(true)
      }))

  it('show the city, and a neighbourhood that is chosen', () =>
    staffed.visit(browser, 'viewer', async (page) => {
      await openFrom(page, 'Planear', 'Gráficas')
      await page.getByRole('heading', { name: 'Toda la ciudad' }).waitFor()
      await charts(page).first().waitFor()
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        await page.getByRole('button', { name: '7 días' }).click()
        await page.getByText('el promedio de 1 h;').waitFor()
        await shot(page, `city-${width}`)
        expect(await fits(page)).to.equal(true)
      }
      await page.getByLabel('Dónde').selectOption(String(staffed.city.neighbourhoodId))
      await charts(page).first().waitFor()
      expect(page.url()).to.include(`neighbourhood=${staffed.city.neighbourhoodId}`)
      expect(await faults(page)).to.deep.equal([])
    }))

  it('show what goes through a gateway', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await page.getByText('plaza-mayor').first().click()
      await charts(page).first().waitFor()
      await page.setViewportSize({ width: 390, height: 900 })
      await shot(page, 'gateway-390')
      expect(await fits(page)).to.equal(true)
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme })
        await eventually(() => page.evaluate<boolean>(IS_DRAWN_IN_COLOURS_OF_NOW))
      }
    }))
})
