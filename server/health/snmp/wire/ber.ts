/** What cannot be read: truncated, a length beyond its end, another tag than must be. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/** Tags of ASN.1 (X.690) and of SNMP (RFC 3416 section 3). */
export const Tag = {
  Integer: 0x02,
  OctetString: 0x04,
  Null: 0x05,
  ObjectIdentifier: 0x06,
  Sequence: 0x30,
  IpAddress: 0x40,
  Counter32: 0x41,
  Gauge32: 0x42,
  TimeTicks: 0x43,
  Opaque: 0x44,
  Counter64: 0x46,
  NoSuchObject: 0x80,
  NoSuchInstance: 0x81,
  EndOfMibView: 0x82,
} as const

const LONG_FORM = 0x80
/** No length in a datagram needs more octets; one of four whose first bit is set reads as negative elsewhere. */
const MOST_LENGTH_OCTETS = 4

/** Reads BER in place: after {@link header}, what it stands before begins at `at` and ends at `stop`. */
export class Reader {
  readonly octets: Buffer
  at: number
  end: number
  tag = 0
  stop: number
  /** What the last header began is longer than what there is of it. */
  isCut = false

  constructor(octets: Buffer, at = 0, end = octets.length) {
    this.octets = octets
    this.at = at
    this.end = end
    this.stop = at
  }

  /** @throws {Malformed} where the tag and length are cut off, or the content would be longer than what there is */
  header(): void {
    this.open()
    if (this.isCut) throw new Malformed('a length beyond the end')
  }

  /**
   * As {@link header}, but what was cut off on its way, or lies about its length, ends where the octets do: `isCut` says so.
   *
   * @throws {Malformed} where the tag and length are cut off
   */
  open(): void {
    const { octets, end } = this
    if (this.at + 2 > end) throw new Malformed('truncated')
    this.tag = octets[this.at++]!
    let length = octets[this.at++]!
    if (length >= LONG_FORM) {
      const count = length - LONG_FORM
      if (count === 0 || count > MOST_LENGTH_OCTETS || this.at + count > end) throw new Malformed('a wrong length')
      length = 0
      for (let index = 0; index < count; index++) length = length * 256 + octets[this.at++]!
    }
    this.isCut = length > end - this.at
    this.stop = this.isCut ? end : this.at + length
  }

  /** Reads the header of `tag`. @throws {Malformed} where it is another */
  enter(tag: number): void {
    this.header()
    if (this.tag !== tag) throw new Malformed(`tag ${this.tag} instead of ${tag}`)
  }

  /** A whole number of at most 48 bits, signed. @throws {Malformed} */
  integer(): number {
    this.enter(Tag.Integer)
    const value = signedAt(this.octets, this.at, this.stop)
    if (value === undefined) throw new Malformed('an integer of no or too many octets')
    this.at = this.stop
    return value
  }

  /** @throws {Malformed} */
  octetString(): Buffer {
    this.enter(Tag.OctetString)
    const value = this.octets.subarray(this.at, this.stop)
    this.at = this.stop
    return value
  }
}

/** Most octets of an integer that are read: 32 bits, which some agents fill up with octets of its sign. */
const MOST_INTEGER_OCTETS = 9
const EXACT_OCTETS = 6

/** Undefined where there are no octets, or where they are no number that an integer of SNMP can have. */
export function signedAt(octets: Buffer, at: number, stop: number): number | undefined {
  const length = stop - at
  if (length < 1 || length > MOST_INTEGER_OCTETS) return undefined
  if (length <= EXACT_OCTETS) return octets.readIntBE(at, length)
  const fill = octets[at]! & 0x80 ? 0xff : 0
  for (let index = at; index < stop - EXACT_OCTETS; index++) if (octets[index] !== fill) return undefined
  const value = octets.readIntBE(stop - EXACT_OCTETS, EXACT_OCTETS)
  return value < 0 === (fill !== 0) ? value : undefined
}

/** Writes BER from its end to its beginning, so that each length is known when it is written. */
export class Writer {
  private octets = Buffer.allocUnsafe(2048)
  private at = this.octets.length

  /** Octets written so far. */
  get length(): number {
    return this.octets.length - this.at
  }

  /** What was written, in a buffer of its own; the writer begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.octets.subarray(this.at))
    this.at = this.octets.length
    return taken
  }

  octet(value: number): void {
    this.room(1)
    this.octets[--this.at] = value
  }

  raw(value: Buffer): void {
    this.room(value.length)
    this.at -= value.length
    value.copy(this.octets, this.at)
  }

  /** The header of all that was written since the length was `since`. */
  wrap(tag: number, since: number): void {
    const length = this.length - since
    if (length < LONG_FORM) this.octet(length)
    else {
      let count = 0
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256), count++) this.octet(rest % 256)
      this.octet(LONG_FORM + count)
    }
    this.octet(tag)
  }

  octetString(value: Buffer, tag: number = Tag.OctetString): void {
    const since = this.length
    this.raw(value)
    this.wrap(tag, since)
  }

  /** @param value a whole number of at most 32 bits, with or without a sign */
  integer(value: number, tag: number = Tag.Integer): void {
    const since = this.length
    let rest = value
    do {
      this.octet(((rest % 256) + 256) % 256)
      rest = Math.floor(rest / 256)
    } while (rest > 0 || rest < -1)
    // The first bit is the sign.
    const first = this.octets[this.at]!
    if (value >= 0 && first & 0x80) this.octet(0)
    if (value < 0 && !(first & 0x80)) this.octet(0xff)
    this.wrap(tag, since)
  }

  private room(needed: number): void {
    if (this.at >= needed) return
    const { length } = this
    const larger = Buffer.allocUnsafe(Math.max(this.octets.length * 2, length + needed))
    this.octets.copy(larger, larger.length - length, this.at)
    this.at = larger.length - length
    this.octets = larger
  }
}
