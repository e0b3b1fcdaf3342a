import { expect } from 'chai'
import { simulatedAccount } from '../../../scripts/demo/accounts.ts'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { testSealer } from '../../support/city.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, routerUrl, signIn } from './person.ts'

/** Has the page of this kind, with its words and a code; `way` is where its one button leads. */
function expectProblem(page: Answer, kind: string, status: number, way?: string): void {
  const words = es as Record<string, string>
  expect(page.status, page.html).to.equal(status)
  expect(page.html)
    .to.include(`<h1>${words[`${kind}.title`]}</h1>`)
    .and.include(words[`${kind}.text`])
  expect(page.html).to.match(/Código de este aviso: [\w-]{8,}</)
  expect(page.headers.get('content-security-policy')).to.include("default-src 'none'")
  expect(page.headers.get('cache-control')).to.equal('no-store')
  const ways = [
    ...page.links.filter(({ className }) => className === 'button').map(({ href }) => href),
    ...page.forms.map(({ action }) => action),
  ]
  expect(ways, 'ways out').to.deep.equal(way === undefined ? [] : [way])
}

describe('what a resident reads when something is wrong', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startTestPortal()
  })
  after(() => portal.close())

  const open = (url: string) => createPerson().get(url)
  const change = (parameters: Record<string, string | undefined>) => open(chilliUrl(portal.origin, parameters))
  let people = 0
  /** Somebody new: an account that never signed in before, and a device of their own. */
  const somebody = () => {
    const number = people++
    const { username, password } = simulatedAccount(number)
    const mac = `0A-00-00-00-01-${number.toString(16).padStart(2, '0')}`
    return { person: createPerson(), key: { username, password }, url: chilliUrl(portal.origin, { mac }) }
  }
  const rows = async (table: 'tickets' | 'consents' | 'devices') =>
    (await portal.db.query.selectFrom(table).selectAll().execute()).length
  /** Somebody who pressed the first button and stands before the City Key's login page. */
  const atLogin = async () => {
    const { person, key, url } = somebody()
    const welcome = await person.get(url)
    return { person, key, welcome, login: await person.submit(welcome) }
  }
  const atTerms = async () => {
    const { person, key, url } = somebody()
    const welcome = await person.get(url)
    return { person, key, url, welcome, terms: await signIn(person, welcome, key.username, key.password) }
  }

  it('has words in Spanish and English for every problem', () => {
    for (const [key, text] of [...Object.entries(es), ...Object.entries(en)]) expect(text, key).to.not.equal('')
    expect(Object.keys(en)).to.deep.equal(Object.keys(es))
  })

  describe('a redirect', () => {
    it('without a gateway’s parameters', async () => {
      for (const query of ['', '?', '?lang=es', '?mac=0A-00-00-00-00-07']) {
        const page = await open(`${portal.origin}/portal${query}`)
        expectProblem(page, 'missing', 400)
        expect(page.html, 'how to come back here rightly').to.include(es.reconnect)
      }
    })

    for (const name of ['res', 'uamip', 'uamport', 'challenge', 'mac']) {
      it(`of CoovaChilli without ${name}`, async () => {
        expectProblem(await change({ [name]: undefined }), 'missing', 400)
        expectProblem(await change({ [name]: '' }), 'missing', 400)
      })
    }

    for (const name of ['mac', 'identity', 'link-login-only', 'chap-id', 'chap-challenge']) {
      it(`of MikroTik without ${name}`, async () => {
        expectProblem(await open(routerUrl(portal.origin, { [name]: '' })), 'missing', 400)
      })
    }

    it('with values that are no MAC, no challenge, no octal octets', async () => {
      expectProblem(await change({ mac: '0A-00-00-00-00' }), 'missing', 400)
      expectProblem(await change({ challenge: '0001' }), 'missing', 400)
      expectProblem(await open(routerUrl(portal.origin, { 'chap-id': '\\371\\371' })), 'missing', 400)
      expectProblem(await open(routerUrl(portal.origin, { 'chap-challenge': '\\377'.repeat(65) })), 'missing', 400)
      expectProblem(await open(routerUrl(portal.origin, { 'chap-challenge': '\\4' })), 'missing', 400)
    })

    it('with a parameter twice, of whichever dialect, also spelled another way', async () => {
      expectProblem(await open(`${chilliUrl(portal.origin)}&mac=0A-00-00-00-00-08`), 'doubled', 400)
      expectProblem(await open(`${chilliUrl(portal.origin)}&%75amip=10.1.0.1`), 'doubled', 400)
      expectProblem(await open(`${routerUrl(portal.origin)}&identity=router-1`), 'doubled', 400)
    })

    it('whose signature is missing, wrong, of other parameters, or not the last one', async () => {
      const signed = chilliUrl(portal.origin)
      const [before = '', md = ''] = signed.split('&md=')
      expectProblem(await open(before), 'forged', 400)
      expectProblem(await open(`${before}&md=${'0'.repeat(32)}`), 'forged', 400)
      expectProblem(await open(`${before}&md=`), 'forged', 400)
      expectProblem(await open(`${before}&md=${md.slice(0, 30)}`), 'forged', 400)
      expectProblem(await open(`${signed}&extra=1`), 'forged', 400)
      expectProblem(await open(signed.replace('0A-00-00-00-00-07', '0A-00-00-00-00-99')), 'forged', 400)
      expectProblem(await open(signed.replace('noticias.example', 'otra.example')), 'forged', 400)
      expect((await open(`${before}&md=${md.toLowerCase()}`)).status, 'in small letters').to.equal(200)
    })

    it('to a login page that the gateway does not have', async () => {
      for (const uamip of [
        '10.1.0.2',
        '127.0.0.1',
        'evil.example',
        'user@10.1.0.1',
        '10.1.0.1/',
        '10.1.0.1#',
        '[::1]',
      ]) {
        expectProblem(await change({ uamip }), 'forged', 400)
      }
      for (const uamport of ['80', '39900', '-1', '3990/x', '3990@evil.example']) {
        expectProblem(await change({ uamport }), 'forged', 400)
      }
      for (const target of [
        'http://evil.example/login',
        'https://10.5.50.1/login',
        'http://10.5.50.1:81/login',
        'http://10.5.50.1@evil.example/login',
        'http://a:b@10.5.50.1/login',
        'http://10.5.50.1.evil.example/login',
        '//10.5.50.1/login',
        '/login',
        'javascript:alert(1)//http://10.5.50.1/login',
      ]) {
        expectProblem(await open(routerUrl(portal.origin, { 'link-login-only': target })), 'forged', 400)
      }
    })

    it('of a gateway that is not registered, or of one that speaks another dialect', async () => {
      expectProblem(await change({ nasid: 'nobody', called: '02-00-00-00-00-99' }), 'unknown-hotspot', 404)
      expectProblem(await change({ nasid: undefined, called: undefined }), 'unknown-hotspot', 404)
      expectProblem(await change({ nasid: 'router-1' }), 'unknown-hotspot', 404)
      expectProblem(await open(routerUrl(portal.origin, { identity: 'chilli-1' })), 'unknown-hotspot', 404)
      expectProblem(await open(routerUrl(portal.origin, { identity: 'nobody' })), 'unknown-hotspot', 404)
    })

    it('says that the hotspot refused the ticket, used twice or too late, and lets begin again', async () => {
      const person = createPerson()
      const failed = await person.get(chilliUrl(portal.origin, { res: 'failed', reason: 'reject' }))
      expectProblem(failed, 'failed', 403, '/portal/welcome')
      expect((await person.get(new URL('/portal/welcome', portal.origin))).forms[0]!.action).to.equal('/portal/sign-in')
      const atRouter = await open(routerUrl(portal.origin, { error: '1' }))
      expectProblem(atRouter, 'failed', 403, '/portal/welcome')
    })

    it('sends a refused login without a challenge to the gateway for a new one', async () => {
      const url = chilliUrl(portal.origin, { res: 'failed', reason: 'other', challenge: undefined })
      const again = 'http://10.1.0.1:3990/prelogin?userurl=http%3A%2F%2Fnoticias.example%2Fhoy%3Fa%3D1%26b%3D2'
      expectProblem(await open(url), 'failed', 403, again)
    })

    it('of somebody who logged off offers to connect again', async () => {
      const page = await change({ res: 'logoff', challenge: undefined })
      expect(page.status).to.equal(200)
      expect(page.html).to.include(es.leftTitle)
      expect(page.links.find(({ className }) => className === 'button')?.href).to.match(
        /^http:\/\/10\.1\.0\.1:3990\/prelogin/,
      )
    })
  })

  describe('at the City Key', () => {
    it('a refused consent', async () => {
      const before = await rows('tickets')
      const { person, key, login } = await atLogin()
      const consent = await person.submit(login, key)
      expect(consent.html).to.include('Permiso para Plaza')
      expectProblem(await person.submit(consent, {}, 1), 'refused', 403, '/portal/welcome')
      expect(await rows('tickets')).to.equal(before)
    })

    it('a cancelled login', async () => {
      const { person, login } = await atLogin()
      expectProblem(await person.submit(login, {}, 1), 'refused', 403, '/portal/welcome')
    })

    it('a wrong password is the City Key’s to say, and can be corrected', async () => {
      const { person, key, login } = await atLogin()
      const wrong = await person.submit(login, { ...key, password: 'organillo-42' })
      expect(wrong.status).to.equal(401)
      expect(wrong.url.origin).to.equal(portal.demo.issuer)
      expect(wrong.html).to.include('no coinciden').and.include(`value="${key.username}"`).and.not.include('organillo')
      const consent = await person.submit(wrong, key)
      expect(consent.html).to.include('Permiso para Plaza')
    })

    it('a way back that nobody set out on, was changed, or was used before', async () => {
      const before = await rows('tickets')
      expectProblem(await open(`${portal.origin}/portal/callback?code=a&state=b`), 'lost', 400)

      const { person, key, login } = await atLogin()
      const forged = await person.get(`${portal.origin}/portal/callback?code=a&state=b&iss=${portal.demo.issuer}`)
      expectProblem(forged, 'lost', 400, '/portal/welcome')
      const consent = await person.submit(login, key)
      expect(await rows('tickets')).to.equal(before)
      expect((await person.submit(consent)).url.pathname, 'the sign-in that is under way goes on').to.equal(
        '/portal/accept',
      )
    })

    it('the way back opened twice', async () => {
      const { person, key, login } = await atLogin()
      const consent = await person.submit(login, key)
      const seen: string[] = []
      const terms = await person.submit(consent, {}, 0, (url) => seen.push(url.href))
      expect(terms.url.pathname).to.equal('/portal/accept')
      const callback = seen.find((href) => href.includes('/portal/callback'))!
      expectProblem(await person.get(callback), 'lost', 400, '/portal/welcome')
      expect((await person.submit(terms)).leftTo?.pathname, 'the first one still goes on').to.equal('/logon')
    })
  })

  describe('when the City Key does not answer', () => {
    let cut: TestPortal
    before(async () => {
      cut = await startTestPortal()
    })
    after(() => cut.close())

    it('before or during sign-in: says so with 503 and a button to try again, which works once it answers', async () => {
      const person = createPerson()
      const welcome = await person.get(chilliUrl(cut.origin))
      cut.cityKeyAnswers(false)
      const down = await person.submit(welcome)
      expectProblem(down, 'city-key-down', 503, '/portal/sign-in')
      expect(down.headers.get('retry-after')).to.equal('30')
      expectProblem(await person.submit(down), 'city-key-down', 503, '/portal/sign-in')
      cut.cityKeyAnswers(true)
      const login = await person.submit(down)
      expect(login.html).to.include('Inicia sesión')

      const consent = await person.submit(login, { username: 'lucia', password: 'jacaranda-27' })
      const callback = await person.submit(consent, {}, 0, (url) => {
        if (url.pathname === '/portal/callback') cut.cityKeyAnswers(false)
      })
      expectProblem(callback, 'city-key-down', 503, '/portal/sign-in')
      cut.cityKeyAnswers(true)
      expect((await person.submit(callback)).url.pathname).to.equal('/portal/accept')
    })
  })

  describe('a page', () => {
    it('without its cookie', async () => {
      for (const path of ['welcome', 'accept'])
        expectProblem(await open(`${portal.origin}/portal/${path}`), 'lost', 400)
      const { person, welcome } = await atLogin()
      person.jars.clear()
      expectProblem(await person.submit(welcome), 'lost', 400)
    })

    it('with a cookie that was tampered with', async () => {
      const { person, welcome } = await atLogin()
      for (const jar of person.jars.values()) {
        for (const [name, value] of jar) jar.set(name, `${value.slice(0, 60)}AAAA${value.slice(64)}`)
      }
      expectProblem(await person.submit(welcome), 'lost', 400)
    })

    it('whose form was made for another browser, or says nothing', async () => {
      const mine = createPerson()
      const other = createPerson()
      const page = await mine.get(chilliUrl(portal.origin))
      const others = await other.get(chilliUrl(portal.origin))
      const csrf = others.forms[0]!.values.csrf!
      expectProblem(await mine.submit(page, { csrf }), 'lost', 400, '/portal/welcome')
      expectProblem(await mine.submit(page, { csrf: '' }), 'lost', 400, '/portal/welcome')
    })

    it('left open for longer than its cookie lives', async () => {
      const { person, welcome } = await atLogin()
      for (const jar of person.jars.values()) {
        for (const [name, cookie] of jar) if (name.startsWith('plaza_portal_')) jar.set(name, expired(cookie))
      }
      expectProblem(await person.submit(welcome), 'lost', 400)
    })

    it('of the terms after the back button from the gateway', async () => {
      const { person, terms } = await atTerms()
      expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
      expectProblem(await person.get(terms.url), 'lost', 400, '/portal/welcome')
      expectProblem(await person.submit(terms), 'lost', 400, '/portal/welcome')
    })

    it('whose button was pressed twice goes on', async () => {
      const { person, key, url } = somebody()
      const welcome = await person.get(url)
      await person.submit(welcome)
      const terms = await signIn(person, welcome, key.username, key.password)
      const both = await Promise.all([person.submit(terms), person.submit(terms)])
      expect(both.map(({ leftTo }) => leftTo?.pathname)).to.deep.equal(['/logon', '/logon'])
    })

    it('of terms that were not accepted: nothing is stored, and one may change one’s mind', async () => {
      const before = { tickets: await rows('tickets'), consents: await rows('consents') }
      const { person, terms } = await atTerms()
      const declined = await person.submit(terms, {}, 1)
      expectProblem(declined, 'declined', 403, '/portal/accept')
      expect({ tickets: await rows('tickets'), consents: await rows('consents') }).to.deep.equal(before)
      expect(await rows('devices')).to.equal(0)
      const again = await person.get(new URL('/portal/accept', portal.origin))
      expect((await person.submit(again)).leftTo?.pathname).to.equal('/logon')
    })

    it('that is not there', async () => {
      expectProblem(await open(`${portal.origin}/portal/nothing`), 'not-found', 404)
    })

    it('whose form is too large', async () => {
      const { person, welcome } = await atLogin()
      expectProblem(await person.submit(welcome, { csrf: 'x'.repeat(5000) }), 'lost', 400, '/portal/welcome')
    })
  })

  it('tells a blocked resident, on the terms and at the way back', async () => {
    const { person, key, url, terms } = await atTerms()
    const block = (at: Date | null) =>
      portal.db.query
        .updateTable('residents')
        .set({ blocked_at: at })
        .where('subject', '=', `demo-${key.username}`)
        .execute()
    await block(new Date())
    expectProblem(await person.submit(terms), 'blocked', 403)
    expectProblem(await person.submit(await person.get(url)), 'blocked', 403)
    await block(null)
    expect((await person.submit(await person.get(url))).leftTo?.pathname).to.equal('/logon')
  })

  it('says when a gateway was taken away meanwhile', async () => {
    const own = await startTestPortal()
    try {
      const person = createPerson()
      const welcome = await person.get(chilliUrl(own.origin))
      await own.removeGateway(own.gateways.chilli)
      expectProblem(await person.submit(welcome), 'unknown-hotspot', 404)
    } finally {
      await own.close()
    }
  })

  it('says with 500 and a code that something failed on our side, and not what', async () => {
    const own = await startTestPortal()
    const person = createPerson()
    const welcome = await person.get(chilliUrl(own.origin))
    const terms = await signIn(person, welcome, 'lucia', 'jacaranda-27')
    await own.db.query.schema.dropTable('consents').execute()
    try {
      const broken = await person.submit(terms)
      expectProblem(broken, 'broken', 500, '/portal/welcome')
      expect(broken.html).to.not.include('consents')
    } finally {
      await own.close()
    }
  })

  it('holds a device to twenty steps of sign-in a minute', async () => {
    const own = await startTestPortal()
    try {
      const person = createPerson()
      const welcome = await person.get(chilliUrl(own.origin))
      let last = welcome
      for (let tries = 0; tries < 20; tries++) last = await person.submit(welcome)
      expect(last.status).to.equal(200)
      const limited = await person.submit(welcome)
      expectProblem(limited, 'rate-limited', 429, '/portal/welcome')
      expect(limited.headers.get('retry-after')).to.equal('60')
      const other = createPerson()
      const others = await other.get(chilliUrl(own.origin, { mac: '0A-00-00-00-00-0B' }))
      expect((await other.submit(others)).status, 'another device at the same address').to.equal(200)
    } finally {
      await own.close()
    }
  })
})

/** The cookie as it would be after its time. */
function expired(cookie: string): string {
  const purpose = 'cookie plaza_portal'
  const { content } = JSON.parse(testSealer.open(Buffer.from(cookie, 'base64url'), purpose))
  expect(content).to.have.property('arrival')
  return testSealer.seal(JSON.stringify({ until: Date.now() - 1000, content }), purpose).toString('base64url')
}
