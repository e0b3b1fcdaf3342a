import { Counter, Gauge } from 'prom-client'
import {
  EapMessage,
  NasIdentifier,
  type Packet,
  type RadiusHandler,
  type Source,
  startUdpServer,
} from '../../radius/index.ts'
import { maintainAccessLog, openAccessLog } from '../access/access-log.ts'
import { createAuthorizer } from '../access/authorize.ts'
import { createEapAccess } from '../access/eap.ts'
import { createKnown } from '../access/known.ts'
import { createKnownCredentials } from '../access/known-credentials.ts'
import { openPolicy } from '../access/policies.ts'
import { removeOldTickets } from '../access/tickets.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { type SessionChange, subscribe } from '../database/events.ts'
import { removeOldDeviceCredentials } from '../directory/device-credentials.ts'
import { openPostureRecorder } from '../hotspots/gateway-posture-recorder.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { createAccountant } from '../sessions/account.ts'
import { createAnnouncer } from '../sessions/announce.ts'
import { openGatewayRelay } from '../sessions/gateway-relay.ts'
import { localDay } from '../sessions/local-day.ts'
import { createIngest } from '../sessions/queue.ts'
import { enforceQuota } from '../sessions/quota.ts'
import { silentBefore } from '../sessions/silence.ts'
import { openSpool, type Spool } from '../sessions/spool.ts'
import { bindingPort, StartError } from '../start-error.ts'
import { onceAMinute } from './once-a-minute.ts'
import { type RadsecRole, startRadsec } from './radsec.ts'
import { startSessionSweep } from './session-sweep.ts'

const discards = new Counter({
  name: 'plaza_radius_discards_total',
  help: 'Packets dropped without an answer, by port and reason',
  labelNames: ['kind', 'reason'],
})

let spoolRecords = () => 0
new Gauge({
  name: 'plaza_radius_spool_records',
  help: 'Acknowledged accounting records that wait on the disk for the database',
  collect() {
    this.set(spoolRecords())
  },
})

const HOUR_MS = 3_600_000
/** Whoever used something is looked at together with all others of this time, in milliseconds. */
const QUOTA_MS = 1000

/** One of several processes on the same ports. */
export interface RadiusWorker {
  /** From 1. */
  number: number
  /** Whether another worker answers this Access-Request; it is passed on then. */
  elsewhere(packet: Packet, datagram: Buffer, from: Source): boolean
}

export interface RadiusRole {
  authPort: number
  acctPort: number
  /** Absent without RadSec. */
  radsecPort: number | undefined
  /** Takes an Access-Request that another worker received. */
  take(datagram: Buffer, from: Source): void
  /** Stops receiving, then stores what was received. */
  close(): Promise<void>
}

/**
 * Starts RADIUS: who asks is answered from `access/`, what gateways report is kept by `sessions/`. Any number of
 * processes may do this on one database.
 *
 * @throws {StartError} when a port is taken
 */
export async function startRadius(parts: {
  config: Pick<Config, 'timeZone' | 'deviceBindingDays'> & {
    radius: Omit<Config['radius'], 'workers'>
  } & Partial<Pick<Config, 'spool'>>
  db: Database
  sealer: Sealer
  registry: Registry
  log: Log
  /** Absent: neither 802.1X nor RadSec. */
  certificates?: Certificates | undefined
  /** Absent: the only process on its ports. */
  worker?: RadiusWorker
}): Promise<RadiusRole> {
  const { config, db, sealer, registry, log, certificates, worker } = parts
  const dayOf = localDay(config.timeZone)
  await maintainAccessLog(db, new Date())
  const policy = await openPolicy(db)
  const known = createKnown({ db, sealer, dayOf, interimSeconds: () => policy.get().interimSeconds })
  const credentials = createKnownCredentials(db, sealer)
  const eap = certificates && createEapAccess({ certificates, credentials, stateTag: worker?.number })
  const accessLog = openAccessLog(db, log)
  const announcer = createAnnouncer(db, log)
  let closing = false
  let radsec: RadsecRole | undefined
  const relay = await openGatewayRelay({ db, log, own: (gatewayId) => radsec?.connectionTo(gatewayId) })
  const toGateways = { db, registry, log, connectionTo: relay.connectionTo }
  const spool = config.spool && (await openRadiusSpool(config.spool))
  const ingest = createIngest({
    db,
    log,
    ...(spool && { spool }),
    dayOf,
    onCommitted(changes) {
      forget(changes)
      enforceLater(changes)
      announcer.add(changes)
    },
  })
  function forget(changes: SessionChange[]) {
    for (const { residentId, change } of changes) {
      if (residentId !== null) known.forgetResident(residentId, change === 'updated' ? 'used' : undefined)
    }
  }
  const users = new Set<number>()
  let enforcing: NodeJS.Timeout | undefined
  function enforceLater(changes: SessionChange[]) {
    for (const { residentId } of changes) if (residentId !== null) users.add(residentId)
    if (users.size > 0) enforcing ??= setTimeout(enforce, QUOTA_MS).unref()
  }
  function enforce() {
    const residents = [...users]
    users.clear()
    enforcing = undefined
    const today = { dayOf, since: silentBefore(policy.get().interimSeconds) }
    enforceQuota(toGateways, residents, policy.get(), today).catch((error) => {
      if (!closing) log.error({ err: error }, 'quotas were not enforced')
    })
  }

  const reloadPolicy = () => policy.reload().catch((error) => log.error({ err: error }, 'policies not reloaded'))
  const subscription = await subscribe(
    db,
    (event) => {
      if (event.type === 'policies') void reloadPolicy()
      if (event.type === 'device') known.forgetDevice(event.mac)
      if (event.type === 'device-credential') credentials.forget(event.id)
      if (event.type === 'resident') known.forgetResident(event.id)
      if (event.type === 'sessions') forget(event.sessions)
      if (event.type === 'quota') known.forgetResident(event.residentId)
    },
    () => {
      known.forgetAll()
      credentials.forgetAll()
      void reloadPolicy()
    },
  )
  const housekeeping = setInterval(() => {
    Promise.all([maintainAccessLog(db, new Date()), removeOldTickets(db), removeOldDeviceCredentials(db)]).catch(
      (error) => log.error({ err: error }, 'access log, tickets and device credentials were not tidied'),
    )
  }, HOUR_MS)
  housekeeping.unref()
  const sweep = startSessionSweep({ ...toGateways, policy, dayOf })

  const posture = openPostureRecorder({ db, registry, log })
  const mayLog = onceAMinute()
  const discarded = (kind: 'auth' | 'acct' | 'radsec') => (reason: string, address: string) => {
    discards.inc({ kind, reason })
    if (mayLog(`${kind} ${reason} ${address}`)) log.warn({ kind, reason, address }, 'RADIUS packets are dropped')
  }
  const serve = (kind: 'auth' | 'acct', setting: string, port: number, handler: RadiusHandler<Gateway>) =>
    bindingPort(setting, port, () =>
      startUdpServer<Gateway>({
        host: config.radius.host,
        port,
        kind,
        shared: worker !== undefined,
        ...(worker && kind === 'auth' ? { elsewhere: worker.elsewhere } : {}),
        clientAt: (address) => registry.gatewayAt(address),
        handler,
        onAccessRequest: (gateway, { signed, proxyState, refused, packet }, { address }) =>
          posture.saw(gateway, {
            signed,
            proxyState,
            refused,
            address,
            eap: packet.has(EapMessage),
            nasIdentifier: () => packet.get(NasIdentifier),
          }),
        onError(error, address) {
          if (mayLog(`${kind} failed`)) log.error({ err: error, kind, address }, 'a request is left unanswered')
        },
        onDiscard: discarded(kind),
      }),
    )
  const closers: Array<() => Promise<unknown>> = [
    () => relay.close(),
    () => subscription.close(),
    async () => clearInterval(housekeeping),
    async () => clearTimeout(enforcing),
    () => sweep.close(),
    async () => known.close(),
    async () => credentials.close(),
    async () => eap?.close(),
  ]
  const closeAll = () => Promise.all(closers.map((close) => close()))
  try {
    const bindingDays = config.deviceBindingDays
    const authorizer = createAuthorizer({ db, sealer, registry, known, policy, accessLog, eap, bindingDays })
    const auth = await serve('auth', 'PLAZA_RADIUS_AUTH_PORT', config.radius.authPort, authorizer)
    closers.push(() => auth.close())
    const accountant = createAccountant({ sealer, registry, ingest })
    const acct = await serve('acct', 'PLAZA_RADIUS_ACCT_PORT', config.radius.acctPort, accountant)
    closers.push(() => acct.close())
    const { host, radsecPort } = config.radius
    if (radsecPort !== undefined && certificates) {
      const handlers = { authHandler: authorizer, acctHandler: accountant, onDiscard: discarded('radsec') }
      radsec = await bindingPort('PLAZA_RADSEC_PORT', radsecPort, () =>
        startRadsec({ host, port: radsecPort, certificates, registry, log, ...handlers }),
      )
      closers.push(radsec.close)
    }
    return {
      authPort: auth.port,
      acctPort: acct.port,
      take: auth.inject,
      radsecPort: radsec?.port,
      async close() {
        closing = true
        await closeAll()
        await Promise.all([ingest.close(), accessLog.flush(), posture.close()])
        await announcer.close()
      },
    }
  } catch (error) {
    await Promise.all([closeAll(), posture.close()])
    await ingest.close()
    throw error
  }
}

async function openRadiusSpool(options: Config['spool']): Promise<Spool> {
  const spool = await openSpool(options).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`PLAZA_SPOOL_DIR: the folder ${options.dir} cannot be used (${error.code}): choose another.`)
  })
  spoolRecords = () => spool.records()
  return spool
}
