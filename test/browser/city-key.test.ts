import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { watchFailures } from '../../server/city-key/failures.ts'
import { type CityKey, CityKeyError, type FailureKind } from '../../server/city-key/provider.ts'
import type { StaffRole } from '../../server/directory/tables.ts'
import { silentLog } from '../../server/log.ts'
import { launchChromium } from '../support/chromium.ts'
import { eventually } from '../support/eventually.ts'
import { faults } from './faults.ts'
import { type StaffedCity, startStaffedCity } from './staffed-city.ts'

describe('the page of the City Key, in Chromium', () => {
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

  const as = (role: StaffRole, look: (page: Page) => Promise<void>) => () => staffed.visit(browser, role, look)
  const open = (page: Page) => page.goto(`${staffed.publicUrl}/dashboard/city-key`)
  const menu = (page: Page) => page.getByRole('button', { name: 'Administrar' })
  const link = (page: Page) => page.getByRole('link', { name: 'Llave de la Ciudad' })
  /** Each as often as there are others before it, and one. */
  const fail = async (...failed: Array<[kind: FailureKind, reason: string]>) => {
    for (const [kind, reason] of failed) {
      const refuse = () => Promise.reject(new CityKeyError(kind, reason, 'token: without a description'))
      const key: CityKey = {
        ...{ issuer: 'http://key.test', responseMode: 'query', begin: refuse, complete: refuse },
        ...{ answers: async () => true, origins: async () => [], signOutUrl: async () => undefined },
      }
      const watched = watchFailures(key, { db: staffed.db, log: silentLog, client: 'residents' })
      await watched.begin({ redirectUri: staffed.publicUrl }).catch(() => {})
    }
    const kept = () => staffed.db.query.selectFrom('city_key_failures').select('reason').execute()
    await eventually(async () => (await kept()).length === new Set(failed.map(([, reason]) => reason)).size)
  }

  it(
    'is for administrators alone',
    as('operator', async (page) => {
      expect(await menu(page).count()).to.equal(0)
      await open(page)
      await page.getByText('Solo la administración puede ver cómo está la Llave de la Ciudad.').waitFor()
    }),
  )

  it(
    'is reached by keyboard through a list that Escape closes, and says that nothing failed',
    as('admin', async (page) => {
      expect(await link(page).count()).to.equal(0)
      await menu(page).press('Enter')
      await link(page).waitFor()
      await page.keyboard.press('Escape')
      await link(page).waitFor({ state: 'hidden' })
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent.includes('Administrar')"))
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await eventually(() => page.evaluate<boolean>("document.activeElement?.textContent === 'Grupos'"))
      await link(page).press('Enter')
      await page.getByText('Nada falló que haya que arreglar.').waitFor()
      expect(await link(page).count()).to.equal(0)
      expect(await faults(page)).to.deep.equal([])
    }),
  )

  it(
    'tells what failed in words, how often, and which setting mends it, on a phone too',
    as('admin', async (page) => {
      await fail(['misfit', 'invalid_client'], ['unreachable', 'timeout'], ['refused', 'access_denied'])
      await open(page)
      const row = page.getByRole('region', { name: 'Por arreglar' }).locator('[data-cause=secret]')
      await row.getByText('La Llave no reconoció a Plaza').waitFor()
      expect(await row.innerText())
        .to.include('CITY_KEY_CLIENT_SECRET')
        .and.match(/\t1\t/)
      const everyday = page.getByRole('region', { name: 'De todos los días' })
      await everyday.getByText('La persona no dio permiso').waitFor()
      await row.getByText('Exactamente: invalid_client').click()
      await row.getByText('City Key misfit (invalid_client): token: without a description').waitFor()
      expect(await faults(page)).to.deep.equal([])
      await page.setViewportSize({ width: 360, height: 740 })
      await menu(page).click()
      const box = await link(page).boundingBox()
      expect(box!.x).to.be.at.least(0)
      expect(box!.x + box!.width).to.be.at.most(360)
      expect(await faults(page)).to.deep.equal([])
    }),
  )
})
