import { ensureDefaultPolicy } from './access/policies/policies.ts'
import { startRollUp } from './analytics/roll-up.ts'
import { openCertificates } from './certificates/certificates.ts'
import { type CityKeys, openCityKeys } from './city-key/open.ts'
import { type Config, cityKeyIssuer, type Role } from './config/index.ts'
import type { Database } from './database/connection.ts'
import { openDatabase } from './database/open.ts'
import { type Demo, type DemoCityKey, loadDemo } from './demo.ts'
import { startControllerReadings } from './health/controllers/keeper.ts'
import { startDiscoveries } from './health/discovery/worker.ts'
import { startStateKeeper } from './health/evidence/keeper.ts'
import { startKeptReadings } from './health/kept/keeper.ts'
import { startPoller } from './health/poller/poller.ts'
import { loadProfiles } from './health/profiles/index.ts'
import { startTrapListener } from './health/traps/listener.ts'
import { startIncidentKeeper } from './incidents/keeper/keeper.ts'
import { storeNotifications } from './incidents/notify/outbox.ts'
import { startNotificationSender } from './incidents/notify/sender.ts'
import type { Log } from './log.ts'
import { openRegistry, type Registry } from './network/gateways/registry.ts'
import { type Coverage, openCoverage } from './planning/coverage.ts'
import { startCoverageRecord } from './planning/history/record.ts'
import { startNewSiteKeeper } from './planning/new-sites/keeper.ts'
import { startRetention } from './privacy/retention.ts'
import { startRadius } from './roles/radius.ts'
import { startRadiusWorkers } from './roles/radius-workers.ts'
import { startTurnedAwayKeeper } from './roles/turned-away-keeper.ts'
import { startWaysOnlineKeeper } from './roles/ways-online-keeper.ts'
import { startWeb, type WebParts } from './roles/web.ts'
import type { Sealer } from './sealing.ts'
import { type Closers, createClosers, createClosersBeside } from './start/closers.ts'
import { openSealer } from './start/kept-secret.ts'
import { ensurePortsFree } from './start/ports.ts'
import type { Progress } from './start/progress.ts'
import { bindingPort } from './start/start-error.ts'

/** What runs, for the summary that is printed. */
export interface Running {
  config: Config
  roles: readonly Role[]
  databaseEmbedded: boolean
  demo: Demo | undefined
  cityKeyIssuer: string
  /** Ends everything that was started, the last first. */
  close(): Promise<void>
}

/**
 * The composition root: opens the database, then starts the chosen roles and, in the demo, the demo City Key and the
 * simulated city. Whatever was started is ended again when a later part fails.
 *
 * @throws {StartError} with a message for the person who starts Plaza
 */
export async function start(
  config: Config,
  roles: readonly Role[],
  log: Log,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Running> {
  const { keep, close } = createClosers(log, signal)
  const starting: Starting = { config, roles, log, progress, keep, signal }
  try {
    await ensurePortsFree(config, roles)
    const { embedded, ...store } = await openStore(starting)
    const { issuer, residents: cityKey, staff: staffKey } = await openCityKey(starting, store)
    const parts: Parts = { config, log, ...store, registry: keep(await openRegistry(store.db, store.sealer, log)) }
    const coverage =
      roles.includes('web') || roles.includes('poller')
        ? keep(await openCoverage(parts.db, log, { metres: config.rings }))
        : undefined
    const { certificates, workers } = await startRadiusRole(starting, parts)
    const web = { ...parts, cityKey, staffKey, certificates, workerMetrics: workers?.metrics }
    const drawnStreets = config.demo ? async () => (await loadDemo()).drawStreets() : undefined
    if (roles.includes('web')) await startWebRole(starting, { ...web, drawnStreets, coverage: coverage! })
    const demo = config.demo ? keep(await (await loadDemo()).startDemo({ ...parts, issuer, progress })) : undefined
    if (roles.includes('poller')) await startPollerRole(starting, parts, coverage!)
    log.info({ roles, demo: config.demo }, 'Plaza started')
    return { config, roles, databaseEmbedded: embedded, demo, cityKeyIssuer: issuer, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What each step of the start is given. */
interface Starting extends Pick<Closers, 'keep'> {
  config: Config
  roles: readonly Role[]
  log: Log
  progress: Progress
  signal: AbortSignal | undefined
}

/** What every role works with. */
interface Parts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  log: Log
}

async function openStore({ config, progress, keep }: Starting) {
  const sealer = await openSealer(config)
  const { db, migrated, embedded } = keep(await openDatabase(config, progress))
  progress.done(`PostgreSQL ${embedded ? 'started' : 'connected'}, ${migrated.length} migrations applied`)
  await ensureDefaultPolicy(db)
  return { db, sealer, embedded }
}

/** The city's, or the demo's own. */
async function openCityKey(
  { config, log, keep }: Starting,
  store: Pick<Parts, 'db' | 'sealer'>,
): Promise<CityKeys & { issuer: string }> {
  const issuer = cityKeyIssuer(config)
  const signIn = config.cityKey.issuer === undefined ? keep(await demoCityKey(config, issuer, log)) : undefined
  const { clientId, clientSecret } = signIn ?? {}
  const ofDemo = clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret }
  return { issuer, ...openCityKeys({ config, log, ...store }, ofDemo) }
}

/** Starts RADIUS, where it is wanted: in this process or in workers. @returns what the web role shows of it */
async function startRadiusRole({ config, roles, progress, keep }: Starting, parts: Parts) {
  const byWorkers = config.radius.workers > 1
  // The web role shows devices what to trust, where they are offered the secure network.
  const isOffered = roles.includes('web') && config.secureWifiSsid !== undefined
  const needsCertificates = isOffered || (roles.includes('radius') && !byWorkers)
  const certificates = needsCertificates ? keep(await openCertificates(parts)) : undefined
  const workers = roles.includes('radius') && byWorkers ? await startRadiusWorkers(parts) : undefined
  if (roles.includes('radius')) {
    keep(workers ?? (await startRadius({ ...parts, certificates: certificates! })))
    progress.done('RADIUS answers')
  }
  return { certificates, workers }
}

async function startWebRole({ config, progress, keep }: Starting, parts: WebParts): Promise<void> {
  keep(await bindingPort('PLAZA_HTTP_PORT', config.http.port, () => startWeb(parts)))
  progress.done('web pages answer')
}

async function startPollerRole(starting: Starting, parts: Parts, coverage: Coverage): Promise<void> {
  const { keep } = starting.keep(createClosersBeside(parts.log, starting.signal))
  const profiles = loadProfiles(parts.config.profilesDir)
  keep(startRollUp({ ...parts, timeZone: parts.config.timeZone }))
  keep(startCoverageRecord({ ...parts, coverage, timeZone: parts.config.timeZone }))
  keep(startNewSiteKeeper({ ...parts, timeZone: parts.config.timeZone }))
  keep(startWaysOnlineKeeper({ ...parts, timeZone: parts.config.timeZone }))
  keep(startTurnedAwayKeeper({ ...parts, timeZone: parts.config.timeZone }))
  keep(startRetention(parts))
  keep(await startDiscoveries(parts))
  const { residentsAffected } = coverage
  keep(await startPoller({ ...parts, profiles, residentsAffected }))
  keep(startControllerReadings({ ...parts, residentsAffected }))
  const { timeZone, http, trapPort, radius } = parts.config
  keep(startKeptReadings({ ...parts, timeZone }))
  keep(await startStateKeeper({ ...parts, timeZone, residentsAffected }))
  if (trapPort !== undefined)
    keep(
      await bindingPort('PLAZA_TRAP_PORT', trapPort, () =>
        startTrapListener(parts, { host: radius.host, port: trapPort }),
      ),
    )
  keep(await startNotificationSender({ ...parts, timeZone, publicUrl: http.publicUrl }))
  keep(
    await startIncidentKeeper({
      ...{ ...parts, timeZone, residentsAffected },
      call: (tx, changes, now) => storeNotifications(tx, changes, now, timeZone),
    }),
  )
  starting.progress.done('health poller runs')
}

async function demoCityKey({ cityKey, http }: Config, issuer: string, log: Log): Promise<DemoCityKey> {
  const { startCityKey } = await loadDemo()
  const redirectUris = [`${http.publicUrl}/portal/callback`, `${http.publicUrl}/staff/callback`]
  return bindingPort('PLAZA_CITY_KEY_PORT', cityKey.demoPort, () =>
    startCityKey({ port: cityKey.demoPort, issuer, redirectUris, log }),
  )
}
