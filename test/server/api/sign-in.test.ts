import { expect } from 'chai'
import { returnPath } from '../../../server/api/staff/sign-in.ts'
import { type CityKey, CityKeyError, type SignIn } from '../../../server/city-key/provider.ts'
import { ISSUER, PUBLIC_URL, startTestWeb, type TestWeb } from './web-harness.ts'

/** A City Key whose answer the test chooses; scripts/demo's real one is in sign-in-city-key.test.ts. */
function chosenCityKey() {
  let answer: CityKeyError | string = 'subject-operator'
  let freshness: SignIn['freshness']
  let asked: Parameters<CityKey['begin']>[0] | undefined
  const cityKey: CityKey = {
    issuer: ISSUER,
    responseMode: 'query',
    signOutUrl: async () => undefined,
    answers: async () => true,
    origins: async () => [ISSUER],
    async begin(options) {
      asked = options
      if (answer instanceof CityKeyError) throw answer
      return { url: new URL(`${ISSUER}/auth?state=s`), checks: { state: 's', nonce: 'n', codeVerifier: 'v' } }
    },
    async complete(returned, checks) {
      if (answer instanceof CityKeyError) throw answer
      expect(checks).to.deep.equal({ state: 's', nonce: 'n', codeVerifier: 'v' })
      expect(returned.origin + returned.pathname).to.equal(`${PUBLIC_URL}/staff/callback`)
      return { identity: { issuer: ISSUER, subject: answer }, ...(freshness && { freshness }) }
    },
  }
  return {
    cityKey,
    answers(next: CityKeyError | string, anew?: SignIn['freshness']) {
      answer = next
      freshness = anew
    },
    asked: () => asked,
  }
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0]!)
    .join('; ')

describe('signing in to the dashboard', () => {
  let web: TestWeb
  const key = chosenCityKey()
  before(async () => {
    web = await startTestWeb({ cityKey: key.cityKey })
  })
  beforeEach(() => key.answers('subject-operator'))
  after(() => web.close())

  const begin = async (query = '') => {
    const response = await web.ask(undefined, `/staff/sign-in?public=1${query}`)
    expect(response.status).to.equal(303)
    return cookiesOf(response)
  }
  const comeBack = (cookie: string, query = '?code=c&state=s') =>
    web.ask(undefined, `/staff/callback${query}`, { headers: { cookie } })
  const lastAudit = async () => {
    const row = await web.db.query
      .selectFrom('audit_events')
      .select(['action', 'staff_id', 'detail'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    return { action: row.action, staffId: row.staff_id, reason: row.detail.reason }
  }

  it('goes to the City Key and comes back to the page it came from, as whoever signed in', async () => {
    const cookie = await begin('&return=%2Fdashboard%2Falerts%3Fopen%3Dtrue')
    expect(key.asked()).to.deep.equal({ redirectUri: `${PUBLIC_URL}/staff/callback`, locale: 'es' })
    const response = await comeBack(cookie)
    expect(response.headers.get('location')).to.equal('/dashboard/alerts?open=true')
    const me = await fetch(`${web.origin}/api/v1/me`, { headers: { cookie: cookiesOf(response) } })
    expect(await me.json()).to.deep.include({ id: web.staff.operator.id, role: 'operator' })
    expect(await lastAudit()).to.deep.equal({
      action: 'staff.sign-in',
      staffId: web.staff.operator.id,
      reason: undefined,
    })
  })

  it('begins under the public address, whatever name this host was asked by', async () => {
    const { status, headers } = await web.ask(undefined, '/staff/sign-in?return=%2Fdashboard%2Fx')
    expect([status, headers.get('location')]).to.deep.equal([
      303,
      `${PUBLIC_URL}/staff/sign-in?return=%2Fdashboard%2Fx&public=1`,
    ])
  })

  it('gives a cookie that scripts cannot read and other sites cannot send, and a new session each time', async () => {
    const first = await comeBack(await begin())
    const line = first.headers.getSetCookie().find((cookie) => cookie.startsWith('plaza_staff='))!
    expect(line)
      .to.match(/HttpOnly/i)
      .and.match(/SameSite=Lax/i)
      .and.match(/Path=\//i)
    expect(line).to.not.match(/Secure/i)
    const csrf = async (cookie: string) =>
      ((await (await fetch(`${web.origin}/api/v1/me`, { headers: { cookie } })).json()) as { csrf: string }).csrf
    const again = await comeBack(`${await begin()}; ${cookiesOf(first)}`)
    expect(await csrf(cookiesOf(again))).to.not.equal(await csrf(cookiesOf(first)))
  })

  it('shows a page in two languages, and nothing private, to whoever is not staff', async () => {
    key.answers('a-resident')
    const response = await comeBack(await begin())
    expect(response.status).to.equal(403)
    expect(cookiesOf(response)).to.not.match(/plaza_staff=[^;]/)
    const page = await response.text()
    expect(page).to.contain('lang="es"').and.contain('lang="en"').and.contain('/staff/sign-in')
    expect(page).to.not.contain('a-resident').and.not.contain('script')
    expect(await lastAudit()).to.deep.include({ action: 'staff.sign-in-failed', reason: 'not-staff' })
  })

  for (const [kind, status] of [
    ['refused', 403],
    ['unreachable', 503],
    ['invalid', 400],
  ] as const) {
    it(`shows a page with a way to try again when the City Key's answer is ${kind}`, async () => {
      const cookie = await begin()
      key.answers(new CityKeyError(kind, 'why', 'inner reason'))
      const response = await comeBack(cookie)
      expect(response.status).to.equal(status)
      expect(await response.text())
        .to.contain('href="/staff/sign-in"')
        .and.not.contain('inner reason')
      expect(await lastAudit()).to.deep.include({ action: 'staff.sign-in-failed', reason: kind })
    })
  }

  it('shows a page when the City Key cannot even be asked', async () => {
    key.answers(new CityKeyError('unreachable', 'econnrefused', 'nobody there'))
    expect((await web.ask(undefined, '/staff/sign-in?public=1')).status).to.equal(503)
  })

  it('knows when a sign-in was not begun in this browser, or is used twice', async () => {
    expect((await comeBack('')).status).to.equal(400)
    const used = await comeBack(await begin())
    expect((await comeBack(cookiesOf(used))).status).to.equal(400)
    expect(await lastAudit()).to.deep.include({ action: 'staff.sign-in-failed', reason: 'lost' })
  })

  it('never leaves the dashboard afterwards', () => {
    const refused = [
      'https://elsewhere.example/dashboard/',
      '//elsewhere.example/dashboard/',
      '/dashboard/../../elsewhere',
      '/dashboard/..%2f',
      '/dashboard\\@elsewhere.example',
      '/dashboardx',
      '/portal',
      ['/dashboard/'],
      undefined,
    ]
    for (const from of refused) expect(returnPath(from), String(from)).to.match(/^\/dashboard\/(\.\.%2f)?$/)
    expect(returnPath('/dashboard/hotspots/7?tab=sessions')).to.equal('/dashboard/hotspots/7?tab=sessions')
  })

  it('comes back to the dashboard, wherever else it was asked to', async () => {
    const response = await comeBack(await begin('&return=https%3A%2F%2Felsewhere.example%2Fdashboard%2F'))
    expect(response.headers.get('location')).to.equal('/dashboard/')
  })

  it('signs out: by fetch, as a form, and not from another site', async () => {
    const cookie = cookiesOf(await comeBack(await begin()))
    const signOut = (headers: Record<string, string>) =>
      web.ask(undefined, '/staff/sign-out', { method: 'POST', headers: { cookie, ...headers } })
    expect((await signOut({ origin: 'https://elsewhere.example' })).status).to.equal(403)
    expect((await fetch(`${web.origin}/api/v1/me`, { headers: { cookie } })).status).to.equal(200)
    const form = await signOut({ accept: 'text/html', origin: web.origin })
    expect([form.status, form.headers.get('location')]).to.deep.equal([303, '/staff/signed-out'])
    expect(form.headers.getSetCookie().join()).to.match(/plaza_staff=;/)
    expect(await lastAudit()).to.deep.include({ action: 'staff.sign-out', staffId: web.staff.operator.id })
    expect((await fetch(`${web.origin}/api/v1/me`, { headers: { cookie } })).status).to.equal(401)
    expect((await signOut({})).status).to.equal(204)
  })

  it('asks the City Key for its sign-in page when another account is wanted', async () => {
    await begin('&other=1')
    expect(key.asked()).to.deep.include({ fresh: true })
  })
})

describe('how often staff may try to sign in', () => {
  const key = chosenCityKey()
  const after40 = async (environment: Record<string, string>): Promise<number> => {
    const web = await startTestWeb({ cityKey: key.cityKey, environment })
    try {
      for (let attempt = 1; attempt < 40; attempt++) await web.ask(undefined, '/staff/sign-in')
      return (await web.ask(undefined, '/staff/sign-in')).status
    } finally {
      await web.close()
    }
  }

  it('is enough for all who sit behind one address, and bounded by a setting', async () => {
    expect(await after40({})).to.equal(303)
    expect(await after40({ PLAZA_ADDRESS_REQUESTS_PER_MINUTE: '300' })).to.equal(429)
  })
})

describe('what staff read when the City Key does not do what it should', () => {
  let web: TestWeb
  const key = chosenCityKey()
  before(async () => {
    web = await startTestWeb({ cityKey: key.cityKey })
  })
  after(() => web.close())

  for (const [kind, status, words] of [
    ['busy', 503, 'demasiadas solicitudes'],
    ['not-signed-in', 403, 'no inició la sesión'],
    ['unverified', 403, 'no está verificada'],
    ['stale', 403, 'no preguntó quién es usted'],
    ['misfit', 502, 'plaza city-key check'],
  ] as const) {
    it(`says what it was, in two languages, where it is ${kind}; the cause is in the audit log`, async () => {
      key.answers(new CityKeyError(kind, 'why', 'inner reason'))
      const response = await web.ask(undefined, '/staff/sign-in?public=1')
      expect(response.status).to.equal(status)
      const page = await response.text()
      expect(page).to.contain(words).and.contain('lang="en"').and.not.contain('inner reason')
      const row = await web.db.query
        .selectFrom('audit_events')
        .select(['action', 'detail'])
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      expect(row).to.deep.equal({ action: 'staff.sign-in-failed', detail: { reason: kind, cause: 'why' } })
    })
  }
})

describe('signing in to the dashboard where the City Key sends back by a form', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb({ cityKey: { ...chosenCityKey().cityKey, responseMode: 'form_post' } })
  })
  after(() => web.close())

  it('takes the form without cookies, and goes on with them; the code stands in no address', async () => {
    const cookie = cookiesOf(await web.ask(undefined, '/staff/sign-in?public=1'))
    const body = new URLSearchParams({ code: 'the-code', state: 's' })
    const posted = await web.ask(undefined, '/staff/callback', { method: 'POST', body })
    const next = posted.headers.get('location')!
    expect(posted.status).to.equal(303)
    expect(next).to.not.include('the-code')
    expect((await web.ask(undefined, next)).status, 'without the cookies of the way').to.equal(400)
    const entered = await web.ask(undefined, next, { headers: { cookie } })
    expect(entered.headers.get('location')).to.equal('/dashboard/')
    expect(cookiesOf(entered)).to.match(/plaza_staff=./)
  })
})

describe('another account of staff, of whom', () => {
  for (const [known, settings, anew, location] of [
    ['the City Key proves that they signed in anew', {}, 'proven', '/dashboard/'],
    ['the City Key cannot tell whether they did', {}, 'unproven', undefined],
    ['nobody expects the City Key to tell', { CITY_KEY_FRESHNESS: 'none' }, 'unproven', undefined],
    ['the City Key is known to have asked', { CITY_KEY_FRESHNESS: 'prompt' }, 'unproven', '/dashboard/'],
    [
      'their own City Key cannot tell',
      {
        CITY_KEY_FRESHNESS: 'prompt',
        ...{ CITY_KEY_STAFF_ISSUER: 'https://staff.example', CITY_KEY_STAFF_CLIENT_ID: 'plaza' },
      },
      'unproven',
      undefined,
    ],
    [
      'their own City Key is known to have asked',
      {
        ...{ CITY_KEY_STAFF_ISSUER: 'https://staff.example', CITY_KEY_STAFF_CLIENT_ID: 'plaza' },
        CITY_KEY_STAFF_FRESHNESS: 'prompt',
      },
      'unproven',
      '/dashboard/',
    ],
  ] as const) {
    it(`${known}, ${location ? 'is let in' : 'is refused in words, and begins again'}`, async () => {
      const key = chosenCityKey()
      const web = await startTestWeb({ cityKey: key.cityKey, environment: settings })
      try {
        key.answers('subject-operator', anew)
        const begun = await web.ask(undefined, '/staff/sign-in?public=1&other=1')
        expect(key.asked()).to.include({ fresh: true })
        const headers = { cookie: cookiesOf(begun) }
        const back = await web.ask(undefined, '/staff/callback?code=c&state=s', { headers })
        expect(back.headers.get('location') ?? undefined).to.equal(location)
        expect(back.headers.getSetCookie().some((line) => line.startsWith('plaza_staff='))).to.equal(!!location)
        if (location !== undefined) return
        expect(back.status).to.equal(403)
        const html = await back.text()
        expect(html).to.include('No se sabe si').and.include('Nobody knows whether').and.include('"/staff/sign-in"')
      } finally {
        await web.close()
      }
    })
  }
})
