import type { Socket } from 'node:net'
import { pino } from 'pino'
import { register } from 'prom-client'
import { EapMessage, type Packet, type Source, State } from '../../radius/index.ts'
import { openCertificates } from '../certificates/certificates.ts'
import { connect } from '../database/connection.ts'
import { openRegistry } from '../network/gateways/registry.ts'
import { openSealer } from '../start/kept-secret.ts'
import { StartError } from '../start/start-error.ts'
import { type RadiusRole, startRadius } from './radius.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** One of several processes that answer RADIUS on the same ports: `radius-workers.ts` starts it and tells it what to do. */

/** Connections to PostgreSQL of one worker, besides three deferred ones and two that listen. */
const CONNECTIONS = 6
const tell = (message: FromWorker): boolean => process.connected && process.send!(message)

let role: RadiusRole | undefined
let close = async () => {}

process.on('message', (message: ToWorker, socket?: Socket) => {
  if (message.type === 'start') void start(message)
  if (message.type === 'take') role?.take(Buffer.from(message.datagram), message.from)
  // Without a socket where the client has gone meanwhile.
  if (message.type === 'connection' && socket) role ? role.takeConnection(socket) : socket.destroy()
  if (message.type === 'metrics') void tellMetrics(message.question)
  if (message.type === 'close') void close().finally(() => process.exit(0))
})
// They reach every process of the terminal or service: the first process tells the workers when to end.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {})
tell({ type: 'awake' })

async function start({ number, config, connection }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  const log = pino(
    { level: config.logLevel, base: { worker: number } },
    { write: (line) => tell({ type: 'log', line }) },
  )
  const db = connect(connection, CONNECTIONS)
  try {
    const sealer = await openSealer(config)
    const registry = await openRegistry(db, sealer, log)
    const worker = { number, passOn: passOn(number, config.radius.workers) }
    const certificates = await openCertificates({ config, db, sealer, log })
    role = await startRadius({ config, db, sealer, registry, log, certificates, worker })
    close = async () => {
      await role?.close()
      await certificates.close()
      await registry.close()
      await db.close()
    }
    tell({ type: 'listening', authPort: role.authPort, acctPort: role.acctPort })
  } catch (error) {
    const forPeople = error instanceof StartError
    const { message, stack = message } = error as Error
    process.send!({ type: 'failed', message: forPeople ? message : stack, forPeople } satisfies FromWorker, () =>
      process.exit(1),
    )
  }
}

/** Passes packets on to the worker that holds their EAP conversation: the first octet of State is its number. */
function passOn(own: number, workers: number) {
  return (packet: Packet, datagram: Buffer, from: Source): boolean => {
    const to = packet.get(State)?.[0] ?? own
    if (to === own || to < 1 || to > workers || !packet.has(EapMessage)) return false
    tell({ type: 'pass', to, datagram, from: { address: from.address, port: from.port } })
    return true
  }
}

async function tellMetrics(question: number): Promise<void> {
  tell({ type: 'metrics', question, metrics: await register.getMetricsAsJSON() })
}
