import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

/** A request as it stands on the wire, read without the code under test. */
export interface RawRequest {
  version: number
  community: string
  kind: 'get' | 'getNext' | 'getBulk'
  requestId: Buffer
  /** max-repetitions of a GETBULK. */
  repetitions: number
  oids: string[]
}

export interface RawAgent {
  port: number
  /** Every request so far. */
  requests: RawRequest[]
  close(): Promise<void>
}

type Answer = Buffer | undefined

/** An agent that answers whatever the test says, well-formed or not. */
export async function startRawAgent(
  answer: (request: RawRequest, socket: Socket, from: RemoteInfo) => Answer | Promise<Answer>,
  host = '127.0.0.1',
  port = 0,
): Promise<RawAgent> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const requests: RawRequest[] = []
  socket.on('message', async (message, from) => {
    const request = readRequest(message)
    requests.push(request)
    const reply = await answer(request, socket, from)
    if (reply) socket.send(reply, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(port, host, resolve))
  return {
    port: socket.address().port,
    requests,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** A tag, its length and its content. */
export function tlv(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const length = body.length < 128 ? Buffer.of(body.length) : Buffer.of(0x82, body.length >> 8, body.length & 0xff)
  return Buffer.concat([Buffer.of(tag), length, body])
}

export const integer = (value: number, tag = 2): Buffer =>
  tlv(tag, Buffer.of((value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff))
export const text = (value: string): Buffer => tlv(4, Buffer.from(value))
export const endOfMib: Buffer = Buffer.of(0x82, 0)
export const noSuchObject: Buffer = Buffer.of(0x80, 0)

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((number) => {
    const groups = [number & 0x7f]
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return tlv(6, Buffer.from(octets))
}

/** One object and its value, given with tag and length. */
export const varbind = (name: string, value: Buffer): Buffer => tlv(0x30, oid(name), value)

/** A response to a request of version 1 or 2c. */
export const response = (
  { version, community, requestId }: RawRequest,
  varbinds: Buffer[],
  { status = 0, index = 0 }: { status?: number; index?: number } = {},
): Buffer =>
  tlv(
    0x30,
    ...[tlv(2, Buffer.of(version)), text(community)],
    tlv(0xa2, tlv(2, requestId), tlv(2, Buffer.of(status)), tlv(2, Buffer.of(index)), tlv(0x30, ...varbinds)),
  )

/** An error as agents send it: with the names that were asked. */
export const errorResponse = (request: RawRequest, status: number, index = 0): Buffer =>
  response(
    request,
    request.oids.map((name) => varbind(name, Buffer.of(5, 0))),
    { status, index },
  )

const kinds: Record<number, RawRequest['kind']> = { 160: 'get', 161: 'getNext', 165: 'getBulk' }

function readRequest(message: Buffer): RawRequest {
  const [whole] = read(message)
  const [version, community, pdu] = read(whole!.content)
  const [requestId, , repetitions, list] = read(pdu!.content)
  return {
    version: version!.content[0]!,
    community: community!.content.toString(),
    kind: kinds[pdu!.tag]!,
    requestId: requestId!.content,
    repetitions: repetitions!.content.readIntBE(0, repetitions!.content.length),
    oids: read(list!.content).map((each) => dotted(read(each.content)[0]!.content)),
  }
}

function read(octets: Buffer): Array<{ tag: number; content: Buffer }> {
  const found: Array<{ tag: number; content: Buffer }> = []
  for (let at = 0; at < octets.length; ) {
    const tag = octets[at]!
    let length = octets[at + 1]!
    let start = at + 2
    if (length > 128) {
      const count = length - 128
      length = octets.readUIntBE(start, count)
      start += count
    }
    found.push({ tag, content: octets.subarray(start, start + length) })
    at = start + length
  }
  return found
}

function dotted(octets: Buffer): string {
  const numbers: number[] = []
  let number = 0
  for (const octet of octets) {
    number = number * 128 + (octet & 0x7f)
    if (octet < 128) {
      numbers.push(number)
      number = 0
    }
  }
  const [first = 0, ...rest] = numbers
  return [Math.min(2, Math.floor(first / 40)), first - Math.min(2, Math.floor(first / 40)) * 40, ...rest].join('.')
}
