/** Flags of EAP-TLS (RFC 5216 §3.1), which EAP-TTLS and PEAP have taken over; the low bits are a version, 0 for all three. */
export const TlsFlag = { Length: 0x80, More: 0x40, Start: 0x20 } as const

const LONGEST_MESSAGE = 64 * 1024

/** What the peer's packet means: one more fragment to acknowledge, a whole message (of no octets: an acknowledgement), or nonsense. */
export type Received = { kind: 'more' } | { kind: 'message'; message: Buffer } | { kind: 'bad' }

/** Puts the peer's fragments together again (RFC 5216 §2.1.5). A message has at most 64 KiB and the length it announces. */
export function createReassembly(): { receive(data: Buffer): Received } {
  let parts: Buffer[] = []
  let size = 0
  let announced: number | undefined

  const reset = (): void => {
    parts = []
    size = 0
    announced = undefined
  }

  const take = (data: Buffer): Received => {
    const flags = data[0]
    if (flags === undefined || flags & TlsFlag.Start) return { kind: 'bad' }
    const start = flags & TlsFlag.Length ? 5 : 1
    if (data.length < start) return { kind: 'bad' }
    if (flags & TlsFlag.Length) {
      const length = data.readUInt32BE(1)
      if (announced !== undefined && announced !== length) return { kind: 'bad' }
      announced = length
    }
    const part = data.subarray(start)
    size += part.length
    if (size > LONGEST_MESSAGE || (announced !== undefined && size > announced)) return { kind: 'bad' }
    const more = (flags & TlsFlag.More) !== 0
    if (more && part.length === 0) return { kind: 'bad' }
    if (parts.length === 0 && !more)
      return announced === undefined || announced === size ? { kind: 'message', message: part } : { kind: 'bad' }
    parts.push(part)
    if (more) return { kind: 'more' }
    return announced === undefined || announced === size
      ? { kind: 'message', message: Buffer.concat(parts, size) }
      : { kind: 'bad' }
  }

  return {
    receive(data) {
      const received = take(data)
      if (received.kind !== 'more') reset()
      return received
    },
  }
}

/**
 * Cuts a message into the data of EAP packets, each at most `room` octets with its flags; the first of several announces
 * the length of them all (RFC 5216 §2.1.5). A message of no octets takes one packet.
 */
export function fragment(message: Buffer, room: number): Buffer[] {
  if (message.length <= room - 1) return [Buffer.concat([Buffer.of(0), message])]
  const head = Buffer.alloc(5)
  head[0] = TlsFlag.Length | TlsFlag.More
  head.writeUInt32BE(message.length, 1)
  const fragments = [Buffer.concat([head, message.subarray(0, room - head.length)])]
  for (let at = room - head.length; at < message.length; at += room - 1) {
    const part = message.subarray(at, at + room - 1)
    fragments.push(Buffer.concat([Buffer.of(at + part.length < message.length ? TlsFlag.More : 0), part]))
  }
  return fragments
}
