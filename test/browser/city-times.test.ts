import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { createCityClock } from '../../dashboard/src/parts/city-clock.ts'
import { createFormatter } from '../../dashboard/src/parts/format.ts'
import { launchChromium, openAdministration, openFrom } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const HOUR_MS = 3_600_000
const { shown } = createCityClock(TIME_ZONE)

describe('times that staff write in a browser of another zone, in Chromium', () => {
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

  it('begin a notice by the city’s clocks, and are read by them', () =>
    staffed.visit(browser, 'operator', async (page) => {
      const begins = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 5 * HOUR_MS)
      await openFrom(page, 'Operar', 'Avisos')
      const form = page.getByRole('form', { name: 'Escribir un aviso' })
      await form.getByLabel('Texto en español').fill('Mañana se pinta la plaza')
      await form.getByLabel('Desde (vacío: ahora)').fill(shown(begins))
      await form.getByText(`Hora de ${TIME_ZONE}.`).waitFor()
      await form.getByRole('button', { name: 'Publicar' }).click()
      const notice = page.getByRole('region', { name: 'Información' })
      await notice.getByText(createFormatter('es', TIME_ZONE).moment(begins.toISOString())).waitFor()
      const stored = await staffed.db.query.selectFrom('notices').select('starts_at').executeTakeFirstOrThrow()
      expect(stored.starts_at).to.deep.equal(begins)
    }))

  it('do not depend on the clock of the computer: what begins now, and lasts so long, is told by the server', () =>
    staffed.visit(browser, 'admin', async (page) => {
      await page.clock.setSystemTime(Date.now() - 2 * HOUR_MS)
      await openFrom(page, 'Operar', 'Avisos')
      const notice = page.getByRole('form', { name: 'Escribir un aviso' })
      await notice.getByLabel('Texto en español').fill('Hoy se pinta la plaza')
      await notice.getByLabel('Cuánto tiempo').selectOption('3 h')
      await notice.getByRole('button', { name: 'Publicar' }).click()
      await page.getByRole('region').getByText('Hoy se pinta la plaza').waitFor()
      await openFrom(page, 'Operar', 'Emergencia')
      await page.getByLabel('Motivo', { exact: true }).fill('Simulacro de sismo')
      await page.getByLabel('Cuánto tiempo').selectOption('1 h')
      await page.getByRole('button', { name: 'Activar' }).click()
      await page.getByRole('button', { name: 'Sí, activar' }).click()
      await page.locator('[data-emergency]').getByText('Simulacro de sismo').waitFor()
      const times = ['starts_at as starts', 'ends_at as ends'] as const
      const rows = [
        [3, await staffed.db.query.selectFrom('notices').select(times).orderBy('id', 'desc').executeTakeFirstOrThrow()],
        [
          1,
          await staffed.db.query
            .selectFrom('emergencies')
            .select(['started_at as starts', 'ends_at as ends'])
            .executeTakeFirstOrThrow(),
        ],
      ] as const
      for (const [hours, { starts, ends }] of rows) {
        expect(Math.abs(Date.now() - +starts), 'milliseconds from now').to.be.lessThan(HOUR_MS)
        expect(+ends - +starts).to.equal(hours * HOUR_MS)
      }
    }))

  it('are asked about where clocks show them twice, and refused where clocks leave them out', () =>
    staffed.visit(browser, 'admin', async (page) => {
      await openAdministration(page, 'Legal')
      await page.locator('summary', { hasText: 'Ordenar una conservación' }).click()
      const form = page.getByRole('form', { name: 'Ordenar una conservación' })
      const values = {
        Autoridad: 'Juzgado Sexto',
        'Fundamento (ley, artículo, expediente)': 'exp. 7/2026',
        'Número del residente': '1',
        Desde: '2025-03-30T02:30',
        Hasta: '2025-10-26T02:30',
        'La orden termina': shown(new Date(Date.now() + 48 * HOUR_MS)),
      }
      for (const [label, value] of Object.entries(values)) await form.getByLabel(label, { exact: true }).fill(value)
      await form.getByText('esa hora no existe').waitFor()
      await form.getByRole('button', { name: 'Ordenar' }).click()
      expect(await form.locator('input:invalid').count(), 'a time that there was not').to.equal(1)
      await form.getByLabel('Desde', { exact: true }).fill('2025-03-30T03:30')
      await form.getByLabel('esa hora pasa dos veces').selectOption('La segunda vez (GMT+1)')
      await form.getByRole('button', { name: 'Ordenar' }).click()
      await page.locator('[data-hold]').getByText('(GMT+1)').waitFor()
      const stored = await staffed.db.query.selectFrom('legal_holds').select(['since', 'until']).execute()
      expect(stored).to.deep.equal([
        { since: new Date('2025-03-30T01:30:00Z'), until: new Date('2025-10-26T01:30:00Z') },
      ])
      expect(await form.getByLabel('Desde', { exact: true }).inputValue(), 'once it is sent').to.equal('')
    }))
})
