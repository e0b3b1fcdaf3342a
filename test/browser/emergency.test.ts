import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { openFrom, signInStaff } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const DEVICE = '02:e5:00:00:00:01'

describe('an emergency, in Chromium', () => {
  const given = chromiumAndPlaza()

  const openPage = async (page: Page) => {
    await openFrom(page, 'Operar', 'Emergencia')
    await page.getByRole('heading', { name: 'Modo de emergencia' }).waitFor()
  }

  it('lets a phone that nobody knows online with one button, and no longer than it lasts', async () => {
    const { hotspotId, start } = await given.plaza.addGateway({
      dialect: 'coovachilli',
      name: 'emergency-01',
      address: '127.34.0.1',
      hotspot: { name: 'Albergue', bssid: '02:00:5e:22:00:01' },
    })
    const gateway = await start(DEVICE)
    const admin = await signInStaff(given.browser, given.plaza.publicUrl, 'admin')
    const phone = await given.browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'es-MX',
      javaScriptEnabled: false,
    })
    try {
      gateway.attach({ mac: DEVICE }, '02:00:5e:22:00:01')
      expect(await gateway.macAuth(DEVICE), 'before').to.equal(false)
      await openPage(admin)
      await admin.getByLabel('Motivo', { exact: true }).fill('Sismo: llame a los suyos, este wifi está abierto')
      await admin.getByLabel('Dónde').selectOption('hotspot')
      await admin.getByLabel('Número del punto de acceso').fill(String(hotspotId))
      await admin.getByLabel('Motivo en inglés').fill('Earthquake: call your family')
      await admin.getByRole('button', { name: 'Activar' }).click()
      await admin.getByText('¿Abrir el wifi a todas las personas en Albergue durante 6 h?').waitFor()
      await admin.getByRole('button', { name: 'Sí, activar' }).click()
      await admin.getByText('Emergencia activa').first().waitFor()

      const page = await phone.newPage()
      await eventually(async () => {
        await page.goto(`${gateway.url}/`)
        return (await page.getByText('Sismo: llame a los suyos').count()) > 0
      })
      await page.getByRole('button', { name: 'Conectar' }).click()
      await eventually(() => gateway.isOnline(DEVICE))
      await gateway.settled()
      const session = await eventually(() =>
        given.plaza.db.query.selectFrom('sessions').selectAll().where('device_mac', '=', DEVICE).executeTakeFirst(),
      )
      expect(session).to.include({ resident_id: null, hotspot_id: hotspotId })
      const entry = await eventually(() =>
        given.plaza.db.query.selectFrom('access_log').selectAll().where('reason', '=', 'emergency').executeTakeFirst(),
      )
      expect(entry).to.include({ accepted: true, device_mac: DEVICE, resident_id: null })

      const viewer = await signInStaff(given.browser, given.plaza.publicUrl, 'viewer')
      await viewer.getByText('Sismo: llame a los suyos').first().waitFor()
      await viewer.context().close()

      await admin.getByRole('button', { name: 'Terminar' }).click()
      await admin.getByRole('button', { name: 'Sí, terminar' }).click()
      await admin.getByText('No hay ninguna emergencia activa.').waitFor()
      await eventually(() => !gateway.isOnline(DEVICE))
      await eventually(async () => !(await gateway.macAuth(DEVICE)))
      await eventually(async () => {
        await page.goto(`${gateway.url}/`)
        return (await page.getByRole('button', { name: 'Entrar con Llave' }).count()) > 0
      })
      const audited = await eventually(async () => {
        const rows = await given.plaza.db.query.selectFrom('audit_events').select('action').orderBy('id').execute()
        const actions = rows.map(({ action }) => action).filter((action) => action.startsWith('emergency.'))
        return actions.length === 3 && actions
      })
      expect(audited).to.deep.equal(['emergency.start', 'emergency.end', 'emergency.disconnected'])
    } finally {
      await phone.close()
      await admin.context().close()
      await gateway.close()
    }
  })
})
