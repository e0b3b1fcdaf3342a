import {
  AcctSessionId,
  Code,
  ErrorCause,
  type Packet,
  type Reply,
  reply,
  startUdpServer,
  UserName,
} from '../../../radius/index.ts'
import type { GrantedLimits } from './sessions.ts'

/** A Disconnect-Request that a gateway received, and its answer. */
export interface Disconnect {
  acctSessionId: string | undefined
  userName: string | undefined
  answer: 'ack' | 'nak'
}

/** A CoA-Request that a gateway received, what it asked for, and the answer. */
export interface LimitChange extends GrantedLimits {
  acctSessionId: string | undefined
  answer: 'ack' | 'nak'
}

export interface DynamicAuthorizationOptions {
  address: string
  secret: string
  coaPort?: number
  isPowered(): boolean
  /** Ends the session; false when there is none like it. */
  disconnect(request: { acctSessionId: string | undefined }): boolean
  onDisconnect(request: Disconnect): void
  /** The limits that a request names in the attributes that the gateway knows. */
  limitsOf(packet: Packet): GrantedLimits
  /** Changes the session's limits; false when there is none like it. */
  change(acctSessionId: string | undefined, limits: GrantedLimits): boolean
  onChange(request: LimitChange): void
}

/** Listens for Disconnect- and CoA-Requests (RFC 5176) at the gateway's address; at any free port where the wanted one is taken. */
export async function listenForRequests(
  options: DynamicAuthorizationOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const client = { secret: options.secret, requireMessageAuthenticator: false }
  const at = (port: number) =>
    startUdpServer({
      host: options.address,
      port,
      kind: 'coa',
      clientAt: () => client,
      async handler({ packet }) {
        if (!options.isPowered()) return undefined
        if (packet.code === Code.CoaRequest) return changeLimits(options, packet)
        const acctSessionId = packet.get(AcctSessionId)
        const found = options.disconnect({ acctSessionId })
        options.onDisconnect({ acctSessionId, userName: packet.get(UserName), answer: found ? 'ack' : 'nak' })
        if (found) return reply(Code.DisconnectAck)
        return reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.SessionContextNotFound)
      },
    })
  return at(options.coaPort ?? 0).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return at(0)
  })
}

function changeLimits(options: DynamicAuthorizationOptions, packet: Packet): Reply {
  const acctSessionId = packet.get(AcctSessionId)
  const limits = options.limitsOf(packet)
  const isEmpty = Object.values(limits).every((limit) => limit === undefined)
  const found = !isEmpty && options.change(acctSessionId, limits)
  options.onChange({ acctSessionId, ...limits, answer: found ? 'ack' : 'nak' })
  if (found) return reply(Code.CoaAck)
  const { UnsupportedAttribute, SessionContextNotFound } = ErrorCause.values
  return reply(Code.CoaNak).add(ErrorCause, isEmpty ? UnsupportedAttribute : SessionContextNotFound)
}
