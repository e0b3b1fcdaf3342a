import type { Context } from 'mocha'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { demoStaff } from '../../scripts/demo/accounts.ts'
import type { StaffRole } from '../../server/directory/tables.ts'
import { eventually } from './eventually.ts'
import { requirePeer } from './peers.ts'

/** How a browser is started here. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What a busy machine shows late is still shown. */
const PATIENCE_MS = 120_000

/** Debian's Chromium, headless, with a new profile. Skips the test where it is not installed. */
export async function launchChromium(test: Context): Promise<Browser> {
  const executablePath = requirePeer(test, 'chromium')
  const browser = await chromium.launch({ executablePath, headless: true, args: chromiumArguments })
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS))
  return browser
}

/**
 * Walks on from page to page as a person without further knowledge would, until `done`: fills in user name and password
 * where they are asked for, and presses the page's first button.
 */
export async function walkOn(
  page: Page,
  account: { username: string; password: string },
  done: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let pages = 0; pages < 10; pages++) {
    const button = page.locator('main form button:not([formnovalidate])').first()
    // A page that goes on by itself may be left meanwhile.
    const isAsked = () => button.isVisible().catch(() => false)
    const isDone = async () => (await isAsked()) || (await Promise.resolve(done()).catch(() => false))
    await eventually(isDone)
    if (await done()) return
    const password = page.locator('input[type=password]')
    if ((await password.count()) > 0) {
      await page.locator('input[type=text], input:not([type])').first().fill(account.username)
      await password.fill(account.password)
    }
    await Promise.all([page.waitForEvent('framenavigated'), button.click()])
    await page.waitForLoadState('load')
  }
  throw new Error(`The way did not end; the last page was ${page.url()}:\n${await page.textContent('body')}`)
}

/** Staff's browsers are in another zone than any city of a test: 14 hours ahead of UTC. */
const STAFF_TIME_ZONE = 'Pacific/Kiritimati'

/** What a browser of staff keeps to itself: in Spanish, on a desk. */
export const staffContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'es-MX', timezoneId: STAFF_TIME_ZONE })

/** A page of its own, on which a member of the demo's staff has signed in at the City Key and sees the dashboard. */
export async function signInStaff(browser: Browser, publicUrl: string, role: StaffRole): Promise<Page> {
  const page = await (await staffContext(browser)).newPage()
  const account = demoStaff.find((member) => member.role === role)!
  await page.goto(`${publicUrl}/staff/sign-in`)
  await walkOn(page, account, () => page.url().startsWith(`${publicUrl}/dashboard/`))
  return page
}

type PageGroup = 'Operar' | 'Planear' | 'Administrar'

/** Opens a page of the dashboard from its group in the navigation, by keyboard. */
export async function openFrom(page: Page, group: PageGroup, name: string): Promise<void> {
  await page.getByRole('button', { name: group }).press('Enter')
  await page.locator('.page-group').getByRole('link', { name }).press('Enter')
}

/** Opens one of the pages for administrators. */
export const openAdministration = (page: Page, name: string): Promise<void> => openFrom(page, 'Administrar', name)
