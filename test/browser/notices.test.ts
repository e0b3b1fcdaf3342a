import { expect } from 'chai'
import { openFrom, signInStaff } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const DEVICE = '02:e6:00:00:00:01'

describe('notices on the portal, in Chromium', () => {
  const given = chromiumAndPlaza()

  /** What a phone without JavaScript shows of an address, in this language. */
  const readBy = async (locale: string, url: string) => {
    const phone = await given.browser.newContext({
      viewport: { width: 360, height: 740 },
      locale,
      javaScriptEnabled: false,
    })
    try {
      const page = await phone.newPage()
      await page.goto(url)
      return (await page.textContent('body')) ?? ''
    } finally {
      await phone.close()
    }
  }

  it('are written by an operator, read by residents there in their language, and gone once withdrawn', async () => {
    const [here, there] = [
      await given.plaza.addGateway({
        ...{ dialect: 'coovachilli', name: 'notices-01', address: '127.35.0.1' },
        hotspot: { name: 'Kiosco', bssid: '02:00:5e:23:00:01' },
      }),
      await given.plaza.addGateway({
        ...{ dialect: 'coovachilli', name: 'notices-02', address: '127.35.0.2' },
        hotspot: { name: 'Biblioteca', bssid: '02:00:5e:23:00:02' },
      }),
    ]
    const gateways = [await here.start(DEVICE), await there.start(DEVICE)] as const
    gateways[0].attach({ mac: DEVICE }, '02:00:5e:23:00:01')
    gateways[1].attach({ mac: DEVICE }, '02:00:5e:23:00:02')
    const operator = await signInStaff(given.browser, given.plaza.publicUrl, 'operator')
    try {
      await openFrom(operator, 'Operar', 'Avisos')
      await operator.getByText('No hay ningún aviso.').waitFor()
      await operator.getByRole('button', { name: 'Publicar' }).click()
      expect(await operator.locator('textarea:invalid').count(), 'nothing is published without a text').to.equal(1)
      await operator.getByLabel('Texto en español').fill('Mañana no hay servicio de 9 a 11')
      await operator.getByLabel('Texto en inglés').fill('No service tomorrow from 9 to 11')
      await operator.getByLabel('Tipo').selectOption('maintenance')
      await operator.getByLabel('Dónde').selectOption('hotspot')
      await operator.getByLabel('Número del punto de acceso').fill('999999')
      await operator.getByRole('button', { name: 'Publicar' }).click()
      await operator.getByRole('alert').waitFor()
      await operator.getByLabel('Número del punto de acceso').fill(String(here.hotspotId))
      await operator.getByRole('button', { name: 'Publicar' }).click()
      await operator.getByRole('region', { name: 'Mantenimiento' }).getByText('Kiosco').waitFor()
      expect(await faults(operator), 'for the operator').to.deep.equal([])

      const [url, elsewhere] = gateways.map((gateway) => `${gateway.url}/`) as [string, string]
      await eventually(async () => (await readBy('es-MX', url)).includes('Mañana no hay servicio de 9 a 11'))
      const english = await readBy('en-US', url)
      expect(english).to.include('No service tomorrow from 9 to 11').and.not.include('Mañana')
      expect(await readBy('es-MX', elsewhere))
        .to.include('Entrar con Llave')
        .and.not.include('Mañana')

      const viewer = await signInStaff(given.browser, given.plaza.publicUrl, 'viewer')
      await viewer.goto(`${given.plaza.publicUrl}/dashboard/notices`)
      await viewer.getByText('Mañana no hay servicio de 9 a 11').waitFor()
      await viewer.getByText('Solo operación y administración escriben avisos.').waitFor()
      expect(await viewer.getByRole('button', { name: 'Retirar' }).count()).to.equal(0)
      await viewer.context().close()

      await operator.getByRole('button', { name: 'Retirar: Mañana no hay servicio de 9 a 11' }).click()
      await operator.getByText('No hay ningún aviso.').waitFor()
      await operator.getByRole('heading', { name: 'Anteriores' }).waitFor()
      await eventually(async () => !(await readBy('es-MX', url)).includes('Mañana'))
      const rows = await given.plaza.db.query.selectFrom('audit_events').select('action').orderBy('id').execute()
      const actions = rows.map(({ action }) => action).filter((action) => action.startsWith('notice.'))
      expect(actions).to.have.length(2).and.include('notice.withdraw')
    } finally {
      await operator.context().close()
      for (const gateway of gateways) await gateway.close()
    }
  })
})
