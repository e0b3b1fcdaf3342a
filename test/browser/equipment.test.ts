import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { putAgents } from '../../server/network/agents/agents.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { launchChromium } from '../support/chromium.ts'
import { testSealer } from '../support/city.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('what hotspots are, in Chromium', () => {
  let browser: Browser
  let staffed: StaffedCity
  before(async function () {
    browser = await launchChromium(this)
    staffed = await startStaffedCity()
    const { db, city } = staffed
    const [north] = city.hotspotIds
    const credential = { version: '2c', community: 'c' } as const
    const [credentialId = 0] = await putCredentials(db, testSealer, [{ name: 'radios', credential }])
    const agent = { host: '192.0.2.7', port: 161, credentialId, kind: 'access-point' } as const
    const [agentId = 0] = await putAgents(db, [agent])
    await db.query
      .updateTable('hotspots')
      .set({ agent_id: agentId, model: 'UAP-AC-Lite', serial: 'sn-77' })
      .where('id', '=', north!)
      .execute()
    const identity = { model: 'U6-LR', firmware: '6.6.55', serial: 'SN-77', mac: null, name: null }
    const learned = JSON.stringify({ profile: 'unifi', identity })
    await db.query.insertInto('poll_plans').values({ agent_id: agentId, learned }).execute()
    const radio = (name: string, channel: number) => ({
      ...{ name, channel, width: 40, clients: 12, utilisation: 0.43, noise: -95 },
    })
    const radios = JSON.stringify([radio('ra0', 6), radio('rai0', 149)])
    await db.pool.query(
      `insert into hotspot_health (hotspot_id, state, radios, troubles) values ($1, 'up', $2, 0.25)
       on conflict (hotspot_id) do update set state = 'up', radios = $2, troubles = 0.25`,
      [north, radios],
    )
  })
  after(async () => {
    await staffed?.close()
    await browser?.close()
  })

  const shot = (page: Page, name: string) =>
    process.env.SHOTS ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true }) : undefined

  it('counts models and firmware, and lists the hotspots that run one', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/network/equipment`)
      const row = page.locator('tbody tr', { hasText: 'U6-LR' })
      await row.waitFor()
      await row.getByRole('button').press('Enter')
      await page.getByRole('link', { name: 'Estación Norte' }).waitFor()
      expect(await page.getByText('SN-77').count()).to.equal(1)
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 800 })
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        expect(overflow, `at ${width} px`).to.be.at.most(0)
        await shot(page, `equipment-${width}`)
      }
    }))

  it('shows in a hotspot’s panel its radios, the uplink’s errors and what it is, each thing once', () =>
    staffed.visit(browser, 'operator', async (page) => {
      await page.goto(`${staffed.publicUrl}/dashboard/?hotspot=${staffed.city.hotspotIds[0]}`)
      const panel = page.locator('.panel')
      await panel.getByText('149 (40 MHz)').waitFor()
      // What the inventory says is read apart.
      await panel.getByText('U6-LR (anotado: UAP-AC-Lite)').waitFor()
      expect(await panel.innerText())
        .to.include('SN-77')
        .and.include('0.25 paquetes/s')
        .and.include('-95 dBm')
        .and.not.include('sn-77')
      const terms = await panel.locator('dl.places dt').allInnerTexts()
      expect(terms).to.have.length(new Set(terms).size)
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 1000 })
        await shot(page, `panel-${width}`)
      }
    }))
})
