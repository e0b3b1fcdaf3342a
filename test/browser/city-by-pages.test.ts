import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { bindDevice } from '../../server/directory/devices/devices.ts'
import { findOrCreateResident } from '../../server/directory/residents.ts'
import { importNeighbourhoods } from '../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { launchChromium, openFrom, signInStaff } from '../support/chromium.ts'
import { requirePeer } from '../support/peers.ts'
import { radclient } from '../support/radclient.ts'
import { type RunningSnmpd, startSnmpd } from '../support/snmpd.ts'
import { startWholePlaza, type WholePlaza } from './whole-plaza.ts'

const COMMUNITY = 'kiosk-community'
const DEVICE = '02:00:5e:aa:00:01'
const CALLED = '00-00-5E-00-53-7A:Plaza'
const corners = [
  [-99.16, 19.4],
  [-99.14, 19.4],
  [-99.14, 19.42],
  [-99.16, 19.42],
  [-99.16, 19.4],
]

describe('a city built by pages, in Chromium', () => {
  let browser: Browser
  let plaza: WholePlaza
  let snmpd: RunningSnmpd
  let radius: string
  let secret: string
  before(async function () {
    radius = requirePeer(this, 'radclient')
    const program = requirePeer(this, 'snmpd')
    browser = await launchChromium(this)
    plaza = await startWholePlaza({ pollMs: 500 })
    snmpd = await startSnmpd(program, [
      // Without the load of this machine, which other tests may keep busy.
      ...['view all included .1', 'view all excluded .1.3.6.1.4.1.2021.10', 'view all excluded .1.3.6.1.2.1.25.3.3'],
      ...[`rocommunity ${COMMUNITY} 127.0.0.1 -V all`, 'sysName ap-7'],
      ...['extend clients-wlan /bin/echo 4', 'extend distro /bin/echo OpenWrt 24.10'],
    ])
    await importAreas()
  })
  after(async () => {
    await browser?.close()
    await plaza?.close()
    await snmpd?.close()
  })

  /** Areas come by a command: no page takes them. */
  const importAreas = async () => {
    const dir = await mkdtemp(join(tmpdir(), 'plaza-areas-'))
    const properties = { code: 'N', name: 'Barrio Norte', borough: 'Norte', population: 1000 }
    const feature = { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [corners] } }
    await writeFile(join(dir, 'areas.geojson'), JSON.stringify({ type: 'FeatureCollection', features: [feature] }))
    await importNeighbourhoods(plaza.db, join(dir, 'areas.geojson'))
    await rm(dir, { recursive: true })
  }
  const press = (page: Page, role: 'button' | 'link', name: string | RegExp) =>
    page.getByRole(role, { name }).first().press('Enter')

  it('has its places, gateway, agent, network and staff from the keyboard of an administrator', async () => {
    const page = await signInStaff(browser, plaza.publicUrl, 'admin')
    await openFrom(page, 'Operar', 'Red')
    await press(page, 'link', 'Primeros pasos')
    await page.getByText('npx plaza import hotspots').waitFor()

    await press(page, 'link', 'Puntos de acceso')
    await press(page, 'link', 'Agregar un punto')
    const place = page.getByRole('form', { name: 'Nuevo punto de acceso' })
    await place.getByLabel('Programa').fill('Kioscos')
    await place.getByLabel('Clave').fill('K-7')
    await place.getByLabel('Nombre').fill('Kiosco Norte')
    await place.getByLabel('Latitud').fill('19.41')
    await place.getByLabel('Longitud').fill('-99.15')
    await place.getByRole('button', { name: 'Agregar' }).press('Enter')
    await page.getByRole('heading', { name: 'Kiosco Norte' }).waitFor()

    await openFrom(page, 'Operar', 'Gateways')
    await press(page, 'button', 'Nuevo gateway')
    const gateway = page.getByRole('form', { name: 'Nuevo gateway' })
    await gateway.getByLabel('Marca').selectOption('generic')
    await gateway.getByLabel('Nombre').fill('centro-01')
    await gateway.getByLabel('Dirección o red').fill('127.0.0.1')
    await gateway.getByRole('button', { name: 'Registrar' }).press('Enter')
    const made = page.locator('.made-secrets')
    secret = await made.getByRole('textbox').first().inputValue()
    await made.getByRole('button', { name: 'Ya los escribí' }).press('Enter')

    await openFrom(page, 'Operar', 'Red')
    await press(page, 'link', 'Agentes')
    await page.getByText('Agregar una credencial').press('Enter')
    const credential = page.getByRole('form', { name: 'Agregar una credencial' })
    await credential.getByLabel('Nombre').fill('kioscos')
    await credential.getByLabel('Comunidad').fill(COMMUNITY)
    await credential.getByRole('button', { name: 'Guardar' }).press('Enter')
    await page.locator('[data-credential]', { hasText: 'kioscos' }).waitFor()

    await press(page, 'link', 'Importar')
    const lines = [
      'código,MAC,gateway,IP,credencial,modelo',
      `K-7,00-00-5E-00-53-70,centro-01,127.0.0.1:${snmpd.port},kioscos,AP-7`,
    ]
    const file = { name: 'red.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) }
    await page.getByLabel('Suelte aquí el archivo, o elíjalo:').setInputFiles(file)
    await page.getByRole('heading', { name: 'Lo que cambiaría: red.csv' }).waitFor()
    await page.locator('[data-count=newAgents] dd').getByText('1', { exact: true }).waitFor()
    await press(page, 'button', 'Aplicar')
    await page.getByRole('heading', { name: 'Lo que cambió: red.csv' }).waitFor()

    await press(page, 'link', 'Agentes')
    await press(page, 'button', /^Probar ahora/)
    await page.locator('.agent-answer').getByText('El agente respondió.').waitFor()
    await page.getByText('ap-7', { exact: true }).waitFor()

    await press(page, 'button', 'Administrar')
    await press(page, 'link', 'Personal')
    await page.getByText('Dar acceso a una persona').press('Enter')
    const person = page.getByRole('form', { name: 'Dar acceso a una persona' })
    await person.getByLabel('Nombre').fill('Elena Paz')
    await person.getByLabel('Cuenta de la Llave de la Ciudad').fill('elena')
    await person.getByLabel('Función').selectOption('operación')
    await person.getByRole('button', { name: 'Dar acceso' }).press('Enter')
    await page.locator('[data-staff]', { hasText: 'Elena Paz' }).waitFor()
    await page.context().close()
  })

  it('shows an operator the hotspot up, with session, resident and usage, on map and panel', async () => {
    const { id: residentId } = await findOrCreateResident(plaza.db, { issuer: 'https://key.example', subject: 'ana' })
    await bindDevice(plaza.db, { mac: DEVICE, residentId, until: new Date(Date.now() + 86_400_000) })
    const said = `Calling-Station-Id = "${DEVICE}"\nCalled-Station-Id = "${CALLED}"\nNAS-Identifier = "centro-01"\n`
    const ask = (port: number, kind: string, more: string) =>
      radclient(radius, [`127.0.0.1:${port}`, kind, secret], said + more)
    const login = `User-Name = "${DEVICE}"\nUser-Password = "${DEVICE}"\nMessage-Authenticator = 0x00\n`
    const accept = await ask(plaza.radius.authPort, 'auth', login)
    expect(accept.output).to.include('Received Access-Accept')
    const [, token] = /Class = (0x[0-9a-f]+)/.exec(accept.output)!
    const report = (status: string, more = '') =>
      ask(
        plaza.radius.acctPort,
        'acct',
        `Acct-Session-Id = "s1"\nAcct-Status-Type = ${status}\nClass = ${token}\n${more}`,
      )
    expect((await report('Start')).ok).to.equal(true)
    const used = 'Acct-Session-Time = 1\nAcct-Input-Octets = 1000000\nAcct-Output-Octets = 25000000\n'
    expect((await report('Interim-Update', used)).ok).to.equal(true)

    const page = await signInStaff(browser, plaza.publicUrl, 'operator')
    await page.locator('.marker').first().waitFor()
    await page.locator('[data-figure=up] dd').getByText('1', { exact: true }).waitFor()
    await page.locator('[data-figure=liveSessions] dd').getByText('1', { exact: true }).waitFor()
    await page.getByRole('searchbox').first().fill('kiosco norte')
    await press(page, 'button', /Kiosco Norte/)
    const panel = page.locator('.panel')
    await panel.getByRole('heading', { name: 'Kiosco Norte' }).waitFor()
    await panel.getByText('centro-01').waitFor()
    const session = panel.locator('tbody[data-live=true]')
    await session.getByText('25 MB').waitFor()
    expect(await session.locator('th').getAttribute('title')).to.equal(`Residente ${residentId}`)
    expect(await session.locator('th').innerText()).to.equal(DEVICE.slice(9))
    await panel.getByText('En vivo (1)').waitFor()
    await page.context().close()
  })
})
