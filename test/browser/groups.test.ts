import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

describe('the page of hotspot groups, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let axe: string

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
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

  it('is for administrators alone', async () => {
    const { context, page } = await staffed.signIn(browser, 'operator')
    expect(await page.getByRole('button', { name: 'Administrar' }).count()).to.equal(0)
    await page.goto(`${staffed.publicUrl}/dashboard/groups`)
    await page.getByText('Solo la administración puede ver y cambiar los grupos.').waitFor()
    await context.close()
  })

  it('makes limits and a group by keyboard, puts hotspots in, and shows at the hotspot what holds there', async () => {
    const { context, page } = await staffed.signIn(browser, 'admin')
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    try {
      await page.getByRole('button', { name: 'Administrar' }).click()
      await page.getByRole('link', { name: 'Grupos' }).press('Enter')
      await page.getByText('Todavía no hay grupos.').waitFor()

      await page.getByText('Crear límites').press('Enter')
      const policyForm = page.getByRole('form', { name: 'Crear límites' })
      await policyForm.getByLabel('Nombre').fill('hospitales')
      await policyForm.getByLabel('Sesión (horas)').fill('12')
      await policyForm.getByLabel('Bajada (Mbit/s)').fill('2.5')
      await policyForm.getByLabel('Datos al día (GiB)').fill('')
      await policyForm.getByLabel('Copia de un dispositivo en varios gateways').selectOption('sign-in')
      await policyForm.getByLabel('En un punto lleno').selectOption('turn-away')
      await policyForm.getByLabel('VLAN').fill('120')
      await policyForm.getByLabel('Rol en el gateway').fill('visita')
      await policyForm.getByLabel('Nivel mínimo de verificación').selectOption('completa')
      await policyForm.getByLabel('A las cuentas de menor nivel').selectOption('default')
      await policyForm.getByRole('button', { name: 'Guardar' }).press('Enter')
      await page.locator('[data-policy] h3', { hasText: 'hospitales' }).waitFor()
      const policy = await staffed.db.query
        .selectFrom('policies')
        .selectAll()
        .where('name', '=', 'hospitales')
        .executeTakeFirstOrThrow()
      expect(policy).to.include({
        session_seconds: 43_200,
        bandwidth_down_bps: 2_500_000,
        daily_octets: null,
        copied_devices: 'sign-in',
        when_full: 'turn-away',
        minimum_level: 'completa',
        ...{ vlan: 120, filter_id: null, gateway_role: 'visita' },
      })

      const byDefault = staffed.db.query.selectFrom('policies').select('id').where('is_default', '=', true)
      expect(policy.below_policy_id).to.equal((await byDefault.executeTakeFirstOrThrow()).id)
      expect(await page.locator('[data-policy]', { hasText: 'hospitales' }).innerText())
        .to.include('completa')
        .and.match(/A las cuentas de menor nivel\s+default/)

      await page.getByText('Crear un grupo').press('Enter')
      const form = page.getByRole('form', { name: 'Crear un grupo' })
      await form.getByLabel('Nombre').fill('Hospitales')
      await form.getByLabel('Límites').selectOption('hospitales')
      await form.getByLabel('Horario').fill('lun-vie 7-21')
      await form.getByLabel('Horario').press('Enter')
      await form.getByText('No se entiende este horario: lun-vie 7-21.').waitFor()
      await form.getByLabel('Horario').fill('lun-dom 00:00-24:00')
      await form.getByLabel('Horario').press('Enter')
      const group = page.locator('[data-group]', { hasText: 'Hospitales' })
      await group.getByText('lun-dom 00:00-24:00').waitFor()

      await group.getByRole('button', { name: 'Puntos de Hospitales' }).press('Enter')
      await group.getByRole('searchbox').fill('estacion')
      await group.getByRole('searchbox').press('Enter')
      await group.getByRole('button', { name: 'Añadir Estación Norte' }).press('Enter')
      await group.locator('[data-member]', { hasText: 'Estación Norte' }).waitFor()
      await group.getByRole('searchbox').fill('centro')
      await group.getByRole('searchbox').press('Enter')
      await group.getByRole('button', { name: 'Añadir los 3 encontrados' }).press('Enter')
      await group.getByRole('button', { name: 'Sí, añadir' }).press('Enter')
      await group.getByText('3 puntos', { exact: true }).waitFor()
      await group.getByRole('button', { name: 'Quitar Plaza del Sur del grupo' }).press('Enter')
      await group.getByText('2 puntos', { exact: true }).waitFor()
      expect(await faults(page)).to.deep.equal([])

      await page.goto(`${staffed.publicUrl}/dashboard/?hotspot=${staffed.city.hotspotIds[0]}`)
      const panel = page.locator('.panel')
      await panel.getByText('Hospitales', { exact: true }).waitFor()
      await panel.getByText('hospitales', { exact: true }).waitFor()
      await panel.getByText('Abierto', { exact: true }).waitFor()

      await page.getByRole('button', { name: 'Administrar' }).click()
      await page.getByRole('link', { name: 'Grupos' }).click()
      await page.getByRole('button', { name: 'Eliminar Hospitales', exact: true }).press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Eliminar'"))
      await page.getByRole('button', { name: 'Eliminar Hospitales', exact: true }).press('Enter')
      await page.getByRole('button', { name: 'Sí, eliminar' }).press('Enter')
      await page.getByText('Todavía no hay grupos.').waitFor()
      expect(errors).to.deep.equal([])
    } finally {
      await context.close()
    }
  })
})
