import { TICKET_NAME } from './tls-context.ts'

const HANDSHAKE = 22
const CLIENT_HELLO = 1
const SESSION_TICKET = 35
const PRE_SHARED_KEY = 41

/**
 * The name of the ticket key in the ticket with which a peer asks to resume a session: the first 16 octets of the ticket,
 * in the session_ticket extension (RFC 5077 §3.2 and §4) or as the first identity of pre_shared_key (RFC 8446 §4.2.11).
 * Undefined where the octets hold no ClientHello or it has no ticket.
 */
export function ticketName(flight: Buffer): string | undefined {
  const hello = firstHandshakeMessage(flight)
  if (hello?.[0] !== CLIENT_HELLO) return undefined
  const cursor = new Cursor(hello.subarray(4, 4 + hello.readUIntBE(1, 3)))
  cursor.skip(2 + 32)
  cursor.vector(1)
  cursor.vector(2)
  cursor.vector(1)
  const extensions = new Cursor(cursor.vector(2))
  let name: string | undefined
  while (extensions.left >= 4) {
    const type = extensions.number(2)
    const body = extensions.vector(2)
    const ticket = type === SESSION_TICKET ? body : type === PRE_SHARED_KEY ? firstIdentity(body) : undefined
    if (ticket && ticket.length >= TICKET_NAME) name = ticket.toString('latin1', 0, TICKET_NAME)
  }
  return name
}

const firstIdentity = (body: Buffer): Buffer => new Cursor(new Cursor(body).vector(2)).vector(2)

/** A handshake message may go over several records (RFC 8446 §5.1). */
function firstHandshakeMessage(flight: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = 0; at + 5 <= flight.length && flight[at] === HANDSHAKE; ) {
    const end = at + 5 + flight.readUInt16BE(at + 3)
    parts.push(flight.subarray(at + 5, end))
    at = end
  }
  const messages = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  return messages.length >= 4 ? messages : undefined
}

/** Reads numbers and vectors one after the other; what lies beyond the end is empty. */
class Cursor {
  readonly #octets: Buffer
  #at = 0

  constructor(octets: Buffer) {
    this.#octets = octets
  }

  get left(): number {
    return this.#octets.length - this.#at
  }

  skip(count: number): void {
    this.#at = Math.min(this.#octets.length, this.#at + count)
  }

  number(size: number): number {
    const value = this.left >= size ? this.#octets.readUIntBE(this.#at, size) : 0
    this.skip(size)
    return value
  }

  /** Octets behind a length of `size` octets. */
  vector(size: number): Buffer {
    const length = this.number(size)
    const value = this.#octets.subarray(this.#at, this.#at + length)
    this.skip(length)
    return value
  }
}
