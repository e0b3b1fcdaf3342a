import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A server before the one at `to.port`, which adds a policy to each answer: its forms lead to itself and to `origins`, and
 * nowhere else. Who is to sign in is sent on to another origin, as to a provider behind the provider. The port is known
 * before there is anything behind it.
 */
export async function startStrictFront(to: { port: number }, origins: readonly string[]) {
  const policy = `form-action 'self' ${origins.join(' ')}`
  const server = createServer((asked, answer) => {
    const { method, url = '', headers } = asked
    if (url.startsWith('/auth?') && headers.host?.startsWith('localhost:')) {
      const location = `http://${headers.host.replace('localhost', '127.0.0.1')}${url}`
      return void answer.writeHead(302, { location }).end()
    }
    const behind = request({ host: '127.0.0.1', port: to.port, method, path: url, headers }, (given) => {
      const own = given.headers['content-security-policy']
      for (const [name, value] of Object.entries(given.headers)) if (value !== undefined) answer.setHeader(name, value)
      // Each of several policies holds (Content Security Policy Level 3 section 3.1).
      answer.setHeader('content-security-policy', own === undefined ? policy : [own, policy].flat())
      answer.writeHead(given.statusCode ?? 502)
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
