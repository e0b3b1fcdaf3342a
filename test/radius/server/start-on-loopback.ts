import { type PortKind, type RadiusHandler, startUdpServer, type UdpServer } from '../../../radius/index.ts'

/** A UDP server on a free port of 127.0.0.1, whose clients all have this secret and must send a Message-Authenticator. */
export const startOnLoopback = (kind: PortKind, secret: string, handler: RadiusHandler): Promise<UdpServer> =>
  startUdpServer({
    host: '127.0.0.1',
    port: 0,
    kind,
    clientAt: () => ({ secret, requireMessageAuthenticator: true }),
    handler,
  })
