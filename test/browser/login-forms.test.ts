import { expect } from 'chai'
import { demoResidents } from '../../scripts/demo/accounts.ts'
import { walkOn } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { chromiumAndPlaza } from './whole-plaza.ts'

const dialects = ['cisco', 'aruba', 'ruckus', 'meraki', 'cambium'] as const

describe('gateways with a login form, in Chromium on a phone', () => {
  const given = chromiumAndPlaza()

  for (const [index, dialect] of dialects.entries()) {
    it(`lead a resident online at ${dialect}, JavaScript off and on, and know the device the next time`, async () => {
      const { hotspotId, start } = await given.plaza.addGateway({
        dialect,
        name: `${dialect}-01`,
        address: `127.32.0.${index + 1}`,
        hotspot: { name: `Kiosco ${dialect}`, bssid: `02:00:5e:20:00:0${index}` },
      })
      for (const javaScriptEnabled of [false, true]) {
        const device = `02:bb:00:00:0${index}:0${javaScriptEnabled ? 2 : 1}`
        const gateway = await start(device)
        const phone = await given.browser.newContext({
          javaScriptEnabled,
          viewport: { width: 360, height: 740 },
          locale: 'es-MX',
        })
        try {
          const page = await phone.newPage()
          await page.goto(`${gateway.url}/`)
          await page.getByText(`Kiosco ${dialect}`).waitFor()
          await walkOn(page, demoResidents[index]!, () => gateway.isOnline(device))
          expect(page.url()).to.not.match(/pass/i)
          await gateway.settled()
          const session = await eventually(() =>
            given.plaza.db.query
              .selectFrom('sessions')
              .select(['hotspot_id', 'ended_at'])
              .where('device_mac', '=', device)
              .executeTakeFirst(),
          )
          expect(session).to.deep.equal({ hotspot_id: hotspotId, ended_at: null })
          gateway.detach(device)
          const [{ mac } = { mac: '' }] = await given.plaza.db.query
            .selectFrom('hotspots')
            .select('mac')
            .where('id', '=', hotspotId)
            .execute()
          gateway.attach({ mac: device }, mac!)
          expect(await gateway.macAuth(device)).to.equal(true)
        } finally {
          await phone.close()
          await gateway.close()
        }
      }
    })
  }
})
