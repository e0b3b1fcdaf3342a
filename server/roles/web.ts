import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { watchEmergencies } from '../access/emergencies/emergencies.ts'
import { createApi } from '../api/api.ts'
import { openCityMap } from '../api/city-map/index.ts'
import { openDocuments } from '../api/documents.ts'
import { dashboardFiles } from '../api/http/dashboard-files.ts'
import { errorPage, notFoundPage } from '../api/http/error-pages.ts'
import { httpMetrics } from '../api/http/metrics.ts'
import { monitorsOnly } from '../api/http/monitors-only.ts'
import { alive, readiness } from '../api/http/readiness.ts'
import { requestLog } from '../api/http/request-log.ts'
import { dashboardHeaders, pageHeaders } from '../api/http/security-headers.ts'
import { startLive } from '../api/live.ts'
import { createSignIn } from '../api/staff/sign-in.ts'
import { createStaffSessions } from '../api/staff/staff-session.ts'
import { openSummary } from '../api/summary.ts'
import type { Certificates } from '../certificates/certificates.ts'
import { measureEnds } from '../certificates/ends-metric.ts'
import { trustOf } from '../certificates/trust.ts'
import type { CityKey } from '../city-key/provider.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { loadLanguages } from '../languages/files.ts'
import type { Log } from '../log.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { watchNotices } from '../notices/notices.ts'
import { packageRoot } from '../package-root.ts'
import { type Coverage, openCoverage } from '../planning/coverage.ts'
import { createPortal } from '../portal/router.ts'
import type { Sealer } from '../sealing.ts'
import { openGatewayRelay } from '../sessions/disconnects/gateway-relay.ts'

export interface WebParts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  /** Where residents sign in. */
  cityKey: CityKey
  /** Where staff do; absent: there too. */
  staffKey?: CityKey
  log: Log
  /** What RADIUS presents by 802.1X; absent: residents are not offered the secure network. */
  certificates?: Pick<Certificates, 'server' | 'ca'> | undefined
  /** The process's own, which stays open at `close`; absent: one is opened, and closed again. */
  coverage?: Coverage
  /** What other processes of this Plaza count; absent: there are none. */
  workerMetrics?: (() => Promise<object[][]>) | undefined
  /** The built dashboard; default `dist/dashboard`. */
  dashboardDir?: string
}

/**
 * A connection that has not sent the head of a request, or the whole of one, in so many milliseconds, is closed; Node waits
 * one and five minutes. Requests are small here: a form, or JSON of {@link createApi}.
 */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 2_000 }

/** Requests under way at `close` have this long to end. */
const CLOSE_WITHIN_MS = 1500

/**
 * Starts the web role: the portal, the staff pages, the API with its live link, the dashboard, and what monitors ask.
 *
 * @throws {StartError} where residents are offered the secure network, and no device could know its RADIUS server
 * @returns the port listened on, which matters where the setting is 0
 * @throws {Error} with code EADDRINUSE where the port is taken; nothing is left open then
 */
export async function startWeb(parts: WebParts): Promise<{ port: number; close(): Promise<void> }> {
  const { config, db, sealer, cityKey, registry, log, certificates } = parts
  const portal = { config, db, sealer, registry, cityKey, certificates, log }
  if (config.secureWifiSsid !== undefined && certificates) trustOf(certificates.server().cert, certificates.ca())
  if (config.languagesDir !== undefined) await loadLanguages(config.languagesDir)
  const ownCoverage = parts.coverage ? undefined : await openCoverage(db, log)
  const coverage = parts.coverage ?? ownCoverage!
  const map = await openCityMap(db, log)
  const ends = await measureEnds(db)
  const relay = await openGatewayRelay({ db, log })
  const emergencies = await watchEmergencies(db, log)
  const notices = await watchNotices(db, log)
  const closeModels = async () => {
    ends.close()
    await notices.close()
    await emergencies.close()
    await relay.close()
    await map.close()
    await ownCoverage?.close()
  }

  const sessions = createStaffSessions(db, sealer, config)
  const summary = openSummary({ config, db, coverage, map })
  const documents = openDocuments(db, map)
  const app = express()
  const server = createServer(PATIENCE, app)
  const live = startLive({ server, config, map, sessions, summary, log })
  const metrics = httpMetrics({
    liveConnections: live.connections,
    databaseConnections: () => ({ total: db.pool.totalCount, idle: db.pool.idleCount, waiting: db.pool.waitingCount }),
    workers: parts.workerMetrics ?? (async () => []),
  })

  app.set('trust proxy', config.http.trustProxy)
  app.disable('x-powered-by')
  app.get('/healthz', alive)
  app.get('/readyz', readiness(db))
  app.use(requestLog(log), metrics.observe, pageHeaders(config))
  app.get('/metrics', monitorsOnly(config), metrics.answer)
  app.use(['/staff', '/api', '/dashboard'], dashboardHeaders(config))
  app.use('/staff', createSignIn({ config, db, sealer, cityKey: parts.staffKey ?? cityKey, sessions }))
  app.use(
    '/api',
    createApi(
      { config, db, sealer, registry, coverage, map, documents, summary, log, connectionTo: relay.connectionTo },
      sessions,
    ),
  )
  app.use('/dashboard', dashboardFiles(parts.dashboardDir ?? join(packageRoot, 'dist/dashboard')))
  app.use(createPortal({ ...portal, emergencies, notices, connectionTo: relay.connectionTo }))
  app.use(dashboardHeaders(config), notFoundPage)
  app.use(errorPage(log))

  try {
    await listen(server, config.http)
  } catch (error) {
    await live.close().catch(() => {})
    await closeModels()
    throw error
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const ended = new Promise<void>((resolve) => server.once('close', resolve))
      const force = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
      await live.close()
      server.closeIdleConnections()
      await ended
      clearTimeout(force)
      await closeModels()
    },
  }
}

function listen(server: Server, { host, port }: Config['http']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
