import { createSocket } from 'node:dgram'
import { decodeRequest, encodeResponse, type SnmpRequest, Type, type Varbind } from './message.ts'

/** What one simulated agent has to say. */
export interface Agent {
  get(oid: string): Varbind | undefined
  /** The first object after `oid`; undefined at the end. */
  next(oid: string): Varbind | undefined
  /** True: does not answer at all. */
  silent?(): boolean
  /** Answers so many ms later. */
  delayMs?(): number
}

export interface SnmpAgentsOptions {
  host: string
  /** 0: any free one. */
  port: number
  /** The agent that this community reaches; no answer where there is none. */
  agentOf(community: string): Agent | undefined
  /** What answers datagrams that are none of v2c: see `secure.ts`. */
  secure?(message: Buffer): Buffer | undefined
  /** Is told of every request, answered or not. */
  onRequest?(request: SnmpRequest): void
}

export interface SnmpAgents {
  port: number
  close(): Promise<void>
}

/** A response of more varbinds would not fit a datagram of 1,472 octets. */
const MAX_VARBINDS = 60

/** One UDP socket that answers SNMP v2c GET, GETNEXT and GETBULK for any number of agents, chosen by community. */
export async function startSnmpAgents({
  host,
  port,
  agentOf,
  secure,
  onRequest,
}: SnmpAgentsOptions): Promise<SnmpAgents> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 << 20 })
  const waiting = new Set<NodeJS.Timeout>()
  socket.on('message', (message, from) => {
    const request = decodeRequest(message)
    if (!request) {
      const answer = secure?.(message)
      if (answer) socket.send(answer, from.port, from.address)
      return
    }
    onRequest?.(request)
    const agent = agentOf(request.community)
    if (!agent || agent.silent?.()) return
    const answer = () => socket.send(encodeResponse(request, answerOf(agent, request)), from.port, from.address)
    const delay = agent.delayMs?.() ?? 0
    if (delay === 0) return answer()
    const timer = setTimeout(() => {
      waiting.delete(timer)
      answer()
    }, delay)
    waiting.add(timer)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, resolve)
  })
  socket.removeAllListeners('error').on('error', () => {})
  return {
    port: socket.address().port,
    close() {
      for (const timer of waiting) clearTimeout(timer)
      return new Promise((resolve) => socket.close(resolve))
    },
  }
}

/** What an agent answers (RFC 3416 sections 4.2.1 to 4.2.3). */
export function answerOf(agent: Agent, { kind, oids, nonRepeaters, maxRepetitions }: SnmpRequest): Varbind[] {
  const next = (oid: string) => agent.next(oid) ?? { oid, type: Type.EndOfMibView, value: Buffer.alloc(0) }
  if (kind === 'get') {
    return oids.map((oid) => agent.get(oid) ?? { oid, type: Type.NoSuchObject, value: Buffer.alloc(0) })
  }
  if (kind === 'getNext') return oids.map(next)
  const varbinds = oids.slice(0, nonRepeaters).map(next)
  let row = oids.slice(nonRepeaters)
  for (let repetition = 0; repetition < maxRepetitions && varbinds.length + row.length <= MAX_VARBINDS; repetition++) {
    const found = row.map(next)
    varbinds.push(...found)
    if (found.every(({ type }) => type === Type.EndOfMibView)) break
    row = found.map(({ oid }) => oid)
  }
  return varbinds
}
