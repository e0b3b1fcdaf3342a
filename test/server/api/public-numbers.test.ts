import { expect } from 'chai'
import type { Router } from 'express'
import { routes } from '../../../server/api/routes/index.ts'
import type { CityKey } from '../../../server/city-key/provider.ts'
import { silentLog } from '../../../server/log.ts'
import type { Registry } from '../../../server/network/gateways/registry.ts'
import { createPortal } from '../../../server/portal/router.ts'
import { knownPerson } from '../../support/known-person.ts'
import { type SmallCity, sealer, startSmallCityWeb, startTestWeb, type TestWeb } from './web-harness.ts'

/** Fewer than ten, which no public page may tell of. */
const PEOPLE = 7

/** Whatever nobody has to sign in for and can be read, with an address of each. */
const READ = (gateway: number): Record<string, string[]> => ({
  'get /': [
    '/',
    '/?borough=Cuauht%C3%A9moc',
    '/?lat=19.41&lon=-99.15',
    '/portal',
    '/portal/me',
    '/portal/help',
    '/open/',
  ],
  'get /guest/s/:site': ['/guest/s/default/?ap=02:00:00:00:00:01&id=02:00:00:00:00:02'],
  'get /numeros': [],
  'get /v1/dictionary.json': ['/open/v1/dictionary.json'],
  'get /v1/*file': ['/open/v1/hotspots.csv', '/open/v1/states.csv', '/open/v1/use/2026-01.csv', '/open/v1/none'],
  'get /me': ['/me'],
  'get /help': ['/help'],
  'get /opennds/:gateway': [`/portal/opennds/${gateway}`],
  'get /captive/:gateway': [`/portal/captive/${gateway}`, '/portal/captive/999999'],
  'get /captive/:gateway/portal': [`/portal/captive/${gateway}/portal`, '/portal/captive/999999/portal'],
  'get /delete': ['/portal/me/delete'],
  'get /secure': ['/portal/me/secure'],
  'get /profile/:credential/:kind': ['/portal/me/profile/1/apple', '/portal/me/profile/1/none'],
  'get /welcome': ['/portal/welcome'],
  'get /callback': ['/portal/callback'],
  'get /accept': ['/portal/accept'],
  'get /confirm': ['/portal/confirm'],
  'get /opening': ['/portal/opening'],
  'get /done': ['/portal/done'],
  'get /terms': ['/portal/terms'],
  'get /nearby': ['/portal/nearby'],
  'get /report': ['/portal/report?hotspot=1', '/portal/report?hotspot=none'],
})
const OUTSIDE_THE_PORTAL = [
  ...['/healthz', '/readyz', '/staff/sign-in', '/staff/signed-out', '/dashboard/', '/no-such-page', '/plan/none'],
  ...['/api/docs', '/api/openapi.json', '/api/v1/none', '/socket.io/?EIO=4&transport=polling'],
]
/** What a form sends; a browser that holds no form gets nothing from these. */
const SENT = [
  ...[
    '/opennds/:gateway',
    '/sign-in',
    '/sign-out',
    '/session',
    '/device',
    '/name',
    '/data',
    '/delete',
    '/',
    '/code',
    '/resume',
  ],
  ...['/emergency', '/again', '/voucher', '/accept', '/confirm', '/refuse', '/secure', '/revoke'],
].map((path) => `post ${path}`)

describe('what the public can read', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  after(() => web.close())

  const addresses = () => [...Object.values(READ(city.gatewayId)).flat(), ...OUTSIDE_THE_PORTAL]
  /** As everybody gets it, without what is new each time. */
  const body = async (path: string) => {
    const answer = await web.ask(undefined, path)
    const text = (await answer.text())
      .replaceAll(/name="csrf" value="[^"]*"/g, '')
      .replaceAll(/(?<=code">)[^<]*/g, '')
      .replaceAll(/"sid":"[^"]*"/g, '')
    return `${answer.status} ${answer.headers.get('location') ?? ''} ${text}`
  }
  const read = async () =>
    new Map(await Promise.all(addresses().map(async (path) => [path, await body(path)] as const)))

  it('is written down here: every route of the portal', () => {
    const { config, db } = web
    const parts = { config, db, sealer, registry: {} as Registry, cityKey: {} as CityKey, log: silentLog }
    const routesOf = ({ stack }: Router): string[] =>
      stack.flatMap(({ route, handle }) => {
        if (route) return [`${route.stack[0]!.method} ${route.path}`]
        return 'stack' in handle ? routesOf(handle as unknown as Router) : []
      })
    const found = routesOf(createPortal(parts)).filter((name) => !name.includes('/assets/'))
    expect(found).to.have.length.greaterThan(25)
    expect(found.filter((name) => !(name in READ(1)) && !SENT.includes(name))).to.deep.equal([])
  })

  it('tells nothing of how many people there are: it is the same with nobody online as with fewer than ten', async () => {
    const before = await read()
    expect(before.get('/'), 'the page that has hotspots').to.include('Estación Norte')
    for (let number = 1; number <= PEOPLE; number++) {
      const mac = `02:9e:00:00:00:0${number}`
      const place = { gatewayId: city.gatewayId, hotspots: [city.hotspotIds[0], city.hotspotIds[0]] }
      await knownPerson(web.db, { name: `person-${number}`, mac, ip: `10.3.0.${number}`, ...place })
    }
    await web.db.query.updateTable('hotspot_health').set({ clients: PEOPLE }).execute()
    await web.db.query.updateTable('alerts').set({ residents_affected: PEOPLE }).execute()
    await web.db.query.updateTable('neighbourhoods').set({ population: PEOPLE }).execute()
    const { rows } = await web.db.pool.query('select count(distinct resident_id) as residents from session_days')
    expect(rows).to.deep.equal([{ residents: PEOPLE }])
    const after = await read()
    for (const [path, text] of after) expect(text, path).to.equal(before.get(path))
  })

  it('has no part in the API: every route of it wants somebody of the staff', async () => {
    for (const { method, path } of routes) {
      const answer = await web.ask(undefined, `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`, {
        method: method.toUpperCase(),
      })
      expect(answer.status, `${method} ${path}`).to.equal(401)
    }
  })

  it('has no part in the metrics: they are told on this machine, or to whoever shows the token', async () => {
    expect((await web.ask(undefined, '/metrics')).status).to.equal(200)
    for (const header of ['x-forwarded-for', 'forwarded']) {
      const answer = await web.ask(undefined, '/metrics', { headers: { [header]: '203.0.113.7' } })
      expect(answer.status, header).to.equal(403)
      expect(await answer.text()).to.include('PLAZA_METRICS_TOKEN')
    }
    const token = 'a-token-of-tests-0123'
    const other = await startTestWeb({ environment: { PLAZA_METRICS_TOKEN: token, PLAZA_TRUST_PROXY: '127.0.0.1' } })
    try {
      const ask = async (headers: Record<string, string>) =>
        (await other.ask(undefined, '/metrics', { headers: { 'x-forwarded-for': '203.0.113.7', ...headers } })).status
      expect(await ask({})).to.equal(401)
      expect(await ask({ authorization: `Bearer ${token}x` })).to.equal(401)
      expect(await ask({ authorization: `Bearer ${token}` })).to.equal(200)
    } finally {
      await other.close()
    }
    const proxied = await startTestWeb({ environment: { PLAZA_TRUST_PROXY: '127.0.0.1' } })
    try {
      const ask = (address: string) => proxied.ask(undefined, '/metrics', { headers: { 'x-forwarded-for': address } })
      expect([(await ask('203.0.113.7')).status, (await ask('10.0.0.7')).status]).to.deep.equal([403, 403])
      expect((await ask('127.0.0.1')).status).to.equal(403)
      expect((await proxied.ask(undefined, '/metrics')).status).to.equal(200)
    } finally {
      await proxied.close()
    }
  })
})
