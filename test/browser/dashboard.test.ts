import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import {
  AcctSessionId,
  Code,
  CoovaChilliBandwidthMaxDown,
  CoovaChilliBandwidthMaxUp,
  ErrorCause,
  reply,
} from '../../radius/index.ts'
import type { StaffRole } from '../../server/directory/tables.ts'
import { addSession } from '../server/api/web-harness.ts'
import { launchChromium, openAdministration, openFrom, signInStaff } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the dashboard, in Chromium', () => {
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

  const north = () => staffed.city.hotspotIds[0]
  const openHotspot = async (page: Page, id: number) => {
    await page.goto(`${staffed.publicUrl}/dashboard/?hotspot=${id}`)
    await page.locator('.panel h2').waitFor()
  }
  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  /** What the API answers to the page, with its cookie. */
  const statusOf = (page: Page, path: string, method = 'GET') =>
    page.evaluate(
      async ({ path, method }) => {
        const { csrf } = (await (await fetch('/api/v1/me')).json()) as { csrf: string }
        return (await fetch(`/api/v1${path}`, { method, headers: { 'x-plaza-csrf': csrf } })).status
      },
      { path, method },
    )

  for (const role of ['viewer', 'planner'] as const) {
    it(
      `shows a ${role} how hotspots are, but neither sessions nor the button that ends them`,
      as(role, async (page) => {
        const session = await addSession(staffed.db, staffed.city, north())
        await openHotspot(page, north())
        await page.locator('[data-reading=liveSessions]').waitFor()
        expect(await page.locator('.panel h2').textContent()).to.equal('Estación Norte')
        expect(await page.locator('.sessions').count()).to.equal(0)
        expect(await page.getByRole('button', { name: 'Desconectar' }).count()).to.equal(0)
        expect(await page.getByRole('link', { name: 'Auditoría' }).count()).to.equal(0)
        expect(await statusOf(page, `/hotspots/${north()}`)).to.equal(200)
        expect(await statusOf(page, '/neighbourhoods')).to.equal(200)
        expect(await statusOf(page, `/hotspots/${north()}/sessions`)).to.equal(403)
        expect(await statusOf(page, `/sessions/${session}/disconnect`, 'POST')).to.equal(403)
        expect(await statusOf(page, '/audit')).to.equal(403)
        expect(staffed.gateway.asked).to.have.length(0)
        await page.goto(`${staffed.publicUrl}/dashboard/audit`)
        await page.getByText('Solo la administración puede ver la auditoría.').waitFor()
      }),
    )
  }

  it(
    'tells the operator who was turned away at a hotspot and why, and leaves out who was only shown the portal',
    as('operator', async (page) => {
      const { db, city } = staffed
      const turnedAway = { gateway_id: city.gatewayId, hotspot_id: north(), accepted: false }
      await db.query
        .insertInto('access_log')
        .values([
          { ...turnedAway, device_mac: '02:00:00:aa:bb:01', method: 'chap', reason: 'ticket-used' },
          { ...turnedAway, device_mac: '02:00:00:aa:bb:02', method: 'mac', reason: 'device-not-bound' },
        ])
        .execute()
      await openHotspot(page, north())
      const rejects = page.locator('[data-reject]')
      await rejects.first().waitFor()
      expect(await rejects.count()).to.equal(1)
      expect(await rejects.first().textContent()).to.match(/aa:bb:01 el boleto ya se había usado$/)
    }),
  )

  it(
    'tells the operator which faults residents reported at a hotspot',
    as('operator', async (page) => {
      const day = new Date().toISOString().slice(0, 10)
      const { query } = staffed.db
      await query
        .insertInto('fault_reports')
        .values({ hotspot_id: north(), fault: 'no-internet', day, times: 3 })
        .execute()
      await openHotspot(page, north())
      const report = page.locator('[data-fault="no-internet"]')
      await report.waitFor()
      expect(await report.textContent()).to.match(/se conectan, pero no hay internet 3 veces$/)
    }),
  )

  it(
    'sends one request however often Disconnect is clicked, and says what the gateway answers or that it is silent',
    as('operator', async (page) => {
      const { db, city, gateway } = staffed
      await db.query.deleteFrom('sessions').execute()
      const silent = await addSession(db, city, north())
      const refused = await addSession(db, city, north())
      const { acct_session_id: refusedName } = await db.query
        .selectFrom('sessions')
        .select('acct_session_id')
        .where('id', '=', refused)
        .executeTakeFirstOrThrow()
      gateway.asked = []
      gateway.answer = (packet) =>
        packet.get(AcctSessionId) === refusedName ? reply(Code.DisconnectNak).add(ErrorCause, 506) : undefined
      const posts: string[] = []
      page.on('request', (request) => request.method() === 'POST' && posts.push(new URL(request.url()).pathname))
      await openHotspot(page, north())
      const row = (id: number) => page.locator(`[data-session="${id}"]`)

      await row(silent).getByRole('button', { name: 'Desconectar' }).dblclick()
      await row(silent).getByRole('button', { name: 'Sí, desconectar' }).waitFor()
      expect(posts, 'a double click asks, and does not answer itself').to.deep.equal([])
      await row(silent).getByRole('button', { name: 'Sí, desconectar' }).dblclick()
      await row(silent).getByText('Esperando al gateway…').waitFor()

      await row(refused).getByRole('button', { name: 'Desconectar' }).click()
      await row(refused).getByRole('button', { name: 'Sí, desconectar' }).dblclick()
      const answer = row(refused).locator('[data-outcome=nak]')
      await answer.waitFor()
      expect(await answer.textContent()).to.equal('El gateway se negó: sin recursos (1 intento)')

      const silence = row(silent).locator('[data-outcome=timeout]')
      await silence.waitFor()
      expect(await silence.textContent()).to.equal('El gateway no respondió (3 intentos)')
      expect(posts).to.deep.equal([silent, refused].map((id) => `/api/v1/sessions/${id}/disconnect`))
      expect(gateway.asked.filter((packet) => packet.get(AcctSessionId) === refusedName)).to.have.length(1)
      expect(await page.locator('tbody[data-live=true]').count()).to.equal(2)
    }),
  )

  it(
    'changes limits, tells where a session came from, and disconnects everybody at a hotspot, once',
    as('operator', async (page) => {
      const { db, city, gateway } = staffed
      const [hotspot, before] = city.hotspotIds
      await db.query.deleteFrom('sessions').execute()
      const moved = await addSession(db, city, before)
      await db.query.updateTable('sessions').set({ hotspot_id: hotspot }).where('id', '=', moved).execute()
      await addSession(db, city, hotspot)
      gateway.asked = []
      gateway.answer = ({ code }) => reply(code === Code.CoaRequest ? Code.CoaAck : Code.DisconnectAck)
      const posts: string[] = []
      page.on('request', (request) => request.method() === 'POST' && posts.push(new URL(request.url()).pathname))
      await openHotspot(page, hotspot)
      const row = page.locator(`[data-session="${moved}"]`)
      await row.getByRole('list', { name: 'Recorrido' }).getByText('Plaza del Sur').waitFor()

      await row.getByRole('button', { name: 'Cambiar límites' }).click()
      await row.getByLabel('Bajada, Mbit/s').fill('2.5')
      await row.getByRole('button', { name: 'Cambiar', exact: true }).click()
      await row.getByText('Ponga bajada y subida, los minutos, o los tres.').waitFor()
      await row.getByLabel('Subida, Mbit/s').fill('1')
      await row.getByRole('button', { name: 'Cambiar', exact: true }).dblclick()
      await row.getByText('El gateway cambió los límites (1 intento)').waitFor()
      const [coa] = gateway.asked
      expect(coa?.get(CoovaChilliBandwidthMaxDown)).to.equal(2500)
      expect(coa?.get(CoovaChilliBandwidthMaxUp)).to.equal(1000)

      await page.getByRole('button', { name: 'Desconectar a todos aquí' }).dblclick()
      await page.getByRole('button', { name: 'Sí, desconectar las 2' }).dblclick()
      await page.getByText('2 desconectadas', { exact: true }).waitFor()
      await row.locator('[data-ended-by=disconnect]').waitFor()
      expect(posts).to.deep.equal([`/api/v1/sessions/${moved}/limits`, '/api/v1/disconnects'])
      expect(gateway.asked).to.have.length(3)
    }),
  )

  it('shows the administration who signed in and who disconnected what, until sign-out', async () => {
    const { publicUrl, db, city, gateway } = staffed
    // By the City Key, which is told; the others of these tests only have a cookie.
    const page = await signInStaff(browser, publicUrl, 'admin')
    const id = await addSession(db, city, north())
    gateway.answer = () => reply(Code.DisconnectAck)
    await openHotspot(page, north())
    const row = page.locator(`[data-session="${id}"]`)
    await row.getByRole('button', { name: 'Desconectar' }).click()
    await row.getByRole('button', { name: 'Sí, desconectar' }).click()
    await row.getByText('El gateway la desconectó (1 intento)').waitFor()

    await openAdministration(page, 'Auditoría')
    await page.locator('table.audit tbody tr').first().waitFor()
    const rows = (await page.locator('table.audit tbody tr').allInnerTexts()).map((text) => text.split('\t'))
    expect(rows[0]?.slice(1, 4)).to.deep.equal(['Adela Ibarra', 'Desconectó una sesión', `session ${id}`])
    expect(rows[0]?.[4]).to.contain('outcome: ack')
    expect(rows[1]?.slice(1, 3)).to.deep.equal(['Adela Ibarra', 'Entró al tablero'])

    await page.getByRole('button', { name: 'Salir' }).click()
    await page.getByRole('heading', { name: 'Entre para ver el tablero' }).waitFor()
    expect(await page.locator('.header').count()).to.equal(0)
    await page.goto(`${publicUrl}/dashboard/audit`)
    await page.getByRole('heading', { name: 'Entre para ver el tablero' }).waitFor()
    expect(await page.evaluate(async () => (await fetch('/api/v1/audit')).status)).to.equal(401)
    const href = await page.getByRole('link', { name: 'Entrar con la Llave de la Ciudad' }).getAttribute('href')
    expect(href).to.equal(`/staff/sign-in?return=${encodeURIComponent('/dashboard/audit')}`)
    await page.context().close()
  })

  it(
    'can be worked with the keyboard alone: search, arrows, Enter, Escape',
    as('viewer', async (page) => {
      const focused = () => page.locator(':focus')
      await page.keyboard.press('Tab')
      expect(await focused().textContent()).to.equal('Saltar al contenido')
      await page.keyboard.press('Enter')
      for (let step = 0; step < 10 && (await focused().getAttribute('type')) !== 'search'; step++)
        await page.keyboard.press('Tab')
      expect(await focused().getAttribute('type')).to.equal('search')
      const found = page.waitForResponse(/[?&]search=centro/)
      await page.keyboard.type('centro')
      await found
      await page.getByText('3 puntos', { exact: true }).waitFor()
      const rows = page.locator('[data-hotspot-row]')
      await page.keyboard.press('ArrowDown')
      expect(await focused().getAttribute('data-hotspot-row')).to.equal(
        await rows.nth(0).getAttribute('data-hotspot-row'),
      )
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowUp')
      const second = await rows.nth(1).getAttribute('data-hotspot-row')
      expect(await focused().getAttribute('data-hotspot-row')).to.equal(second)
      await page.keyboard.press('Enter')
      await page.locator('.panel h2').waitFor()
      expect(await focused().getAttribute('aria-label')).to.equal('Cerrar')
      expect(new URL(page.url()).searchParams.get('hotspot')).to.equal(second)
      await page.keyboard.press('Escape')
      await page.locator('.panel').waitFor({ state: 'detached' })
      expect(await focused().getAttribute('data-hotspot-row')).to.equal(second)
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      expect(await focused().getAttribute('type')).to.equal('search')
    }),
  )

  it(
    'closes the panel with the back button, and opens it again with the forward button',
    as('viewer', async (page) => {
      await page.locator('[data-hotspot-row]').first().click()
      await page.locator('.panel h2').waitFor()
      await page.goBack()
      await page.locator('.panel').waitFor({ state: 'detached' })
      expect(page.url()).to.equal(`${staffed.publicUrl}/dashboard/`)
      await page.goForward()
      await page.locator('.panel h2').waitFor()
    }),
  )

  it(
    'colours the neighbourhoods by each measure, as its legend says',
    as('planner', async (page) => {
      await page.getByRole('button', { name: 'Ver toda la ciudad' }).click()
      const legend = page.locator('.legend')
      const swatches = () =>
        legend.locator('.classes .swatch').evaluateAll((all) => all.map((swatch) => swatch.style.background as string))
      /** Colours of which the canvas has at least a hundred pixels. */
      const drawn = (colours: string[]) =>
        page.locator('canvas.leaflet-zoom-animated').evaluate((canvas, wanted) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height) as {
            data: Uint8ClampedArray
          }
          return wanted.filter((colour) => {
            const channels = (colour.match(/\d+/g) ?? []).map(Number)
            let pixels = 0
            // Hatched ones are drawn from a tile, which may round otherwise.
            for (let at = 0; at < data.length; at += 4)
              if (data[at + 3]! > 0 && channels.every((value, channel) => Math.abs(data[at + channel]! - value) <= 2))
                pixels++
            return pixels > 100
          })
        }, colours)
      for (const [label, title, expected] of [
        ['Sin internet en casa', 'Residentes sin internet en casa', 2],
        ['Con servicio cerca', 'Residentes cerca de un punto que funciona ahora: A pie, 250 m en línea recta', 2],
        ['Marginación', 'Grado de marginación', 2],
      ] as const) {
        await page.getByText(label, { exact: true }).last().click()
        await legend.getByRole('heading', { name: title }).waitFor()
        expect(await drawn(await swatches())).to.have.length(expected)
      }
    }),
  )

  it(
    'ranks the neighbourhoods by the residents without service, and shows the chosen one on the map',
    as('planner', async (page) => {
      await openFrom(page, 'Planear', 'Barrios')
      const names = page.locator('table.neighbourhoods tbody th')
      const listed = (expected: string[]) =>
        eventually(async () => isDeepStrictEqual(await names.allTextContents(), expected))
      await listed(['Centro', 'Ejido del Oriente'])
      const [, unchecked] = await page.locator('table.neighbourhoods tbody tr').allInnerTexts()
      expect(unchecked, 'nobody without service: its only hotspot is unchecked').to.match(
        /0\s+5,000\s+5,000\s+0\s*%\s+70\s*%\s+Muy alto\s+1/s,
      )
      await page.getByRole('button', { name: 'Residentes sin comprobar' }).click()
      await listed(['Ejido del Oriente', 'Centro'])
      await page.getByRole('button', { name: 'Con servicio cerca' }).click()
      await listed(['Centro', 'Ejido del Oriente'])
      await page.getByRole('button', { name: 'Marginación' }).click()
      await listed(['Ejido del Oriente', 'Centro'])
      for (const [figure, shown] of [
        ['covered', /^600 10%$/],
        ['unchecked', /^5,000 83.3%$/],
        ['without', /^400 6.7%$/],
        ['faults', /^0$/],
      ] as const)
        await page.locator(`[data-figure=${figure}] dd`, { hasText: shown }).waitFor()
      await page.getByRole('searchbox').fill('óriente')
      await listed(['Ejido del Oriente'])
      await names.first().locator('xpath=following-sibling::td[1]').click()
      const { city, publicUrl, uncoveredId } = staffed
      await page.waitForURL(`${publicUrl}/dashboard/?layer=covered&ring=walk&neighbourhood=${uncoveredId}`)
      await page.locator(`.hotspot[data-hotspot="${city.hotspotIds[2]}"]`).waitFor()
      await page.locator(`.hotspot[data-hotspot="${north()}"], .cluster`).waitFor({ state: 'detached' })
    }),
  )

  it(
    'speaks English once told so, also after it is loaded again',
    as('viewer', async (page) => {
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('link', { name: 'Map' }).waitFor()
      await page.reload()
      await page.getByRole('link', { name: 'Map' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).to.equal('en')
      expect(await page.getByText('Barrios').count()).to.equal(0)
      await page.getByRole('button', { name: 'Español' }).click()
      await page.getByRole('link', { name: 'Mapa' }).waitFor()
    }),
  )

  it(
    'says when the live link is lost, and goes on by itself when the server is back',
    as('operator', async (page) => {
      const { web, db, city } = staffed
      await openHotspot(page, north())
      await page.locator('.panel[data-fresh=true]').waitFor()
      expect(await page.locator('.lost').count()).to.equal(0)
      await web.stop()
      await page.locator('.lost').waitFor()
      await page.locator('.panel[data-fresh=false]').waitFor()
      await db.query
        .updateTable('hotspot_health')
        .set({ state: 'degraded', cause: 'high-load' })
        .where('hotspot_id', '=', city.hotspotIds[0])
        .execute()
      await web.start()
      await page.locator('.lost').waitFor({ state: 'detached' })
      await page.locator('.panel .state[data-state=degraded]').waitFor()
      await page.locator('.panel').getByText('carga alta').waitFor()
      await page.locator(`.hotspot.degraded[data-hotspot="${north()}"], .cluster`).first().waitFor()
      await page.locator('[data-figure=degraded] dd', { hasText: /^1$/ }).waitFor()
    }),
  )
})
