import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { pino } from 'pino'
import { ticketsByUsername } from '../../../server/access/tickets.ts'
import { publish } from '../../../server/database/events/events.ts'
import { testSealer } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { CHILLI, ROUTER, startTestPortal, type TestPortal, UAM_SECRET } from './harness.ts'
import { CHALLENGE, chilliUrl, createPerson, routerUrl, signIn } from './person.ts'

// Long enough to stand in no cookie by chance.
const MARK = 'zqzmarkzqz'
/** A mark, and right behind it what must not be left as it is. */
const RAW = new RegExp(`${MARK}["'<>](?:${MARK}|end)|(?:href|src|action)="(?:javascript|data:text|vbscript)`, 'i')

describe('the portal under the web role', () => {
  let portal: TestPortal
  const logged: string[] = []
  before(async () => {
    const lines = new Writable({
      write(chunk, _encoding, done) {
        logged.push(String(chunk))
        done()
      },
    })
    portal = await startTestPortal({ wholeWeb: true, log: pino({ level: 'trace' }, lines) })
  })
  after(() => portal.close())

  /** Where a browser could be led: us, the City Key, the gateways. */
  const known = () => [portal.origin, portal.demo.issuer, CHILLI, ROUTER]

  const hostile = fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '<',
        '>',
        '`',
        '&',
        ';',
        ' ',
        '/',
        '%',
        '\\',
        '\r\n',
        '{{city}}',
        'javascript:',
        'ñ',
        '\0',
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((parts) => `${MARK}${parts.join(MARK)}end`)
  const wrapped = fc.tuple(
    fc.constantFrom(
      '',
      'http://a.example/',
      'http://a.example/?q=',
      'https://',
      'http://10.5.50.1/',
      'javascript:',
      '//',
    ),
    hostile,
  )
  const value = wrapped.map(([before, text]) => before + text)
  const names = ['res', 'uamip', 'uamport', 'challenge', 'called', 'mac', 'nasid', 'userurl', 'reply', 'loginurl']
  const routerNames = ['mac', 'identity', 'server-name', 'link-login-only', 'link-orig', 'error', 'chap-id']
  const address = fc.oneof(
    fc
      .tuple(fc.constantFrom(...names), value, fc.constantFrom('notyet', 'success', 'failed', 'logoff', 'already'))
      .map(([name, text, res]) => chilliUrl(portal.origin, { res, [name]: text })),
    fc.tuple(fc.constantFrom(...routerNames), value).map(([name, text]) => routerUrl(portal.origin, { [name]: text })),
    fc
      .tuple(
        fc.constantFrom(
          '/',
          '/portal',
          '/portal/welcome',
          '/portal/terms',
          '/portal/done',
          '/portal/callback',
          '/portal/x',
        ),
        fc.constantFrom(
          'q',
          'borough',
          'lat',
          'lon',
          'lang',
          'error',
          'error_description',
          'state',
          'code',
          'userurl',
          'next',
        ),
        value,
      )
      .map(([path, name, text]) => `${portal.origin}${path}?${new URLSearchParams({ [name]: text })}`),
    hostile.map((text) => `${portal.origin}/portal/${encodeURIComponent(text)}`),
  )

  it('never gives back a value of an address unescaped, nor leads to where it says', async () => {
    await fc.assert(
      fc.asyncProperty(address, async (url) => {
        const answer = await fetch(url, { redirect: 'manual', headers: { 'accept-language': 'es' } })
        const html = await answer.text()
        expect(html).to.not.match(RAW)
        expect([...answer.headers].join('\n')).to.not.include(MARK)
        const location = answer.headers.get('location')
        if (location !== null) expect(known()).to.include(new URL(location, url).origin)
      }),
      { numRuns: 300 },
    )
  })

  it('shows where one wanted to go as a link for http and https only, and never goes there itself', async () => {
    const link = async (userurl: string) => {
      const page = await createPerson().get(chilliUrl(portal.origin, { res: 'success', userurl }))
      expect(page.status).to.equal(200)
      return page.links.find(({ rel }) => rel.includes('next'))?.href
    }
    expect(await link('https://noticias.example/a b')).to.equal('https://noticias.example/a%20b')
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://a.example/',
      '//a.example/',
      'http://u:p@a.example/',
      `http://a.example/${'x'.repeat(900)}`,
    ]) {
      expect(await link(bad), bad).to.equal(undefined)
    }
  })

  it('links nowhere on the page that says one is online, where the redirect proves nothing', async () => {
    const own = await startTestPortal()
    try {
      await own.db.query.updateTable('gateways').set({ uam_secret_sealed: null }).execute()
      await publish(own.db, { type: 'gateways' })
      await eventually(() => own.registry.gateway(own.gateways.chilli)?.uamSecret === null)
      const [address = ''] = chilliUrl(own.origin, { res: 'success', userurl: 'http://trampa.example/' }).split('&md=')
      const page = await createPerson().get(address)
      expect(page.status).to.equal(200)
      expect(page.html).to.not.include('trampa')
    } finally {
      await own.close()
    }
  })

  it('tells no password and no secret in any address, nor in the log at its most talkative', async () => {
    const secrets: string[] = ['jacaranda-27', portal.demo.clientSecret, UAM_SECRET, 'testing123']
    const addresses: URL[] = []
    const person = createPerson()
    const onWay = (url: URL) => addresses.push(url)
    for (const start of [chilliUrl(portal.origin), routerUrl(portal.origin, { 'chap-id': '', 'chap-challenge': '' })]) {
      const welcome = await person.get(start)
      secrets.push(welcome.forms[0]!.values.csrf!)
      let page = await person.submit(welcome, {}, 0, onWay)
      if (page.url.pathname.startsWith('/interaction')) {
        page = await person.submit(page, { username: 'lucia', password: 'jacaranda-27' }, 0, onWay)
        page = await person.submit(page, {}, 0, onWay)
        page = await person.submit(page, {}, 0, onWay)
      }
      const username = page.leftTo?.searchParams.get('username') ?? page.forms[0]!.values.username!
      const ticket = (await ticketsByUsername(portal.db, testSealer, [username])).get(username)!
      secrets.push(ticket.password)
    }
    for (const jar of person.jars.values())
      secrets.push([...jar].find(([name]) => name.startsWith('plaza_portal_'))?.[1] ?? secrets[0]!)
    expect(addresses.map(({ pathname }) => pathname)).to.include.members([
      '/portal/callback',
      '/portal/accept',
      '/logon',
    ])
    for (const secret of secrets) {
      for (const { href } of addresses) expect(href).to.not.include(secret)
    }
    const unlogged = [
      ...secrets,
      'state=',
      CHALLENGE,
      'challenge=',
      'noticias.example',
      'plaza_portal',
      'llave_session',
    ]
    const callback = addresses.find(({ pathname }) => pathname === '/portal/callback')!
    unlogged.push(callback.searchParams.get('code')!, callback.searchParams.get('state')!)
    expect(logged.join('')).to.include('/portal/callback').and.include('/portal/accept')
    for (const text of unlogged) expect(logged.join('')).to.not.include(text)
  })

  it('sends with every page the policy that it needs: no script, no inline style, no frame, forms where they go', async () => {
    const person = createPerson()
    const welcome = await person.get(chilliUrl(portal.origin))
    const terms = await signIn(person, welcome, 'mateo', 'organillo-41')
    const connect = await (async () => {
      const other = createPerson()
      const accept = await signIn(other, await other.get(routerUrl(portal.origin)), 'ramon', 'ahuehuete-63')
      return other.submit(accept)
    })()
    const cases = [
      { page: welcome, forms: [CHILLI] },
      { page: terms, forms: [CHILLI] },
      { page: connect, forms: [ROUTER] },
      { page: await person.get(`${portal.origin}/portal/done`), forms: [] },
      { page: await person.get(`${portal.origin}/portal/terms`), forms: [] },
      { page: await createPerson().get(`${portal.origin}/portal`), forms: [] },
      { page: await createPerson().get(`${portal.origin}/portal/x`), forms: [] },
    ]
    for (const { page, forms } of cases) {
      const policy = `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action ${["'self'", ...forms].join(' ')}; frame-ancestors 'none'; base-uri 'none'`
      expect(page.headers.get('content-security-policy'), page.url.href).to.equal(policy)
      expect(page.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(page.headers.get('referrer-policy')).to.equal('no-referrer')
      expect(page.html).to.not.match(/<script|<style| style=| on\w+=/i)
    }
    const home = await person.get(`${portal.origin}/`)
    expect(home.headers.get('content-security-policy')).to.include("script-src 'self'; form-action 'self';")
    expect(home.html).to.not.match(/<script(?! src="\/portal\/assets\/)|<style| style=| on\w+=/i)
    expect(home.headers.get('permissions-policy') ?? '', 'the page may ask where one is').to.not.include(
      'geolocation=()',
    )
  })

  it('keeps its cookie from scripts, other sites, and paths outside the portal', async () => {
    const answer = await fetch(chilliUrl(portal.origin))
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('plaza_portal_'))
    expect(cookie)
      .to.include('HttpOnly')
      .and.include('SameSite=Lax')
      .and.include('Path=/portal')
      .and.include('Max-Age=')
  })

  it('sends the first page and its styles in at most 14 KB, headers and all', async () => {
    const url = new URL(chilliUrl(portal.origin, { userurl: `http://noticias.example/${'a'.repeat(700)}` }))
    const page = await wholeAnswer(url)
    expect(page).to.match(/^HTTP\/1\.1 200 /)
    const styles = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => href!)
    const sheets = await Promise.all(styles.map((href) => wholeAnswer(new URL(href, url))))
    expect(sheets).to.have.length(1)
    expect(sheets[0])
      .to.match(/^HTTP\/1\.1 200 /)
      .and.match(/cache-control: [^\r]*immutable/i)
    expect(page.length + sheets[0]!.length, 'octets').to.be.at.most(14 * 1024)
    expect(page).to.not.match(/<script|<img|<iframe/)
  })
})

/** All octets that answer a GET, one character each. */
async function wholeAnswer({ hostname, port, pathname, search }: URL): Promise<string> {
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname)
  socket.setEncoding('latin1')
  let octets = ''
  socket.on('data', (chunk) => {
    octets += chunk
  })
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept-Language: es\r\nConnection: close\r\n\r\n`,
  )
  await once(socket, 'end')
  return octets
}
