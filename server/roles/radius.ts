import type { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { CalledStationId, type Source } from '../../radius/index.ts'
import { createAuthorizer } from '../access/authorize.ts'
import { createCredentialUse } from '../access/eap/credential-use.ts'
import { createEapAccess } from '../access/eap/eap.ts'
import { type AccessLog, openAccessLog } from '../access/log/access-log.ts'
import { levelNames } from '../access/policies/levels.ts'
import { createAccountingHandler } from '../accounting/handler.ts'
import { createAccountingQueue } from '../accounting/queue.ts'
import { readRecord } from '../accounting/read-record.ts'
import { openSpool, type Spool } from '../accounting/spool/spool.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { loadLanguages } from '../languages/files.ts'
import type { Log } from '../log.ts'
import { openFoundRecorder } from '../network/found/recorder.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { onceAMinute } from '../once-a-minute.ts'
import type { Sealer } from '../sealing.ts'
import { openGatewayRelay } from '../sessions/disconnects/gateway-relay.ts'
import { createAnnouncer } from '../sessions/ledger/announce.ts'
import { createClassTokens } from '../sessions/ledger/class-token.ts'
import { StartError } from '../start/start-error.ts'
import { openTraceRecorder, type TraceRecorder } from '../traces/recorder.ts'
import { localDay } from '../usage/local-day.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createQuotaEnforcer } from './quota-enforcer.ts'
import { openRadiusCaches } from './radius-caches.ts'
import { openRadiusPorts, type RadiusPorts, type RadiusWorker } from './radius-ports.ts'
import type { RadsecRole } from './radsec.ts'
import { startSessionSweep } from './session-sweep.ts'

/**
 * Memory grows by at most so much of what is in use before it is collected (V8's `--heap-growing-percent`). What a request
 * leaves outlives the young generation while the database is asked, and V8, which by default lets a heap of a server's size
 * more than double, would hold as much of that as of devices.
 */
const HEAP_GROWING_PERCENT = 50

export interface RadiusRole {
  authPort: number
  acctPort: number
  /** Absent without RadSec. */
  radsecPort: number | undefined
  /** Takes an Access-Request that another worker received. */
  take(datagram: Buffer, from: Source): void
  /** Takes a RadSec connection that the first process received. */
  takeConnection(socket: Socket): void
  /** Stops receiving, then stores what was received. */
  close(): Promise<void>
}

interface RadiusParts {
  config: Pick<Config, 'timeZone' | 'deviceBindingDays'> &
    Partial<Pick<Config, 'cityKey'>> & {
      radius: Omit<Config['radius'], 'workers'>
    } & Partial<Pick<Config, 'spool' | 'languagesDir'>>
  db: Database
  sealer: Sealer
  registry: Registry
  log: Log
  /** Absent: neither 802.1X nor RadSec. */
  certificates?: Certificates | undefined
  /** Absent: the only process on its ports. */
  worker?: RadiusWorker
}

/**
 * Starts RADIUS: who asks is answered from `access/`, what gateways report is kept by `accounting/`. Any number of
 * processes may do this on one database.
 *
 * @throws {StartError} when a port is taken
 */
export async function startRadius(parts: RadiusParts): Promise<RadiusRole> {
  const { config, db, registry, log, certificates, worker } = parts
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`)
  if (config.languagesDir !== undefined) await loadLanguages(config.languagesDir)
  let ports: RadiusPorts | undefined
  const services = await openServices(parts, (gatewayId) => ports?.radsec?.connectionTo(gatewayId))
  const close = async () => {
    const { housekeeping, enforcer, eap, relay, caches, sweep, accounting, accessLog, announcer, found, traces } =
      services
    for (const one of [housekeeping, enforcer, eap]) one?.close()
    await Promise.all([ports?.close(), relay.close(), caches.close(), sweep.close()])
    await Promise.all([accounting.close(), accessLog.flush()])
    await Promise.all([announcer.close(), found.close(), traces.close()])
  }
  try {
    ports = await openRadiusPorts({
      ...{ radius: config.radius, db, registry, log, certificates, worker },
      authHandler: createAuthHandler(parts, services),
      acctHandler: createAccountingHandler(services.accounting),
      traces: services.traces,
    })
  } catch (error) {
    await close()
    throw error
  }
  const { authPort, acctPort, radsec, take } = ports
  const takeConnection = (socket: Socket) => (radsec ? radsec.take(socket) : socket.destroy())
  return { authPort, acctPort, radsecPort: radsec?.port, take, takeConnection, close }
}

type Services = Awaited<ReturnType<typeof openServices>>

/** What stands behind the ports. @param connectionTo the way to a gateway over a connection to this process */
async function openServices(parts: RadiusParts, connectionTo: RadsecRole['connectionTo']) {
  const { config, db, sealer, registry, log, certificates, worker } = parts
  const dayOf = localDay(config.timeZone)
  const spool = config.spool && (await openRadiusSpool(config.spool))
  const housekeeping = await startHousekeeping(db, log)
  const caches = await openRadiusCaches({
    db,
    sealer,
    log,
    dayOf,
    timeZone: config.timeZone,
    levels: levelNames(config),
  })
  const { rules, credentials, emergencies } = caches
  const relay = await openGatewayRelay({ db, log, own: connectionTo })
  const toGateways = { db, registry, log, connectionTo: relay.connectionTo }
  const enforcer = createQuotaEnforcer({ ...toGateways, rules, emergencies, dayOf })
  const sweep = startSessionSweep({ ...toGateways, rules, emergencies, dayOf })
  const announcer = createAnnouncer(db, log)
  const traces = await openTraceRecorder(db, log)
  const accessLog = tracedLog(openAccessLog(db, log), traces)
  const eap =
    certificates &&
    createEapAccess({ certificates, credentials, onUsed: createCredentialUse(db, log), stateTag: worker?.number })
  const classes = createClassTokens(sealer)
  const found = openFoundRecorder(db, log)
  const accounting = createAccountingQueue({
    ...{ db, log, dayOf },
    read(arrival) {
      const call = registry.hear(arrival.gatewayId, arrival.packet.get(CalledStationId))
      if (call) found.keep(call)
      const record = readRecord(arrival, { classes, registry })
      if ('hotspotId' in record && record.hotspotId === null) found.hear(arrival, record)
      return record
    },
    ...(spool && { spool }),
    onCommitted(changes) {
      caches.sessionsChanged(changes)
      enforcer.add(changes)
      announcer.add(changes)
    },
  })
  return { housekeeping, caches, relay, enforcer, sweep, announcer, accessLog, eap, accounting, found, traces }
}

/** The access log, whose entries traces are told of too. */
const tracedLog = (accessLog: AccessLog, traces: TraceRecorder): AccessLog => ({
  ...accessLog,
  write(entry) {
    traces.decided(entry)
    accessLog.write(entry)
  },
})

function createAuthHandler({ config, db, sealer, registry, log }: RadiusParts, { caches, accessLog, eap }: Services) {
  const { accessCache: cache, occupancy, rules, emergencies } = caches
  const firstThisMinute = onceAMinute()
  return createAuthorizer({
    ...{ db, sealer, registry, cache, occupancy, rules, accessLog, emergencies, eap },
    bindingDays: config.deviceBindingDays,
    onError(err, { name }) {
      if (firstThisMinute(name)) log.error({ err, gateway: name }, 'a device is refused: its answer cannot be made')
    },
  })
}

const openRadiusSpool = (options: Config['spool']): Promise<Spool> =>
  openSpool(options).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`PLAZA_SPOOL_DIR: the folder ${options.dir} cannot be used (${error.code}): choose another.`)
  })
