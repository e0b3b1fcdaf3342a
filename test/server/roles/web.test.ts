import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { pino } from 'pino'
import { makeAuthority, makeServer } from '../../../server/certificates/make.ts'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import { readConfig } from '../../../server/config/index.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry } from '../../../server/network/gateways/registry.ts'
import { startWeb } from '../../../server/roles/web.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { createTestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { sealer, startTestWeb, type TestWeb } from '../api/web-harness.ts'

describe('the web role', () => {
  let web: TestWeb
  let dashboardDir: string
  const lines: string[] = []
  before(async () => {
    dashboardDir = await mkdtemp(join(tmpdir(), 'plaza-dashboard-'))
    await mkdir(join(dashboardDir, 'assets'))
    await writeFile(join(dashboardDir, 'index.html'), '<!doctype html><title>the dashboard</title>')
    await writeFile(join(dashboardDir, 'assets', 'main-abc.js'), 'export {}')
    web = await startTestWeb({
      dashboardDir,
      log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
      environment: { PLAZA_TILE_URL: 'https://{s}.tile.example/{z}/{x}/{y}.png' },
    })
  })
  after(async () => {
    await web.close()
    await rm(dashboardDir, { recursive: true })
  })
  const text = async (path: string, init: RequestInit = {}) => {
    const response = await web.ask(undefined, path, init)
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  it('tells monitors that it lives and is ready', async () => {
    expect((await text('/healthz')).status).to.equal(200)
    expect((await text('/readyz')).body).to.equal('ready\n')
  })

  it('is not ready while a migration is missing', async () => {
    const name = 'directory/schema.sql'
    await web.db.pool.query('delete from migrations where name = $1', [name])
    const { status, body } = await text('/readyz')
    await web.db.pool.query('insert into migrations (name) values ($1)', [name])
    expect([status, body]).to.deep.equal([503, `not ready: migrations are missing: ${name}\n`])
  })

  it('gives Prometheus its figures, without anybody in them', async () => {
    await web.ask('viewer', '/api/v1/me')
    const { headers, body } = await text('/metrics')
    expect(headers.get('content-type')).to.contain('text/plain')
    expect(body).to.match(/^process_cpu_seconds_total/m)
    expect(body).to.match(/^plaza_http_requests_total\{part="api",method="GET",status="200"\} \d+/m)
  })

  it("serves the dashboard's files, and its page for every other path under it", async () => {
    expect((await text('/dashboard')).headers.get('location')).to.equal('/dashboard/')
    for (const path of ['/dashboard/', '/dashboard/hotspots/7', '/dashboard/alerts?open=true']) {
      const { status, headers, body } = await text(path)
      expect([status, headers.get('cache-control')], path).to.deep.equal([200, 'no-cache'])
      expect(body).to.contain('the dashboard')
    }
    const asset = await text('/dashboard/assets/main-abc.js')
    expect(asset.headers.get('cache-control')).to.contain('immutable')
    expect((await text('/dashboard/assets/gone.js')).status).to.equal(404)
  })

  it("lets the dashboard load from itself and the map's tiles only", async () => {
    const { headers } = await text('/dashboard/')
    expect(headers.get('referrer-policy')).to.equal('strict-origin-when-cross-origin')
    const policy = headers.get('content-security-policy')!
    expect(policy.split(';')).to.include.members([
      "default-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: https://*.tile.example",
      "connect-src 'self' ws://plaza.test:8080",
    ])
    expect(policy).to.not.contain('unsafe')
  })

  it('says that a page is not there, in two languages', async () => {
    const { status, body } = await text('/nowhere/<script>')
    expect(status).to.equal(404)
    expect(body).to.contain('lang="es"').and.contain('lang="en"').and.not.contain('<script')
  })

  it('logs the path of a request and nothing else that it holds', async () => {
    lines.length = 0
    await web.ask('admin', '/staff/callback?code=a-secret-code&state=x', { headers: { 'x-other': 'a-secret-header' } })
    await text('/healthz')
    const log = lines.join('')
    expect(log).to.contain('/staff/callback')
    expect(log).to.not.match(/a-secret|plaza_staff|healthz/)
  })

  it('shows the number under which a failure is logged, and no more', async () => {
    lines.length = 0
    await web.db.pool.query('alter table audit_events rename to audit_events_away')
    const { status, body } = await text('/staff/callback?code=c')
    const api = await web.ask('admin', '/api/v1/audit')
    await web.db.pool.query('alter table audit_events_away rename to audit_events')
    expect(status).to.equal(500)
    const number = /Number of the failure: (\w+)/.exec(body)![1]!
    const logged = lines.map((line) => JSON.parse(line)).find(({ requestId }) => requestId === number)
    expect(logged.err.message).to.contain('audit_events')
    expect(body).to.not.contain('audit_events').and.not.contain('at ')
    expect(api.status).to.equal(500)
    expect(await api.text())
      .to.contain('"failed"')
      .and.not.contain('relation')
  })

  it('says which error it is when the port is taken, and leaves nothing open', async () => {
    const listening = async () => {
      const { rows } = await web.db.pool.query(
        "select count(*) from pg_stat_activity where application_name = 'plaza listen' and datname = current_database()",
      )
      return rows[0].count as number
    }
    const registry = await openRegistry(web.db, sealer, silentLog)
    const before = await listening()
    const config = { ...web.config, http: { ...web.config.http, port: web.port } }
    const cityKey = createCityKey({ issuer: 'http://127.0.0.1:1', clientId: 'plaza' })
    let code: string | undefined
    await startWeb({ config, db: web.db, sealer, registry, cityKey, log: silentLog }).catch((error) => {
      code = error.code
    })
    expect(code).to.equal('EADDRINUSE')
    await eventually(async () => (await listening()) === before)
    await registry.close()
  })
})

describe('a web role that offers the secure network', () => {
  it('does not start where no device could know the RADIUS server, and says which setting to change', async () => {
    const db = await createTestDatabase()
    const registry = await openRegistry(db, sealer, silentLog)
    try {
      const [own, city] = [await makeAuthority('Plaza', 10, new Date()), await makeAuthority('Ciudad', 10, new Date())]
      const { cert, key } = await makeServer(city, 'wifi.example', 5, new Date())
      const start = async (chain: string) => {
        const config = readConfig({ PLAZA_DEMO: '1', PLAZA_SECURE_WIFI_SSID: 'Ciudad' })
        const http = { ...config.http, host: '127.0.0.1', port: 0 }
        const cityKey = createCityKey({ issuer: 'http://127.0.0.1:1', clientId: 'plaza' })
        const certificates = { server: () => ({ cert: chain, key, ca: own.cert }), ca: () => own.cert }
        const parts = { config: { ...config, http }, db, sealer, registry, cityKey, certificates, log: silentLog }
        await (await startWeb(parts)).close()
      }
      const refusal = await start(cert).catch((error: unknown) => error)
      expect(refusal).to.be.instanceOf(StartError)
      expect((refusal as Error).message).to.match(/^PLAZA_TLS_CERT: the root above "CN=wifi.example"/)
      await start(cert + city.cert)
    } finally {
      await registry.close()
      await db.close()
    }
  })
})

describe('a web role without the built dashboard', () => {
  let web: TestWeb
  beforeEach(async () => {
    web = await startTestWeb({ dashboardDir: join(tmpdir(), 'no-such-dashboard') })
  })

  it('says what to run', async () => {
    const response = await web.ask(undefined, '/dashboard/')
    expect(response.status).to.equal(503)
    expect(await response.text()).to.contain('npm run build')
    await web.close()
  })

  it('closes at once, with a connection that says nothing open', async () => {
    const idle = connect(web.port, '127.0.0.1')
    await new Promise((resolve) => idle.once('connect', resolve))
    idle.write('GET /healthz HTTP/1.1\r\n')
    idle.on('error', () => {})
    const began = performance.now()
    await web.close()
    // Left to itself, such a connection is closed after ten seconds.
    expect(performance.now() - began).to.be.below(8000)
  })
})
