import { type IncomingMessage, request } from 'node:http'
import { type Form, formsOf, type Link, linksOf, refreshOf } from '../html.ts'

const MAX_REDIRECTS = 20
const TIMEOUT_MS = 15_000

export interface Page {
  /** Where it was found, after redirects. */
  url: URL
  status: number
  html: string
  forms: Form[]
  links: Link[]
}

/** A browser without JavaScript, reduced to what a simulated resident needs: redirects, cookies and forms. */
export interface Browser {
  get(url: string | URL): Promise<Page>
  /** Sends the form with its own values, overridden by `values`; a field that is not in the form may be added. */
  submit(page: Page, form: Form, values?: Record<string, string>): Promise<Page>
}

interface Cookie {
  name: string
  value: string
  path: string
}

/**
 * @param options.localAddress loopback address that requests come from; a gateway tells devices apart by it
 * @param options.language Accept-Language
 */
export function createBrowser(options: { localAddress?: string | undefined; language?: string } = {}): Browser {
  const jar = new Map<string, Cookie>()

  const cookiesFor = ({ hostname, pathname }: URL) =>
    [...jar]
      .filter(([key, { path }]) => key.startsWith(`${hostname} `) && covers(path, pathname))
      .map(([, { name, value }]) => `${name}=${value}`)
      .join('; ')

  const keep = ({ hostname }: URL, line: string) => {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const name = pair.slice(0, pair.indexOf('='))
    const attribute = (wanted: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1)
    const path = attribute('path') ?? '/'
    const key = `${hostname} ${name} ${path}`
    const expires = attribute('expires')
    const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now())
    if (gone) jar.delete(key)
    else jar.set(key, { name, value: pair.slice(pair.indexOf('=') + 1), path })
  }

  const visit = async (url: URL, body: string | undefined, redirects: number): Promise<Page> => {
    const answer = await exchange(url, body, cookiesFor(url), options)
    for (const line of answer.cookies) keep(url, line)
    const { location, status } = answer
    if (location !== undefined && status >= 300 && status < 400) {
      if (redirects === 0) throw new Error(`More than ${MAX_REDIRECTS} redirects, the last to ${location}`)
      const kept = status === 307 || status === 308 ? body : undefined
      return visit(new URL(location, url), kept, redirects - 1)
    }
    const refresh = refreshOf(answer.html, answer.refresh)
    if (refresh !== undefined && redirects > 0) return visit(new URL(refresh, url), undefined, redirects - 1)
    return { url, status, html: answer.html, forms: formsOf(answer.html), links: linksOf(answer.html) }
  }

  return {
    get: (url) => visit(new URL(url), undefined, MAX_REDIRECTS),
    submit(page, form, values = {}) {
      const fields = new URLSearchParams({ ...form.values, ...values })
      const target = new URL(form.action || page.url.href, page.url)
      if (form.method === 'post') return visit(target, fields.toString(), MAX_REDIRECTS)
      target.search = fields.toString()
      return visit(target, undefined, MAX_REDIRECTS)
    },
  }
}

/** Whether a cookie of `path` is sent to `pathname` (RFC 6265 section 5.1.4). */
const covers = (path: string, pathname: string): boolean =>
  pathname === path || (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'))

interface Answer {
  status: number
  location: string | undefined
  /** Its header `Refresh`. */
  refresh: string | undefined
  cookies: string[]
  html: string
}

function exchange(
  url: URL,
  body: string | undefined,
  cookie: string,
  { localAddress, language = 'es-MX' }: { localAddress?: string | undefined; language?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: body === undefined ? 'GET' : 'POST',
        // `localhost` may also be ::1, which an IPv4 source address cannot reach.
        family: 4,
        ...(localAddress === undefined ? {} : { localAddress }),
        headers: {
          accept: 'text/html',
          'accept-language': language,
          ...(cookie && { cookie }),
          ...(body !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': String(Buffer.byteLength(body)),
            origin: url.origin,
          }),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (answer) => {
        readText(answer).then(
          (html) =>
            resolve({
              status: answer.statusCode ?? 0,
              location: answer.headers.location,
              refresh: answer.headers.refresh as string | undefined,
              cookies: answer.headers['set-cookie'] ?? [],
              html,
            }),
          reject,
        )
      },
    )
    outgoing.once('error', (error) => reject(new Error(`${url.origin}${url.pathname}: ${error.message}`)))
    outgoing.end(body)
  })
}

async function readText(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return text
}
