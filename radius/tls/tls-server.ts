import { constants } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, type Server as SecureServer, type TLSSocket } from 'node:tls'
import { count } from '../count.ts'
import { Code } from '../packet/code.ts'
import type { RadiusClient, RadiusHandler } from '../server/request.ts'
import { createResponder } from '../server/responder.ts'
import type { Responder } from '../server/responder-options.ts'
import { createHandshakeLimit } from './handshake-limit.ts'
import { type Connection, OpenConnections } from './open-connections.ts'
import { createReverseCoa, isReverseCoaReply } from './reverse-coa.ts'
import { TlsConnection } from './tls-connection.ts'
import { peerOf, type TlsPeer } from './tls-peer.ts'
import {
  RADSEC_SECRET,
  type TlsDiscardReason,
  type TlsRefusal,
  type TlsServer,
  type TlsServerOptions,
} from './tls-server-options.ts'

/** What all steps share. */
interface Context<C extends RadiusClient> {
  readonly options: TlsServerOptions<C>
  readonly tcp: Server
  readonly tls: SecureServer
  readonly handshakes: ReturnType<typeof createHandshakeLimit>
  readonly connections: OpenConnections
  readonly auth: Responder<TlsPeer>
  readonly acct: Responder<TlsPeer>
  readonly discarded: Map<TlsDiscardReason, number>
  readonly refused: Map<TlsRefusal, number>
  closed: Promise<void> | undefined
}

/**
 * Serves RADIUS over TLS (RFC 6614, RFC 6613): authentication, accounting and Status-Server on one port, and Disconnect-
 * and CoA-Requests back over the connections that gateways open. Clients show a certificate of a trusted CA, TLS 1.2 or
 * later; every connection is verified afresh. The functions below are the steps of a connection in their order: the TCP
 * connection, the handshake, the certificate, and then each packet. Rejects with the system's error where the port cannot
 * be had.
 */
export async function startTlsServer<C extends RadiusClient>(options: TlsServerOptions<C>): Promise<TlsServer> {
  const { host, port, authHandler, acctHandler, handshakeMs = 10_000 } = options
  const connections = new OpenConnections()
  const context: Context<C> = {
    options,
    tcp: createServer((socket) => acceptTcp(context, socket)),
    tls: createSecureServer({
      ...tlsMaterial(options),
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout: handshakeMs,
    }),
    handshakes: createHandshakeLimit(),
    connections,
    auth: responderOf(options, connections, 'auth', authHandler),
    acct: responderOf(options, connections, 'acct', acctHandler),
    discarded: new Map(),
    refused: new Map(),
    closed: undefined,
  }
  const { tcp, tls, auth, acct, discarded, refused } = context
  tls.on('secureConnection', (socket) => acceptHandshake(context, socket))
  tls.on('tlsClientError', (error, socket) => failHandshake(context, socket, error))
  if (port !== undefined) await listen(tcp, { host, port })
  tcp.on('error', (error) => auth.report(error, host))
  return {
    port: port === undefined ? 0 : (tcp.address() as AddressInfo).port,
    accept: (socket) => acceptTcp(context, socket),
    stats: {
      ...{ auth: auth.stats, acct: acct.stats, discarded, refused },
      get connections() {
        return connections.size
      },
    },
    connectionsOf: (fingerprint) => connections.readingOf(fingerprint).length,
    exchange: (fingerprint, packet) => connections.readingOf(fingerprint).at(-1)?.reverseCoa.exchange(packet),
    renew: () => tls.setSecureContext(tlsMaterial(options)),
    close() {
      context.closed ??= close(context)
      return context.closed
    },
  }
}

/** Without tickets no session is resumed: each connection shows its certificate, and the chain is verified as it is now. */
const tlsMaterial = ({ tls }: Pick<TlsServerOptions<RadiusClient>, 'tls'>) =>
  ({ ...tls(), minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET }) as const

const responderOf = <C extends RadiusClient>(
  options: TlsServerOptions<C>,
  connections: OpenConnections,
  kind: 'auth' | 'acct',
  handler: RadiusHandler<C>,
): Responder<TlsPeer> =>
  createResponder<C, TlsPeer>({
    ...options,
    kind,
    handler,
    clientAt: options.clientFor,
    send: (reply, to) => void connections.of(to)?.tls.send(reply),
    onPending: (from, change) => connections.of(from)?.tls.pending(change),
  })

const listen = (server: Server, { host, port }: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** A TCP connection has come: its handshake begins. */
function acceptTcp<C extends RadiusClient>(context: Context<C>, socket: Socket): void {
  if (!context.closed && context.handshakes.begin(socket)) {
    context.tls.emit('connection', socket)
    return
  }
  if (!context.closed) refuse(context, 'too-many-handshakes', socket.remoteAddress)
  socket.destroy()
}

/** The handshake is done, and the certificate is of a trusted CA. */
function acceptHandshake<C extends RadiusClient>(context: Context<C>, socket: TLSSocket): void {
  context.handshakes.end(socket)
  try {
    acceptPeer(context, socket)
  } catch (error) {
    context.auth.report(error, socket.remoteAddress ?? '')
    socket.destroy()
  }
}

/** The handshake has failed, or has taken too long, and then it is for us to close the connection (Node, `tlsClientError`). */
function failHandshake<C extends RadiusClient>(context: Context<C>, socket: TLSSocket, error: Error): void {
  refuse(context, 'handshake-failed', socket.remoteAddress, error)
  socket.destroy()
}

/** Refuses whoever has no client's certificate, and connections beyond the limits. */
function acceptPeer<C extends RadiusClient>(context: Context<C>, socket: TLSSocket): void {
  const { options, connections } = context
  const { maxConnections = 10_000, maxPerCertificate = 32 } = options
  const peer = peerOf(socket)
  const known = peer && options.clientFor(peer)
  if (!peer || !known || connections.size >= maxConnections) {
    refuse(context, peer && known ? 'too-many-connections' : 'unknown-certificate', socket.remoteAddress)
    socket.destroy()
    return
  }
  connections.add(openConnection(context, socket, peer))
  const ofCertificate = connections.ofCertificate(peer.fingerprint)
  if (ofCertificate.length > maxPerCertificate) ofCertificate[0]?.tls.end()
}

function openConnection<C extends RadiusClient>(context: Context<C>, socket: TLSSocket, peer: TlsPeer): Connection {
  const { options, connections } = context
  const { maxPending = 512, idleMs = 3_600_000, packetMs = 10_000, coaTimeoutMs = 8_000 } = options
  const tls = new TlsConnection(socket, {
    ...{ maxPending, idleMs, packetMs },
    receive: (packet) => receive(context, packet, connection),
    onClosed: () => connections.remove(connection),
  })
  const reverseCoa = createReverseCoa({
    secret: RADSEC_SECRET,
    timeoutMs: coaTimeoutMs,
    send: (packet) => tls.isReading && tls.send(packet),
  })
  const connection = { tls, reverseCoa, peer }
  return connection
}

/** A packet has come: it goes to the responder of its kind, or is the reply to a Disconnect- or CoA-Request of ours. */
function receive<C extends RadiusClient>(
  context: Context<C>,
  packet: Buffer | 'bad-length',
  { peer, reverseCoa }: Connection,
): 'go-on' | 'end' {
  let reason: TlsDiscardReason | undefined
  if (packet === 'bad-length') {
    reason = discard(context, 'bad-length', peer.address)
  } else if (isReverseCoaReply(packet)) {
    const fault = reverseCoa.receive(packet)
    reason = fault && discard(context, fault, peer.address)
  } else {
    reason = (packet[0] === Code.AccountingRequest ? context.acct : context.auth).receive(packet, peer)
  }
  return reason && fatal.has(reason) ? 'end' : 'go-on'
}

/**
 * What must end a connection, by RFC 6613 §2.6.4: a packet that is malformed or whose authenticators are wrong. Whoever
 * sends that on a stream that TLS protects is out of step or no RADIUS client, and where its next packet begins is a guess.
 * (RFC 6614 says nothing else, and its successor in draft wants the same.) The connection reads no further, but requests
 * that were taken before get their answers first; what the client had sent after it asks again on its next connection.
 * Other packets that may not be acted upon, such as those of an unexpected code, are dropped alone, as §2.6.4 allows.
 */
const fatal: ReadonlySet<TlsDiscardReason> = new Set([
  'unknown-client',
  'bad-length',
  'attribute-type-zero',
  'attribute-too-short',
  'attribute-overrun',
  'bad-message-authenticator-length',
  'wrong-request-authenticator',
  'wrong-message-authenticator',
  'wrong-reply',
])

function discard<C extends RadiusClient>(
  context: Context<C>,
  reason: TlsDiscardReason,
  address: string,
): TlsDiscardReason {
  const { discarded, options } = context
  count(discarded, reason)
  notify(context, address, () => options.onDiscard?.(reason, address))
  return reason
}

function refuse<C extends RadiusClient>(context: Context<C>, refusal: TlsRefusal, address = '', error?: Error): void {
  const { refused, options } = context
  count(refused, refusal)
  notify(context, address, () => options.onRefuse?.(refusal, address, error))
}

/** Calls a callback. What comes from outside must not end the process, even where the callback fails. */
function notify<C extends RadiusClient>({ auth }: Context<C>, address: string, callback: () => void): void {
  try {
    callback()
  } catch (error) {
    auth.report(error, address)
  }
}

async function close<C extends RadiusClient>({ tcp, handshakes, auth, acct, connections }: Context<C>): Promise<void> {
  const freed = new Promise<void>((resolve) => tcp.close(() => resolve()))
  handshakes.close()
  await Promise.all([auth.close(), acct.close()])
  await Promise.all([freed, connections.endAll()])
}
