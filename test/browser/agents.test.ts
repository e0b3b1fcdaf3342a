import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { StaffRole } from '../../server/directory/tables.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'
import { type RunningSnmpd, startSnmpd } from '../support/snmpd.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the page of the SNMP agents, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let snmpd: RunningSnmpd
  before(async function () {
    const program = requirePeer(this, 'snmpd')
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    snmpd = await startSnmpd(program, ['rocommunity s3cret-word 127.0.0.1', 'sysName kiosco-7', 'sysLocation Alameda'])
  })
  after(async () => {
    await browser?.close()
    await staffed?.close()
    await snmpd?.close()
  })

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const open = (page: Page) => page.goto(`${staffed.publicUrl}/dashboard/network/agents`)

  it(
    'takes a credential and an agent by keyboard, and shows what the agent answers now',
    as('admin', async (page) => {
      await open(page)
      await page.getByText('Todavía no hay agentes.').waitFor()
      await page.getByText('Agregar una credencial').press('Enter')
      const credential = page.getByRole('form', { name: 'Agregar una credencial' })
      await credential.getByLabel('Nombre').fill('kioscos')
      await credential.getByLabel('Comunidad').fill('s3cret-word')
      await credential.getByRole('button', { name: 'Guardar' }).press('Enter')
      await page.locator('[data-credential]', { hasText: 'SNMP 2c' }).waitFor()
      expect(await page.content(), 'a secret comes back never').to.not.include('s3cret-word')

      await page.getByText('Agregar un agente').press('Enter')
      const form = page.getByRole('form', { name: 'Agregar un agente' })
      await form.getByLabel('Dirección').fill('not an address')
      await form.getByLabel('Credencial').selectOption('kioscos')
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')
      await form.getByRole('alert').getByText('Eso no es una dirección').waitFor()
      await form.getByLabel('Dirección').fill(`127.0.0.1:${snmpd.port}`)
      await form.getByRole('button', { name: 'Agregar' }).press('Enter')

      const row = page.locator('[data-agent]', { hasText: `127.0.0.1:${snmpd.port}` })
      await row.getByRole('button', { name: /^Probar ahora/ }).press('Enter')
      await row.getByText('El agente respondió.').waitFor()
      await row.getByText('kiosco-7', { exact: true }).waitFor()
      await row.getByText('Alameda', { exact: true }).waitFor()
      expect(await faults(page)).to.deep.equal([])

      await page.getByRole('button', { name: 'Cambiar secreto de kioscos' }).press('Enter')
      const again = page.getByRole('form', { name: 'Cambiar secreto de kioscos' })
      await again.getByLabel('Comunidad').fill('another-word')
      await again.getByRole('button', { name: 'Guardar' }).press('Enter')
      await again.waitFor({ state: 'detached' })
      await row.getByRole('button', { name: /^Probar ahora/ }).press('Enter')
      await row.getByText('El agente no respondió.').waitFor()
      await row.getByText('Revise la dirección').waitFor()
    }),
  )

  it(
    'lets an operator try, change and remove agents, but no credentials',
    as('operator', async (page) => {
      await open(page)
      await page.getByText('Las credenciales las cambia la administración.').waitFor()
      expect(await page.getByRole('button', { name: /secreto/ }).count()).to.equal(0)
      await page.getByRole('button', { name: /^Cambiar 127/ }).press('Enter')
      await page.keyboard.press('Escape')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Cambiar'"))
      await page.getByRole('button', { name: /^Cambiar 127/ }).press('Enter')
      const form = page.getByRole('form', { name: /^Cambiar 127/ })
      await form.getByLabel('Dirección').fill('ap-7.example')
      await form.getByLabel('Quién responde').selectOption('Un controlador')
      await form.getByRole('button', { name: 'Guardar' }).press('Enter')
      const row = page.locator('[data-agent]', { hasText: 'ap-7.example' })
      await row.getByText('Un controlador').waitFor()
      await row.getByRole('button', { name: /^Cambiar/ }).press('Enter')
      const parent = page.getByRole('form', { name: /^Cambiar ap-7/ })
      await parent.getByLabel('Quién responde').selectOption('Un switch')
      await parent.getByLabel('Nombre').fill('Switch de la plaza')
      await parent.getByLabel('Qué cuelga de él').fill('gateway:nobody')
      await parent.getByRole('button', { name: 'Guardar' }).press('Enter')
      await parent.getByText('algo no existe').waitFor()
      await parent.getByLabel('Qué cuelga de él').fill('Plaza del Sur')
      await parent.getByRole('button', { name: 'Guardar' }).press('Enter')
      await row.getByText('De él cuelgan: Plaza del Sur').waitFor()
      await row.getByText('Switch de la plaza').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await page.getByRole('searchbox').fill('nothing')
      await page.getByText('Ningún agente coincide.').waitFor()
      await page.getByRole('searchbox').fill('AP-7 kios')
      await row.getByRole('button', { name: 'Quitar ap-7.example' }).press('Enter')
      await row.getByRole('button', { name: 'Sí, quitar' }).press('Enter')
      await page.getByText('Ningún agente coincide.').waitFor()
    }),
  )

  it(
    'fits a phone of 360 pixels',
    as('admin', async (page) => {
      await page.setViewportSize({ width: 360, height: 740 })
      await open(page)
      await page.getByText('Agregar una credencial').click()
      await page.getByLabel('Versión de SNMP').selectOption('3')
      await page.getByLabel('Clave de cifrado').waitFor()
      const [content, screen] = await page
        .locator('.page')
        .evaluate((element) => [element.scrollWidth, element.clientWidth] as [number, number])
      expect(content).to.be.at.most(screen)
      expect(await faults(page)).to.deep.equal([])
    }),
  )
})
