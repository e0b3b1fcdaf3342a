import { Counter } from 'prom-client'
import { type RadiusHandler, startUdpServer } from '../../radius/index.ts'
import { maintainAccessLog, openAccessLog } from '../access/access-log.ts'
import { createAuthorizer } from '../access/authorize.ts'
import { createKnown } from '../access/known.ts'
import { openPolicy } from '../access/policies.ts'
import { removeOldTickets } from '../access/tickets.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { type PlazaEvent, publish, subscribe } from '../database/events.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { createAccountant } from '../sessions/account.ts'
import { openGatewayRelay } from '../sessions/gateway-relay.ts'
import { createIngest, type SessionChange } from '../sessions/ingest.ts'
import { localDay } from '../sessions/local-day.ts'
import { enforceQuota } from '../sessions/quota.ts'
import { silentBefore } from '../sessions/silence.ts'
import { bindingPort } from '../start-error.ts'
import { onceAMinute } from './once-a-minute.ts'
import { type RadsecRole, startRadsec } from './radsec.ts'
import { startSessionSweep } from './session-sweep.ts'

const discards = new Counter({
  name: 'plaza_radius_discards_total',
  help: 'Packets dropped without an answer, by port and reason',
  labelNames: ['kind', 'reason'],
})

const HOUR_MS = 3_600_000

export interface RadiusRole {
  authPort: number
  acctPort: number
  /** Absent without RadSec. */
  radsecPort: number | undefined
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
  config: Pick<Config, 'radius' | 'timeZone' | 'deviceBindingDays'>
  db: Database
  sealer: Sealer
  registry: Registry
  log: Log
  /** Without them there is no RadSec. */
  certificates?: Certificates | undefined
}): Promise<RadiusRole> {
  const { config, db, sealer, registry, log, certificates } = parts
  const dayOf = localDay(config.timeZone)
  await maintainAccessLog(db, new Date())
  const policy = await openPolicy(db)
  const known = createKnown({ db, sealer, dayOf, interimSeconds: () => policy.get().interimSeconds })
  const accessLog = openAccessLog(db, log)
  let closing = false
  let radsec: RadsecRole | undefined
  const relay = await openGatewayRelay({ db, log, own: (gatewayId) => radsec?.connectionTo(gatewayId) })
  const toGateways = { db, registry, log, connectionTo: relay.connectionTo }
  const ingest = createIngest({
    db,
    log,
    dayOf,
    async onCommitted(changes) {
      forget(changes)
      enforceLater(changes)
      await publish(db, ...eventsOf(changes))
    },
  })
  function forget(changes: SessionChange[]) {
    for (const { residentId, change } of changes) {
      if (residentId !== null) known.forgetResident(residentId, change === 'updated' ? 'used' : undefined)
    }
  }
  function enforceLater(changes: SessionChange[]) {
    const residents = new Set(changes.flatMap(({ residentId }) => residentId ?? []))
    const today = { dayOf, since: silentBefore(policy.get().interimSeconds) }
    enforceQuota(toGateways, [...residents], policy.get(), today).catch((error) => {
      if (!closing) log.error({ err: error }, 'quotas were not enforced')
    })
  }

  const reloadPolicy = () => policy.reload().catch((error) => log.error({ err: error }, 'policies not reloaded'))
  const subscription = await subscribe(
    db,
    (event) => {
      if (event.type === 'policies') void reloadPolicy()
      if (event.type === 'device') known.forgetDevice(event.mac)
      if (event.type === 'resident') known.forgetResident(event.id)
      if (event.type === 'quota') known.forgetResident(event.residentId)
    },
    () => {
      known.forgetAll()
      void reloadPolicy()
    },
  )
  const housekeeping = setInterval(() => {
    Promise.all([maintainAccessLog(db, new Date()), removeOldTickets(db)]).catch((error) =>
      log.error({ err: error }, 'access log and tickets were not tidied'),
    )
  }, HOUR_MS)
  housekeeping.unref()
  const sweep = startSessionSweep({ ...toGateways, policy, dayOf })

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
        clientAt: (address) => registry.gatewayAt(address),
        handler,
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
    () => sweep.close(),
    async () => known.close(),
  ]
  const closeAll = () => Promise.all(closers.map((close) => close()))
  try {
    const bindingDays = config.deviceBindingDays
    const authorizer = createAuthorizer({ db, sealer, registry, known, policy, accessLog, bindingDays })
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
      radsecPort: radsec?.port,
      async close() {
        closing = true
        await closeAll()
        await Promise.all([ingest.flush(), accessLog.flush()])
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** One event for a session at a hotspot, however many of its records came: the most that happened. */
function eventsOf(changes: SessionChange[]): PlazaEvent[] {
  const rank = { updated: 0, started: 1, ended: 2 }
  const sessions = new Map<string, SessionChange>()
  for (const change of changes) {
    const key = `${change.id} ${change.hotspotId}`
    const other = sessions.get(key)
    if (!other || rank[change.change] > rank[other.change]) sessions.set(key, change)
  }
  return [...sessions.values()].map(({ id, hotspotId, change }) => ({ type: 'session', id, hotspotId, change }))
}
