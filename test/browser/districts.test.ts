import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { changeStaff, listStaff } from '../../server/directory/staff.ts'
import type { StaffRole } from '../../server/directory/tables.ts'
import { addDistrict } from '../../server/network/districts/districts.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

const CITY_PAGES = ['staff', 'audit', 'legal', 'city-key', 'districts']

describe('districts, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
  })
  beforeEach(async () => {
    staffed = await startStaffedCity()
    await staffed.db.pool.query(
      "update hotspots set borough = case code when 'N1' then 'Norte' when 'S1' then 'Sur' end, neighbourhood_id = null",
    )
  })
  afterEach(() => staffed?.close())
  after(() => browser?.close())

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const open = (page: Page, path: string) => page.goto(`${staffed.publicUrl}/dashboard/${path}`)
  const names = (page: Page) => page.locator('.inventory tbody th a').allInnerTexts()
  const narrow = async (page: Page) => {
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await faults(page)).to.deep.equal([])
    await page.evaluate("document.documentElement.style.fontSize = ''")
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  const member = async (role: StaffRole) => (await listStaff(staffed.db)).find((one) => one.role === role)!

  it(
    'are made, changed and removed by keyboard, with their boroughs and who is limited to them',
    as('admin', async (page) => {
      await page.getByRole('button', { name: 'Administrar' }).press('Enter')
      await page.getByRole('link', { name: 'Distritos' }).press('Enter')
      await page.getByText('Todavía no hay distritos').waitFor()
      await page.getByText('Agregar un distrito').press('Enter')
      const form = page.getByRole('form', { name: 'Agregar un distrito' })
      await form.getByLabel('Nombre').fill('Zona Norte')
      await form.getByRole('checkbox', { name: /^Norte/ }).press('Space')
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')
      const row = page.locator('[data-district]', { hasText: 'Zona Norte' })
      await row.getByText('Norte', { exact: true }).waitFor()
      await page.getByText('De ningún distrito: Sur.').waitFor()
      expect(await row.getByRole('link', { name: 'Puntos de Zona Norte: 1' }).innerText()).to.equal('1')

      await form.getByLabel('Nombre').fill('zona norte')
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')
      await form.getByText('Ese nombre falta, es muy largo o ya es de otro distrito.').waitFor()
      expect(await form.getByRole('checkbox', { name: /^Norte/ }).isDisabled()).to.equal(true)

      await row.getByRole('button', { name: 'Cambiar Zona Norte' }).press('Enter')
      const change = page.getByRole('form', { name: 'Cambiar Zona Norte' })
      await change.getByLabel('Nombre').fill('Centro')
      await change.getByRole('checkbox', { name: /^Sur/ }).press('Space')
      await change.getByLabel('Nombre').press('Enter')
      const centro = page.locator('[data-district]', { hasText: 'Centro' })
      await centro.getByText('Norte, Sur').waitFor()
      await narrow(page)

      const { id } = await member('operator')
      const district = Number(await centro.getAttribute('data-district'))
      await changeStaff(staffed.db, id, { districts: [district] })
      await page.reload()
      await centro.getByText('Olga', { exact: false }).waitFor()
      expect(await centro.getByRole('button', { name: 'Quitar Centro' }).isDisabled()).to.equal(true)
      await changeStaff(staffed.db, id, { districts: [] })
      await page.reload()
      await centro.getByRole('button', { name: 'Quitar Centro' }).press('Enter')
      await page.getByRole('button', { name: 'Sí, quitar' }).press('Enter')
      await page.getByText('Todavía no hay distritos').waitFor()
      expect((await staffed.db.pool.query('select from districts')).rowCount).to.equal(0)
    }),
  )

  it(
    'are shown on the pages of hotspots, gateways and staff, and narrow their lists',
    as('admin', async (page) => {
      const { db, city } = staffed
      const norte = await addDistrict(db, 'Zona Norte', ['Norte'])
      await addDistrict(db, 'Zona Sur', ['Sur'])
      await changeStaff(db, (await member('planner')).id, { districts: [norte] })
      await open(page, 'network')
      await page.getByLabel('Distrito').selectOption('Zona Sur')
      await page.getByText('1 punto', { exact: true }).waitFor()
      expect(await names(page)).to.deep.equal(['Plaza del Sur'])
      await page.getByLabel('Distrito').selectOption('Sin distrito')
      await eventually(async () => !(await names(page)).includes('Plaza del Sur'))

      await open(page, `network/hotspots/${city.hotspotIds[1]}`)
      const part = page.getByRole('region', { name: 'Distrito' })
      await part.getByText('el de su alcaldía').first().waitFor()
      await part.getByLabel('Poner en').selectOption('Zona Norte')
      await part.getByRole('button', { name: 'Cambiar distrito' }).press('Enter')
      await part.getByText('puesto a mano').waitFor()
      await part.getByLabel('Poner en').selectOption('el de su alcaldía')
      await part.getByRole('button', { name: 'Cambiar distrito' }).press('Enter')
      await part.getByText('Zona Sur', { exact: true }).first().waitFor()
      await narrow(page)

      await open(page, 'gateways')
      await page.getByRole('button', { name: 'plaza-mayor', exact: true }).press('Enter')
      await part.getByText('es de toda la ciudad').waitFor()
      await part.getByLabel('Poner en').selectOption('Zona Norte')
      await part.getByRole('button', { name: 'Cambiar distrito' }).press('Enter')
      await part.getByText('puesto a mano').waitFor()
      await page.locator('.table-head').getByLabel('Distrito').selectOption('Zona Norte')
      await page.getByRole('button', { name: 'plaza-mayor', exact: true }).waitFor()
      expect(new URL(page.url()).searchParams.get('district')).to.equal(String(norte))
      await narrow(page)

      await open(page, 'staff')
      await page.locator('.table-head').getByLabel('Distrito').selectOption('Zona Norte')
      await page.getByText('1 persona', { exact: true }).waitFor()
    }),
  )

  it('offer nothing to who is limited to them that would be refused, and say why at its address', async () => {
    const { db } = staffed
    const norte = await addDistrict(db, 'Zona Norte', ['Norte'])
    await changeStaff(db, (await member('operator')).id, { role: 'admin', districts: [norte] })
    await staffed.visit(browser, 'operator', async (page) => {
      const refused: string[] = []
      page.on('response', (response) => {
        if (response.status() === 403) refused.push(response.url())
      })
      await page.locator('.who').getByText('Zona Norte').waitFor()
      await page.getByRole('button', { name: 'Administrar' }).press('Enter')
      expect(await page.locator('#administration a').allInnerTexts()).to.deep.equal(['Grupos', 'Tokens de la API'])
      await page.keyboard.press('Escape')
      const entries = page.locator('header nav a')
      const addresses = await entries.evaluateAll((all) => all.map((each) => each.getAttribute('href')!))
      expect(addresses).to.have.length.greaterThan(6)
      for (const address of [...addresses, '/dashboard/groups']) {
        await page.goto(new URL(address, staffed.publicUrl).href)
        await page.locator('#content h1, #content .leaflet-container').first().waitFor()
        for (const tab of await page.locator('.which a').evaluateAll((all) => all.map((each) => each.textContent))) {
          await page.locator('.which').getByText(tab!, { exact: true }).click()
          await page.waitForLoadState('networkidle')
        }
      }
      await open(page, 'network/agents')
      await page.getByText('Esto es de toda la ciudad. Usted ve y cambia lo de: Zona Norte.').waitFor()
      expect(await page.getByText('Agregar una credencial').count()).to.equal(0)
      for (const path of CITY_PAGES) {
        await open(page, path)
        await page.getByText('Esto es de toda la ciudad. Usted ve y cambia lo de: Zona Norte.').waitFor()
      }
      expect(refused).to.deep.equal([])
      expect(await faults(page)).to.deep.equal([])
    })
  })
})
