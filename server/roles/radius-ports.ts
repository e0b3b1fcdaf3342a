import { Counter } from 'prom-client'
import {
  EapMessage,
  NasIdentifier,
  type Packet,
  type RadiusHandler,
  type Source,
  startUdpServer,
  type UdpServer,
} from '../../radius/index.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import { openHeardRecorder } from '../network/gateways/heard/recorder.ts'
import { openPostureRecorder, type PostureRecorder } from '../network/gateways/posture/recorder.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { onceAMinute } from '../once-a-minute.ts'
import { bindingPort } from '../start/start-error.ts'
import type { TraceRecorder } from '../traces/recorder.ts'
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
  /** Whether another worker answers this Access-Request; it is passed on then. */
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

interface RadiusPortsParts {
  radius: Omit<Config['radius'], 'workers'>
  db: Database
  registry: Registry
  log: Log
  certificates: Certificates | undefined
  worker: RadiusWorker | undefined
  authHandler: RadiusHandler<Gateway>
  acctHandler: RadiusHandler<Gateway>
  traces: TraceRecorder
}

interface Context extends RadiusPortsParts {
  posture: PostureRecorder
  firstThisMinute(subject: string): boolean
}

/**
 * Receives on both UDP ports and, with certificates and where it is wanted, on RadSec's; notes how gateways protect what
 * they send.
 *
 * @throws {StartError} when a port is taken
 */
export async function openRadiusPorts(parts: RadiusPortsParts): Promise<RadiusPorts> {
  const posture = openPostureRecorder(parts)
  const heard = openHeardRecorder(parts.db, parts.log)
  const hearing =
    (kind: 'access' | 'accounting', handler: RadiusHandler<Gateway>): RadiusHandler<Gateway> =>
    (request) => {
      heard.hear(request.client.id, kind, request.source)
      return handler(request)
    }
  const context: Context = {
    ...{ ...parts, posture, firstThisMinute: onceAMinute() },
    authHandler: parts.traces.watch(hearing('access', parts.authHandler)),
    acctHandler: parts.traces.watch(hearing('accounting', parts.acctHandler)),
  }
  const open: Array<{ close(): Promise<void> }> = []
  const close = async () => {
    await Promise.all(open.map((port) => port.close()))
    await posture.close()
    await heard.close()
  }
  try {
    const auth = await openUdpPort(context, 'auth')
    open.push(auth)
    const acct = await openUdpPort(context, 'acct')
    open.push(acct)
    const radsec = await openRadsecPort(context)
    if (radsec) open.push(radsec)
    return { authPort: auth.port, acctPort: acct.port, radsec, take: auth.inject, close }
  } catch (error) {
    await close()
    throw error
  }
}

function openUdpPort(context: Context, kind: 'auth' | 'acct'): Promise<UdpServer> {
  const { radius, registry, log, worker, posture, firstThisMinute } = context
  const { setting, port, handler } = {
    auth: { setting: 'PLAZA_RADIUS_AUTH_PORT', port: radius.authPort, handler: context.authHandler },
    acct: { setting: 'PLAZA_RADIUS_ACCT_PORT', port: radius.acctPort, handler: context.acctHandler },
  }[kind]
  return bindingPort(setting, port, () =>
    startUdpServer<Gateway>({
      ...{ host: radius.host, port, kind, handler },
      shared: worker !== undefined,
      ...(worker && kind === 'auth' ? { passOn: worker.passOn } : {}),
      clientAt: (address) => registry.gatewayAt(address),
      onAccessRequest: (gateway, { signed, proxyState, refused, packet }, { address }) =>
        posture.record(gateway, {
          signed,
          proxyState,
          refused,
          address,
          eap: packet.has(EapMessage),
          nasIdentifier: () => packet.get(NasIdentifier),
        }),
      onError(error, address) {
        if (firstThisMinute(`${kind} failed`)) log.error({ err: error, kind, address }, 'a request is left unanswered')
      },
      onDiscard: (reason, address) => onDiscard(context, { kind, reason, address }),
    }),
  )
}

/** Of several processes each is given its connections: it listens on no port. */
async function openRadsecPort(context: Context): Promise<RadsecRole | undefined> {
  const { radius, registry, log, certificates, worker, authHandler, acctHandler } = context
  const { host, radsecPort } = radius
  if (radsecPort === undefined || !certificates) return undefined
  const port = worker ? undefined : radsecPort
  return bindingPort('PLAZA_RADSEC_PORT', radsecPort, () =>
    startRadsec({
      ...{ host, port, certificates, registry, log, authHandler, acctHandler },
      onDiscard: (reason, address) => onDiscard(context, { kind: 'radsec', reason, address }),
    }),
  )
}

function onDiscard(
  { log, firstThisMinute, registry, traces }: Context,
  discard: { kind: 'auth' | 'acct' | 'radsec'; reason: string; address: string },
): void {
  const { kind, reason, address } = discard
  discards.inc({ kind, reason })
  traces.dropped(reason, address, registry.gatewayAt)
  if (firstThisMinute(`${kind} ${reason} ${address}`)) log.warn(discard, 'RADIUS packets are dropped')
}
