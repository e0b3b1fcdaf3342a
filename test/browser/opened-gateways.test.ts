import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import type { OpenedGateway, OpenedGrant } from '../../scripts/simulators/opened/gateway.ts'
import { startMerakiClick } from '../../scripts/simulators/opened/meraki-click.ts'
import { startOmada } from '../../scripts/simulators/opened/omada.ts'
import { startOpenNds } from '../../scripts/simulators/opened/opennds.ts'
import { startUnifi } from '../../scripts/simulators/opened/unifi.ts'
import { makeAuthority, makeServer } from '../../server/certificates/make.ts'
import { walkOn } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/plaza.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const FASKEY = '0123456789abcdef0123456789abcdef'
const MB = 1_000_000
const TWO_GIB = 2 ** 31

/** What the initial policy gives, in the units of the gateway. */
const rates = { upBps: 2_000_000, downBps: 5_000_000 }
const onlyTime: OpenedGrant = { seconds: 14_400 }

interface Place {
  http: { host: string; port: number }
  bssid: string
  /** One device for each browser. */
  start(deviceMac: string): Promise<OpenedGateway>
  hotspotId: number
  grant: OpenedGrant
  /** Whether a device that was there before needs no page. */
  remembers: boolean
}

describe('gateways that the portal opens itself, in Chromium on a phone', () => {
  const given = chromiumAndPlaza()

  const openNds = async (level: 1 | 2 | 3, hotspot: { name: string; bssid: string }): Promise<Place> => {
    const http = { host: '127.0.0.1', port: await freePort('tcp') }
    const gatewayName = `nds ${level} 5f0c`
    const { gatewayId, hotspotId } = await given.plaza.addOpenedGateway(
      {
        name: `nds-${level}`,
        vendor: 'opennds',
        nasIdentifier: gatewayName,
        uamSecret: FASKEY,
        loginOrigins: level === 3 ? [] : [`http://127.0.0.1:${http.port}`],
      },
      hotspot,
    )
    const portalUrl = `${given.plaza.publicUrl}/portal/opennds/${gatewayId}`
    const kilobytes = Math.floor(TWO_GIB / 1000) * 1000
    return {
      http,
      bssid: hotspot.bssid,
      hotspotId,
      remembers: level > 1,
      grant: level === 3 ? { ...onlyTime, ...rates, upOctets: kilobytes, downOctets: kilobytes } : { seconds: 86_400 },
      start: (deviceMac) =>
        startOpenNds({
          level,
          gatewayName,
          faskey: FASKEY,
          portalUrl,
          http,
          bssid: hotspot.bssid,
          deviceMac,
          pollMs: 50,
        }),
    }
  }

  const merakiClick = async (hotspot: { name: string; bssid: string }): Promise<Place> => {
    const http = { host: '127.0.0.1', port: await freePort('tcp') }
    const { hotspotId } = await given.plaza.addOpenedGateway(
      { name: 'meraki-1', vendor: 'meraki-click', loginOrigins: [`http://127.0.0.1:${http.port}`] },
      hotspot,
    )
    const portalUrl = `${given.plaza.publicUrl}/portal`
    const start = (deviceMac: string) => startMerakiClick({ portalUrl, http, bssid: hotspot.bssid, deviceMac })
    return { http, bssid: hotspot.bssid, hotspotId, remembers: false, grant: onlyTime, start }
  }

  const unifi = async (os: boolean, hotspot: { name: string; bssid: string }): Promise<Place> => {
    const [port, controllerPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
    const http = { host: '127.0.0.1', port }
    const authority = await makeAuthority('City of Tests', 2, new Date())
    const server = await makeServer(authority, 'localhost', 2, new Date())
    const user = { username: 'plaza', password: 'of the controller' }
    const { hotspotId } = await given.plaza.addOpenedGateway(
      {
        name: `unifi-${os}`,
        vendor: 'unifi',
        network: os ? '127.0.0.1/32' : null,
        controller: {
          url: `${os ? 'https' : 'http'}://localhost:${controllerPort}`,
          ...user,
          site: 'q1w2e3',
          ca: os ? authority.cert : null,
        },
      },
      hotspot,
    )
    const tls = os ? { key: server.key, cert: server.cert } : undefined
    return {
      http,
      bssid: hotspot.bssid,
      hotspotId,
      remembers: true,
      grant: { ...onlyTime, ...rates, upOctets: 2147 * MB, downOctets: 2147 * MB },
      start: (deviceMac) =>
        startUnifi({
          portalUrl: given.plaza.publicUrl,
          http,
          bssid: hotspot.bssid,
          deviceMac,
          site: 'q1w2e3',
          os,
          controller: { host: 'localhost', port: controllerPort, ...user, ...(tls && { tls }) },
        }),
    }
  }

  const omada = async (hotspot: { name: string; bssid: string }): Promise<Place> => {
    const [port, controllerPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
    const http = { host: '127.0.0.1', port }
    const user = { username: 'operator', password: 'of the hotspot' }
    const omadacId = 'ab12cd34'
    const url = `http://localhost:${controllerPort}/${omadacId}`
    const { hotspotId } = await given.plaza.addOpenedGateway(
      { name: 'omada-1', vendor: 'omada', controller: { url, ...user, site: 'Centro', ca: null } },
      hotspot,
    )
    const portalUrl = `${given.plaza.publicUrl}/portal`
    const controller = { host: 'localhost', port: controllerPort, ...user }
    return {
      http,
      bssid: hotspot.bssid,
      hotspotId,
      remembers: true,
      grant: onlyTime,
      start: (deviceMac) =>
        startOmada({ portalUrl, http, bssid: hotspot.bssid, deviceMac, site: 'Centro', omadacId, controller }),
    }
  }

  const online = async (page: Page, gateway: OpenedGateway) => {
    if (gateway.online()) return true
    if (new URL(page.url()).pathname !== '/portal/opening') return false
    return (await eventually(gateway.online)) !== undefined
  }

  const places: Array<[string, (hotspot: { name: string; bssid: string }) => Promise<Place>]> = [
    ['openNDS of level 1', (hotspot) => openNds(1, hotspot)],
    ['openNDS of level 2', (hotspot) => openNds(2, hotspot)],
    ['openNDS of level 3', (hotspot) => openNds(3, hotspot)],
    ['Meraki with a click-through page', merakiClick],
    ['UniFi OS', (hotspot) => unifi(true, hotspot)],
    ['UniFi without UniFi OS', (hotspot) => unifi(false, hotspot)],
    ['Omada', omada],
  ]
  for (const [index, [title, add]] of places.entries()) {
    it(`let a resident in at ${title} with the policy’s limits, JavaScript off and on`, async () => {
      const bssid = `02:00:5e:30:00:0${index}`
      const place = await add({ name: `Kiosco ${index}`, bssid })
      for (const javaScriptEnabled of [false, true]) {
        const device = `02:bc:00:00:0${index}:0${javaScriptEnabled ? 2 : 1}`
        const gateway = await place.start(device)
        const viewport = { width: 360, height: 740 }
        const phone = await given.browser.newContext({ javaScriptEnabled, viewport, locale: 'es-MX' })
        try {
          const page = await phone.newPage()
          await page.goto(`${gateway.url}/`)
          await page.getByText(`Kiosco ${index}`).waitFor()
          await walkOn(page, demoResidents[index % demoResidents.length]!, () => online(page, gateway))
          await page.getByText('Ya tienes internet').waitFor()
          expect(gateway.online()).to.deep.equal(place.grant)
          const logged = await eventually(() =>
            given.plaza.db.query
              .selectFrom('access_log')
              .select(['reason', 'method', 'hotspot_id'])
              .where('device_mac', '=', device)
              .executeTakeFirst(),
          )
          expect(logged).to.deep.equal({ reason: 'accepted', method: 'portal', hotspot_id: place.hotspotId })

          gateway.expire()
          await page.goto(`${gateway.url}/`)
          if (place.remembers) {
            await page.getByText('Ya tienes internet').waitFor()
            expect(await eventually(gateway.online)).to.deep.equal(place.grant)
          } else {
            await page.getByText(`Kiosco ${index}`).waitFor()
            expect(gateway.online()).to.equal(undefined)
          }
        } finally {
          await phone.close()
          await gateway.close()
        }
      }
    })
  }
})
