import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { createCityClock } from '../../dashboard/src/parts/city-clock.ts'
import { addSession } from '../server/api/web-harness.ts'
import { launchChromium, openAdministration } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const { shown } = createCityClock(TIME_ZONE)
/** As `datetime-local` has it, by the city's clocks. */
const local = (at: number) => shown(new Date(at))
const HOUR_MS = 3_600_000

describe('the page of the law, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    await staffed.db.query.updateTable('staff').set({ role: 'admin' }).where('name', '=', 'Olga Núñez').execute()
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  const fill = async (page: Page, form: string, values: Record<string, string>) => {
    await page.locator('summary', { hasText: form }).click()
    const place = page.getByRole('form', { name: form })
    for (const [label, value] of Object.entries(values)) await place.getByLabel(label, { exact: true }).fill(value)
    return place
  }
  const open = async (role: 'admin' | 'operator') => {
    const { context, page } = await staffed.signIn(browser, role)
    await openAdministration(page, 'Legal')
    await page.getByRole('heading', { name: 'Lo que pide la ley' }).waitFor()
    return { context, page }
  }

  it('answers a request that one enters and another approves, with the file that both may take', async () => {
    const { db, city } = staffed
    const id = await addSession(db, city, city.hotspotIds[0]!)
    const hotspot = city.hotspotIds[0]!
    const [asking, approving] = [await open('admin'), await open('operator')]
    try {
      const form = await fill(asking.page, 'Registrar una solicitud', {
        Autoridad: 'Juzgado Quinto',
        'Fundamento (ley, artículo, expediente)': 'Art. 190 LFTR, exp. 12/2026',
        Desde: local(Date.now() - 48 * HOUR_MS),
        Hasta: local(Date.now() + HOUR_MS),
      })
      await form.getByLabel('Alcance').selectOption('hotspot')
      await form.getByLabel('Número del punto de acceso').fill(String(hotspot))
      await form.getByRole('button', { name: 'Registrar' }).click()
      await form.getByText('1 día de un punto').waitFor()
      await form.getByLabel('Desde').fill(local(Date.now() - 20 * HOUR_MS))
      await form.getByRole('button', { name: 'Registrar' }).click()
      await asking.page.getByText('Otra persona debe decidir.').waitFor()

      await approving.page.reload()
      await approving.page.getByRole('button', { name: 'Aprobar' }).click()
      await approving.page.getByRole('button', { name: 'Sí, aprobar' }).click()
      await approving.page.getByText('Aprobada').waitFor()
      await asking.page.reload()
      const [download] = await Promise.all([
        asking.page.waitForEvent('download'),
        asking.page.getByRole('button', { name: 'Descargar' }).click(),
      ])
      const text = await readFile(await download.path(), 'utf8')
      expect(JSON.parse(text).sessions.map(({ id }: { id: number }) => id)).to.include(id)
      const shown = await asking.page.locator('.digest').innerText()
      expect(shown).to.equal(`SHA-256 ${createHash('sha256').update(text).digest('hex')}`)
      await openAdministration(asking.page, 'Auditoría')
      await asking.page.getByText('Descargó la entrega de una solicitud').waitFor()
      await asking.page.getByText('Aprobó la solicitud de una autoridad').waitFor()
    } finally {
      await asking.context.close()
      await approving.context.close()
    }
  })

  it('places a hold and ends it', async () => {
    const { context, page } = await open('admin')
    try {
      const form = await fill(page, 'Ordenar una conservación', {
        Autoridad: 'Fiscalía',
        'Fundamento (ley, artículo, expediente)': 'CI-FX/1/2026',
        'Número del residente': '1',
        Desde: local(Date.now() - 48 * HOUR_MS),
        Hasta: local(Date.now() + HOUR_MS),
        'La orden termina': local(Date.now() + 48 * HOUR_MS),
      })
      await form.getByRole('button', { name: 'Ordenar' }).click()
      const row = page.locator('[data-hold]').first()
      await row.getByText('Fiscalía').waitFor()
      await row.getByRole('button', { name: 'Terminar' }).click()
      await row.getByRole('button', { name: 'Sí, terminar' }).click()
      await row.getByText('Terminada antes').waitFor()
    } finally {
      await context.close()
    }
  })

  it('is not for others', async () => {
    const { context, page } = await staffed.signIn(browser, 'viewer')
    await page.goto(`${staffed.publicUrl}/dashboard/legal`)
    await page.getByText('Solo la administración puede ver esta página.').waitFor()
    expect(await page.getByRole('link', { name: 'Legal' }).count()).to.equal(0)
    await context.close()
  })
})
