import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { lastComplete } from '../../server/open-data/use/month.ts'
import { addVisits } from '../server/open-data/visits.ts'
import { launchChromium, openAdministration } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

describe('open data, in Chromium', () => {
  const month = lastComplete(new Date().toISOString().slice(0, 10))
  let browser: Browser
  let staffed: StaffedCity
  let axe: string

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    await db.pool.query("update neighbourhoods set borough = 'Cuauhtémoc'")
    await db.pool.query("update neighbourhoods set borough = 'Milpa Alta' where id = $1", [staffed.uncoveredId])
    for (const [day, people] of [
      ['02', 42],
      ['03', 5],
      ['04', 150],
    ] as const)
      await addVisits(db, city, { hotspotId: city.hotspotIds[0], at: `${month}-${day}T12:00:00Z`, people, sessions: 2 })
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const { violations } = await page.evaluate<AxeResults, string[]>(
      // @ts-expect-error axe is there in the page
      (values) => axe.run({ runOnly: { type: 'tag', values } }),
      WCAG,
    )
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }

  it('is looked at and published by an administrator', () =>
    staffed.visit(browser, 'admin', async (page) => {
      await openAdministration(page, 'Datos abiertos')
      await page.getByRole('checkbox', { name: 'Uso por lugar y día' }).check()
      await page.getByRole('button', { name: 'Guardar' }).click()
      await page.getByText('Guardado').waitFor()
      await page.locator(`[data-month="${month}"] button`).click()
      const preview = page.locator('.open-data-preview')
      await preview.getByText('números ocultos').waitFor()
      expect(await preview.getByRole('row', { name: `${month}-03` }).textContent()).to.include('oculto')
      expect(await faults(page)).to.deep.equal([])
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        const wider = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        expect(wider, `${width} px`).to.be.at.most(0)
      }
      page.once('dialog', (dialog) => dialog.accept())
      await preview.getByRole('button', { name: /^Publicar/ }).click()
      await page.locator(`[data-month="${month}"]`).getByText('Publicado el').waitFor()
    }))

  it('is read by a citizen on a phone, without a script, in numbers and as data', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    const withScript = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true })
    try {
      for (const path of ['/numeros?lang=es', '/numeros?lang=en', '/open/?lang=es', '/open/?lang=en']) {
        const page = await context.newPage()
        await page.goto(staffed.publicUrl + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.close()
        const judged = await withScript.newPage()
        await judged.goto(staffed.publicUrl + path)
        expect(await faults(judged), path).to.deep.equal([])
        const wider = await judged.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        expect(wider, path).to.be.at.most(0)
        await judged.close()
      }
      const page = await context.newPage()
      await page.goto(`${staffed.publicUrl}/numeros?lang=es`)
      expect(await page.locator('svg.chart rect').count(), 'the chart of months').to.equal(1)
      const name = await page.locator('table.months th[scope=row]').first().boundingBox()
      expect(name!.height, 'a month’s name is not broken within words').to.be.below(70)
      await page.getByRole('link', { name: /Descargar los datos/ }).click()
      await page.getByRole('link', { name: `/open/v1/use/${month}.csv` }).waitFor()
    } finally {
      await context.close()
      await withScript.close()
    }
  })
})
