import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config, Role } from '../config/index.ts'
import { portProblem, StartError } from './start-error.ts'

interface WantedPort {
  setting: string
  host: string
  port: number
  kind: 'tcp' | 'udp'
}

function wantedPorts({ http, radius, cityKey, trapPort }: Config, roles: readonly Role[]): WantedPort[] {
  const wanted: WantedPort[] = []
  if (roles.includes('web')) wanted.push({ setting: 'PLAZA_HTTP_PORT', ...http, kind: 'tcp' })
  if (roles.includes('radius')) {
    const { host, authPort, acctPort, radsecPort } = radius
    wanted.push({ setting: 'PLAZA_RADIUS_AUTH_PORT', host, port: authPort, kind: 'udp' })
    wanted.push({ setting: 'PLAZA_RADIUS_ACCT_PORT', host, port: acctPort, kind: 'udp' })
    if (radsecPort !== undefined) wanted.push({ setting: 'PLAZA_RADSEC_PORT', host, port: radsecPort, kind: 'tcp' })
  }
  if (roles.includes('poller') && trapPort !== undefined)
    wanted.push({ setting: 'PLAZA_TRAP_PORT', host: radius.host, port: trapPort, kind: 'udp' })
  if (cityKey.issuer === undefined) {
    wanted.push({ setting: 'PLAZA_CITY_KEY_PORT', host: '127.0.0.1', port: cityKey.demoPort, kind: 'tcp' })
  }
  return wanted
}

/**
 * Tries every port that the roles will listen on, before anything is started.
 *
 * @throws {StartError} naming all that cannot be had, why, and the settings that change them
 */
export async function ensurePortsFree(config: Config, roles: readonly Role[]): Promise<void> {
  const problems = await Promise.all(
    wantedPorts(config, roles).map(async ({ setting, port, ...wanted }) => {
      const error = await tried({ port, ...wanted }).then(
        () => undefined,
        (reason: NodeJS.ErrnoException) => reason,
      )
      return error && (portProblem(setting, port, error) ?? `${setting} ${port}: ${error.message}`)
    }),
  )
  const named = problems.filter((problem) => problem !== undefined)
  if (named.length > 0) throw new StartError(named.join('\n'))
}

async function tried({ host, port, kind }: Omit<WantedPort, 'setting'>): Promise<void> {
  if (kind === 'tcp') {
    const server = createServer().listen({ host, port })
    await once(server, 'listening')
    await new Promise((resolve) => server.close(resolve))
  } else {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
    socket.bind({ address: host, port, exclusive: true })
    await once(socket, 'listening')
    await new Promise<void>((resolve) => socket.close(resolve))
  }
}
