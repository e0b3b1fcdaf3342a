/**
 * `npm run dev`: the demo city behind one address, for those who change it. Vite serves the dashboard from its sources, with
 * hot reload, and passes everything else on to Plaza, which runs from its sources too and starts again when one changes.
 * The dashboard's page comes from Vite: the Content-Security-Policy that Plaza gives it does not stand in the way.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import * as vite from 'vite'
import { readConfig } from '../server/config/index.ts'
import { openDatabase } from '../server/database/open.ts'
import { packageRoot } from '../server/package-root.ts'

const TSX = join(packageRoot, 'node_modules/tsx/dist/cli.mjs')

const config = readConfig({ ...process.env, PLAZA_DEMO: '1' })
const { http } = config
const plazaPort = await freePort()
// Kept open here, so that Plaza need not start PostgreSQL each time.
const database = await openDatabase(config)

const web = await vite.createServer({
  configFile: join(packageRoot, 'dashboard/vite.config.ts'),
  server: {
    host: http.host,
    port: http.port,
    strictPort: true,
    proxy: {
      '^/(?!dashboard/)': { target: `http://127.0.0.1:${plazaPort}`, ws: true, xfwd: true, configure: waitForPlaza },
    },
  },
})
await web.listen()

const watched = ['server/**/*', 'radius/**/*'].flatMap((sources) => ['--include', sources])
const plaza = spawn(
  process.execPath,
  [TSX, 'watch', '--clear-screen=false', ...watched, 'server/cli.ts', 'start', '--demo'],
  {
    cwd: packageRoot,
    // A process group of its own: Ctrl-C reaches it through this process alone, and once.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PLAZA_HTTP_PORT: String(plazaPort),
      PLAZA_PUBLIC_URL: http.publicUrl,
      PLAZA_TRUST_PROXY: '127.0.0.1',
    },
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => plaza.kill('SIGTERM'))
await once(plaza, 'exit')
await web.close()
await database.close()

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** While Plaza starts, pages say so and load themselves again. */
function waitForPlaza(proxy: vite.HttpProxy.ProxyServer): void {
  proxy.on('error', (_error, _request, response) => {
    if ('writeHead' in response && !response.headersSent)
      response.writeHead(503, { 'content-type': 'text/plain', refresh: '1' }).end('Plaza starts.\n')
  })
}
