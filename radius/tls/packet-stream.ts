import { HEADER_SIZE, LARGEST_PACKET } from '../packet/packet.ts'

const NOTHING = Buffer.alloc(0)
/** Octets up to and with the Length field. */
const LENGTH_ENDS = 4

/** A stream of octets as packets, each ending where its Length field says (RFC 6613 §2.6.3, RFC 2865 §3). */
export interface Frames {
  add(octets: Buffer): void
  /**
   * The next whole packet; undefined until more octets come; `bad-length` where Length is below 20 or above 4096, from which
   * on nobody can tell where a packet begins: it stays so.
   */
  next(): Buffer | 'bad-length' | undefined
  /** Whether a packet has begun that is not whole yet. */
  readonly partial: boolean
}

export function createFrames(): Frames {
  let octets: Buffer = NOTHING
  let at = 0
  return {
    add(more) {
      octets = at === octets.length ? more : Buffer.concat([octets.subarray(at), more])
      at = 0
    },
    next() {
      const left = octets.length - at
      if (left < LENGTH_ENDS) return undefined
      const length = octets.readUInt16BE(at + 2)
      if (length < HEADER_SIZE || length > LARGEST_PACKET) return 'bad-length'
      if (left < length) return undefined
      const packet = octets.subarray(at, at + length)
      at += length
      if (at === octets.length) {
        octets = NOTHING
        at = 0
      }
      return packet
    },
    get partial() {
      return at < octets.length
    },
  }
}
