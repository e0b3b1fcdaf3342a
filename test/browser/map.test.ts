import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { HealthState } from '../../server/api/contract/index.ts'
import { publish } from '../../server/database/events/events.ts'
import { startTestWeb, type TestWeb } from '../server/api/web-harness.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/plaza.ts'
import { HOTSPOTS, storeLargeCity } from './large-city.ts'

const screens = [
  { name: 'a desk', viewport: { width: 1440, height: 900 } },
  { name: 'a phone', viewport: { width: 360, height: 740 } },
]
/** Markers nearer to each other than about 76 pixels become one; the map draws a margin of 15% around the view. */
const mostMarkers = ({ width, height }: { width: number; height: number }) =>
  Math.ceil((1.3 * width * 1.3 * height) / (76 * 76)) * 1.5

const figure = (count: number) => count.toLocaleString('es-MX')

interface MarkerSeen {
  total: number
  down: number
  state: string
  classes: string
  badge: string | null
}

describe('the map of 35,000 hotspots, in Chromium', () => {
  let browser: Browser
  let web: TestWeb

  before(async function () {
    browser = await launchChromium(this)
    const port = await freePort('tcp')
    web = await startTestWeb({
      port,
      environment: { PLAZA_PUBLIC_URL: `http://localhost:${port}` },
      prepare: storeLargeCity,
    })
  })
  after(async () => {
    await browser?.close()
    await web?.close()
  })

  const counts = async (): Promise<Record<HealthState, number>> => {
    const rows = await web.db.pool.query<{ state: HealthState; count: number }>(
      'select state, count(*)::int as count from hotspot_health group by state',
    )
    return Object.fromEntries(rows.rows.map(({ state, count }) => [state, count])) as Record<HealthState, number>
  }

  for (const { name, viewport } of screens) {
    describe(`on ${name} of ${viewport.width} by ${viewport.height}`, () => {
      let context: BrowserContext
      let page: Page
      const faults: string[] = []
      let loads = 0
      before(async () => {
        context = await browser.newContext({ viewport, locale: 'es-MX' })
        const [cookieName, value] = web.staff.operator.cookie.split(/=(.*)/s) as [string, string]
        await context.addCookies([{ name: cookieName, value, domain: 'localhost', path: '/' }])
        page = await context.newPage()
        page.on('pageerror', (error) => faults.push(error.message))
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
        page.on('framenavigated', () => loads++)
        await page.goto(`http://localhost:${web.port}/dashboard/`)
        await page.waitForFunction(() => performance.getEntriesByName('plaza:first-map').length > 0)
      })
      after(() => context.close())

      const markers = () =>
        page.locator('.marker > div').evaluateAll((elements): MarkerSeen[] =>
          elements.map((element) => ({
            total: Number(element.dataset.total),
            down: Number(element.dataset.down),
            state: element.dataset.state ?? '',
            classes: element.className,
            badge: element.querySelector('.ill')?.className ?? null,
          })),
        )
      const sum = async (of: 'total' | 'down') => (await markers()).reduce((all, marker) => all + marker[of], 0)
      const times = (measure: string) =>
        page.evaluate(
          (wanted) =>
            performance.getEntriesByName(wanted).map((entry) => ({
              ms: Math.round(entry.duration),
              ...(entry as unknown as { detail: { markers: number; longestFrame?: number } }).detail,
            })),
          measure,
        )
      /** Does `move` and waits until the map has drawn what it leads to. */
      const measured = async (measure: 'plaza:pan' | 'plaza:zoom', move: () => Promise<unknown>) => {
        const before = (await times(measure)).length
        await move()
        await page.waitForFunction(({ measure, before }) => performance.getEntriesByName(measure).length > before, {
          measure,
          before,
        })
        const last = (await times(measure)).at(-1)!
        console.log(`      ${measure} ${last.ms} ms, longest frame ${last.longestFrame} ms, ${last.markers} markers`)
        return last
      }

      it('shows every hotspot, in few markers, with the worst state of each cluster', async () => {
        const [first] = await times('plaza:first-map')
        console.log(`      plaza:first-map ${first?.ms} ms, ${first?.markers} markers`)
        const seen = await markers()
        expect(await sum('total')).to.equal(HOTSPOTS)
        expect(await sum('down')).to.equal((await counts()).down)
        expect(seen).to.have.length(first!.markers)
        expect(seen.length).to.be.within(5, mostMarkers(viewport))
        for (const { down, state, classes, badge } of seen) {
          expect(classes.split(' ')).to.include(state)
          expect(state === 'down', `${down} down, but ${state}`).to.equal(down > 0)
          if (classes.startsWith('cluster') && down > 0) expect(badge).to.equal('ill down')
        }
        const figures = await counts()
        for (const state of ['up', 'degraded', 'down', 'unknown'] as const) {
          const shown = await page.locator(`[data-figure=${state}] dd`).textContent()
          expect(Number(shown?.replace(/\D/g, ''))).to.equal(figures[state])
        }
      })

      it('counts one more down when a hotspot fails, without being loaded again', async () => {
        const before = (await counts()).down
        const already = loads
        const { hotspot_id: id } = await web.db.query
          .selectFrom('hotspot_health')
          .select('hotspot_id')
          .where('state', '=', 'up')
          .orderBy('hotspot_id', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow()
        await web.db.query.updateTable('hotspot_health').set({ state: 'down' }).where('hotspot_id', '=', id).execute()
        await publish(web.db, { type: 'health', hotspotIds: [id] })
        await page.locator('[data-figure=down] dd', { hasText: figure(before + 1) }).waitFor()
        await eventually(async () => (await sum('down')) === before + 1)
        expect(await sum('total')).to.equal(HOTSPOTS)
        expect(loads).to.equal(already)
      })

      it('pans and zooms, drawing what is in view and little more', async () => {
        const middle = { x: viewport.width * 0.6, y: viewport.height * 0.55 }
        const zoomIn = page.locator('.zoom button').first()
        for (let step = 0; step < 4; step++) {
          const { markers: drawn } = await measured('plaza:zoom', () => zoomIn.click())
          expect(drawn).to.be.within(1, mostMarkers(viewport))
        }
        for (let step = 0; step < 3; step++) {
          const { markers: drawn } = await measured('plaza:pan', async () => {
            await page.mouse.move(middle.x, middle.y)
            await page.mouse.down()
            await page.mouse.move(middle.x - 90, middle.y - 60, { steps: 6 })
            await page.mouse.up()
          })
          expect(drawn).to.be.within(1, mostMarkers(viewport))
        }
        expect(await sum('total')).to.be.below(HOTSPOTS)
      })

      it('zooms to a cluster that is clicked, until its hotspots stand alone', async () => {
        for (let step = 0; step < 12; step++) {
          const clusters = page.locator('.marker > .cluster')
          const uncovered = await clusters.evaluateAll((elements) =>
            elements.findIndex((element) => {
              const { x, y, width, height } = element.getBoundingClientRect()
              return element.contains(element.ownerDocument.elementFromPoint(x + width / 2, y + height / 2))
            }),
          )
          if (uncovered === -1) break
          await measured('plaza:zoom', () => clusters.nth(uncovered).click())
        }
        const seen = await markers()
        expect(seen.length).to.be.above(0)
        expect(seen.map(({ classes }) => classes.split(' ')[0])).to.not.include('cluster')
      })

      it('comes back to the whole city', async () => {
        await measured('plaza:zoom', () => page.locator('.zoom button').last().click())
        expect(await sum('total')).to.equal(HOTSPOTS)
        expect(await sum('down')).to.equal((await counts()).down)
      })

      it('shows in list and clusters only what is down, once that is asked for at the head, until all is asked for', async () => {
        await page.getByRole('term').getByRole('link', { name: 'Caídos' }).press('Enter')
        const { down } = await counts()
        await page
          .locator('.filter-note', { hasText: `Caídos · ${figure(down)} de ${figure(HOTSPOTS)} puntos` })
          .waitFor()
        await eventually(async () => (await sum('total')) === down)
        expect((await markers()).map(({ state }) => state)).to.not.include.members(['up'])
        expect(await sum('down')).to.equal(down)
        expect(new URL(page.url()).searchParams.get('state')).to.equal('down')
        await page.locator('.found', { hasText: figure(down) }).waitFor({ state: 'attached' })
        await page.reload()
        await eventually(async () => (await sum('total')) === down)
        await page.getByRole('button', { name: 'Ver todos' }).press('Enter')
        await eventually(async () => (await sum('total')) === HOTSPOTS)
        await page.locator('.filter-note').waitFor({ state: 'detached' })
      })

      it('says nothing on the console, and fits the screen', async () => {
        expect(faults).to.deep.equal([])
        const width = await page.locator('html').evaluate((element) => element.scrollWidth)
        expect(width).to.be.at.most(viewport.width)
      })
    })
  }
})
