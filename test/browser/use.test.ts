import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the page of what was used, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    await staffed.db.query.updateTable('hotspots').set({ borough: 'Tláhuac' }).execute()
    // 2025 and 2026 up to the middle of March: a hundred residents a day, fewer in the borough.
    await staffed.db.pool.query(
      `insert into usage_days (kind, place, day, sessions, begun, seconds, input_octets, output_octets, residents,
         new_residents, peak, capacity, saturated_minutes, hour_begun, hour_residents, hour_seconds, hour_peak, hour_octets)
       select kind, place, day, 200 / part, 190 / part, 360000 / part, 1000000000, 9000000000 / part, 100 / part, 3, 25 / part,
              80 / part, 30, n, n, n, n, n
       from generate_series('2025-01-01'::date, '2026-03-15', '1 day') as day,
         (values ('city', '', 1), ('borough', 'tlahuac', 2)) as places (kind, place, part),
         (select array_agg(h) as n from generate_series(0, 23) as h) as hours`,
    )
    await staffed.db.pool.query(
      `update usage_days set turned_away = 24, hour_turned_away = array_fill(1, array[24]) where kind = 'city'`,
    )
    await staffed.db.pool.query(
      `insert into usage_counts select 'day', day, '2026-03-15 18:00+00'
       from generate_series('2025-01-01'::date, '2026-03-15', '1 day') as day`,
    )
    await staffed.db.pool.query(
      `insert into usage_spans select 'city', '', 'month', month, 2100, 60
       from generate_series('2025-01-01'::date, '2026-03-01', '1 month') as month`,
    )
    await staffed.db.pool.query(
      `insert into ways_online
         (hour, hotspot_id, vendor, system, arrived, shown, signed_in, let_in, accepted, online)
       values
         ('2026-03-02 12:00Z', null, 'coovachilli', 'android', 900, 880, 600, 590, 580, 560),
         ('2026-03-02 12:00Z', null, 'mikrotik', 'apple', 400, 400, 300, 290, 120, 110),
         ('2026-03-02 12:00Z', (select min(id) from hotspots), 'unifi', 'apple', 100, 100, 90, 88, 88, 0)`,
    )
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  for (const width of [390, 1440])
    it(`compares a borough with the city and a year before, at ${width} px, and keeps it in the address`, () =>
      staffed.visit(browser, 'planner', async (page) => {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`${staffed.publicUrl}/dashboard/use`)
        await page.getByLabel('Desde').fill('2026-03-01')
        await page.getByLabel('Hasta').fill('2026-03-15')
        const residents = page.locator('[data-measure=residents]')
        await residents.getByText('100', { exact: true }).waitFor()
        await page.getByRole('img', { name: /Gráfica a lo largo del tiempo: Residentes/ }).waitFor()
        expect(await faults(page)).to.deep.equal([])

        await page.getByLabel('Comparar', { exact: true }).selectOption('Con otro lugar')
        await page.getByLabel('Comparar con el lugar').selectOption('Alcaldía')
        await page.getByLabel('Buscar por nombre').fill('tlah')
        await page.getByLabel('Cuál').selectOption('Tláhuac')
        await residents.getByText('50 (+100').waitFor()
        await page.getByText('Ver la tabla').click()
        await page.getByRole('region', { name: 'Tláhuac' }).getByText('15 mar 26').waitFor()
        expect(await faults(page)).to.deep.equal([])
        await page.reload()
        await page.getByLabel('Buscar por nombre').fill('ninguno así')
        const chosen = page.getByLabel('Cuál')
        // The places are read first.
        await eventually(async () => (await chosen.evaluate((select: { value: string }) => select.value)) === 'tlahuac')
        await residents.getByText('50 (+100').waitFor()

        await page.getByLabel('Por', { exact: true }).selectOption('Mes')
        await page.getByLabel('Comparar', { exact: true }).selectOption('Con un año antes')
        await page.getByText('Residentes al mes, en promedio').waitFor()
        await residents
          .getByText(/^2,100/)
          .first()
          .waitFor()
        // Half of March is counted, of the year before all of it.
        await page.getByText('Los dos periodos no están contados por igual').waitFor()
        await page.locator('[data-measure=volume]').click()
        await page.getByRole('img', { name: /Volumen/ }).waitFor()
        expect(page.url()).to.include('measure=volume')
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).to.equal(true)
      }))

  it('shows whom full hotspots turned away, by day and by hour, and who returns', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/use?from=2026-03-01&to=2026-03-10&with=before`)
      const turnedAway = page.locator('[data-measure=turnedAway]')
      await turnedAway.getByText('240', { exact: true }).waitFor()
      await turnedAway.getByText('240 (+0').waitFor()
      await page.locator('[data-measure=returning]').getByText('97', { exact: true }).waitFor()
      await page.locator('[data-measure=newResidents]').getByText('30', { exact: true }).waitFor()
      await turnedAway.click()
      await page.getByRole('img', { name: /Rechazados por cupo/ }).waitFor()
      await page.getByText('Ver la tabla').click()
      const folder = process.env.PLAZA_PICTURES
      if (folder) await page.screenshot({ path: `${folder}/use-turned-away.png`, fullPage: true })
      expect(await faults(page)).to.deep.equal([])
      await page.getByLabel('Por', { exact: true }).selectOption('Hora')
      await page.getByRole('img', { name: /Rechazados por cupo/ }).waitFor()
      await page.locator('[data-measure=returning]').click()
      await page.getByText('Eso se cuenta por día, no por hora.').waitFor()
    }))

  it('shows how far devices come on the way online, and where most are lost', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/use?from=2026-03-01&to=2026-03-15`)
      const part = page.getByRole('region', { name: 'Del portal a estar en línea' })
      await part.getByRole('row', { name: 'Llegaron al portal 1,400' }).waitFor()
      await part.getByRole('row', { name: 'MikroTik RouterOS 400 120 El gateway los aceptó: se pierde 59%' }).waitFor()
      const hotspots = part.getByRole('table', { name: 'En qué puntos se pierden más dispositivos' })
      await hotspots.getByRole('row', { name: /100 88 Se identificaron: se pierde 10%/ }).waitFor()
      await part.getByLabel('Marca del gateway').selectOption('Ubiquiti UniFi')
      await part.getByRole('row', { name: 'Un minuto en línea esta marca no lo reporta' }).waitFor()
      await page.setViewportSize({ width: 360, height: 2600 })
      const folder = process.env.PLAZA_PICTURES
      if (folder) await page.screenshot({ path: `${folder}/use-360.png` })
      expect(await faults(page)).to.deep.equal([])
    }))

  it('leaves as a CSV, and in English', () =>
    staffed.visit(browser, 'planner', async (page) => {
      await page.evaluate("localStorage.setItem('plaza.language', 'en')")
      await page.goto(`${staffed.publicUrl}/dashboard/use?from=2026-03-01&to=2026-03-02&step=hour`)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download CSV' }).click()
      const file = await (await download).path()
      const lines = (await readFile(file, 'utf8')).trim().split('\r\n')
      expect(lines).to.have.length(1 + 48)
      expect(lines[24]).to.match(/^The whole city,2026-03-01T23,23,/)
      expect((await download).suggestedFilename()).to.equal('use-hour-2026-03-01-2026-03-02.csv')
    }))

  it('says so where nothing is counted of a period, and to those who may not see it', async () => {
    await staffed.visit(browser, 'planner', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/use?from=2020-03-01&to=2020-03-02`)
      await page.getByText('De ese periodo no hay nada contado').waitFor()
    })
    await staffed.visit(browser, 'viewer', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/use`)
      await page.getByText('El uso lo ven planeación, operación y administración.').waitFor()
      expect(await page.getByRole('link', { name: 'Uso', exact: true }).count()).to.equal(0)
    })
  })
})
