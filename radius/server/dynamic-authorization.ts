import type { RadiusClient, RadiusHandler } from './request.ts'
import { startUdpServer, type UdpServer } from './udp-server.ts'

export interface DynamicAuthorizationOptions {
  host: string
  /** 3799 by custom (RFC 5176 §2.1); 0 takes any free port. */
  port: number
  /** The secret shared with the server at this address; undefined drops its packets. */
  secretFor(address: string): string | undefined
  handler: RadiusHandler
}

/** Listens as a gateway does for Disconnect- and CoA-Requests (RFC 5176). */
export const startDynamicAuthorizationServer = (options: DynamicAuthorizationOptions): Promise<UdpServer> =>
  startUdpServer<RadiusClient>({
    host: options.host,
    port: options.port,
    kind: 'coa',
    handler: options.handler,
    clientAt(address) {
      const secret = options.secretFor(address)
      return secret === undefined ? undefined : { secret, requireMessageAuthenticator: false }
    },
  })
