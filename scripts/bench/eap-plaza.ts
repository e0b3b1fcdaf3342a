/** Plaza's EAP server alone, for the bench: `eap-plaza.ts PORT SECRET USERNAME PASSWORD CERT KEY`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Radius from '../../radius/index.ts'
import type { RadiusClient } from '../../radius/index.ts'
import { packageRoot } from '../../server/package-root.ts'

// As it is built: what runs the sources gives each function its name anew whenever it is made.
const built: typeof Radius = await import(join(packageRoot, 'dist/radius/index.js'))
const { Code, createEapServer, reply, startUdpServer } = built

const [port, secret = '', username, password = '', cert = '', key = ''] = process.argv.slice(2)
const credentials = { cert: readFileSync(cert), key: readFileSync(key) }
const client: RadiusClient = { secret, requireMessageAuthenticator: true }
const eap = createEapServer<RadiusClient, string>({
  tls: () => credentials,
  methods: ['ttls'],
  credential: async (name) => (name === username ? { password, account: name } : undefined),
  certificate: async () => undefined,
  resume: async () => true,
})
const server = await startUdpServer({
  host: '127.0.0.1',
  port: Number(port),
  kind: 'auth',
  clientAt: () => client,
  handler: async (request) => {
    const outcome = await eap.handle(request)
    if (outcome.kind === 'discard') return undefined
    return outcome.kind === 'success' ? outcome.accept(reply(Code.AccessAccept)) : outcome.reply
  },
})
console.log(`listening on ${server.port}`)
