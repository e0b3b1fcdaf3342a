import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { fillDemoCity, makeCity } from '../../scripts/demo/city/city.ts'
import { makeNewSites } from '../../scripts/demo/city/new-sites.ts'
import { evaluateNewSites } from '../../server/planning/new-sites/keeper.ts'
import { evaluatedSites } from '../../server/planning/new-sites/views.ts'
import { packed } from '../../server/planning/points/points.ts'
import { sealer } from '../server/api/web-harness.ts'
import { launchChromium, openFrom } from '../support/chromium.ts'
import type { TestDatabase } from '../support/database.ts'
import { type StaffedPlaza, startStaffedPlaza, TIME_ZONE } from './staffed-city.ts'

/** Where pictures go, for a person to look at. */
const folder = process.env.PLAZA_PICTURES

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The demo city with its past: all but every twentieth of its hotspots work. */
async function demoCity(db: TestDatabase): Promise<void> {
  await fillDemoCity(db, sealer, makeCity())
  await makeNewSites(db, TIME_ZONE)
  await evaluateNewSites(db, { timeZone: TIME_ZONE })
  await db.pool.query(
    `insert into hotspot_health (hotspot_id, state) select id, case when id % 20 = 0 then 'down' else 'up' end from hotspots`,
  )
}

/** A street through the demo city's middle, imported. */
async function streetInTheCity(db: TestDatabase): Promise<void> {
  const positions = Int32Array.of(194_000_000, -991_600_000, 194_000_000, -991_000_000)
  const street = { as_of: '2026-05-01', positions: packed(positions), edges: packed(Int32Array.of(0, 1)) }
  await db.query
    .insertInto('streets')
    .values({ import_id: 1, ...street })
    .execute()
}

describe('the pages of planning, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedPlaza
  let axe: string

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedPlaza(demoCity)
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
  async function picture(page: Page, name: string): Promise<void> {
    const size = page.viewportSize()
    if (!folder || !size) return
    // What scrolls within the page is seen whole.
    await page.setViewportSize({ ...size, height: 2600 })
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
    await page.setViewportSize(size)
  }

  it('lead from who lacks service to candidates, a solved plan, the desk, work and paper', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      await openFrom(page, 'Planear', 'Cobertura')
      await page.getByText('Cerca: A pie, 250 m en línea recta').waitFor()
      await page.getByRole('img', { name: 'Curva de Lorenz de la cobertura' }).waitFor()
      await page.getByRole('region', { name: 'Por alcaldía' }).first().getByText('La Cantera').waitFor()
      await picture(page, 'lacking-1440')
      await openFrom(page, 'Planear', 'Barrios')
      await page.getByRole('heading', { level: 1, name: 'Barrios' }).waitFor()
      await openFrom(page, 'Planear', 'Sitios nuevos')
      await page.getByText('Todavía no hay planes.').waitFor()
      await page.getByRole('button', { name: 'Hacer una cuadrícula' }).click()
      await page.getByText('líneas con errores').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'planning-1440')

      await page.getByText('Nuevo plan').first().click()
      const form = page.getByRole('form', { name: 'Nuevo plan' })
      await form.getByLabel('Nombre').fill('El año que viene')
      await form.getByLabel('Cuánto, a lo más').fill('4')
      await form.getByRole('button', { name: 'Guardar borrador' }).click()
      await page.getByRole('button', { name: 'Resolver' }).click()
      await page.getByRole('heading', { name: 'Sitios elegidos' }).waitFor()
      expect(await page.locator('.planning-picks tbody tr').count()).to.be.within(1, 4)
      await page.locator('.planning-live').getByText('Demostrado: no hay mejor plan').waitFor()
      await page.locator('.planning-figures').getByText('Demostrado: no hay mejor plan').waitFor()
      await page
        .locator('.planning-figures')
        .getByText(/\d\.\d% → \d+\.\d%/)
        .first()
        .waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'plan-1440')

      const reached = page.locator('.planning-live dd').first()
      await page.locator('.planning-live dd').first().waitFor()
      const before = await reached.innerText()
      await page.locator('.planning-picks tbody button').first().click()
      await page.getByText('Sin este sitio el plan perdería').waitFor()
      await page.getByRole('button', { name: 'Quitar' }).click()
      await page.getByText('Prueba: quitados 1').waitFor()
      await reached.filter({ hasNotText: before }).waitFor()
      await page.getByRole('button', { name: 'Volver a lo resuelto' }).click()
      await reached.filter({ hasText: before }).waitFor()
      await page.getByRole('button', { name: 'Pasar a obra' }).click()
      await page.getByText('pasó a obra').waitFor({ state: 'attached' })

      await page.setViewportSize({ width: 390, height: 844 })
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(wide, 'nothing stands out').to.be.at.most(390)
      await picture(page, 'plan-390')
      await page.setViewportSize({ width: 1100, height: 900 })
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.header').isVisible()).to.equal(false)
      for (const name of ['Supuestos', 'Método y límites'])
        expect(await page.getByRole('heading', { name }).isVisible(), name).to.equal(true)
      await picture(page, 'plan-print')
      for (const format of ['A4', 'Letter'] as const) {
        const pdf = await page.pdf({ format, ...(folder && { path: `${folder}/plan-${format}.pdf` }) })
        expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, `pages on ${format}`).to.be.within(2, 6)
      }
      await page.emulateMedia({ media: 'screen' })
      await page.getByRole('button', { name: 'Dar un enlace de solo lectura' }).click()
      const address = await page.locator('code').innerText()
      const citizen = await page.context().newPage()
      await citizen.setViewportSize({ width: 360, height: 800 })
      await citizen.goto(address)
      expect(await citizen.evaluate<number>('document.documentElement.scrollWidth'), 'by its link').to.equal(360)
      expect(await faults(citizen)).to.deep.equal([])
      await picture(citizen, 'plan-link-360')
      await citizen.close()
      await page.getByRole('link', { name: 'Todos los planes' }).click()
      const work = page.locator('.planning-proposals summary')
      await work.filter({ hasText: 'Planeado' }).waitFor()
      expect(await work.filter({ hasText: 'Instalado' }).count(), 'with what became of earlier ones').to.equal(2)

      await page.setViewportSize({ width: 1440, height: 900 })
      await openFrom(page, 'Planear', '¿Sirvió?')
      const opened = new Map(
        (await evaluatedSites(staffed.db)).sites.map((one) => [one.outcome.verdict, one.site.name]),
      )
      await page.getByRole('link', { name: opened.get('helped')!, exact: true }).waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'helped-1440')
      await page.getByRole('link', { name: opened.get('helped')!, exact: true }).click()
      await page.getByRole('heading', { name: 'Sirvió' }).waitFor()
      await openFrom(page, 'Planear', '¿Sirvió?')
      await page.getByRole('link', { name: opened.get('moved')!, exact: true }).click()
      await page.getByRole('heading', { name: 'Solo movió usuarios' }).waitFor()
      await page.getByRole('img', { name: 'Usuarios por semana, antes y después' }).waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'helped-site-1440')
      await page.setViewportSize({ width: 360, height: 800 })
      const narrow = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(narrow, 'nothing stands out').to.be.at.most(360)
      await picture(page, 'helped-site-360')
      await page.setViewportSize({ width: 1100, height: 900 })
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.header').isVisible()).to.equal(false)
      await picture(page, 'helped-print')
    }))

  it('have figures follow a site that is dragged, copy what was tried, compare plans, and show unmet demand', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      await openFrom(page, 'Planear', 'Sitios nuevos')
      await page.getByRole('link', { name: 'El año que viene' }).click()
      const reached = page.locator('.planning-live dd').first()
      await reached.waitFor()
      const before = await reached.innerText()
      const marker = page.locator('.planning-map .planning-pick').first()
      await marker.scrollIntoViewIfNeeded()
      // By the keyboard alone.
      await marker.focus()
      for (let press = 0; press < 4; press++) await page.keyboard.press('Shift+ArrowRight')
      await page.getByText('Prueba: quitados 0, agregados 0, movidos 1.').waitFor()
      await reached.filter({ hasNotText: before }).waitFor()
      await page.getByLabel('Buscar un candidato').focus()
      await page.keyboard.type('arboleda 1')
      const found = page.locator('.planning-search').getByRole('button').first()
      const name = await found.innerText()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: `Sitio: ${name}` }).waitFor()
      await page.getByRole('button', { name: 'Agregar' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('Prueba: quitados 0, agregados 1, movidos 1.').waitFor()
      await page.getByRole('button', { name: 'Volver a lo resuelto' }).press('Enter')
      await reached.filter({ hasText: before }).waitFor()
      await marker.scrollIntoViewIfNeeded()
      const box = (await marker.boundingBox())!
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 60, y + 60, { steps: 4 })
      await page.mouse.move(x + 120, y + 90, { steps: 8 })
      // The button is still held.
      await reached.filter({ hasNotText: before }).waitFor()
      await page.mouse.up()
      await page.getByText('Prueba: quitados 0, agregados 0, movidos 1.').waitFor()
      await page.getByRole('heading', { name: 'Costo y cobertura' }).waitFor()
      await page.getByText('sitios quedan elegidos con cualquiera').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'desk-1440')
      await page.getByRole('button', { name: 'Copiar con estos cambios' }).click()
      await page.getByText('Este plan fija 1 candidatos y descarta 1.').waitFor()
      await page.getByRole('button', { name: 'Resolver' }).click()
      await page.getByRole('heading', { name: 'Sitios elegidos' }).waitFor()

      await page.getByRole('link', { name: 'Todos los planes' }).click()
      for (const name of ['El año que viene', 'El año que viene (copia)'])
        await page.getByRole('checkbox', { name: `Comparar «${name}»` }).check()
      await page.getByRole('button', { name: 'Comparar los elegidos' }).click()
      await page.getByRole('heading', { name: 'Dónde difieren' }).waitFor()
      await page.getByText(/sitios? están? en todos/).waitFor()
      await page.locator('.planning-frontier canvas').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'compare-1440')
      for (const [name, heading] of [
        ['compare', 'Comparar planes'],
        ['unmet', 'Demanda sin atender'],
      ] as const) {
        if (name === 'unmet') {
          await page.setViewportSize({ width: 1440, height: 900 })
          await openFrom(page, 'Planear', heading)
          await page.getByRole('heading', { name: 'Por barrio' }).waitFor()
          expect(await faults(page)).to.deep.equal([])
          await picture(page, 'unmet-1440')
        }
        await page.getByRole('heading', { level: 1, name: heading }).waitFor()
        await page.setViewportSize({ width: 360, height: 780 })
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
        expect(wide, `${name}: nothing stands out`).to.be.at.most(360)
        await picture(page, `${name}-360`)
      }
    }))

  it('ask for rings, antennas, costs and a walk by fields with labels, and say what does not do', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.setViewportSize({ width: 360, height: 780 })
      await streetInTheCity(staffed.db)
      await openFrom(page, 'Planear', 'Sitios nuevos')
      const lines = ['nombre,latitud,longitud,costo', 'Poste,19.4,-99.13,mucho', 'Poste,19.4,-99.13,5', 'Sin lugar,,,5']
      await page
        .getByLabel('Archivo CSV, XLSX')
        .setInputFiles({ name: 'postes.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
      await page.getByText('1 nuevos, 0 cambiados, 0 iguales, 3 líneas con errores.').waitFor()
      for (const said of ['Línea 2: su costo', 'Línea 3: repite', 'Línea 4: no dice un lugar'])
        await page.getByText(said).waitFor()
      await page.getByText('Nuevo plan').first().click()
      const form = page.getByRole('form', { name: 'Nuevo plan' })
      await form.getByLabel('Nombre').fill('Por anillos')
      await form.getByLabel('Objetivo').selectOption('capacity')
      await form.getByLabel('Costo de una antena (con presupuesto)').waitFor()
      await form.getByLabel('Objetivo').selectOption('rings')
      await form.getByLabel('Anillo 2: hasta (m)').fill('40')
      await form.getByText('Más opciones').click()
      await form.getByLabel('Cómo se mide el alcance').selectOption('streets')
      for (const part of ['Equipo', 'Enlace', 'Energía'])
        await form.getByLabel(`${part}, si no se conoce su costo`).fill('1200')
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(wide, 'nothing stands out').to.be.at.most(360)
      expect(await faults(page)).to.deep.equal([])
      await picture(page, 'plan-form-360')
      await page.keyboard.press('Enter')
      await form.getByRole('alert').getByText('Los anillos no van así').waitFor()
      await form.getByLabel('Anillo 2: hasta (m)').fill('100')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Resolver' }).click()
      await page.getByRole('heading', { name: 'Sitios elegidos' }).waitFor()
      const reach = 'Alcance de un sitio: 50, 100 m en línea recta; 250 m por calles'
      expect(await page.getByText(reach).count(), 'beside every figure').to.be.at.least(3)
      await page.getByRole('link', { name: 'Calles: © OpenStreetMap contributors' }).first().waitFor()
      await picture(page, 'plan-streets-360')
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByText(reach).first().isVisible(), 'on paper').to.equal(true)
      await page.emulateMedia({ media: 'screen' })
      await page.setViewportSize({ width: 1440, height: 900 })
      await picture(page, 'plan-streets-1440')
    }))
})
