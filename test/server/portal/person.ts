import { createHash } from 'node:crypto'
import { type Form, formsOf, linksOf, refreshOf } from '../../../scripts/demo/html.ts'
import { CHILLI, ROUTER, UAM_SECRET } from './harness.ts'

export interface Answer {
  url: URL
  status: number
  headers: Headers
  html: string
  forms: Form[]
  links: ReturnType<typeof linksOf>
  /** The last page that led on by itself. */
  through?: Answer
  /** Where the browser would have gone next, to somebody who is not there. */
  leftTo?: URL
}

/** What the browser asks with. */
export type PersonRequest = {
  redirect: 'manual'
  headers: Record<string, string>
  method?: 'POST'
  body?: URLSearchParams
}

type OnWay = (url: URL) => void

/**
 * A browser without JavaScript: cookies by port and path are kept, redirects, and pages that go on at once,
 * are followed up to what is `elsewhere`.
 */
export function createPerson(
  language = 'es-MX',
  elsewhere: readonly string[] = [CHILLI, ROUTER],
  ask: (url: URL, request: PersonRequest) => Promise<Response> = fetch,
) {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = ({ host }: URL) => {
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const visit = async (url: URL, body?: URLSearchParams, onWay?: OnWay): Promise<Answer> => {
    onWay?.(url)
    if (elsewhere.includes(url.origin)) {
      return { url, status: 0, headers: new Headers(), html: '', forms: [], links: [], leftTo: url }
    }
    const jar = jarOf(url)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await ask(url, {
      redirect: 'manual',
      headers: { 'accept-language': language, ...(cookie && { cookie }) },
      ...(body && { method: 'POST', body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, pair.slice(name.length + 1))
    }
    const location = answer.headers.get('location')
    if (location && answer.status >= 300 && answer.status < 400) {
      await answer.arrayBuffer()
      return visit(new URL(location, url), undefined, onWay)
    }
    const html = await answer.text()
    const { status, headers } = answer
    const page: Answer = { url, status, headers, html, forms: formsOf(html), links: linksOf(html) }
    const onward = refreshOf(html, headers.get('refresh'))
    return onward === undefined ? page : { through: page, ...(await visit(new URL(onward, url), undefined, onWay)) }
  }
  /** Sends form number `which` of the page; `onWay` is told of each address before it is asked for. */
  const submit = (page: Answer, values: Record<string, string> = {}, which = 0, onWay?: OnWay) => {
    const form = page.forms[which]
    if (!form) throw new Error(`${page.status} ${page.url} has no form ${which}:\n${page.html}`)
    return visit(new URL(form.action, page.url), new URLSearchParams({ ...form.values, ...values }), onWay)
  }
  return { get: (url: string | URL) => visit(new URL(url)), submit, jars }
}

export type Person = ReturnType<typeof createPerson>

/** From the welcome page to whatever follows the City Key. */
export async function signIn(person: Person, welcome: Answer, username: string, password: string): Promise<Answer> {
  const login = await person.submit(welcome)
  const consent = await person.submit(login, { username, password })
  return consent.html.includes('/consent') ? person.submit(consent) : consent
}

/** From `/me` through the City Key, and its consent the first time. */
export async function visitMe(person: Person, origin: string, username: string, password: string): Promise<Answer> {
  const asked = await person.get(`${origin}/me`)
  let page = await person.submit(asked, {}, formTo(asked, '/portal/me/sign-in'))
  for (let steps = 0; steps < 5 && page.url.pathname !== '/portal/me'; steps++) {
    page = await person.submit(page, page.html.includes('type="password"') ? { username, password } : {})
  }
  if (page.url.pathname !== '/portal/me') throw new Error(`The way ended at ${page.url}:\n${page.html}`)
  return page
}

/** The number of the form that sends to this address, with these values; the `which`-th. */
export function formTo(page: Answer, action: string, values: Record<string, string> = {}, which = 0): number {
  const isIt = (form: Form) =>
    form.action === action && Object.entries(values).every(([name, value]) => form.values[name] === value)
  const found = page.forms.flatMap((form, index) => (isIt(form) ? [index] : []))[which]
  if (found === undefined) throw new Error(`no form to ${action}:\n${page.html}`)
  return found
}

export const CHALLENGE = '000102030405060708090a0b0c0d0e0f'

/** CoovaChilli's redirect, signed. */
export function chilliUrl(origin: string, change: Record<string, string | undefined> = {}): string {
  const all: Record<string, string | undefined> = {
    res: 'notyet',
    uamip: '10.1.0.1',
    uamport: '3990',
    challenge: CHALLENGE,
    called: '02-00-00-00-00-01',
    mac: '0A-00-00-00-00-07',
    ip: '10.1.0.7',
    nasid: 'chilli-1',
    sessionid: '65f0c0de00000001',
    userurl: 'http://noticias.example/hoy?a=1&b=2',
    ...change,
  }
  const query = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  const address = `${origin}/portal?${query.join('&')}`
  return `${address}&md=${createHash('md5').update(address).update(UAM_SECRET).digest('hex').toUpperCase()}`
}

/** What our login.html makes the browser ask for; http-chap unless told otherwise. */
export function routerUrl(origin: string, change: Record<string, string> = {}): string {
  return `${origin}/portal?${new URLSearchParams({
    mac: '0A:00:00:00:00:08',
    ip: '10.5.50.8',
    identity: 'router-1',
    'server-name': 'hotspot1',
    'link-login-only': `${ROUTER}/login`,
    'link-orig': 'http://noticias.example/',
    error: '',
    'chap-id': '\\371',
    'chap-challenge': '\\357\\015\\330\\013\\021\\234\\145\\245\\303\\253\\142\\246\\133\\175\\375\\316',
    ...change,
  })}`
}
