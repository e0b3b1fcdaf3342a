import { Counter } from 'prom-client'
import {
  EapMessage,
  NasIdentifier,
  type Packet,
  type RadiusHandler,
  type Source,
  startUdpServer,
} from '../../radius/index.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import { openPostureRecorder } from '../network/gateways/posture/recorder.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { onceAMinute } from '../once-a-minute.ts'
import { bindingPort } from '../start-error.ts'
import { type RadsecRole, startRadsec } from './radsec.ts'

const discards = new Counter({
  name: 'plaza_radius_discards_total',
  help: 'Packets dropped without an answer, by port and reason',
  labelNames: ['kind', 'reason'],
})

/** One of several processes on the same UDP ports, which is given RadSec's connections. */
export interface RadiusWorker {
  /** From 1. */
  number: number
  /** Passes an Access-Request on where another worker answers it, and says whether it did. */
  passOn(packet: Packet, datagram: Buffer, from: Source): boolean
}

export interface RadiusPorts {
  authPort: number
  acctPort: number
  /** Absent without RadSec. */
  radsec: RadsecRole | undefined
  /** Takes an Access-Request that another worker received. */
  take(datagram: Buffer, from: Source): void
  /** Stops receiving, once what is being answered is answered. */
  close(): Promise<void>
}

/**
 * Receives on both UDP ports and, with certificates and where it is wanted, on RadSec's; notes how gateways protect what
 * they send.
 *
 * @throws {StartError} when a port is taken
 */
export async function openRadiusPorts(parts: {
  radius: Omit<Config['radius'], 'workers'>
  db: Database
  registry: Registry
  log: Log
  certificates: Certificates | undefined
  worker: RadiusWorker | undefined
  authHandler: RadiusHandler<Gateway>
  acctHandler: RadiusHandler<Gateway>
}): Promise<RadiusPorts> {
  const { radius, db, registry, log, certificates, worker, authHandler, acctHandler } = parts
  const { host, radsecPort } = radius
  const posture = openPostureRecorder({ db, registry, log })
  const firstThisMinute = onceAMinute()
  const discarded = (kind: 'auth' | 'acct' | 'radsec') => (reason: string, address: string) => {
    discards.inc({ kind, reason })
    if (firstThisMinute(`${kind} ${reason} ${address}`))
      log.warn({ kind, reason, address }, 'RADIUS packets are dropped')
  }
  const serve = (kind: 'auth' | 'acct', setting: string, port: number, handler: RadiusHandler<Gateway>) =>
    bindingPort(setting, port, () =>
      startUdpServer<Gateway>({
        ...{ host, port, kind, handler },
        shared: worker !== undefined,
        ...(worker && kind === 'auth' ? { passOn: worker.passOn } : {}),
        clientAt: (address) => registry.gatewayAt(address),
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
          if (firstThisMinute(`${kind} failed`))
            log.error({ err: error, kind, address }, 'a request is left unanswered')
        },
        onDiscard: discarded(kind),
      }),
    )
  const open: Array<{ close(): Promise<void> }> = []
  const close = async () => {
    await Promise.all(open.map((port) => port.close()))
    await posture.close()
  }
  try {
    const auth = await serve('auth', 'PLAZA_RADIUS_AUTH_PORT', radius.authPort, authHandler)
    open.push(auth)
    const acct = await serve('acct', 'PLAZA_RADIUS_ACCT_PORT', radius.acctPort, acctHandler)
    open.push(acct)
    let radsec: RadsecRole | undefined
    if (radsecPort !== undefined && certificates) {
      const handlers = { authHandler, acctHandler, onDiscard: discarded('radsec') }
      const port = worker ? undefined : radsecPort
      radsec = await bindingPort('PLAZA_RADSEC_PORT', radsecPort, () =>
        startRadsec({ host, port, certificates, registry, log, ...handlers }),
      )
      open.push(radsec)
    }
    return { authPort: auth.port, acctPort: acct.port, radsec, take: auth.inject, close }
  } catch (error) {
    await close()
    throw error
  }
}
