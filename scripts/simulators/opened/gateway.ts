import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { page } from '../gateway/pages.ts'

/** What a gateway that does not ask RADIUS lets a device have. Seconds, bit/s, octets; absent: no limit. */
export interface OpenedGrant {
  seconds: number
  upBps?: number | undefined
  downBps?: number | undefined
  upOctets?: number | undefined
  downOctets?: number | undefined
}

/** A gateway that does not ask RADIUS, with one device in reach: every page that it opens leads to the portal. */
export interface OpenedGateway {
  /** For browsers. */
  url: string
  /** What the device has; undefined: it is not online. */
  online(): OpenedGrant | undefined
  /** The device's time is over: it must ask again. */
  expire(): void
  close(): Promise<void>
}

export interface OpenedGatewayOptions {
  /** Where the portal wants this gateway's devices, without query. */
  portalUrl: string
  http: { host: string; port: number }
  bssid: string
  deviceMac: string
}

/** What the gateways here have in common: pages for browsers, and whether the device is online. */
export async function startOpenedGateway(
  { http, deviceMac }: OpenedGatewayOptions,
  /** Where an offline device's request is redirected to; `wanted`: what it asked for. */
  redirect: (wanted: string) => string,
  /** The gateway's own pages; undefined: it has none at this address. */
  own: (url: URL) => { redirect: string } | { status: number; page: string } | undefined = () => undefined,
): Promise<OpenedGateway & { letIn(grant: OpenedGrant): void }> {
  let grant: OpenedGrant | undefined
  let timer: NodeJS.Timeout | undefined
  const origin = `http://${http.host}:${http.port}`
  const expire = () => {
    clearTimeout(timer)
    grant = undefined
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    const answer =
      own(url) ??
      (grant
        ? { status: 200, page: page('Internet', `<p>This device (<code>${deviceMac}</code>) is online.</p>`) }
        : { redirect: redirect(url.href) })
    const headers = { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' }
    if ('redirect' in answer) response.writeHead(302, { ...headers, location: answer.redirect }).end()
    else response.writeHead(answer.status, headers).end(answer.page)
  })
  await listening(server, http)
  return {
    url: origin,
    online: () => grant,
    expire,
    letIn(given) {
      expire()
      grant = given
      timer = setTimeout(expire, Math.min(given.seconds * 1000, 2 ** 31 - 1)).unref()
    },
    async close() {
      expire()
      await closed(server)
    },
  }
}

/** A controller's HTTP server, over TLS where `tls` has its key and certificate (PEM). */
export async function startController(
  { host, port }: { host: string; port: number },
  tls: { key: string; cert: string } | undefined,
  answer: (request: ControllerRequest) => ControllerAnswer | undefined,
): Promise<{ close(): Promise<void> }> {
  const listener: RequestListener = (request, response) => {
    body(request).then(
      (json) => {
        const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://controller')
        const given = answer({ method: request.method ?? 'GET', path, query, headers: request.headers, json })
        // Nothing is said: the controller hangs.
        if (!given) return
        response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
        response.end(JSON.stringify(given.json ?? {}))
      },
      () => response.writeHead(400).end(),
    )
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await listening(server, { host, port })
  return { close: () => closed(server) }
}

export interface ControllerRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  json: Record<string, unknown>
}

export interface ControllerAnswer {
  status: number
  headers?: Record<string, string>
  json?: unknown
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

const listening = (server: Server, { host, port }: { host: string; port: number }) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** kbit/s in bit/s, as most of them count; 0 or absent: no limit. */
export const fromKbps = (kbps: unknown): number | undefined => (Number(kbps) > 0 ? Number(kbps) * 1000 : undefined)
