import { createServer, type IncomingMessage } from 'node:http'
import type { AttachedDevice, BrowserAnswer, BrowserRequest, Dialect, DialectGateway } from './device.ts'
import { NEW_PHONE, page } from './pages.ts'

const MAX_BODY = 16_384

export interface HttpListener {
  port: number
  close(): Promise<void>
}

/**
 * The gateway as browsers meet it. A device's first request is tried by MAC authentication; after that the dialect
 * answers.
 *
 * @param deviceAt the device whose requests come from this address
 * @param newPhone makes the browser at this address a device that nobody knows
 */
export function listen(
  options: { host: string; port: number },
  gateway: () => DialectGateway,
  dialect: Dialect,
  deviceAt: (address: string) => AttachedDevice | undefined,
  newPhone: (address: string) => Promise<void>,
): Promise<HttpListener> {
  const answer = async (request: IncomingMessage): Promise<BrowserAnswer> => {
    const address = request.socket.remoteAddress ?? ''
    const browser = await read(request, gateway())
    if (browser.url.pathname === NEW_PHONE) {
      await newPhone(address)
      return { redirect: `http://${gateway().host}:${gateway().port}/` }
    }
    const device = deviceAt(address)
    if (!device) return { status: 404, page: page('Gateway', `<p>No device is simulated at ${address}.</p>`) }
    if (!gateway().isOnline(device) && !device.macAuthTried) {
      device.macAuthTried = true
      await gateway().logIn(device, { method: 'mac' })
    }
    return dialect(gateway(), device, browser)
  }
  const server = createServer((request, response) => {
    answer(request).then(
      (given) => {
        const headers = { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' }
        if ('redirect' in given) response.writeHead(302, { ...headers, location: given.redirect }).end()
        else response.writeHead(given.status, headers).end(given.page)
      },
      (error: Error) => response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message),
    )
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      const { port } = server.address() as { port: number }
      resolve({
        port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
}

async function read(request: IncomingMessage, { host, port }: DialectGateway): Promise<BrowserRequest> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? `${host}:${port}`}`)
  const fields = new URLSearchParams(url.searchParams)
  const method = request.method ?? 'GET'
  if (method === 'POST') {
    let body = ''
    for await (const chunk of request) {
      body += chunk
      if (body.length > MAX_BODY) throw new Error('The form is too large.')
    }
    for (const [name, value] of new URLSearchParams(body)) fields.set(name, value)
  }
  return { method, url, fields }
}
