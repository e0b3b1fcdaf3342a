import { createSocket } from 'node:dgram'
import { Tag, Writer } from '../../../server/health/snmp/wire/ber.ts'
import { encodeOid } from '../../../server/health/snmp/wire/oids.ts'
import { PduTag } from '../../../server/health/snmp/wire/pdu.ts'
import { type Agent, answerOf } from '../../simulators/snmp/agent.ts'
import { decodeRequest, type SnmpRequest, Type, type Varbind } from '../../simulators/snmp/message.ts'

/** Requests that are remembered: those of walks come again too. */
const MOST_REMEMBERED = 20_000
const remembered = new Map<string, SnmpRequest | undefined>()
const writer = new Writer()

/**
 * An agent at a UDP port of its own, of any free number, that takes little of the processors which it shares with who is
 * measured: what it is asked again is read once.
 */
export async function startQuickAgent(agent: Agent): Promise<number> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('message', (message, from) => {
    if (agent.silent?.()) return
    const request = readRequest(message)
    if (!request) return
    const answer = () => socket.send(encoded(request, answerOf(agent, request)), from.port, from.address)
    const delay = agent.delayMs?.() ?? 0
    if (delay === 0) answer()
    else setTimeout(answer, delay)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket.address().port
}

/** Requests of a short community, whose parts but the id are those of one before. */
function readRequest(message: Buffer): SnmpRequest | undefined {
  const after = (at: number) => at + 2 + (message[at + 1]! < 128 ? 0 : message[at + 1]! - 128)
  const pdu = after(0) + 3 + 2 + message[after(0) + 4]!
  const id = after(pdu)
  const end = id + 2 + message[id + 1]!
  const key = `${message[pdu]} ${message.toString('latin1', end)}`
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  if (!remembered.has(key)) remembered.set(key, decodeRequest(message))
  const known = remembered.get(key)
  return known && { ...known, requestId: message.readIntBE(id + 2, end - id - 2) }
}

/** Written from its end. */
function encoded({ community, requestId }: SnmpRequest, varbinds: readonly Varbind[]): Buffer {
  for (let index = varbinds.length - 1; index >= 0; index--) {
    const since = writer.length
    writeValue(varbinds[index]!)
    writer.octetString(encodeOid(varbinds[index]!.oid), Tag.ObjectIdentifier)
    writer.wrap(Tag.Sequence, since)
  }
  writer.wrap(Tag.Sequence, 0)
  writer.integer(0)
  writer.integer(0)
  writer.integer(requestId)
  writer.wrap(PduTag.Response, 0)
  writer.octetString(Buffer.from(community))
  writer.integer(1)
  writer.wrap(Tag.Sequence, 0)
  return writer.take()
}

function writeValue({ type, value }: Varbind): void {
  if (Buffer.isBuffer(value)) writer.octetString(value, type)
  else if (typeof value === 'string') writer.octetString(encodeOid(value), type)
  else if (typeof value === 'bigint') writer.octetString(bigintOctets(value), type)
  else if (type === Type.Integer || value < 2 ** 31) writer.integer(value, type)
  else writer.octetString(bigintOctets(BigInt(value)), type)
}

function bigintOctets(value: bigint): Buffer {
  const octets = Buffer.alloc(9)
  octets.writeBigUInt64BE(value, 1)
  return octets
}
