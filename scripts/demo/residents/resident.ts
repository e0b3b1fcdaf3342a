import type { Form } from '../html.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'

/** Pages between a gateway's redirect and the internet are fewer than this. */
const MAX_PAGES = 12

export interface Credentials {
  username: string
  password: string
  /** Loopback address of the device. */
  address?: string
}

/**
 * Walks from a gateway's redirect through the portal, the City Key and the terms back to the gateway, as a browser
 * without JavaScript does.
 *
 * @param gatewayUrl any address, asked of the simulated gateway
 * @returns the page that stands for the internet
 * @throws {Error} naming the page where the way ended
 */
export async function signInAt(
  gatewayUrl: string,
  { username, password, address }: Credentials,
  browser: Browser = createBrowser({ localAddress: address }),
): Promise<Page> {
  const gateway = new URL(gatewayUrl)
  let page = await browser.get(gateway)
  const seen: string[] = []
  for (let count = 0; count < MAX_PAGES; count++) {
    seen.push(`${page.status} ${page.url.origin}${page.url.pathname}`)
    const atGateway = page.url.host === gateway.host
    const next = atGateway || page.status >= 400 ? undefined : await step(browser, page, { username, password })
    if (next) {
      page = next
      continue
    }
    // The portal has said its last word: only the gateway can tell whether that was a yes.
    const last = atGateway && count === 0 ? page : await browser.get(gateway)
    if (last.url.host === gateway.host && last.status === 200) return last
    break
  }
  throw new Error(`${username} did not get online. The way: ${seen.join(', ')}`)
}

/** Does what the page asks for: fill in a password, accept the terms, or go on. */
async function step(
  browser: Browser,
  page: Page,
  { username, password }: { username: string; password: string },
): Promise<Page | undefined> {
  const login = page.forms.find(({ fields }) => fields.some(({ type }) => type === 'password'))
  if (login) {
    const values: Record<string, string> = {}
    for (const { name, type } of login.fields) {
      if (type === 'password') values[name] = password
      else if (type === 'text' || type === 'email') values[name] = username
    }
    return browser.submit(page, login, values)
  }
  const form = page.forms.find(isAsked)
  if (form) {
    const ticked = form.fields.filter(({ type }) => type === 'checkbox').map(({ name, value }) => [name, value])
    return browser.submit(page, form, Object.fromEntries(ticked))
  }
  const link = page.links.find(({ rel, className }) => rel === 'next' || /\b(?:primary|button)\b/.test(className))
  return link && browser.get(new URL(link.href, page.url))
}

/** Not the choice of a language, and not the refusal of consent. */
const isAsked = ({ values, action }: Form): boolean =>
  !('lang' in values && Object.keys(values).length === 1) && !/language|abort|refuse|cancel/.test(action)
