import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { ensureDefaultPolicy } from '../../server/access/policies/policies.ts'
import { redeemVoucher } from '../../server/vouchers/redeem.ts'
import { sealer } from '../server/api/web-harness.ts'
import { launchChromium, openFrom } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

describe('the page of vouchers, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let axe: string

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity({ PLAZA_VOUCHERS: '1' })
    await ensureDefaultPolicy(staffed.db)
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

  it('makes a batch by keyboard, shows its codes to be printed once, lists and revokes it', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await openFrom(page, 'Operar', 'Vales')
      await page.getByText('Todavía no hay vales.').waitFor()
      await page.getByText('Hacer vales').first().press('Enter')
      const form = page.getByRole('form', { name: 'Hacer vales' })
      await form.getByLabel('Para qué son').fill('Congreso de bibliotecas')
      await form.getByLabel('Cuántos').fill('5')
      await form.getByLabel('Sirven hasta').fill(`${new Date().getFullYear() + 1}-01-15T18:00`)
      await form.getByLabel('Horas desde el primer uso').fill('8')
      expect(await faults(page)).to.deep.equal([])
      await form.getByRole('button', { name: 'Hacer los vales' }).press('Enter')
      await page.getByText('los códigos no se guardan').waitFor()
      const codes = await page.locator('.sheet code').allInnerTexts()
      expect(codes).to.have.length(5)
      expect(await faults(page)).to.deep.equal([])

      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.header').isVisible(), 'nothing but the sheet').to.equal(false)
      expect(await page.getByRole('button', { name: 'Imprimir' }).isVisible()).to.equal(false)
      expect(await page.locator('.sheet li').first().isVisible()).to.equal(true)
      await page.emulateMedia({ media: 'screen' })

      const redeemed = await redeemVoucher(staffed.db, sealer, codes[0]!, '02:00:00:00:00:99')
      expect(redeemed).to.have.property('residentId')
      await page.getByRole('button', { name: 'Ya los imprimí' }).press('Enter')
      await page.reload()
      const batch = page.locator('[data-batch]', { hasText: 'Congreso de bibliotecas' })
      await batch.getByText('4 sin usar').waitFor()
      expect(await page.locator('body').innerText()).to.not.include(codes[0]!)
      await batch.getByRole('button', { name: /Ver los vales del lote/ }).press('Enter')
      await batch.getByRole('button', { name: /Cancelar el vale \d+-2/ }).press('Enter')
      await batch.getByRole('button', { name: 'Sí, cancelar' }).press('Enter')
      await batch.getByText('1 cancelados').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await batch.getByRole('button', { name: /Cancelar el lote/ }).press('Enter')
      await page.keyboard.press('Escape')
      await batch.getByRole('button', { name: /Cancelar el lote/ }).press('Enter')
      await batch.getByRole('button', { name: 'Sí, cancelar' }).press('Enter')
      await batch.getByText('5 cancelados').waitFor()
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).to.equal(true)
    }))

  it('is in administrators’ list, and nobody else’s who only looks', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      await page.getByRole('button', { name: 'Administrar' }).click()
      await openFrom(page, 'Operar', 'Vales')
      await page.getByRole('heading', { name: 'Vales', exact: true }).waitFor()
    })
    await staffed.visit(browser, 'viewer', async (page) => {
      expect(await page.locator('header nav a', { hasText: 'Vales' }).count()).to.equal(0)
      await page.goto(`${staffed.publicUrl}/dashboard/vouchers`)
      await page.getByText('Solo operación y administración hacen y ven los vales.').waitFor()
    })
  })
})
