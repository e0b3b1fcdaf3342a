import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../server/log.ts'
import type { DemoAccount } from './accounts.ts'
import { rememberAccounts } from './city-key/account-memory.ts'
import { interactionHandler } from './city-key/interactions.ts'
import { CLIENT_ID, createProvider } from './city-key/provider.ts'

export interface DemoCityKeyOptions {
  host: string
  /** 0: any, and then {@link issuer} may be left out. */
  port: number
  /** Default `http://localhost:<port>`. */
  issuer?: string | undefined
  redirectUris: string[]
  accountOf(username: string): DemoAccount | undefined
  log: Log
}

export interface DemoCityKey {
  port: number
  issuer: string
  clientId: string
  clientSecret: string
  close(): Promise<void>
}

/**
 * An OpenID Connect issuer for development and demonstration: accounts without worth, everything in memory, plain HTTP
 * answered on a loopback name only.
 *
 * @throws {Error} with code EADDRINUSE where the port is taken
 */
export async function startDemoCityKey(options: DemoCityKeyOptions): Promise<DemoCityKey> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.writeHead(503).end()
  const server = createServer((request, response) => {
    if (isLoopback(request.headers.host)) return answer(request, response)
    response.writeHead(421, { 'content-type': 'text/plain' })
    response.end('The demo City Key answers on localhost only.\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const issuer = options.issuer ?? `http://localhost:${port}`
  const clientSecret = randomBytes(24).toString('base64url')
  const accounts = rememberAccounts(options.accountOf)
  const provider = await createProvider(issuer, clientSecret, options.redirectUris, accounts)
  provider.on('server_error', (_context, error) => options.log.error({ err: error }, 'demo City Key'))
  answer = interactionHandler(provider, accounts)
  return {
    port,
    issuer,
    clientId: CLIENT_ID,
    clientSecret,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const isLoopback = (host = ''): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host)
