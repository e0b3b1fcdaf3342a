import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { launchChromium, openFrom } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the pages of the hotspots, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
  })
  beforeEach(async () => {
    staffed = await startStaffedCity()
  })
  afterEach(() => staffed?.close())
  after(() => browser?.close())

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const open = (page: Page, path = '') => page.goto(`${staffed.publicUrl}/dashboard/network${path}`)
  const rowOf = (page: Page, name: string) => page.locator('.inventory tbody tr', { hasText: name })
  const names = (page: Page) => page.locator('.inventory tbody th a').allInnerTexts()
  const stored = async (id: number) =>
    await staffed.db.query.selectFrom('hotspots').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  it(
    'lets a viewer read, and offers no change',
    as('viewer', async (page) => {
      await openFrom(page, 'Operar', 'Red')
      await rowOf(page, 'Plaza del Sur').waitFor()
      expect(await page.getByRole('checkbox').count()).to.equal(0)
      expect(await page.getByRole('link', { name: 'Agentes' }).count()).to.equal(0)
      await rowOf(page, 'Plaza del Sur').getByRole('link').press('Enter')
      await page.locator('.facts').getByText('plaza-mayor').waitFor()
      expect(await page.getByRole('button', { name: /Guardar|Mover|Retirar/ }).count()).to.equal(0)
    }),
  )

  it(
    'finds by any name and filters, all of it in the address of the page',
    as('operator', async (page) => {
      const [north, south] = staffed.city.hotspotIds
      await staffed.db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:0a' }).where('id', '=', north).execute()
      await staffed.db.query.updateTable('hotspots').set({ gateway_id: null }).where('id', '=', south).execute()
      await open(page)
      await page.getByRole('searchbox').fill('00-00-5E-00-53-0A')
      await page.getByText('1 punto', { exact: true }).waitFor()
      expect(await names(page)).to.deep.equal(['Estación Norte'])
      expect(new URL(page.url()).searchParams.get('search')).to.equal('00-00-5E-00-53-0A')
      await page.getByRole('button', { name: 'Quitar filtros' }).press('Enter')
      await page.getByText('3 puntos', { exact: true }).waitFor()
      expect(await page.getByRole('searchbox').inputValue()).to.equal('')

      await page.getByLabel('Gateway').selectOption('Sin gateway')
      await page.getByText('1 punto', { exact: true }).waitFor()
      await page.reload()
      await page.getByText('1 punto', { exact: true }).waitFor()
      expect(await names(page)).to.deep.equal(['Plaza del Sur'])
      await rowOf(page, 'Plaza del Sur').getByRole('link').press('Enter')
      await page.getByRole('link', { name: 'Volver a la lista' }).press('Enter')
      await page.getByText('1 punto', { exact: true }).waitFor()
    }),
  )

  it(
    'changes what is known of a hotspot by keyboard, and tells who changed what',
    as('operator', async (page) => {
      const [north, south] = staffed.city.hotspotIds
      await staffed.db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:0a' }).where('id', '=', south).execute()
      await open(page, `/hotspots/${north}`)
      const form = page.getByRole('form', { name: 'Datos' })
      await form.getByLabel('MAC base').fill('00:00:5E:00:53:0A')
      await form.getByLabel('MAC base').press('Enter')
      await form
        .getByRole('alert')
        .getByText('00:00:5e:00:53:0a ya es la dirección de city S1 (Plaza del Sur).')
        .waitFor()
      await form.getByLabel('MAC base').fill('0000.5e00.530b')
      await form.getByLabel('Nombres con que lo llama el gateway').fill('AP Norte\nap-norte-1')
      await form.getByLabel('Gateway', { exact: true }).selectOption('Ninguno')
      await form.getByLabel('Antenas').fill('2')
      await form.getByLabel('Instalado').fill('2025-03-01')
      await form.getByRole('button', { name: 'Guardar' }).press('Enter')
      const history = page.getByRole('region', { name: 'Historial' })
      await history.getByText('– → 00:00:5e:00:53:0b').waitFor()
      await history.getByText('plaza-mayor → –').waitFor()
      expect(await history.getByRole('listitem').first().innerText()).to.match(/Olga Núñez\s+lo cambió/)
      expect(await stored(north)).to.include({ mac: '00:00:5e:00:53:0b', antennas: 2, gateway_id: null })
      expect(await faults(page)).to.deep.equal([])

      await page.getByText('Reemplazar el equipo').press('Enter')
      const replace = page.getByRole('form', { name: 'Reemplazar el equipo' })
      await replace.getByLabel('MAC del equipo nuevo').fill('00:00:5e:00:53:1c')
      await replace.getByLabel('Serie del equipo nuevo').fill('S-2002')
      await replace.getByRole('button', { name: 'Reemplazar' }).press('Enter')
      await history.getByText('reemplazó el equipo').waitFor()
      expect(await stored(north)).to.include({ mac: '00:00:5e:00:53:1c', serial: 'S-2002', antennas: 2 })

      await page.getByRole('button', { name: 'Retirar' }).press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Retirar'"))
      await page.getByRole('button', { name: 'Retirar' }).press('Enter')
      await page.getByRole('button', { name: 'Sí, retirar' }).press('Enter')
      await page.getByText('Retirado desde el').waitFor()
      expect((await stored(north)).retired_at).to.be.an.instanceOf(Date)
      await page.getByRole('button', { name: 'Devolver al uso' }).press('Enter')
      await page.getByRole('button', { name: 'Retirar' }).waitFor()
      expect((await stored(north)).retired_at).to.equal(null)
    }),
  )

  it(
    'moves a hotspot by dragging its mark or by its coordinates, once that is confirmed',
    as('operator', async (page) => {
      const [north] = staffed.city.hotspotIds
      await open(page, `/hotspots/${north}`)
      const mark = page.locator('.place-mark')
      await mark.waitFor()
      const { x, y, width, height } = (await mark.boundingBox())!
      const [left, top] = [x + width / 2, y + height / 2]
      await page.mouse.move(left, top)
      await page.mouse.down()
      await page.mouse.move(left + 30, top + 10, { steps: 5 })
      await page.mouse.move(left + 60, top + 20, { steps: 5 })
      await page.mouse.up()
      const form = page.getByRole('form', { name: 'Mover' })
      await form.getByText(/^A \d+ m de donde estaba\.$/).waitFor()
      expect((await stored(north)).longitude, 'not yet').to.equal(-99.15)
      await form.getByRole('button', { name: 'Mover' }).press('Enter')
      await page.getByText('lo movió').waitFor()
      expect((await stored(north)).longitude).to.be.within(-99.1499, -99.14)

      await form.getByLabel('Latitud').fill('19.4111')
      await form.getByLabel('Latitud').press('Enter')
      await eventually(async () => (await stored(north)).latitude === 19.4111)
    }),
  )

  it(
    'changes many at once: those chosen, or all that were found',
    as('admin', async (page) => {
      const [north, , east] = staffed.city.hotspotIds
      await open(page)
      await page.getByRole('checkbox', { name: 'Elegir Estación Norte' }).press('Space')
      const many = page.getByRole('region', { name: 'Cambiar los elegidos' })
      await many.getByText('1 elegido').waitFor()
      await many.getByRole('button', { name: 'Cambiar…' }).press('Enter')
      await many.getByText('¿Cambiar 1 punto? Gateway: Ninguno').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await many.getByRole('button', { name: 'Sí, cambiar' }).press('Enter')
      await many.waitFor({ state: 'detached' })
      expect((await stored(north)).gateway_id).to.equal(null)

      await page.getByRole('searchbox').fill('centro')
      // The address changes before the page does: what is chosen until then belongs to the list before.
      await page.getByRole('button', { name: 'Quitar filtros' }).waitFor()
      await page.getByRole('checkbox', { name: 'Elegir Plaza del Sur' }).press('Space')
      await many.getByRole('button', { name: 'Elegir los 3 encontrados' }).press('Enter')
      await many.getByLabel('Qué cambiar').selectOption('Retirar')
      await many.getByRole('button', { name: 'Cambiar…' }).press('Enter')
      await many.getByText('¿Retirar 3 puntos?').waitFor()
      await many.getByRole('button', { name: 'Sí, cambiar' }).press('Enter')
      await page.getByText('Ningún punto coincide.').waitFor()
      expect((await stored(east)).retired_at).to.be.an.instanceOf(Date)
    }),
  )

  it(
    'adds a hotspot in the middle of the city, and goes to its page',
    as('operator', async (page) => {
      await open(page)
      await page.getByRole('link', { name: 'Agregar un punto' }).press('Enter')
      const form = page.getByRole('form', { name: 'Nuevo punto de acceso' })
      expect(Number(await form.getByLabel('Latitud').inputValue())).to.be.within(19.4, 19.42)
      await form.getByLabel('Programa').fill('city')
      await form.getByLabel('Clave').fill('N1')
      await form.getByLabel('Nombre').fill('Parque')
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')
      await form.getByText('El programa city ya tiene un punto con la clave N1').waitFor()
      await form.getByLabel('Clave').fill('P9')
      expect(await faults(page)).to.deep.equal([])
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')
      await page.getByRole('heading', { name: 'Parque' }).waitFor()
      await page.getByText('lo agregó').waitFor()
    }),
  )

  it(
    'tells what a city still lacks and the next step, until nothing is missing',
    as('admin', async (page) => {
      await open(page)
      await page.getByRole('link', { name: 'Primeros pasos' }).press('Enter')
      const step = (name: string) => page.locator(`[data-step=${name}]`)
      await step('agents').getByText('Con agente: 0 de 3; faltan 3').waitFor()
      await step('hangs').getByText('Hecho').waitFor()
      await step('heard').getByText('Siguiente paso').waitFor()
      await step('named').getByRole('link', { name: 'Importar el archivo de la red' }).waitFor()
      expect(await faults(page)).to.deep.equal([])
      await step('agents').getByRole('link', { name: 'Ver cuáles faltan' }).press('Enter')
      await page.getByText('3 puntos', { exact: true }).waitFor()

      const { db, city } = staffed
      await db.pool.query(
        `with c as (insert into snmp_credentials (name, version, community_sealed) values ('k', '2c', 'x') returning id),
           a as (insert into agents (host, credential_id) select 'ap', id from c returning id)
         update hotspots set agent_id = (select id from a)`,
      )
      await db.pool.query(
        "insert into hotspot_calls (hotspot_id, kind, value) select id, 'name', 'AP ' || id from hotspots",
      )
      await db.pool.query(
        `insert into hotspot_health (hotspot_id, last_answered_at) select id, now() from hotspots
         on conflict (hotspot_id) do update set last_answered_at = now()`,
      )
      await db.pool.query(
        `insert into gateway_posture_days (gateway_id, day, address, signed, proxy_state, eap, refused, requests, last_at)
         values ($1, current_date, '127.0.0.1', true, false, false, false, 1, now())`,
        [city.gatewayId],
      )
      await page.reload()
      await page.getByText('3 puntos', { exact: true }).or(page.getByText('Ningún punto coincide.')).first().waitFor()
      await page.getByRole('link', { name: 'Encontrados' }).waitFor()
      await eventually(async () => (await page.getByRole('link', { name: 'Primeros pasos' }).count()) === 0)
    }),
  )

  it(
    'fits a phone of 360 pixels',
    as('operator', async (page) => {
      await page.setViewportSize({ width: 360, height: 740 })
      for (const path of ['', `/hotspots/${staffed.city.hotspotIds[0]}`, '/hotspots/new', '/first-steps']) {
        await open(page, path)
        await page.locator('.inventory, .part, .steps').first().waitFor()
        const [content, screen] = await page
          .locator('.page')
          .evaluate((element) => [element.scrollWidth, element.clientWidth] as [number, number])
        expect(content, path).to.be.at.most(screen)
        expect(await faults(page), path).to.deep.equal([])
      }
    }),
  )
})
