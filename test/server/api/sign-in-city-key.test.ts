import { expect } from 'chai'
import { accountOf } from '../../../scripts/demo/accounts.ts'
import { type DemoCityKey, startDemoCityKey } from '../../../scripts/demo/city-key.ts'
import { createBrowser, type Page } from '../../../scripts/demo/residents/browser.ts'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { silentLog } from '../../../server/log.ts'
import { freePort } from '../../support/plaza.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

describe('signing in to the dashboard with the demo City Key', () => {
  let web: TestWeb
  let key: DemoCityKey
  before(async () => {
    const port = await freePort('tcp')
    const publicUrl = `http://127.0.0.1:${port}`
    key = await startDemoCityKey({
      host: '127.0.0.1',
      port: 0,
      redirectUris: [`${publicUrl}/staff/callback`],
      accountOf,
      log: silentLog,
    })
    web = await startTestWeb({
      port,
      environment: { PLAZA_PUBLIC_URL: publicUrl },
      cityKey: createCityKey(key),
      prepare: (db) => putStaff(db, { issuer: key.issuer, subject: 'demo-olga', name: 'Olga Núñez', role: 'operator' }),
    })
  })
  after(async () => {
    await web.close()
    await key.close()
  })

  const press = (browser: ReturnType<typeof createBrowser>, page: Page, button: string, values = {}) =>
    browser.submit(page, page.forms.find(({ action }) => action.endsWith(`/${button}`))!, values)

  const signIn = async (username: string) => {
    const browser = createBrowser()
    const asked = await browser.get(`${web.origin}/staff/sign-in?return=/dashboard/alerts`)
    expect(asked.url.origin).to.equal(key.issuer)
    const { password } = accountOf(username)!
    const consent = await press(browser, asked, 'login', { username, password })
    const page = await press(browser, consent, 'consent')
    return { browser, page }
  }

  it('lets staff in, with their role', async () => {
    const { browser, page } = await signIn('olga')
    expect(page.url.href).to.equal(`${web.origin}/dashboard/alerts`)
    const me = await browser.get(`${web.origin}/api/v1/me`)
    expect(JSON.parse(me.html)).to.deep.include({ name: 'Olga Núñez', role: 'operator' })
  })

  it('tells a resident that this is not for them, and offers another account', async () => {
    const { browser, page } = await signIn('lucia')
    expect(page.status).to.equal(403)
    expect((await browser.get(`${web.origin}/api/v1/me`)).status).to.equal(401)
    const again = await browser.get(`${web.origin}/staff/sign-in?other=1`)
    expect(again.forms.some(({ action }) => action.endsWith('/login'))).to.equal(true)
  })

  it('says so when permission is refused at the City Key', async () => {
    const browser = createBrowser()
    const page = await press(browser, await browser.get(`${web.origin}/staff/sign-in`), 'abort')
    expect([page.url.origin, page.status]).to.deep.equal([web.origin, 403])
    expect(page.html).to.contain('No se inició la sesión')
  })
})
