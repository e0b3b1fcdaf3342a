import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { startDiscoveries } from '../../server/health/discovery/worker.ts'
import { silentLog } from '../../server/log.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { storeHeard } from '../../server/network/found/store.ts'
import { addHotspot } from '../../server/network/inventory/add.ts'
import { sealer } from '../server/api/web-harness.ts'
import { agentsOnLoopback, tells, walk } from '../server/health/discovery/agents-on-loopback.ts'
import { launchChromium } from '../support/chromium.ts'
import { testGateway } from '../support/city.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the pages that search for SNMP agents and settle doubts, in Chromium', () => {
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
    'asks the addresses given, says how far it is, is stopped, and has hotspots asked through what it found',
    as('operator', async (page) => {
      const { db, city } = staffed
      const [north, south] = city.hotspotIds
      const agents = await agentsOnLoopback({
        '127.0.9.1': { community: 'city', walk: walk('routeros', ...tells('ap-1', '00:00:5e:00:53:01')) },
        '127.0.9.2': { community: 'city', walk: walk('unifi', ...tells('otro', '00:00:5e:00:53:02')) },
      })
      const worker = await startDiscoveries({ db, sealer, log: silentLog, timing: { timeoutMs: 200, retries: 0 } })
      try {
        await putCredentials(db, sealer, [{ name: 'city', credential: { version: '2c', community: 'city' } }])
        await db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:01' }).where('id', '=', north).execute()
        await open(page, 'discovery')
        await page.getByRole('checkbox', { name: 'city (v2c)' }).press('Space')
        const field = page.getByLabel('Redes o direcciones')
        const search = page.getByRole('button', { name: 'Buscar', exact: true })
        await field.fill('10.0.0.0/8')
        await search.press('Enter')
        await page.getByText('65 536 direcciones cuando más, como las de una red /16').waitFor()

        await field.fill('127.0.8.0/24')
        await page.getByLabel('Direcciones por segundo').fill('1')
        await search.press('Enter')
        await page.getByText('Se pregunta a 127.0.8.0/24').waitFor()
        await page.getByText(/^\d+ de 254 direcciones; respondieron 0$/).waitFor()
        expect(await faults(page)).to.deep.equal([])
        await page.getByRole('button', { name: 'Detener' }).press('Enter')
        await page.getByText('La búsqueda se detuvo').waitFor()

        await page.getByLabel('Redes o direcciones').fill('127.0.9.0/30')
        await page.getByLabel('Puerto').fill(String(agents.port))
        await page.getByRole('checkbox', { name: 'city (v2c)' }).press('Space')
        await search.press('Enter')
        await page.getByText(/^Última búsqueda, .*: 2 direcciones, respondieron 2\.$/).waitFor()
        const row = (address: string) => page.locator('[data-discovered]', { hasText: address })
        await row('127.0.9.1').getByText('tiene su dirección MAC').waitFor()
        await row('127.0.9.2').getByText('No se sabe cuál es').waitFor()
        expect(await faults(page)).to.deep.equal([])
        await row('127.0.9.2')
          .getByRole('button', { name: /es otro punto$/ })
          .press('Enter')
        await row('127.0.9.2').getByRole('searchbox').fill('plaza del sur')
        await row('127.0.9.2').getByRole('button', { name: 'Es este: Plaza del Sur' }).press('Enter')
        await row('127.0.9.2').waitFor({ state: 'detached' })
        await page.getByRole('checkbox', { name: 'Elegir todos los reconocidos' }).press('Space')
        await page.getByRole('button', { name: 'Aceptar 1 elegido' }).press('Enter')
        await page.getByRole('button', { name: 'Sí, aceptar' }).press('Enter')
        await page.getByText('1 punto aceptado').first().waitFor()
        await page.getByText('No hay nada por aceptar').waitFor()
        expect((await stored(north)).agent_id).to.be.a('number')
        expect((await stored(south)).mac).to.equal('00:00:5e:00:53:02')
        const { rows } = await db.pool.query(
          "select action from audit_events where action ~ '^(discovery|agent)' order by id",
        )
        expect(rows.map(({ action }) => action)).to.deep.equal([
          ...['discovery.start', 'discovery.stop', 'discovery.start', 'agent.accept', 'agent.accept'],
        ])
        await page.getByRole('checkbox', { name: 'También los que ya tienen su punto' }).press('Space')
        await row('127.0.9.1').getByText('ya se le pregunta por aquí').waitFor()
        await narrow(page)
      } finally {
        await worker.close()
        await agents.close()
      }
    }),
  )

  it(
    'lists what is doubtful, and settles each by one of its buttons',
    as('operator', async (page) => {
      const { db, city } = staffed
      const [north, south] = city.hotspotIds
      await db.query.updateTable('hotspots').set({ serial: 'FCW-1' }).where('id', 'in', [north, south]).execute()
      const other = await testGateway(db, { network: '192.0.2.1/32', sealer })
      await db.query.updateTable('hotspots').set({ mac: '00:00:5e:00:53:01' }).where('id', '=', north).execute()
      const at = { firstAt: new Date(), lastAt: new Date() }
      await storeHeard(db, [{ ...at, gatewayId: other, called: '00:00:5e:00:53:01', sessions: 4 }])
      await addHotspot(db, { staffId: null }, { programme: 'P', code: 'x', name: 'x', latitude: 19, longitude: -99 })
      await open(page, 'doubts')
      await page.getByText('2 dudas').waitFor()
      const doubt = (text: string) => page.locator('[data-doubt]', { hasText: text })
      expect(await faults(page)).to.deep.equal([])
      await doubt('FCW-1')
        .getByRole('button', { name: /^Es de Estación Norte/ })
        .press('Enter')
      await page.getByText('¿Dejarlo solo en Estación Norte').waitFor()
      await page.getByRole('button', { name: 'Sí', exact: true }).press('Enter')
      await page.getByText('1 duda').waitFor()
      expect([(await stored(north)).serial, (await stored(south)).serial]).to.deep.equal(['FCW-1', null])
      await doubt('informó 4 sesiones')
        .getByRole('button', { name: /^Así es/ })
        .press('Enter')
      await page.getByText('No hay nada dudoso').waitFor()
      expect((await stored(north)).gateway_id).to.equal(city.gatewayId)
      await narrow(page)
    }),
  )
})
