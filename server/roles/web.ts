import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type Express } from 'express'
import { watchEmergencies } from '../access/emergencies/emergencies.ts'
import { openWayOnlineCounter, type WayOnlineCounter } from '../analytics/way-online/counter.ts'
import { createApi } from '../api/api.ts'
import { BASE_MAP_PATH, type BaseMap, type DrawnStreets, openBaseMap } from '../api/base-map/base-map.ts'
import { type CityMap, openCityMap } from '../api/city-map/index.ts'
import { openDocuments } from '../api/documents.ts'
import { compressed } from '../api/http/compressed.ts'
import { dashboardFiles } from '../api/http/dashboard-files.ts'
import { errorPage, notFoundPage } from '../api/http/error-pages.ts'
import { httpMetrics } from '../api/http/metrics.ts'
import { monitorsOnly } from '../api/http/monitors-only.ts'
import { alive, readiness } from '../api/http/readiness.ts'
import { requestLog } from '../api/http/request-log.ts'
import { dashboardHeaders, pageHeaders } from '../api/http/security-headers.ts'
import { startLive } from '../api/live.ts'
import { planPage } from '../api/plan-page/page.ts'
import { createSignIn } from '../api/staff/sign-in.ts'
import { createStaffSessions, type StaffSessions } from '../api/staff/staff-session.ts'
import { openSummary } from '../api/summary.ts'
import type { Certificates } from '../certificates/certificates.ts'
import { measureEnds } from '../certificates/ends-metric.ts'
import { trustOf } from '../certificates/trust.ts'
import type { CityKey } from '../city-key/provider.ts'
import { keepSignInHosts } from '../city-key/sign-in-hosts.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { openSeenImports } from '../import/progress.ts'
import { measureIncidents } from '../incidents/metrics.ts'
import { loadLanguages } from '../languages/files.ts'
import type { Log } from '../log.ts'
import { type HeardRecorder, openHeardRecorder } from '../network/gateways/heard/recorder.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { watchNotices } from '../notices/notices.ts'
import { openOpenData } from '../open-data/open-data.ts'
import { createDraftsOfUse } from '../open-data/use/drafts.ts'
import { packageRoot } from '../package-root.ts'
import { type Coverage, openCoverage } from '../planning/coverage.ts'
import { type KeptUnmetDemand, openUnmetDemand } from '../planning/demand/kept.ts'
import { openSitePlanning, type SitePlanning } from '../planning/plans/solving/solver.ts'
import { createPortal } from '../portal/router.ts'
import type { Sealer } from '../sealing.ts'
import { type GatewayRelay, openGatewayRelay } from '../sessions/disconnects/gateway-relay.ts'

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
  /** Streets that the demo draws below its hotspots. */
  drawnStreets?: DrawnStreets | undefined
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
 * @throws {StartError} where residents are offered the secure network, and no device could know its RADIUS server; where
 *   the map's file is wrong
 * @returns the port listened on, which matters where the setting is 0
 * @throws {Error} with code EADDRINUSE where the port is taken; nothing is left open then
 */
export async function startWeb(parts: WebParts): Promise<{ port: number; close(): Promise<void> }> {
  const { config, certificates } = parts
  if (config.secureWifiSsid !== undefined && certificates) trustOf(certificates.server().cert, certificates.ca())
  if (config.languagesDir !== undefined) await loadLanguages(config.languagesDir)
  const baseMap = await openBaseMap(config, parts.drawnStreets)
  const models = await openModels(parts, baseMap)
  const site = createSite(parts, models)
  try {
    await listen(site.server, config.http)
  } catch (error) {
    await site.live.close().catch(() => {})
    await closeModels(models)
    throw error
  }
  return {
    port: (site.server.address() as AddressInfo).port,
    async close() {
      await closeSite(site)
      await closeModels(models)
    },
  }
}

/** What is kept in memory for the pages, and follows events. */
interface Models {
  baseMap: BaseMap
  coverage: Coverage
  /** Opened here, not the process's. */
  ownCoverage: Coverage | undefined
  map: CityMap
  sitePlans: SitePlanning
  unmetDemand: KeptUnmetDemand
  ends: Awaited<ReturnType<typeof measureEnds>>
  incidents: Awaited<ReturnType<typeof measureIncidents>>
  relay: GatewayRelay
  heard: HeardRecorder
  waysOnline: WayOnlineCounter
  emergencies: Awaited<ReturnType<typeof watchEmergencies>>
  notices: Awaited<ReturnType<typeof watchNotices>>
}

async function openModels({ config, db, log, coverage }: WebParts, baseMap: BaseMap): Promise<Models> {
  const ownCoverage = coverage ? undefined : await openCoverage(db, log, { metres: config.rings })
  return {
    baseMap,
    coverage: coverage ?? ownCoverage!,
    ownCoverage,
    map: await openCityMap(db, log),
    sitePlans: openSitePlanning(db, log),
    unmetDemand: await openUnmetDemand(db, log, { metres: config.rings.walk }),
    ends: await measureEnds(db),
    incidents: await measureIncidents(db),
    relay: await openGatewayRelay({ db, log }),
    heard: openHeardRecorder(db, log),
    waysOnline: openWayOnlineCounter(db, log),
    emergencies: await watchEmergencies(db, log),
    notices: await watchNotices(db, log),
  }
}

async function closeModels(models: Models): Promise<void> {
  const { ownCoverage, map, sitePlans, relay, heard, emergencies, notices } = models
  models.ends.close()
  models.incidents.close()
  await notices.close()
  await emergencies.close()
  await heard.close()
  await models.waysOnline.close()
  await relay.close()
  await sitePlans.close()
  await models.unmetDemand.close()
  await map.close()
  await ownCoverage?.close()
}

/** The server with all that answers on it, which does not listen yet. */
interface Site {
  server: Server
  live: ReturnType<typeof startLive>
}

function createSite(parts: WebParts, models: Models): Site {
  const { config, db, sealer, log } = parts
  const { coverage, map } = models
  const sessions = createStaffSessions(db, sealer, config)
  const summary = openSummary({ config, db, coverage, map })
  const app = express()
  const server = createServer(PATIENCE, app)
  const live = startLive({ server, config, map, sessions, summary, log })
  const metrics = httpMetrics({
    liveConnections: live.connections,
    hotspots: () => map.counts(null),
    databaseConnections: () => ({ total: db.pool.totalCount, idle: db.pool.idleCount, waiting: db.pool.waitingCount }),
    workers: parts.workerMetrics ?? (async () => []),
  })
  route(app, parts, models, { sessions, summary, metrics })
  return { server, live }
}

interface Answering {
  sessions: StaffSessions
  summary: ReturnType<typeof openSummary>
  metrics: ReturnType<typeof httpMetrics>
}

/** What answers which requests; the first that fits does. */
function route(app: Express, parts: WebParts, models: Models, { sessions, summary, metrics }: Answering): void {
  const { config, db, sealer, cityKey, registry, certificates, log } = parts
  const { baseMap, coverage, map, sitePlans, emergencies, notices, heard } = models
  const { connectionTo } = models.relay
  const documents = openDocuments(db, map)
  app.set('trust proxy', config.http.trustProxy)
  app.disable('x-powered-by')
  app.get('/healthz', alive)
  app.get('/readyz', readiness(db))
  app.use(requestLog(log), metrics.observe, pageHeaders(config))
  app.get('/metrics', monitorsOnly(config), metrics.answer)
  app.use(['/staff', '/api', '/dashboard', '/plan'], dashboardHeaders(config))
  app.use(['/api', '/dashboard', '/portal/assets', '/open'], compressed)
  app.get('/', compressed)
  app.use('/staff', createSignIn({ config, db, sealer, cityKey: parts.staffKey ?? cityKey, sessions }))
  app.use(
    '/api',
    createApi(
      {
        ...{ config, db, sealer, registry, coverage, map, sitePlans, documents, summary, log, connectionTo },
        unmetDemand: models.unmetDemand,
        baseMap: baseMap.told,
        imports: openSeenImports(db),
        draftsOfUse: createDraftsOfUse(db, sealer, config.timeZone),
        signInHosts: keepSignInHosts(config),
      },
      sessions,
    ),
  )
  app.use(BASE_MAP_PATH, baseMap.router(sessions))
  app.get('/plan/:token', planPage(db, sitePlans.plans))
  app.use('/dashboard', dashboardFiles(parts.dashboardDir ?? join(packageRoot, 'dist/dashboard')))
  app.use(
    createPortal({
      config,
      db,
      sealer,
      registry,
      cityKey,
      certificates,
      log,
      emergencies,
      notices,
      heard,
      waysOnline: models.waysOnline,
      connectionTo,
      openData: openOpenData({ config, db, coverage }),
    }),
  )
  app.use(dashboardHeaders(config), notFoundPage)
  app.use(errorPage(log))
}

async function closeSite({ server, live }: Site): Promise<void> {
  const ended = new Promise<void>((resolve) => server.once('close', resolve))
  const force = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
  await live.close()
  server.closeIdleConnections()
  await ended
  clearTimeout(force)
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
