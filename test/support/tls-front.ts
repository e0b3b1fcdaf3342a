import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A proxy that ends TLS before the server at a port of this machine, which may begin later. */
export async function startTlsFront(port: number, certificate: { cert: string; key: string }) {
  const server = createServer(certificate, (asked, answer) => {
    const { method, url, headers } = asked
    const told = { ...headers, 'x-forwarded-proto': 'https' }
    const behind = request({ host: '127.0.0.1', port, method, path: url, headers: told }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    behind.once('error', () => answer.destroy())
    asked.pipe(behind)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
