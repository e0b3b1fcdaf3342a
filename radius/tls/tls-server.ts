import { constants } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, type TLSSocket } from 'node:tls'
import type { ExchangeResult } from '../client/exchange.ts'
import { Code } from '../packet/code.ts'
import type { Packet } from '../packet/packet.ts'
import type { RadiusClient, RadiusHandler, Source } from '../server/request.ts'
import { createResponder } from '../server/responder.ts'
import type { ServerStats } from '../server/responder-options.ts'
import type { AccessRequestSeen, DiscardReason } from '../server/verify-request.ts'
import { createHandshakeGate } from './handshake-limit.ts'
import { answersTheServer, createTlsRequests, type TlsRequests } from './reverse-coa.ts'
import { createTlsConnection, type TlsConnection } from './tls-connection.ts'
import { peerOf, type TlsPeer } from './tls-peer.ts'

/** The shared secret of RADIUS over TLS, which protects nothing: the certificates do (RFC 6614 §2.3). */
export const RADSEC_SECRET = 'radsec'

export type TlsDiscardReason = DiscardReason | 'unexpected-reply' | 'wrong-reply'

/** Why a connection was refused or closed before it could ask anything. */
export type TlsRefusal = 'handshake-failed' | 'too-many-handshakes' | 'unknown-certificate' | 'too-many-connections'

export interface TlsServerOptions<C extends RadiusClient> {
  host: string
  /** 2083 by custom (RFC 6614 §2.1); 0 takes any free port; absent: another process listens, for `take`. */
  port: number | undefined
  /** What the server presents and whom it trusts, PEM. Asked at the start and by `renew`. */
  tls(): { key: string; cert: string; ca: string }
  /**
   * The client whose certificate this is; undefined refuses it. Its secret is {@link RADSEC_SECRET}. Called for every
   * packet, so that a certificate taken back stops a connection that is open: keep it quick.
   */
  clientFor(peer: TlsPeer): C | undefined
  authHandler: RadiusHandler<C>
  acctHandler: RadiusHandler<C>
  onDiscard?(reason: TlsDiscardReason, address: string): void
  /** Told of a handler or callback that threw, and of replies that could not be encoded. */
  onError?(error: unknown, address: string): void
  onRefuse?(refusal: TlsRefusal, address: string, error?: Error): void
  onAccessRequest?(client: C, seen: AccessRequestSeen): void
  /** Connections open at once: in all (10,000), and of one certificate (32), whose oldest then goes. */
  maxConnections?: number
  maxPerCertificate?: number
  /** Requests of one connection that wait for their answers before reading rests. 512: 256 identifiers each for two codes. */
  maxPending?: number
  /** Milliseconds without a packet after which a connection is closed. An hour: it is also the way back to a gateway. */
  idleMs?: number
  /** Milliseconds that a packet may take from its first octet to its last. 10 s. */
  packetMs?: number
  /** Milliseconds that a gateway has to answer a Disconnect- or CoA-Request. 8 s. */
  answerMs?: number
}

export interface TlsServer {
  /** 0 where it does not listen. */
  readonly port: number
  readonly stats: {
    readonly auth: ServerStats
    readonly acct: ServerStats
    /** Discarded by the connection itself: no frames, or replies to nothing. */
    readonly discarded: Map<TlsDiscardReason, number>
    readonly refused: Map<TlsRefusal, number>
    /** Open now. */
    readonly connections: number
  }
  /** How many connections this certificate has open. */
  connectionsOf(fingerprint: string): number
  /**
   * Asks a gateway something over the newest connection that it has opened with this certificate (RFC 5176; reverse CoA);
   * undefined where there is none.
   */
  exchange(fingerprint: string, packet: Packet): Promise<ExchangeResult> | undefined
  /** Takes a TCP connection of which nothing was read yet. */
  take(socket: Socket): void
  /** Takes new TLS material for the connections that come from now on. */
  renew(): void
  /** Takes no more connections and requests, lets answers go out for up to some seconds, then frees the port. */
  close(): Promise<void>
}

interface Open {
  readonly connection: TlsConnection
  readonly requests: TlsRequests
  readonly peer: TlsPeer
}

/**
 * What must end a connection, by RFC 6613 §2.6.4: a packet that is malformed or whose authenticators are wrong. Whoever
 * sends that on a stream that TLS protects is out of step or no RADIUS client, and where its next packet begins is a guess.
 * (RFC 6614 says nothing else, and its successor in draft wants the same.) The connection reads no further, but requests
 * that were taken before get their answers first; what the client had sent after it asks again on its next connection.
 * Other packets that may not be acted upon, such as those of an unexpected code, are dropped alone, as §2.6.4 allows.
 */
const ending: ReadonlySet<TlsDiscardReason> = new Set([
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

/**
 * Serves RADIUS over TLS (RFC 6614, RFC 6613): authentication, accounting and Status-Server on one port, and Disconnect-
 * and CoA-Requests back over the connections that gateways open. Clients show a certificate of a trusted CA, TLS 1.2 or
 * later; every connection is verified afresh. Rejects with the system's error where the port cannot be had.
 */
export async function startTlsServer<C extends RadiusClient>(options: TlsServerOptions<C>): Promise<TlsServer> {
  const {
    maxConnections = 10_000,
    maxPerCertificate = 32,
    maxPending = 512,
    idleMs = 3_600_000,
    packetMs = 10_000,
  } = options
  const { answerMs = 8_000, clientFor, onDiscard, onRefuse } = options
  const open = new Map<Source, Open>()
  const byCertificate = new Map<string, Set<Open>>()
  const discarded = new Map<TlsDiscardReason, number>()
  const refused = new Map<TlsRefusal, number>()
  let closed: Promise<void> | undefined
  let allEnded = (): void => {}

  /** What comes from outside must not end the process, whatever becomes of the word about it. */
  const tell = (address: string, work: () => void): void => {
    try {
      work()
    } catch (error) {
      auth.report(error, address)
    }
  }
  const refuse = (refusal: TlsRefusal, address: string, error?: Error): void => {
    refused.set(refusal, (refused.get(refusal) ?? 0) + 1)
    tell(address, () => onRefuse?.(refusal, address, error))
  }
  const discard = (reason: TlsDiscardReason, address: string): TlsDiscardReason => {
    discarded.set(reason, (discarded.get(reason) ?? 0) + 1)
    tell(address, () => onDiscard?.(reason, address))
    return reason
  }
  const responderOf = (kind: 'auth' | 'acct', handler: RadiusHandler<C>) =>
    createResponder<C, TlsPeer>({
      ...options,
      kind,
      handler,
      clientAt: clientFor,
      send: (reply, from) => void open.get(from)?.connection.send(reply),
      onPending: (from, change) => open.get(from)?.connection.pending(change),
    })
  const auth = responderOf('auth', options.authHandler)
  const acct = responderOf('acct', options.acctHandler)

  const receive = (packet: Buffer | 'bad-length', { peer, requests }: Open): TlsDiscardReason | undefined => {
    if (packet === 'bad-length') return discard('bad-length', peer.address)
    if (answersTheServer(packet)) {
      const fault = requests.receive(packet)
      return fault && discard(fault, peer.address)
    }
    return (packet[0] === Code.AccountingRequest ? acct : auth).receive(packet, peer)
  }

  const forget = (one: Open): void => {
    one.requests.close()
    open.delete(one.peer)
    const others = byCertificate.get(one.peer.fingerprint)
    others?.delete(one)
    if (others?.size === 0) byCertificate.delete(one.peer.fingerprint)
    if (open.size === 0) allEnded()
  }

  const waysBack = (fingerprint: string): Open[] =>
    [...(byCertificate.get(fingerprint) ?? [])].filter(({ connection }) => connection.isReading())

  const admitPeer = (socket: TLSSocket): void => {
    const peer = peerOf(socket)
    const refusal = !peer || !clientFor(peer) ? 'unknown-certificate' : undefined
    if (!peer || refusal || open.size >= maxConnections) {
      refuse(refusal ?? 'too-many-connections', socket.remoteAddress ?? '')
      socket.destroy()
      return
    }
    const connection = createTlsConnection(socket, {
      maxPending,
      idleMs,
      packetMs,
      receive(packet) {
        const reason = receive(packet, one)
        return reason && ending.has(reason) ? 'end' : 'go-on'
      },
      onClosed: () => forget(one),
    })
    const send = (packet: Buffer): boolean => connection.isReading() && connection.send(packet)
    const requests = createTlsRequests({ secret: RADSEC_SECRET, timeoutMs: answerMs, send })
    const one: Open = { connection, requests, peer }
    const others = byCertificate.get(peer.fingerprint) ?? new Set()
    byCertificate.set(peer.fingerprint, others.add(one))
    open.set(peer, one)
    if (others.size > maxPerCertificate) others.values().next().value?.connection.end()
  }

  const secure = createSecureServer({
    ...material(options),
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: HANDSHAKE_MS,
  })
  const gate = createHandshakeGate()
  const take = (socket: Socket): void => {
    if (!closed && gate.enter(socket)) {
      secure.emit('connection', socket)
      return
    }
    if (!closed) refuse('too-many-handshakes', socket.remoteAddress ?? '')
    socket.destroy()
  }
  const server = createServer(take)
  secure.on('secureConnection', (socket) => {
    gate.leave(socket)
    try {
      admitPeer(socket)
    } catch (error) {
      auth.report(error, socket.remoteAddress ?? '')
      socket.destroy()
    }
  })
  secure.on('tlsClientError', (error, socket) => refuse('handshake-failed', socket.remoteAddress ?? '', error))
  const { host, port } = options
  if (port !== undefined) await listen(server, { host, port })
  server.on('error', (error) => auth.report(error, host))

  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    gate.close()
    await Promise.all([auth.close(), acct.close()])
    const none = new Promise<void>((resolve) => (allEnded = resolve))
    if (open.size === 0) allEnded()
    for (const { connection } of open.values()) connection.end()
    await Promise.all([ended, none])
  }

  return {
    port: port === undefined ? 0 : (server.address() as AddressInfo).port,
    take,
    stats: {
      auth: auth.stats,
      acct: acct.stats,
      discarded,
      refused,
      get connections() {
        return open.size
      },
    },
    connectionsOf: (fingerprint) => waysBack(fingerprint).length,
    exchange: (fingerprint, packet) => waysBack(fingerprint).at(-1)?.requests.exchange(packet),
    renew: () => secure.setSecureContext(material(options)),
    close() {
      closed ??= close()
      return closed
    },
  }
}

const HANDSHAKE_MS = 10_000

/** Without tickets no session is resumed: each connection shows its certificate, and the chain is verified as it is now. */
const material = ({ tls }: Pick<TlsServerOptions<RadiusClient>, 'tls'>) =>
  ({ ...tls(), minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET }) as const

const listen = (server: Server, { host, port }: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
