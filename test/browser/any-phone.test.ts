import { expect } from 'chai'
import type { Browser, CDPSession } from 'playwright-core'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import { startEmergency } from '../../server/access/emergencies/emergencies.ts'
import { languages, textIn } from '../../server/languages/language.ts'
import { assignHotspots } from '../../server/network/groups/group-members.ts'
import { addGroup } from '../../server/network/groups/groups.ts'
import { dayNames } from '../../server/network/groups/opening-hours-text.ts'
import { addNotice } from '../../server/notices/notices.ts'
import { launchChromium, walkOn } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { startWholePlaza, type WholePlaza } from './whole-plaza.ts'

const DAY_MS = 86_400_000
const BUILT_IN = ['es', 'en', 'nah']
/** The narrowest phone. */
const NARROW = { width: 320, height: 640 }
const WHOLE_WAY_OCTETS = 40 * 1024
/** A link as at the edge of a village: 50 kbit/s, two seconds from the question to the answer. */
const POOR_LINK = { offline: false, latency: 2000, downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8 }

describe('the portal on any phone, in Chromium', () => {
  let browser: Browser
  let plaza: WholePlaza
  let gatewayOf: Awaited<ReturnType<WholePlaza['addGateway']>>['start']

  before(async function () {
    browser = await launchChromium(this)
    plaza = await startWholePlaza()
    const { start } = await plaza.addGateway({
      dialect: 'coovachilli',
      name: 'any-phone',
      address: '127.33.0.1',
      hotspot: { name: 'Mercado de la Merced', bssid: '02:00:5e:21:00:01' },
    })
    gatewayOf = start
  })
  after(async () => {
    await browser?.close()
    await plaza?.close()
  })

  for (const [index, language] of BUILT_IN.entries()) {
    it(`has nothing that axe-core finds at WCAG 2.2 AA, at 320 px and twice the text size, in ${language}`, async () => {
      const device = `02:ac:00:00:00:0${index}`
      const gateway = await gatewayOf(device)
      const phone = await browser.newContext({ viewport: NARROW, locale: language })
      try {
        const page = await phone.newPage()
        const seen: Record<string, string[]> = {}
        const look = async () => {
          const url = new URL(page.url())
          if (url.origin === plaza.publicUrl) seen[url.pathname] = await faults(page)
        }
        for (const path of ['/', '/portal/terms', '/portal/none', '/portal?res=notyet']) {
          await page.goto(`${plaza.publicUrl}${path}`)
          await look()
        }
        await page.goto(`${gateway.url}/`)
        expect(await page.getAttribute('html', 'lang')).to.equal(language)
        await walkOn(page, demoResidents[index]!, async () => {
          await look()
          return gateway.isOnline(device)
        })
        await page.waitForLoadState('load')
        await look()
        await page.goto(`${plaza.publicUrl}/me`)
        await look()
        await walkOn(
          page,
          demoResidents[index]!,
          async () => (await page.locator('form[action$="/sign-out"]').count()) > 0,
        )
        await look()
        await page.fill('form[action$="/secure"] input[name="name"]', 'Celular')
        await page.click('form[action$="/secure"] button')
        await page.waitForURL('**/portal/me/secure')
        await look()
        await page.goto(`${plaza.publicUrl}/portal/me`)
        await look()
        await page.goto(`${plaza.publicUrl}/portal/me/delete`)
        await look()
        const shown = [
          '/',
          '/portal',
          '/portal/terms',
          '/portal/accept',
          '/portal/me',
          '/portal/me/secure',
          '/portal/me/delete',
        ]
        expect(Object.keys(seen)).to.include.members(shown)
        expect(Object.entries(seen).filter(([, found]) => found.length > 0)).to.deep.equal([])
      } finally {
        await phone.close()
        await gateway.close()
      }
    })
  }

  it('has nothing that axe-core finds at a closed hotspot nor in an emergency either, with notices, in any language', async () => {
    const { hotspotId, start } = await plaza.addGateway({
      dialect: 'coovachilli',
      name: 'closed-phone',
      address: '127.33.0.2',
      hotspot: { name: 'Escuela Primaria Benito Juárez', bssid: '02:00:5e:21:00:02' },
    })
    const inThreeDays = dayNames[(new Date(Date.now() + 3 * DAY_MS).getUTCDay() + 6) % 7]
    const groupId = await addGroup(plaza.db, { name: 'Escuelas', policyId: null, hours: `${inThreeDays} 07:00-08:00` })
    await assignHotspots(plaza.db, groupId, [hotspotId])
    const [startsAt, endsAt] = [new Date(Date.now() - 1000), new Date(Date.now() + DAY_MS)]
    const texts = { es: 'Mañana no hay wifi de 2 a 4.', en: 'No Wi-Fi from 2 to 4 tomorrow.' }
    await addNotice(plaza.db, { kind: 'maintenance', texts, startsAt, endsAt, hotspotId }, null)
    const device = '02:ac:00:00:00:10'
    const gateway = await start(device)
    const look = async (heading: (language: string) => string) => {
      for (const language of BUILT_IN) {
        const phone = await browser.newContext({ viewport: NARROW, locale: language })
        const page = await phone.newPage()
        await eventually(async () => {
          await page.goto(`${gateway.url}/`)
          return (await page.locator('h1').textContent()) === heading(language)
        })
        expect(await page.locator('.notice').count(), language).to.equal(1)
        expect(await faults(page), language).to.deep.equal([])
        await phone.close()
      }
    }
    try {
      await look((language) => textIn(language)('closedTitle'))
      const emergency = { reason: 'Sismo: llame a los suyos', texts: { en: 'Earthquake: call your family' }, endsAt }
      await startEmergency(plaza.db, { ...emergency, hotspotId }, null)
      await look((language) => textIn(language)('emergencyTitle', { city: 'Ciudad de Prueba' }))
    } finally {
      await gateway.close()
    }
  })

  it('offers every language on its pages', async () => {
    const page = await browser.newPage()
    await page.goto(`${plaza.publicUrl}/`)
    expect(await page.locator('header nav a, header nav b').count()).to.equal(languages().length)
    await page.close()
  })

  it('gets a phone online over 50 kbit/s with 2 s to every answer, without JavaScript, in 40 KB', async () => {
    const device = '02:ac:00:00:00:09'
    const gateway = await gatewayOf(device)
    const phone = await browser.newContext({ viewport: NARROW, locale: 'es-MX', javaScriptEnabled: false })
    try {
      const page = await phone.newPage()
      const network = await phone.newCDPSession(page)
      const sums = await count(network)
      await network.send('Network.emulateNetworkConditions', POOR_LINK)
      const began = Date.now()
      await page.goto(`${gateway.url}/`)
      const first = sums.get(plaza.publicUrl)!.octets
      await walkOn(page, demoResidents[4]!, () => gateway.isOnline(device))
      const seconds = (Date.now() - began) / 1000
      const own = sums.get(plaza.publicUrl)!
      const others = [...sums].filter(([origin]) => origin !== plaza.publicUrl).map(([, sum]) => sum)
      const elsewhere = others.reduce((sum, { octets }) => sum + octets, 0)
      console.log(
        `      first page ${first} octets, whole way ${own.octets} in ${own.requests} requests; City Key and gateway ` +
          `${elsewhere} in ${others.reduce((sum, { requests }) => sum + requests, 0)}; ${seconds.toFixed(0)} s`,
      )
      expect(first).to.be.within(1000, 14 * 1024)
      expect(own.octets).to.be.within(first, WHOLE_WAY_OCTETS)
    } finally {
      await phone.close()
      await gateway.close()
    }
  })
})

/** Octets on the wire and requests by origin, redirects included. */
async function count(network: CDPSession): Promise<Map<string, { octets: number; requests: number }>> {
  const sums = new Map<string, { octets: number; requests: number }>()
  const originOf = new Map<string, string>()
  const sumOf = (url: string) => {
    const { origin } = new URL(url)
    const sum = sums.get(origin) ?? { octets: 0, requests: 0 }
    sums.set(origin, sum)
    return sum
  }
  await network.send('Network.enable')
  network.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse }) => {
    if (redirectResponse) sumOf(redirectResponse.url).octets += redirectResponse.encodedDataLength
    if (!request.url.startsWith('http')) return
    originOf.set(requestId, request.url)
    sumOf(request.url).requests += 1
  })
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = originOf.get(requestId)
    if (url) sumOf(url).octets += encodedDataLength
  })
  return sums
}
