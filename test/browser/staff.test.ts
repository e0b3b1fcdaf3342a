import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the page of the staff, in Chromium', () => {
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

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const open = (page: Page) => page.goto(`${staffed.publicUrl}/dashboard/staff`)
  const rowOf = (page: Page, name: string) => page.locator('[data-staff]', { hasText: name })

  it(
    'is for administrators alone',
    as('operator', async (page) => {
      expect(await page.getByRole('button', { name: 'Administrar' }).count()).to.equal(0)
      await open(page)
      await page.getByText('Solo la administración puede ver y cambiar quién entra al tablero.').waitFor()
    }),
  )

  it(
    'gives a person access by keyboard, changes role and name, and tells who did it',
    as('admin', async (page) => {
      await page.getByRole('button', { name: 'Administrar' }).press('Enter')
      await page.getByRole('link', { name: 'Personal' }).press('Enter')
      await page.getByText('4 personas').waitFor()
      await page.getByText('Dar acceso a una persona').press('Enter')
      const form = page.getByRole('form', { name: 'Dar acceso a una persona' })
      await form.getByLabel('Nombre').fill('Elena Paz')
      await form.getByLabel('Cuenta de la Llave de la Ciudad').fill('demo-olga')
      await form.getByLabel('Función').selectOption('operación')
      await form.getByRole('button', { name: 'Dar acceso' }).press('Enter')
      await form.getByRole('alert').getByText('Esa cuenta ya está en el personal').waitFor()
      await form.getByLabel('Cuenta de la Llave de la Ciudad').fill('elena')
      await form.getByRole('button', { name: 'Dar acceso' }).press('Enter')
      await rowOf(page, 'Elena Paz').getByText('operación', { exact: true }).waitFor()

      const row = rowOf(page, 'Elena')
      await row.getByRole('button', { name: 'Cambiar a Elena Paz' }).press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Cambiar'"))
      await row.getByRole('button', { name: 'Cambiar a Elena Paz' }).press('Enter')
      await row.getByLabel('Nombre').fill('Elena Paz Ruiz')
      await row.getByLabel('Función').selectOption('planeación')
      await row.getByLabel('Nombre').press('Enter')
      await row.getByText('planeación', { exact: true }).waitFor()

      await row.getByRole('button', { name: 'Historial de Elena Paz Ruiz' }).press('Enter')
      await row.getByText('Función: operación → planeación · Nombre: Elena Paz → Elena Paz Ruiz').waitFor()
      expect(await row.locator('.staff-changes li').first().innerText()).to.include('Adela Ibarra')
      expect(await faults(page)).to.deep.equal([])
    }),
  )

  it(
    'takes somebody’s access after a question, and gives it back',
    as('admin', async (page) => {
      await open(page)
      await page.getByRole('searchbox').fill('vera luna')
      await page.getByText('1 persona', { exact: true }).waitFor()
      const row = rowOf(page, 'Vera Luna')
      const take = row.getByRole('button', { name: 'Quitar acceso a Vera Luna' })
      await take.press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Quitar acceso'"))
      await take.press('Enter')
      await row.getByText('también en las páginas que tenga abiertas').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await row.getByRole('button', { name: 'Sí, quitar' }).press('Enter')
      await row.getByText('sin acceso', { exact: true }).waitFor()
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Devolver acceso'"))
      await row.getByRole('button', { name: 'Devolver acceso a Vera Luna' }).press('Enter')
      await row.getByRole('button', { name: 'Quitar acceso a Vera Luna' }).waitFor()
    }),
  )

  it(
    'lets nobody lock themselves out',
    as('admin', async (page) => {
      await open(page)
      const own = rowOf(page, 'Adela Ibarra')
      await own.getByText('(usted)').waitFor()
      expect(await own.getByRole('button', { name: /^Quitar/ }).count()).to.equal(0)
      await own.getByRole('button', { name: 'Cambiar a Adela Ibarra' }).click()
      expect(await own.getByLabel('Función').isDisabled()).to.equal(true)
      await own.getByText('Su propia función la cambia otra persona de administración.').waitFor()
    }),
  )

  it(
    'fits a phone of 360 pixels, its forms too',
    as('admin', async (page) => {
      await page.setViewportSize({ width: 360, height: 740 })
      await open(page)
      await rowOf(page, 'Olga')
        .getByRole('button', { name: /^Cambiar a/ })
        .click()
      await page.getByText('Dar acceso a una persona').click()
      const [content, screen] = await page
        .locator('.page')
        .evaluate((element) => [element.scrollWidth, element.clientWidth] as [number, number])
      expect(content).to.be.at.most(screen)
      expect(await faults(page)).to.deep.equal([])
    }),
  )
})
