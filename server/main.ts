import { ensureDefaultPolicy } from './access/policies/policies.ts'
import { openCertificates } from './certificates/certificates.ts'
import { openCityKeys } from './city-key/open.ts'
import { type Config, cityKeyIssuer, type Role } from './config/index.ts'
import { openDatabase } from './database/open.ts'
import { type Demo, type DemoCityKey, loadDemo } from './demo.ts'
import { startPoller } from './health/poller/poller.ts'
import type { Log } from './log.ts'
import { openRegistry } from './network/gateways/registry.ts'
import { openCoverage } from './planning/coverage.ts'
import { startRetention } from './privacy/retention.ts'
import { startRadius } from './roles/radius.ts'
import { startRadiusWorkers } from './roles/radius-workers.ts'
import { startWeb } from './roles/web.ts'
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
  const closers: Array<() => Promise<void>> = []
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) {
      await closer().catch((error) => log.error({ err: error }, 'a part did not close'))
    }
  }
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.push(() => part.close())
    signal?.throwIfAborted()
    return part
  }
  try {
    await ensurePortsFree(config, roles)
    const sealer = await openSealer(config)
    const { db, migrated, embedded } = keep(await openDatabase(config, progress))
    progress.done(`PostgreSQL ${embedded ? 'started' : 'connected'}, ${migrated.length} migrations applied`)
    await ensureDefaultPolicy(db)

    const issuer = cityKeyIssuer(config)
    const signIn = config.cityKey.issuer === undefined ? keep(await demoCityKey(config, issuer, log)) : undefined
    const { clientId, clientSecret } = signIn ?? {}
    const ofDemo = clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret }
    const cityKeys = openCityKeys({ config, db, sealer, log }, ofDemo)
    const registry = keep(await openRegistry(db, sealer, log))
    const coverage = roles.includes('web') || roles.includes('poller') ? keep(await openCoverage(db, log)) : undefined
    const parts = { config, db, sealer, registry, log }
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
    if (roles.includes('web')) {
      keep(
        await bindingPort('PLAZA_HTTP_PORT', config.http.port, () =>
          startWeb({
            ...parts,
            cityKey: cityKeys.residents,
            staffKey: cityKeys.staff,
            certificates,
            coverage: coverage!,
            workerMetrics: workers?.metrics,
          }),
        ),
      )
      progress.done('web pages answer')
    }
    const demo = config.demo ? keep(await (await loadDemo()).startDemo({ ...parts, issuer, progress })) : undefined
    if (roles.includes('poller')) {
      keep(startRetention(parts))
      keep(await startPoller({ ...parts, residentsAffected: (hotspotId) => coverage!.residentsAffected(hotspotId) }))
      progress.done('health poller runs')
    }
    log.info({ roles, demo: config.demo }, 'Plaza started')
    return { config, roles, databaseEmbedded: embedded, demo, cityKeyIssuer: issuer, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function demoCityKey({ cityKey, http }: Config, issuer: string, log: Log): Promise<DemoCityKey> {
  const { startCityKey } = await loadDemo()
  const redirectUris = [`${http.publicUrl}/portal/callback`, `${http.publicUrl}/staff/callback`]
  return bindingPort('PLAZA_CITY_KEY_PORT', cityKey.demoPort, () =>
    startCityKey({ port: cityKey.demoPort, issuer, redirectUris, log }),
  )
}
