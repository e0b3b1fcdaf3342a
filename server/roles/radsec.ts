import type { Socket } from 'node:net'
import { Gauge } from 'prom-client'
import {
  type ExchangeResult,
  type Packet,
  RADSEC_SECRET,
  type RadiusHandler,
  startTlsServer,
} from '../../radius/index.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Log } from '../log.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { onceAMinute } from '../once-a-minute.ts'

let openConnections = () => 0
new Gauge({
  name: 'plaza_radsec_connections',
  help: 'RadSec connections that gateways have open to this process',
  collect() {
    this.set(openConnections())
  },
})

export interface RadsecRole {
  /** 0 where it does not listen. */
  port: number
  /** Takes a connection that another process received. */
  take(socket: Socket): void
  /** The way to a gateway over a connection that it has opened to this process; undefined where it has none. */
  connectionTo(gatewayId: number): ((packet: Packet) => Promise<ExchangeResult>) | undefined
  close(): Promise<void>
}

/**
 * Starts RadSec: gateways are known by the certificates registered for them, whatever address they come from.
 *
 * @throws {Error} with code EADDRINUSE where the port is taken
 */
export async function startRadsec(parts: {
  host: string
  /** Absent: another process listens. */
  port: number | undefined
  certificates: Pick<Certificates, 'server' | 'onChange'>
  registry: Registry
  log: Log
  authHandler: RadiusHandler<Gateway>
  acctHandler: RadiusHandler<Gateway>
  onDiscard(reason: string, address: string): void
}): Promise<RadsecRole> {
  const { host, port, certificates, registry, log, authHandler, acctHandler, onDiscard } = parts
  const firstThisMinute = onceAMinute()
  const server = await startTlsServer<Gateway>({
    ...{ host, port, authHandler, acctHandler, onDiscard },
    tls: certificates.server,
    clientFor({ fingerprint }) {
      const gateway = registry.gatewayByCertificate(fingerprint)
      return gateway && overTls(gateway)
    },
    onError(error, address) {
      if (firstThisMinute('radsec failed')) log.error({ err: error, address }, 'a RadSec request is left unanswered')
    },
    onRefuse(reason, address, error) {
      if (firstThisMinute(`radsec ${reason} ${address}`)) {
        log.warn({ reason, address, error: error?.message }, 'a RadSec connection is refused')
      }
    },
  })
  openConnections = () => server.stats.connections
  const stopRenewing = certificates.onChange(server.renew)
  return {
    port: server.port,
    take: server.accept,
    connectionTo(gatewayId) {
      const open = registry
        .gateway(gatewayId)
        ?.certificates.find(({ fingerprint }) => server.connectionsOf(fingerprint))
      return open && (async (packet) => (await server.exchange(open.fingerprint, packet)) ?? NOT_SENT)
    },
    close() {
      stopRenewing()
      return server.close()
    },
  }
}

const NOT_SENT: ExchangeResult = { timeout: true, attempts: 0 }

const secured = new WeakMap<Gateway, Gateway>()

/** TLS protects what the shared secret does over UDP: there the secret is everybody's, and CVE-2024-3596 no danger. */
function overTls(gateway: Gateway): Gateway {
  const known = secured.get(gateway)
  if (known) return known
  const client = { ...gateway, secret: RADSEC_SECRET, requireMessageAuthenticator: false, limitProxyState: false }
  secured.set(gateway, client)
  return client
}
