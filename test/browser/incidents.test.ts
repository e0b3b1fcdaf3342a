import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { type IncidentKeeper, startIncidentKeeper } from '../../server/incidents/keeper/keeper.ts'
import { storeNotifications } from '../../server/incidents/notify/outbox.ts'
import { type NotificationSender, startNotificationSender } from '../../server/incidents/notify/sender.ts'
import { silentLog } from '../../server/log.ts'
import { putAgents } from '../../server/network/agents/agents.ts'
import { setChildren } from '../../server/network/agents/children.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { sealer } from '../server/api/web-harness.ts'
import { fail, manyHotspots, recover } from '../server/incidents/failing-hotspots.ts'
import { keepState } from '../server/incidents/state-history.ts'
import { launchChromium, openAdministration, openFrom } from '../support/chromium.ts'
import { type StaffedCity, startStaffedCity, TIME_ZONE } from './staffed-city.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const HOUR_MS = 3_600_000
/** Good pages stay below it: web.dev/articles/cls */
const MOST_SHIFT = 0.1

/** Sums up in the page by how much it jumped without anybody having done something (the Layout Instability API). */
const watchShifts = `
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value
  }).observe({ type: 'layout-shift', buffered: true })`
const shiftsOf = (page: Page) => page.evaluate<number>('window.shifted')
const PHONE = { width: 390, height: 844 }

describe('the pages of incidents, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  let keeper: IncidentKeeper
  let sender: NotificationSender
  let hook: Server
  let hookUrl: string
  let hotspots: number[]
  let axe: string

  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    hotspots = await manyHotspots(db, city.gatewayId, 12)
    const timeZone = TIME_ZONE
    keeper = await startIncidentKeeper({
      ...{ db, log: silentLog, timeZone, everyMs: HOUR_MS, soonMs: HOUR_MS },
      residentsAffected: (...ids) => ids.length * 640,
      call: (tx, changes, now) => storeNotifications(tx, changes, now, timeZone),
    })
    sender = await startNotificationSender({
      ...{ db, log: silentLog, sealer, publicUrl: staffed.publicUrl, timeZone, everyMs: HOUR_MS },
    })
    hook = createServer((request, response) => {
      request.resume()
      response.end()
    }).listen(0, '127.0.0.1')
    await once(hook, 'listening')
    hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
    await keeper.run()
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  })
  after(async () => {
    await sender?.close()
    await keeper?.close()
    await browser?.close()
    await staffed?.close()
    hook?.close()
  })

  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const { violations } = await page.evaluate<AxeResults, string[]>(
      // @ts-expect-error axe is there in the page
      (values) => axe.run({ runOnly: { type: 'tag', values } }),
      WCAG,
    )
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }
  const fitsAcross = async (page: Page) =>
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).to.be.at.most(PHONE.width)

  it('have the navigation of every role in one row at 1280 px', async () => {
    for (const role of ['viewer', 'planner', 'operator', 'admin'] as const)
      await staffed.visit(browser, role, async (page) => {
        await page.setViewportSize({ width: 1280, height: 800 })
        const tops = await page.locator('.bar > *, nav > a, nav > button').evaluateAll((all) =>
          all.map((one) => {
            const { top, height } = one.getBoundingClientRect()
            return Math.round(top + height / 2)
          }),
        )
        expect(Math.max(...tops) - Math.min(...tops), role).to.be.lessThan(8)
      })
  })

  it('follow what happens, and keep filters in the address and on the way back', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.getByRole('link', { name: 'Incidentes' }).click()
      await page.getByText('1 incidente', { exact: true }).waitFor()
      await fail(staffed.db, hotspots, new Date())
      await fail(staffed.db, [staffed.city.hotspotIds[0]], new Date())
      await keeper.run()
      const gateway = page.locator('li[data-incident]', { hasText: 'plaza-mayor' })
      await gateway.waitFor()
      expect(await page.locator('li[data-incident]').first().innerText(), 'the worst first').to.include('plaza-mayor')
      expect(await gateway.innerText()).to.match(/14 puntos: .*y 11 más/)
      expect(await page.locator('nav .badge').innerText()).to.equal('1')
      await page.getByLabel('Dónde está la causa').selectOption('site')
      await page.getByText('0 incidentes', { exact: true }).waitFor()
      expect(page.url()).to.match(/cause=site/)
      await page.reload()
      await page.getByText('0 incidentes', { exact: true }).waitFor()
      await page.getByLabel('Dónde está la causa').selectOption('gateway')
      await gateway.getByRole('link', { name: 'plaza-mayor' }).click()
      await page.getByRole('heading', { name: 'Gateway plaza-mayor' }).waitFor()
      await page.getByRole('link', { name: '← Incidentes' }).click()
      await page.waitForURL(/incidents\?cause=gateway/)
      await page.getByRole('button', { name: 'Quitar filtros' }).click()
      await recover(staffed.db, [...hotspots, ...staffed.city.hotspotIds], new Date())
      await keeper.run()
      await page.getByText('Nada falla ahora.').waitFor()
      await page.getByLabel('Cuáles').selectOption('1')
      await gateway.waitFor()
      expect(await gateway.innerText()).to.match(/del .* al /)
    }))

  it('let operators silence something every week, and end that', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.setViewportSize(PHONE)
      await openFrom(page, 'Operar', 'Silencios')
      await page.getByText('Silenciar algo').press('Enter')
      const form = page.getByRole('form', { name: 'Silenciar algo' })
      expect(await form.getByLabel('Qué', { exact: true }).locator('option').allInnerTexts()).to.not.include(
        'Toda la ciudad',
      )
      await form.getByLabel('Qué', { exact: true }).selectOption('gateway')
      await form.getByLabel('Buscar por nombre').fill('mayor')
      await form.getByLabel('Cuál', { exact: true }).locator('option', { hasText: 'plaza-mayor' }).waitFor({
        state: 'attached',
      })
      await form.getByLabel('Empieza (vacío: ahora)').fill(`${new Date().getFullYear() + 1}-01-05T03:00`)
      await form.getByLabel('Se repite').selectOption('weekly')
      await form.getByLabel('Motivo').fill('respaldo')
      expect(await faults(page)).to.deep.equal([])
      await fitsAcross(page)
      await form.getByRole('button', { name: 'Silenciar', exact: true }).press('Enter')
      const row = page.locator('li[data-silence]', { hasText: 'respaldo' })
      await row.getByText(/cada semana: dom, a las 03:00, por 2 h/).waitFor()
      await row.getByRole('button', { name: 'Terminar' }).press('Enter')
      await row.getByRole('button', { name: 'Sí, terminar' }).press('Enter')
      await page.getByRole('heading', { name: 'Terminados' }).waitFor()
    }))

  it('let operators silence what hangs on a UPS from the incident that names it', async () => {
    const { db, city } = staffed
    const [credentialId = 0] = await putCredentials(db, sealer, [
      { name: 'x', credential: { version: '2c', community: 'x' } },
    ])
    const agent = { host: '192.0.2.8', port: 161, credentialId, kind: 'ups', name: 'UPS del parque' } as const
    const [ups = 0] = await putAgents(db, [agent])
    await setChildren(db, ups, city.hotspotIds.map(String))
    const { rows } = await db.pool.query<{ id: number }>(
      `insert into incidents (cause, subject_id, subject_name, kind, opened_at, hotspots, most_hotspots)
       values ('parent', $1, 'UPS del parque', 'down', now(), 2, 2) returning id`,
      [ups],
    )
    await staffed.visit(browser, 'operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/incidents/${rows[0]!.id}`)
      await page.getByLabel('Silenciar…').selectOption({ label: '4 horas' })
      await page.getByText('Silenciado: nadie recibirá aviso mientras tanto').waitFor({ state: 'attached' })
      await openFrom(page, 'Operar', 'Silencios')
      await page.getByRole('heading', { name: 'Equipo del que cuelgan UPS del parque' }).waitFor()
    })
    await db.pool.query('delete from incidents where id = $1', [rows[0]!.id])
  })

  it('do not jump while they fill, nor when the server is away and back', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.addInitScript(watchShifts)
      for (const path of ['', 'availability', 'gateways', 'incidents']) {
        await page.goto(`${staffed.publicUrl}/dashboard/${path}`, { waitUntil: 'networkidle' })
        expect(await shiftsOf(page), path).to.be.below(MOST_SHIFT)
      }
      const before = await shiftsOf(page)
      await staffed.web.stop()
      await page.locator('.lost').waitFor()
      await staffed.web.start()
      await page.locator('.lost').waitFor({ state: 'detached' })
      expect((await shiftsOf(page)) - before, 'a banner').to.equal(0)
    }))

  it('let administrators say who is called, try it, and see what became of each message', () =>
    staffed.visit(browser, 'admin', async (page) => {
      await openAdministration(page, 'A quién avisar')
      await page.getByText('Aún no hay receptores: nadie recibe aviso.').waitFor()
      await page.getByText('Agregar un receptor').press('Enter')
      const form = page.getByRole('form', { name: 'Agregar un receptor' })
      await form.getByLabel('Nombre').fill('turno')
      await form.getByLabel('Medio').selectOption('webhook')
      await form.getByLabel('Dirección web').fill(hookUrl)
      await form.getByLabel('Secreto de la firma').fill('corto')
      await form.getByRole('button', { name: 'Guardar' }).press('Enter')
      await form.getByText('El secreto lleva de 16 a 200 letras.').waitFor()
      await form.getByLabel('Secreto de la firma').fill('un-secreto-de-la-firma')
      await form.getByRole('checkbox', { name: 'importaciones' }).press('Space')
      await form.getByRole('button', { name: 'Guardar' }).press('Enter')
      await page.getByText(/ · incidentes, importaciones$/).waitFor()
      await page.getByRole('button', { name: 'Probar turno' }).press('Enter')
      await page.getByText('La prueba llegó: el receptor la aceptó.').waitFor()
      await page.getByText('Agregar una ruta').press('Enter')
      const route = page.getByRole('form', { name: 'Agregar una ruta' })
      await route.getByLabel('Nombre').fill('noches')
      await route.getByLabel('Horario (vacío: siempre)').fill('lun-dom 20:00-07:00')
      await route.getByLabel('Minutos sin que nadie lo atienda').fill('20')
      await route.getByRole('button', { name: 'Guardar' }).press('Enter')
      await route.getByText('Indique a quién se llama después, y a los cuántos minutos.').waitFor()
      await route.getByLabel('Y entonces avisar a').selectOption({ label: 'turno' })
      await route.getByRole('button', { name: 'Guardar' }).press('Enter')
      await page.getByText(/tras 20 min sin atención avisa a turno/).waitFor()
      expect(await faults(page)).to.deep.equal([])
      await page.setViewportSize(PHONE)
      await fitsAcross(page)
      await page.locator('.deliveries').getByText('enviado').waitFor()
    }))

  it('say on every page that a receiver fails', async () => {
    await staffed.db.pool.query('update receivers set failing_since = now()')
    await staffed.visit(browser, 'operator', async (page) => {
      await page
        .getByRole('alert')
        .getByText(/«turno» no acepta nada desde/)
        .waitFor()
    })
    await staffed.db.pool.query('update receivers set failing_since = null')
  })

  it('say how much of the time hotspots worked, with the period in the address, and as CSV', async () => {
    const ago = (days: number) => Date.now() - days * 86_400_000
    await keepState(staffed.db, staffed.city.hotspotIds[1], [
      { state: 'up', since: ago(20) },
      { state: 'down', since: ago(2) },
    ])
    await staffed.visit(browser, 'viewer', async (page) => {
      await page.setViewportSize(PHONE)
      await openFrom(page, 'Planear', 'Disponibilidad')
      await page.getByLabel('Por', { exact: true }).selectOption('hotspot')
      await page.getByRole('link', { name: 'Plaza del Sur' }).waitFor()
      expect(page.url()).to.include('by=hotspot')
      expect(await faults(page)).to.deep.equal([])
      await fitsAcross(page)
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Descargar todo como CSV' }).click(),
      ])
      expect(await readFile(await download.path(), 'utf8')).to.include('Plaza del Sur')
    })
  })
})
