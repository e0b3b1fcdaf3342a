const HEADER = 8
const VENDOR = 0x80
const MANDATORY = 0x40

/** An attribute-value pair of EAP-TTLS, in the space of RADIUS where `vendor` is 0 (RFC 5281 §10). */
export interface Avp {
  readonly code: number
  readonly vendor: number
  readonly data: Buffer
}

/** Reads a sequence of AVPs; undefined where a length is wrong. */
export function decodeAvps(octets: Buffer): Avp[] | undefined {
  const avps: Avp[] = []
  for (let at = 0; at < octets.length; ) {
    if (at + HEADER > octets.length) return undefined
    const flags = octets[at + 4]!
    const length = octets.readUIntBE(at + 5, 3)
    const header = flags & VENDOR ? HEADER + 4 : HEADER
    if (length < header || at + length > octets.length) return undefined
    avps.push({
      code: octets.readUInt32BE(at),
      vendor: flags & VENDOR ? octets.readUInt32BE(at + HEADER) : 0,
      data: octets.subarray(at + header, at + length),
    })
    at += padded(length)
  }
  return avps
}

export function encodeAvp({ code, vendor, data }: Avp): Buffer {
  const header = vendor === 0 ? HEADER : HEADER + 4
  const octets = Buffer.alloc(padded(header + data.length))
  octets.writeUInt32BE(code, 0)
  octets[4] = vendor === 0 ? MANDATORY : MANDATORY | VENDOR
  octets.writeUIntBE(header + data.length, 5, 3)
  if (vendor !== 0) octets.writeUInt32BE(vendor, HEADER)
  octets.set(data, header)
  return octets
}

/** Each AVP begins at a multiple of four octets. */
const padded = (length: number): number => Math.ceil(length / 4) * 4
