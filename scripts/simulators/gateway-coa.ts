import { AcctSessionId, Code, ErrorCause, reply, startUdpServer, UserName } from '../../radius/index.ts'

/** A Disconnect-Request that a gateway received, and its answer. */
export interface Disconnect {
  acctSessionId: string | undefined
  userName: string | undefined
  answer: 'ack' | 'nak'
}

export interface DisconnectOptions {
  address: string
  secret: string
  coaPort?: number
  isPowered(): boolean
  /** Ends the session; false when there is none like it. */
  disconnect(request: { acctSessionId: string | undefined }): boolean
  onDisconnect(request: Disconnect): void
}

/** Listens for Disconnect-Requests (RFC 5176) at the gateway's address; at any free port where the wanted one is taken. */
export async function listenForDisconnects(
  options: DisconnectOptions,
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
        if (packet.code !== Code.DisconnectRequest) {
          return reply(Code.CoaNak).add(ErrorCause, ErrorCause.values.UnsupportedService)
        }
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
