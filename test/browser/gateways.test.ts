import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { chooseSigning } from '../../server/network/gateways/change.ts'
import { loadGateways } from '../../server/network/gateways/gateways.ts'
import { disableGateway } from '../../server/network/gateways/in-use.ts'
import { addSeenRequests, utcDay } from '../../server/network/gateways/posture/store.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { addSession, sealer } from '../server/api/web-harness.ts'
import { launchChromium, openAdministration, openFrom } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the page of the gateways, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let schools: number
  let market: number

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    schools = await addGateway(db, sealer, {
      name: 'Red de escuelas',
      network: '203.0.113.0/24',
      secret: 'secret-of-the-schools',
      vendor: 'generic',
      coaPort: 3799,
      messageAuthenticator: 'auto',
      nasIdentifier: null,
      uamSecret: null,
      loginOrigins: [],
    })
    market = await addGateway(db, sealer, {
      name: 'Mercado',
      network: null,
      secret: 'nobody knows it',
      vendor: 'omada',
      coaPort: 3799,
      nasIdentifier: null,
      uamSecret: null,
      loginOrigins: [],
    })
    await chooseSigning(db, city.gatewayId, { messageAuthenticator: 'off' })
    const seen = {
      ...{ day: utcDay(new Date()), proxyState: false, eap: false, refused: false },
      ...{ lastAt: new Date(Date.now() - 5 * 60_000), nasIdentifier: null },
    }
    await addSeenRequests(db, [
      { ...seen, gatewayId: schools, address: '203.0.113.7', signed: false, requests: 1204 },
      { ...seen, gatewayId: schools, address: '203.0.113.8', signed: true, requests: 8310 },
      { ...seen, gatewayId: city.gatewayId, address: '127.0.0.1', signed: true, requests: 25 },
    ])
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
  })

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const rowOf = (page: Page, id: number) => page.locator(`tr[data-gateway="${id}"]`)

  it(
    'is not for viewers',
    as('viewer', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await page.getByText('Solo operación y administración pueden ver los gateways.').waitFor()
      expect(await page.locator('header nav a', { hasText: 'Gateways' }).count()).to.equal(0)
      expect(await page.locator('header nav a', { hasText: 'Red' }).count()).to.equal(1)
    }),
  )

  it(
    'shows operators who would be refused, first of all and by address, and lets them change nothing',
    as('operator', async (page) => {
      await openFrom(page, 'Operar', 'Gateways')
      await rowOf(page, schools).getByText('Equipo viejo: se rechazarían 1,204 de 9,514').waitFor()
      await rowOf(page, staffed.city.gatewayId).getByText('Ya se puede exigir').waitFor()
      expect(await page.locator('tr[data-gateway]').first().getAttribute('data-gateway')).to.equal(String(schools))
      await page.getByRole('button', { name: 'Red de escuelas' }).click()
      await page
        .getByText(/^Exigir la firma habría rechazado 1,204 de 9,514 .*hace \d+ minutos, desde 203\.0\.113\.7\.$/)
        .waitFor()
      const addresses = page.locator('.by-source li')
      await addresses.filter({ hasText: '203.0.113.7' }).getByText('se rechazarían 1,204 de 1,204').waitFor()
      await addresses.filter({ hasText: '203.0.113.8' }).getByText('Ya se puede exigir').waitFor()
      await page.getByText('Solo la administración puede cambiarlo.').waitFor()
      expect(await page.getByRole('radio', { disabled: true }).count()).to.equal(3)
    }),
  )

  it(
    'says of a gateway that the portal opens what Plaza cannot do there, and shows no signature',
    as('operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await rowOf(page, market).getByText('No pregunta a RADIUS').waitFor()
      await page.getByRole('button', { name: 'Mercado' }).click()
      await page.getByText('Por lo que Plaza sabe, 0 dispositivos tienen paso ahora.').waitFor()
      expect(await page.locator('[data-cannot]').count()).to.equal(5)
      expect(await page.getByRole('radio').count()).to.equal(0)
    }),
  )

  it(
    'lets administrators require the signature by keyboard, after it has said what that would have refused',
    as('admin', async (page) => {
      const { db, city, publicUrl } = staffed
      await page.goto(`${publicUrl}/dashboard/gateways`)
      await page.getByRole('searchbox').fill('mayor')
      await rowOf(page, schools).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'plaza-mayor' }).press('Enter')
      await page.getByRole('radio', { name: /^Sí, siempre/ }).press('Space')
      await page.locator('.confirm').getByText('no habría rechazado nada: los 25 Access-Requests').waitFor()
      await page.getByRole('button', { name: 'No', exact: true }).press('Enter')
      await page.locator('.confirm').waitFor({ state: 'detached' })
      await page.locator('input[value=off]:focus').waitFor()
      await page.getByRole('radio', { name: /^Sí, siempre/ }).press('Space')
      await page.getByRole('button', { name: 'Sí, cambiar' }).press('Enter')
      await rowOf(page, city.gatewayId).getByText('se exige', { exact: true }).waitFor()
      await page.locator('input[value=require]:focus').waitFor()
      const gateway = db.query.selectFrom('gateways').where('id', '=', city.gatewayId)
      const { mode } = await gateway.select('message_authenticator as mode').executeTakeFirstOrThrow()
      expect(mode).to.equal('require')
      await openAdministration(page, 'Auditoría')
      await page.getByText('Cambió la firma que se exige a un gateway').first().waitFor()
    }),
  )

  it(
    'takes a gateway out of use and puts it back, after it has said what follows',
    as('admin', async (page) => {
      const { city, db, publicUrl } = staffed
      await addSession(db, city, city.hotspotIds[0])
      await page.goto(`${publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'plaza-mayor', exact: true }).press('Enter')
      const detail = page.locator('.gateway-detail')
      await detail.getByRole('button', { name: 'Poner fuera de uso' }).press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent?.startsWith('Poner fuera')"))
      await detail.getByRole('button', { name: 'Poner fuera de uso' }).press('Enter')
      await detail.getByText('En sus 3 puntos nadie más puede entrar.').waitFor()
      await detail.getByText('1 conexión abierta sigue hasta que el gateway la termine').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await detail.getByRole('button', { name: 'Sí, poner fuera de uso' }).press('Enter')
      await rowOf(page, city.gatewayId).waitFor({ state: 'detached' })
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'En uso'"))
      await page.getByRole('link', { name: 'Fuera de uso (1)' }).press('Enter')
      expect(new URL(page.url()).search).to.equal('?show=disabled')
      await page.locator(`[data-disabled-gateway="${city.gatewayId}"]`).waitFor()
      const row = page.locator('tr.opened')
      await row.getByRole('button', { name: 'Retirar' }).press('Enter')
      await row.getByText('Sus 3 puntos quedan sin gateway').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await row.getByRole('button', { name: 'Cancelar' }).press('Enter')
      await row.getByRole('button', { name: 'Volver a poner en uso' }).press('Enter')
      await page.getByText('No hay gateways fuera de uso.').waitFor()
      await page.getByRole('link', { name: 'En uso', exact: true }).click()
      await rowOf(page, city.gatewayId).waitFor()
    }),
  )

  it(
    'removes a gateway for good',
    as('admin', async (page) => {
      const { db, publicUrl } = staffed
      const place = {
        network: '198.51.100.4/32',
        coaPort: 3799,
        nasIdentifier: null,
        uamSecret: null,
        loginOrigins: [],
      }
      const id = await addGateway(db, sealer, { ...place, name: 'Kiosco', vendor: 'generic', secret: 'of the kiosk' })
      await page.goto(`${publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'Kiosco', exact: true }).click()
      await page.getByRole('button', { name: 'Retirar Kiosco' }).click()
      await page.getByText('Esto no se puede deshacer.').waitFor()
      await page.getByRole('button', { name: 'Sí, retirar para siempre' }).click()
      await rowOf(page, id).waitFor({ state: 'detached' })
      await page.getByRole('link', { name: 'Fuera de uso (0)' }).waitFor()
    }),
  )

  it(
    'shows operators what is out of use, and lets them change nothing of it',
    as('operator', async (page) => {
      const { city, db, publicUrl } = staffed
      await disableGateway(db, schools, true)
      await page.goto(`${publicUrl}/dashboard/gateways?show=disabled`)
      await page.locator(`[data-disabled-gateway="${schools}"]`).waitFor()
      expect(await page.getByRole('button', { name: /Retirar|Volver a poner/ }).count()).to.equal(0)
      await page.getByRole('link', { name: 'En uso', exact: true }).click()
      await rowOf(page, city.gatewayId).getByRole('button').click()
      await page.locator('.gateway-detail').waitFor()
      expect(await page.getByRole('button', { name: /Retirar|Poner fuera/ }).count()).to.equal(0)
      await disableGateway(db, schools, false)
    }),
  )

  it(
    'shows what is set at a gateway, ready to copy, and makes it a new secret that is shown once',
    as('admin', async (page) => {
      const { city, publicUrl } = staffed
      await page.goto(`${publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'plaza-mayor', exact: true }).press('Enter')
      await page.getByText('Cómo se configura').press('Enter')
      const text = page.getByLabel('Configuración', { exact: true })
      await text.waitFor()
      expect(await text.inputValue()).to.include('HS_NASID=plaza-mayor\n')
      await page.getByRole('button', { name: 'Copiar Configuración' }).press('Enter')
      const selected =
        'const { selectionStart, selectionEnd, value } = document.querySelector("textarea"); selectionEnd - selectionStart === value.length'
      expect(
        await page.evaluate<boolean>(`(() => { ${selected.replace('; selection', '; return selection')} })()`),
      ).to.equal(true)
      expect(await faults(page)).to.deep.equal([])
      await page.getByRole('button', { name: 'Crear otro secreto compartido' }).press('Enter')
      await page.getByText('nadie más entra ahí').waitFor()
      await page.getByRole('button', { name: 'Sí, crear' }).press('Enter')
      const secret = await page.getByLabel('Secreto compartido: se muestra solo ahora').inputValue()
      const stored = (await loadGateways(staffed.db, sealer)).find(({ id }) => id === city.gatewayId)?.secret
      expect(secret).to.equal(stored)
      await page.reload()
      await page.getByRole('button', { name: 'plaza-mayor', exact: true }).press('Enter')
      await page.getByText('Cómo se configura').press('Enter')
      await text.waitFor()
      expect(await page.content()).to.not.include(secret)
    }),
  )

  it(
    'fits a phone of 360 pixels, its details too',
    as('admin', async (page) => {
      await page.setViewportSize({ width: 360, height: 740 })
      await page.goto(`${staffed.publicUrl}/dashboard/gateways`)
      await page.getByRole('button', { name: 'Red de escuelas' }).click()
      await page.locator('.by-source li').first().waitFor()
      await page.getByRole('radio', { name: /^No/ }).click()
      await page.locator('.confirm').waitFor()
      const widths = await page
        .locator('.page')
        .evaluate((element) => [element.scrollWidth, element.clientWidth] as [number, number])
      expect(widths[0]).to.be.at.most(widths[1])
    }),
  )
})
