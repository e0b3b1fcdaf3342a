import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import type { SimulatedGateway } from '../../scripts/simulators/gateway/gateway.ts'
import { ensurePartition } from '../../server/database/schema/partitions.ts'
import { setMark } from '../../server/health/kept/marks.ts'
import { type IncidentKeeper, startIncidentKeeper } from '../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../server/log.ts'
import { editHotspot } from '../../server/network/hotspots/edits.ts'
import { fail, manyHotspots, recover } from '../server/incidents/failing-hotspots.ts'
import { openFrom, signInStaff, walkOn } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const DEVICE = '02:e5:00:00:00:21'
const BSSID = '02:00:5e:24:00:01'
const WAY = ['redirect', 'sign-in', 'callback', 'accept', 'ticket', 'accept-decision', 'session-start', 'online']
const HOUR_MS = 3_600_000

describe('a working day of an operator, in Chromium', function () {
  this.timeout(400_000)
  const given = chromiumAndPlaza()
  let gateway: SimulatedGateway
  let keeper: IncidentKeeper
  let hotspotId: number
  let behindGateway: number[]

  before(async () => {
    const { plaza } = given
    const added = await plaza.addGateway({
      ...{ dialect: 'coovachilli', name: 'plaza-mayor', address: '127.36.0.1' },
      hotspot: { name: 'Biblioteca', bssid: BSSID },
    })
    hotspotId = added.hotspotId
    gateway = await added.start(DEVICE)
    const other = await plaza.addOpenedGateway(
      { name: 'mercado', vendor: 'omada' },
      { name: 'Mercado', bssid: '02:00:5e:24:00:02' },
    )
    behindGateway = await manyHotspots(plaza.db, other.gatewayId, 12)
    await storeDay(hotspotId)
    keeper = await startIncidentKeeper({
      ...{ db: plaza.db, log: silentLog, timeZone: 'UTC', everyMs: HOUR_MS, soonMs: HOUR_MS },
      residentsAffected: (...ids) => ids.length * 640,
      call: async () => {},
    })
  })

  /** A day of readings, and a change of what is known of it. */
  async function storeDay(id: number): Promise<void> {
    const { db } = given.plaza
    const now = Date.now()
    for (const at of [now - 24 * HOUR_MS, now]) await ensurePartition(db, 'kept_minutes', new Date(at))
    await db.pool.query(
      `insert into kept_minutes (kind, subject_id, at, polls, answered, clients, clients_min, clients_max)
       select 'h', $1, at, 60, 60, 12, 4, 20 from generate_series(now() - interval '20 hours', now(), interval '5 minutes') at`,
      [id],
    )
    for (const level of ['groups', 'hotspots'] as const) await setMark(db.pool, level, now)
    await editHotspot(db, id, { staffId: null }, { notes: 'La llave está en la caseta.' })
  }

  it('goes from the morning’s incidents to a person who calls, the hotspot, a file, and what became of it all', async () => {
    const { browser, plaza } = given
    await fail(plaza.db, behindGateway, new Date())
    await fail(plaza.db, [hotspotId], new Date())
    await keeper.run()
    const phone = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: 'es-MX' })
    const desk = await signInStaff(browser, plaza.publicUrl, 'operator')
    const wrong: string[] = []
    desk.on('pageerror', (error) => wrong.push(error.message))
    try {
      await attendsToTheWorst(desk)
      const code = await asksForHelp(await phone.newPage())
      await findsWhy(desk, code)
      await watchesPackets(desk)
      await looksAtTheHotspot(desk)
      await savesTheNetwork(desk)
      await looksBack(desk)
      expect(wrong).to.deep.equal([])
    } finally {
      await Promise.all([phone.close(), desk.context().close()])
      // Before Plaza, which answers it.
      await gateway.close()
      await keeper.close()
    }
  })

  async function attendsToTheWorst(desk: Page): Promise<void> {
    await desk.getByRole('link', { name: 'Incidentes' }).click()
    const rows = desk.locator('li[data-incident]')
    await rows.nth(1).waitFor()
    const worst = rows.first()
    expect(await worst.innerText(), 'the worst first').to.include('mercado')
    await worst.getByRole('button', { name: 'Yo lo atiendo' }).click()
    await worst.getByText(/Lo atiende/).waitFor()
    await worst.getByLabel('Asignar mercado a').selectOption({ label: 'A mí' })
    await worst.getByText(/Asignado a/).waitFor()
    await worst.getByRole('button', { name: 'Comentar' }).click()
    await worst.getByRole('textbox').fill('sin luz en la calle')
    await worst.getByRole('textbox').press('Enter')
    await worst.getByRole('textbox').waitFor({ state: 'detached' })
    await worst.getByLabel('Silenciar…').selectOption({ label: '4 horas' })
    await desk.getByText('Silenciado: nadie recibirá aviso mientras tanto').waitFor({ state: 'attached' })
    await keeper.run()
    await worst.getByText('En silencio: nadie recibe aviso').waitFor()
    expect(await faults(desk)).to.deep.equal([])
  }

  /** @returns the code that a resident tells, who came online and asks why it does not work */
  async function asksForHelp(page: Page): Promise<string> {
    const { plaza } = given
    await page.goto(`${gateway.url}/`)
    await walkOn(page, demoResidents[0]!, () => gateway.isOnline(DEVICE))
    await gateway.settled()
    await page.goto(`${plaza.publicUrl}/portal/done`)
    await page.getByRole('link', { name: '¿No funciona?' }).click()
    await page.getByText('La red dejó entrar a este dispositivo').waitFor()
    await page.getByRole('button', { name: 'Pedir un código' }).click()
    await page.locator('p > b').waitFor()
    const code = await page.locator('p > b').innerText()
    expect(code).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    expect(await faults(page), 'for the resident').to.deep.equal([])
    const { query } = plaza.db
    await eventually(() =>
      query.selectFrom('sessions').select('id').where('device_mac', '=', DEVICE).executeTakeFirst(),
    )
    const { gateway_id } = await query
      .selectFrom('hotspots')
      .select('gateway_id')
      .where('id', '=', hotspotId)
      .executeTakeFirstOrThrow()
    const refused = { device_mac: DEVICE, accepted: false, method: 'chap', reason: 'ticket-used' } as const
    await query
      .insertInto('access_log')
      .values({ gateway_id: gateway_id!, hotspot_id: hotspotId, ...refused })
      .execute()
    return code
  }

  async function findsWhy(desk: Page, code: string): Promise<void> {
    await openFrom(desk, 'Operar', 'Ayuda')
    await desk.getByRole('cell', { name: code }).waitFor()
    await desk.getByLabel('Código').fill('BCDF-GHJK')
    await desk.getByRole('button', { name: 'Buscar' }).click()
    await desk.getByText('No hay ningún caso con ese código').waitFor()
    await desk.getByLabel('Código').fill(code.toLowerCase())
    await desk.getByRole('button', { name: 'Buscar' }).click()
    await desk.getByRole('heading', { name: `Caso ${code}` }).waitFor()
    const steps = desk.locator('.help-timeline li')
    await steps.first().waitFor()
    const shown = await steps.evaluateAll((items) => items.map((item) => item.getAttribute('data-what')))
    for (const step of WAY) expect(shown, step).to.include(step)
    expect(shown.indexOf('redirect')).to.be.lessThan(shown.indexOf('ticket'))
    expect(await desk.locator('.help-trace').textContent())
      .to.include('Biblioteca')
      .and.include(DEVICE.slice(-5))
    const words = (await steps.allTextContents()).join('\n')
    expect(words, 'a decision and its reason').to.match(/Decisión Se le dejó entrar \(\w+\) \S/)
    expect(words, 'words of another language').to.not.include('octets')
    expect(await faults(desk)).to.deep.equal([])
    await expectAudited('help-case.read', `help case ${code}`)
  }

  const expectAudited = async (action: string, target: string) => {
    const rows = await given.plaza.db.query
      .selectFrom('audit_events')
      .select('target')
      .where('action', '=', action as never)
      .execute()
    expect(rows.map((row) => row.target)).to.include(target)
  }

  async function watchesPackets(desk: Page): Promise<void> {
    await desk.keyboard.press('Control+k')
    await desk.locator('.palette input').fill(DEVICE.toUpperCase().replaceAll(':', '-'))
    await desk.locator('[data-find="device"]').click()
    await desk.getByRole('heading', { level: 1, name: /02:e5/i }).waitFor()
    await desk.locator('.help-timeline').getByText('el boleto ya se había usado').waitFor()
    await desk.locator('.help-timeline li[data-what=session-start]').first().waitFor()
    await desk.getByRole('button', { name: 'Ver los paquetes en vivo' }).click()
    await desk.getByText(/^En vivo hasta las/).waitFor()
    const packets = desk.locator('.trace-events li[data-what=request]')
    await eventually(async () => {
      gateway.attach({ mac: DEVICE }, BSSID)
      await gateway.macAuth(DEVICE)
      await gateway.settled()
      return (await packets.count()) > 0
    })
    const access = packets.filter({ hasText: 'Access-Request' }).last()
    await access.locator('summary').click()
    await access.getByText('NAS-Identifier', { exact: true }).waitFor()
    await access
      .getByText(/^oculto \(\d+ octetos\)$/)
      .first()
      .waitFor()
    await desk.getByRole('button', { name: 'Terminar' }).click()
    await desk.getByText(/^Terminó, con/).waitFor()
    expect(await faults(desk)).to.deep.equal([])
    await expectAudited('device.read', `device ${DEVICE.slice(-8)}`)
  }

  async function looksAtTheHotspot(desk: Page): Promise<void> {
    await desk.locator('.help-timeline').getByRole('link', { name: 'Biblioteca' }).first().click()
    const panel = desk.locator('section.panel')
    await panel.getByRole('heading', { name: 'Biblioteca' }).waitFor()
    await panel
      .getByRole('img', { name: /^Gráfica de/ })
      .first()
      .waitFor()
    await panel.locator('[data-session]').first().waitFor()
    await panel.locator('[data-reject="ticket-used"]').waitFor()
    await panel.locator('.identity-changes').getByText('lo cambió').waitFor()
    await panel.getByText('La llave está en la caseta.').waitFor()
    expect(await faults(desk)).to.deep.equal([])
  }

  async function savesTheNetwork(desk: Page): Promise<void> {
    await openFrom(desk, 'Operar', 'Red')
    await desk.getByRole('link', { name: 'Biblioteca', exact: true }).waitFor()
    const [download] = await Promise.all([desk.waitForEvent('download'), desk.locator('.more-of .csv').last().click()])
    const table = parse(await readFile(await download.path()), { bom: true, columns: true }) as Array<
      Record<string, string>
    >
    expect(table.map(({ Nombre }) => Nombre)).to.include.members(['Biblioteca', 'Mercado', 'site 12'])
  }

  async function looksBack(desk: Page): Promise<void> {
    await recover(given.plaza.db, [...behindGateway, hotspotId], new Date())
    await keeper.run()
    await desk.getByRole('link', { name: 'Incidentes' }).click()
    await desk.getByText('Nada falla ahora.').waitFor()
    await desk.getByLabel('Cuáles').selectOption('1')
    await desk.locator('li[data-incident]').getByRole('link', { name: 'mercado' }).click()
    await desk.getByRole('heading', { level: 1, name: /mercado/ }).waitFor()
    const history = (await desk.locator('.incident-history li').allInnerTexts()).join('\n')
    for (const happened of [
      'Terminó',
      'Quedó en silencio',
      'sin luz en la calle',
      'lo asignó a',
      'lo atiende',
      'Empezó',
    ])
      expect(history).to.include(happened)
    expect(await faults(desk)).to.deep.equal([])
  }
})
