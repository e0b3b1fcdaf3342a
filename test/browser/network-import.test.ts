import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { putAgents } from '../../server/network/agents/agents.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { storeListed } from '../../server/network/found/listed.ts'
import { storeHeard } from '../../server/network/found/store.ts'
import { launchChromium } from '../support/chromium.ts'
import { testSealer } from '../support/city.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the pages that import the network and accept what was found, in Chromium', () => {
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
  const open = (page: Page, path: string) => page.goto(`${staffed.publicUrl}/dashboard/network/${path}`)
  const stored = (id: number) =>
    staffed.db.query.selectFrom('hotspots').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  const narrow = async (page: Page) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.evaluate("document.documentElement.style.fontSize = ''")
    const [content, screen] = await page
      .locator('.page')
      .evaluate((element) => [element.scrollWidth, element.clientWidth] as [number, number])
    expect(content).to.be.at.most(screen)
    expect(await faults(page)).to.deep.equal([])
  }

  it(
    'shows what a file would change and what is set aside, applies it, and retires only what was ticked',
    as('admin', async (page) => {
      const [north, south, east] = staffed.city.hotspotIds
      await open(page, 'import')
      const field = page.getByLabel('Suelte aquí el archivo, o elíjalo:')
      await field.setInputFiles(fileOf('mal.csv', 'a,b\n1,2\n'))
      await page.getByText('Ninguna columna dice de qué punto es cada línea').waitFor()
      expect(await page.locator('#content').innerText()).to.not.match(/\bcolumn\b|\bimported\b/)

      await field.setInputFiles(fileOf('red.csv', 'código,MAC,modelo\nN1,00:00:5e:00:53:01,A\nS1,,A\nE1,,A\n'))
      await page.getByRole('heading', { name: 'Lo que cambiaría: red.csv' }).waitFor()
      expect((await stored(north)).mac, 'not yet').to.equal(null)
      await page.getByRole('button', { name: 'Aplicar' }).press('Enter')
      await page.getByRole('heading', { name: 'Lo que cambió: red.csv' }).waitFor()
      expect(await stored(north)).to.include({ mac: '00:00:5e:00:53:01', model: 'A' })

      await page.getByRole('button', { name: 'Otro archivo' }).press('Enter')
      await field.setInputFiles(fileOf('red.csv', 'código,MAC,modelo\nN1,00-00-5E-00-53-02,A\nZZ,,B\nN1,,C\n'))
      const change = page.locator(`[data-change="${north}"]`)
      await change.getByText('00:00:5e:00:53:01 → 00:00:5e:00:53:02').waitFor()
      await page.locator('[data-fault="3"]').getByText('Ningún punto tiene esa clave').waitFor()
      await page.locator('[data-fault="4"]').getByText('Otra línea del mismo punto dice otra cosa.').waitFor()
      await page.locator('[data-fault="4"]').getByRole('link', { name: 'Estación Norte' }).waitFor()
      expect(await page.locator('[data-left]').count()).to.equal(2)
      await page.getByRole('checkbox', { name: 'Retirar Plaza del Sur' }).press('Space')
      expect(await faults(page)).to.deep.equal([])
      await narrow(page)
      await page.getByRole('button', { name: 'Aplicar' }).press('Enter')
      await page.getByRole('heading', { name: 'Lo que cambió: red.csv' }).waitFor()
      expect((await stored(south)).retired_at).to.be.an.instanceOf(Date)
      expect((await stored(east)).retired_at).to.equal(null)
      expect((await stored(north)).mac).to.equal('00:00:5e:00:53:02')
    }),
  )

  it(
    'shows what is done with a file meanwhile, and how many lines of how many',
    as('admin', async (page) => {
      await page.route('**/api/v1/network-import/*', (route) =>
        route.fulfill({ json: { phase: 'storing', done: 12_000, total: 32_461 } }),
      )
      let go = () => {}
      const held = new Promise<void>((resolve) => {
        go = resolve
      })
      await page.route('**/api/v1/network-import', async (route) => {
        await held
        await route.continue()
      })
      await open(page, 'import')
      await page
        .getByLabel('Suelte aquí el archivo, o elíjalo:')
        .setInputFiles(fileOf('red.csv', 'código,modelo\nN1,A\n'))
      await page.locator('[data-phase=storing]').getByText('guardando… 12,000 de 32,461').waitFor()
      expect(await page.getByRole('progressbar').getAttribute('value')).to.equal('12000')
      expect(await faults(page)).to.deep.equal([])
      go()
      await page.getByRole('heading', { name: 'Lo que cambiaría: red.csv' }).waitFor()
    }),
  )

  it(
    'takes a file that is dropped, and says where there is nothing to apply',
    as('admin', async (page) => {
      await open(page, 'import')
      await page.getByLabel('Suelte aquí el archivo, o elíjalo:').waitFor()
      const dropped = await page.evaluateHandle(
        "(() => { const t = new DataTransfer(); t.items.add(new File(['código,nombre\\nN1,Estación Norte\\n'], 'x.csv')); return t })()",
      )
      await page.dispatchEvent('.drop-file', 'drop', { dataTransfer: dropped })
      await page.getByText('No hay nada que aplicar: la red ya está así.').waitFor()
      expect(await page.getByRole('button', { name: 'Aplicar' }).isDisabled()).to.equal(true)
    }),
  )

  it(
    'accepts what was found by one press, as another hotspot, or many at once',
    as('operator', async (page) => {
      const { db, city } = staffed
      const [north, south, east] = city.hotspotIds
      await db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:30' }).where('id', '=', north).execute()
      const at = { gatewayId: city.gatewayId, firstAt: new Date(Date.now() - 3_600_000), lastAt: new Date() }
      await storeHeard(db, [
        { ...at, called: '00:00:5e:00:53:3f', sessions: 9 },
        { ...at, called: 'Plaza del Sur', sessions: 5 },
        { ...at, called: '00:00:5e:00:53:35', sessions: 4 },
        { ...at, called: 'ap-desconocido', sessions: 3 },
      ])
      const [credentialId = 0] = await putCredentials(db, testSealer, [
        { name: 'wlc', credential: { version: '2c', community: 'wlc' } },
      ])
      const wlc = { host: '192.0.2.9', port: 161, credentialId, kind: 'controller' } as const
      const [agentId = 0] = await putAgents(db, [wlc])
      const listed = { called: '02:00:5e:00:99:01', name: 'Estación Norte', model: 'AIR-9', serial: 'SN-9' }
      await storeListed(db, agentId, [listed], new Date())
      await open(page, 'found')
      await page.getByText('5 encontrados').waitFor()
      const row = (called: string) => page.locator('[data-found]', { hasText: called })
      await row('00:00:5e:00:53:3f').getByText('su dirección es la de al lado').waitFor()
      await row('02:00:5e:00:99:01').getByText('Controlador 192.0.2.9:161').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await page.getByRole('button', { name: 'Aceptar 00:00:5e:00:53:3f como Estación Norte' }).press('Enter')
      await page.getByText('4 encontrados').waitFor()

      await row('ap-desconocido').getByText('No se sabe cuál es').waitFor()
      await row('ap-desconocido')
        .getByRole('button', { name: /^Es otro/ })
        .press('Enter')
      await row('ap-desconocido').getByRole('searchbox').fill('biblioteca')
      await row('ap-desconocido').getByRole('button', { name: 'Es este: Biblioteca 100% Oriente' }).press('Enter')
      await page.getByText('3 encontrados').waitFor()

      await page.getByRole('checkbox', { name: 'Elegir los que tienen un punto probable' }).press('Space')
      await page.getByRole('button', { name: 'Aceptar 3 elegidos' }).press('Enter')
      await page.getByRole('button', { name: 'Sí, aceptar' }).press('Enter')
      await page.getByText('Todo lo que se oye es conocido.').waitFor()
      const { rows } = await db.pool.query('select hotspot_id, value from hotspot_calls where found order by value')
      expect(rows).to.deep.equal([
        { hotspot_id: north, value: '00:00:5e:00:53:35' },
        { hotspot_id: north, value: '00:00:5e:00:53:3f' },
        { hotspot_id: south, value: 'Plaza del Sur' },
        { hotspot_id: east, value: 'ap-desconocido' },
      ])
      const asked = await db.query
        .selectFrom('hotspots')
        .select(['id', 'agent_id'])
        .where('agent_id', 'is not', null)
        .execute()
      expect(asked).to.deep.equal([{ id: north, agent_id: agentId }])
      await narrow(page)
    }),
  )
})
