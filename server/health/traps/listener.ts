import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { hostname } from 'node:os'
import type { Database } from '../../database/connection.ts'
import { publish, subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import { snmpTraps } from '../metrics.ts'
import { createOwnEngine } from '../snmp/usm/own-engine.ts'
import { Malformed } from '../snmp/wire/ber.ts'
import { createTrapLimits } from './limits.ts'
import { readTrap } from './read-trap.ts'
import { plainAddress, sendersByAddress } from './senders.ts'

export interface TrapListener {
  port: number
  close(): Promise<void>
}

interface TrapParts {
  db: Database
  sealer: Sealer
  log: Log
}

/** ms after which names of agents are looked up again. */
const KNOWN_FOR = 300_000
/** ms in which traps are gathered, to be told of together. */
const GATHERED_MS = 50

/**
 * Takes traps and informs (v2c, v3) of agents that Plaza polls, from their addresses and by their credentials: whoever polls
 * the agent asks it at once. A trap decides nothing: the answer to the poll does.
 *
 * @throws {Error} when the port cannot be had, or the database does not answer
 */
export async function startTrapListener(
  { db, sealer, log }: TrapParts,
  { host, port }: { host: string; port: number },
): Promise<TrapListener> {
  const limits = createTrapLimits(() => performance.now())
  const engine = createOwnEngine(`${hostname()} ${host} ${port}`, () => performance.now())
  const heard = new Set<number>()
  const waiting = new Set<NodeJS.Timeout>()
  let known = await sendersByAddress(db, sealer)
  let timer: NodeJS.Timeout | undefined
  const refresh = () =>
    sendersByAddress(db, sealer).then(
      (fresh) => {
        known = fresh
      },
      (error) => log.warn({ err: error }, 'addresses of agents not read again: traps go by the old ones'),
    )
  const tell = () => {
    timer = undefined
    const agentIds = [...heard]
    heard.clear()
    publish(db, { type: 'traps', agentIds }).catch((error) => log.warn({ err: error }, 'traps not told of'))
  }
  const askAfter = (delay: number | undefined, id: number) => {
    if (delay === undefined) return
    const later = setTimeout(() => {
      waiting.delete(later)
      heard.add(id)
      timer ??= setTimeout(tell, GATHERED_MS)
    }, delay)
    waiting.add(later)
  }
  const take = (message: Buffer, from: RemoteInfo): string => {
    const address = plainAddress(from.address)
    const senders = known.get(address)
    if (!limits.mayRead(senders ? address : '')) return 'too-many'
    if (!senders) return 'unknown'
    const { result, agentIds, answer } = readTrap(message, senders, engine)
    if (answer) socket.send(answer, from.port, from.address, () => {})
    for (const id of agentIds) askAfter(limits.delayOf(id), id)
    return result
  }
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
  socket.on('message', (message, from) => snmpTraps.inc({ result: resultOf(() => take(message, from)) }))
  socket.bind({ address: host, port, exclusive: true })
  await once(socket, 'listening')
  socket.on('error', (error) => log.warn({ err: error }, 'the socket of traps'))
  const subscription = await subscribe(db, ({ type }) => type === 'hotspots' && void refresh(), refresh)
  const renewal = setInterval(refresh, KNOWN_FOR)
  return {
    port: socket.address().port,
    async close() {
      clearInterval(renewal)
      for (const each of [timer, ...waiting]) clearTimeout(each)
      await subscription.close()
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}

function resultOf(take: () => string): string {
  try {
    return take()
  } catch (error) {
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}
