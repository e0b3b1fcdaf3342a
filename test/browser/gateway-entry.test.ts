import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import { loadGateways } from '../../server/network/gateways/gateways.ts'
import { storeHeard } from '../../server/network/gateways/heard/store.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { sealer } from '../server/api/web-harness.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('gateways registered by pages, in Chromium', () => {
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

  const stored = async (name: string) =>
    (await loadGateways(staffed.db, sealer)).find((gateway) => gateway.name === name)
  const focused = (within: Locator, name: string) => within.locator(`[name=${name}]:focus`).waitFor()
  const open = async (page: Page, name: string) => {
    await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
    await page.getByRole('button', { name, exact: true }).press('Enter')
    return page.locator('.gateway-detail')
  }

  it('adds one by keyboard, says what is wrong at its field, and shows what Plaza made once', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'Nuevo gateway' }).press('Enter')
      const form = page.getByRole('form', { name: 'Nuevo gateway' })
      await form.getByLabel('Nombre').fill('plaza-mayor')
      const network = form.getByLabel('Dirección o red')
      await network.fill('203.0.113.9/28')
      await form.getByRole('button', { name: 'Registrar' }).press('Enter')
      await form.getByText('Es una dirección dentro de una red').waitFor()
      await focused(form, 'network')
      expect(await network.getAttribute('aria-invalid')).to.equal('true')
      expect(await faults(page)).to.deep.equal([])
      await network.fill('203.0.113.9')
      await network.press('Enter')
      await form.getByText('Ya lo tiene otro gateway.').waitFor()
      await form.getByLabel('Nombre').fill('kiosco 9')
      await form.getByLabel('Nombre').press('Enter')
      const made = page.locator('.made-secrets')
      await made.getByText('Secretos de kiosco 9').waitFor()
      expect(await faults(page)).to.deep.equal([])
      const [secret, uamSecret] = await Promise.all(
        [0, 1].map((which) => made.getByRole('textbox').nth(which).inputValue()),
      )
      expect(await stored('kiosco 9')).to.include({ secret, uamSecret, network: '203.0.113.9/32' })
      expect(page.url()).to.not.include(secret!)
      await made.getByRole('button', { name: 'Ya los escribí' }).press('Enter')
      await made.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'kiosco 9', exact: true }).waitFor()
    })
  })

  it('changes one, and asks a controller’s password only where it is another login', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'Nuevo gateway' }).click()
      const form = page.getByRole('form', { name: 'Nuevo gateway' })
      await form.getByLabel('Marca').selectOption('unifi')
      await form.getByLabel('Nombre').fill('parque')
      await form.getByLabel('Dirección del controlador').fill('https://unifi.example:8443')
      await form.getByLabel('Usuario', { exact: true }).fill('plaza')
      await form.getByLabel('Contraseña de ese usuario').fill('one of the controller')
      await form.getByRole('button', { name: 'Registrar' }).click()
      await form.waitFor({ state: 'detached' })
      const detail = await open(page, 'parque')
      await detail.getByRole('button', { name: 'Cambiar sus datos' }).press('Enter')
      const change = page.getByRole('form', { name: 'Cambiar los datos de parque' })
      await change.getByLabel('Sitio').fill('s2')
      await change.getByRole('button', { name: 'Guardar' }).press('Enter')
      await change.waitFor({ state: 'detached' })
      const [before, after] = [{ site: 's2', password: 'one of the controller' }, { username: 'another' }]
      expect((await stored('parque'))?.controller).to.include(before)
      await detail.getByRole('button', { name: 'Cambiar sus datos' }).press('Enter')
      await change.getByLabel('Usuario', { exact: true }).fill(after.username)
      await change.getByRole('button', { name: 'Guardar' }).press('Enter')
      await change.getByText('Hace falta: Plaza no da la de otro usuario').waitFor()
      await focused(change, 'controllerPassword')
      await page.keyboard.press('Escape')
      await change.waitFor({ state: 'detached' })
      await detail.locator('.gateway-edit button:focus').waitFor()
    })
  })

  it('changes one that is out of use', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      await addGateway(staffed.db, sealer, {
        ...{ name: 'bodega', vendor: 'mikrotik', network: '203.0.113.77/32', secret: 'of the one in store' },
        ...{ nasIdentifier: null, uamSecret: null, loginOrigins: [], coaPort: 3799 },
      })
      await staffed.db.query
        .updateTable('gateways')
        .set({ disabled_at: new Date() })
        .where('name', '=', 'bodega')
        .execute()
      await page.goto(`${staffed.publicUrl}/dashboard/gateways?show=disabled`)
      await page.getByRole('button', { name: 'Cambiar sus datos bodega' }).press('Enter')
      const form = page.getByRole('form', { name: 'Cambiar los datos de bodega' })
      await form.getByLabel('Dirección o red').fill('203.0.113.78')
      expect(await faults(page)).to.deep.equal([])
      await form.getByRole('button', { name: 'Guardar' }).press('Enter')
      await form.waitFor({ state: 'detached' })
      await page.locator('[data-disabled-gateway]').getByText('203.0.113.78').waitFor()
      const row = await staffed.db.query
        .selectFrom('gateways')
        .selectAll()
        .where('name', '=', 'bodega')
        .executeTakeFirst()
      expect(row?.network).to.equal('203.0.113.78/32')
      expect(row?.disabled_at).to.be.an.instanceOf(Date)
    })
  })

  it('says what was heard and what is missing, reads it anew, and shows where its hotspots are', async () => {
    const { db, city } = staffed
    await staffed.visit(browser, 'operator', async (page) => {
      const detail = await open(page, 'plaza-mayor')
      const lacks = detail.locator('.missing li')
      await detail.getByText('Todavía no se oye contabilidad').waitFor()
      await detail.getByText('HS_RADIUS, HS_RADACCTPORT').waitFor()
      const kinds = await Promise.all((await lacks.all()).map((one) => one.getAttribute('data-missing')))
      expect(kinds).to.deep.equal([...['no-access', 'no-accounting', 'no-redirect', 'no-login']])
      const said = { gatewayId: city.gatewayId, at: new Date(), address: '127.0.0.1', why: null, parameter: null }
      await storeHeard(db, [
        { ...said, kind: 'access' },
        { ...said, kind: 'accounting' },
        { ...said, kind: 'redirect', address: null },
      ])
      await detail.getByRole('button', { name: 'Comprobar' }).press('Enter')
      await eventually(async () => (await lacks.count()) === 1)
      await detail.getByRole('application', { name: 'Mapa de los puntos de plaza-mayor' }).waitFor()
      await detail.getByText('3 puntos.').waitFor()
      expect(await detail.getByRole('button', { name: 'Cambiar sus datos' }).count()).to.equal(0)
      expect(await faults(page)).to.deep.equal([])
    })
  })

  it('makes a certificate for RadSec, whose key is downloaded and then gone', async () => {
    await staffed.visit(browser, 'admin', async (page) => {
      const detail = await open(page, 'plaza-mayor')
      await detail.getByText('Cómo se configura').click()
      await detail.getByRole('button', { name: 'Crear un certificado de RadSec' }).press('Enter')
      await detail.getByRole('button', { name: 'Crear, y conservar los de antes' }).press('Enter')
      const files: string[] = []
      for (const name of ['Llave', /^Certificado/]) {
        const button = detail.locator('.made-secrets').getByRole('button', { name })
        const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
        files.push(await readFile(await file.path(), 'utf8'))
      }
      const [key, pem] = files
      expect(key).to.include('PRIVATE KEY')
      expect(await faults(page)).to.deep.equal([])
      const fingerprint = new X509Certificate(pem!).fingerprint256.replaceAll(':', '').toLowerCase()
      expect((await stored('plaza-mayor'))?.certificates.map((one) => one.fingerprint)).to.deep.equal([fingerprint])
    })
  })
})
