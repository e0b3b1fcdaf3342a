import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import { openFrom, signInStaff, walkOn } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const DEVICE = '02:e5:00:00:00:21'
const WAY = ['redirect', 'sign-in', 'callback', 'accept', 'ticket', 'accept-decision', 'session-start', 'online']

describe('help by a code, in Chromium', function () {
  this.timeout(120_000)
  const given = chromiumAndPlaza()

  it('takes a resident from the help page to an operator who sees the whole way', async () => {
    const { start } = await given.plaza.addGateway({
      dialect: 'coovachilli',
      name: 'help-01',
      address: '127.36.0.1',
      hotspot: { name: 'Biblioteca', bssid: '02:00:5e:24:00:01' },
    })
    const gateway = await start(DEVICE)
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const phone = await given.browser.newContext({ viewport: { width: 320, height: 640 }, locale: 'es-MX' })
    const faults = async (page: Awaited<ReturnType<typeof phone.newPage>>) => {
      await page.evaluate(axe)
      // @ts-expect-error axe is there in the page
      const { violations, passes } = await page.evaluate<AxeResults>(() => axe.run())
      expect(passes.length).to.be.greaterThan(5)
      return violations.map(({ id }) => id)
    }
    try {
      const page = await phone.newPage()
      await page.goto(`${gateway.url}/`)
      await walkOn(page, demoResidents[0]!, () => gateway.isOnline(DEVICE))
      await gateway.settled()
      await page.goto(`${given.plaza.publicUrl}/portal/done`)
      await page.getByRole('link', { name: '¿No funciona?' }).click()
      await page.getByText('La red dejó entrar a este dispositivo').waitFor()
      await page.getByRole('button', { name: 'Pedir un código' }).click()
      const code = await page.locator('p > b').textContent()
      expect(code).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
      expect(await faults(page), 'for the resident').to.deep.equal([])
      await eventually(() =>
        given.plaza.db.query.selectFrom('sessions').select('id').where('device_mac', '=', DEVICE).executeTakeFirst(),
      )

      const desk = await signInStaff(given.browser, given.plaza.publicUrl, 'operator')
      await openFrom(desk, 'Operar', 'Ayuda')
      await desk.getByRole('cell', { name: code! }).waitFor()
      await desk.getByLabel('Código').fill(code!.toLowerCase())
      await desk.getByRole('button', { name: 'Buscar' }).click()
      await desk.getByRole('heading', { name: `Caso ${code}` }).waitFor()
      const shown = await desk
        .locator('.help-timeline li')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-what')))
      for (const step of WAY) expect(shown, step).to.include(step)
      expect(shown.indexOf('redirect')).to.be.lessThan(shown.indexOf('ticket'))
      expect(await desk.locator('.help-trace').textContent())
        .to.include('Biblioteca')
        .and.include(DEVICE.slice(-5))
      const entries = await desk.locator('.help-timeline li').allTextContents()
      expect(entries.join('\n'), 'a decision and its reason').to.match(/Decisión Se le dejó entrar \(\w+\) \S/)
      expect(entries.join('\n'), 'words of another language').to.not.include('octets')
      expect(await faults(desk), 'for the operator').to.deep.equal([])

      await desk.getByLabel('Código').fill('BCDF-GHJK')
      await desk.getByRole('button', { name: 'Buscar' }).click()
      await desk.getByText('No hay ningún caso con ese código').waitFor()
      const reads = given.plaza.db.query
        .selectFrom('audit_events')
        .select('target')
        .where('action', '=', 'help-case.read')
      expect((await reads.execute()).map(({ target }) => target)).to.include(`help case ${code}`)
    } finally {
      await phone.close()
      await gateway.close()
    }
  })
})
