import { HEADER_SIZE, LARGEST_PACKET } from '../packet/packet.ts'

const EMPTY = Buffer.alloc(0)
/** Octets up to and with the Length field. */
const LENGTH_ENDS = 4

/** Cuts a stream of octets into packets, each as long as its Length field says (RFC 6613 §2.6.3, RFC 2865 §3). */
export class PacketStream {
  #octets: Buffer = EMPTY
  #at = 0

  add(octets: Buffer): void {
    this.#octets = this.partial ? Buffer.concat([this.#octets.subarray(this.#at), octets]) : octets
    this.#at = 0
  }

  /**
   * The next whole packet; undefined until more octets come; `bad-length` where Length is below 20 or above 4096, from which
   * on nobody can tell where a packet begins: it stays so.
   */
  next(): Buffer | 'bad-length' | undefined {
    const left = this.#octets.length - this.#at
    if (left < LENGTH_ENDS) return undefined
    const length = this.#octets.readUInt16BE(this.#at + 2)
    if (length < HEADER_SIZE || length > LARGEST_PACKET) return 'bad-length'
    if (left < length) return undefined
    const packet = this.#octets.subarray(this.#at, this.#at + length)
    this.#at += length
    if (!this.partial) {
      this.#octets = EMPTY
      this.#at = 0
    }
    return packet
  }

  /** Whether there are octets of a packet that is not whole yet. */
  get partial(): boolean {
    return this.#at < this.#octets.length
  }
}
