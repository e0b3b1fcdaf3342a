import { Ber } from 'asn1-ber'

/** A value's type on the wire: its BER tag (RFC 3416 section 3), the same numbers that snmprec files use. */
export const Type = {
  Integer: 2,
  OctetString: 4,
  ObjectIdentifier: 6,
  IpAddress: 0x40,
  Counter32: 0x41,
  Gauge32: 0x42,
  TimeTicks: 0x43,
  Opaque: 0x44,
  Counter64: 0x46,
  NoSuchObject: 0x80,
  EndOfMibView: 0x82,
} as const

/** One object and its value: a number (or bigint, for Counter64), octets, or the text of an OID. */
export interface Varbind {
  /** Dotted, without a leading dot. */
  oid: string
  /** One of {@link Type}. */
  type: number
  value: number | bigint | Buffer | string
}

const GET = 0xa0
const GET_NEXT = 0xa1
const RESPONSE = 0xa2
const GET_BULK = 0xa5
const VERSION_2C = 1

export interface SnmpRequest {
  community: string
  requestId: number
  kind: 'get' | 'getNext' | 'getBulk'
  /** Of a GETBULK; 0 for the others. */
  nonRepeaters: number
  maxRepetitions: number
  oids: string[]
}

const kinds = new Map<number | null, SnmpRequest['kind']>([
  [GET, 'get'],
  [GET_NEXT, 'getNext'],
  [GET_BULK, 'getBulk'],
])

/** An SNMP v2c request (RFC 3416 section 3); undefined for anything else. */
export function decodeRequest(message: Buffer): SnmpRequest | undefined {
  try {
    const reader = new Ber.Reader(message)
    reader.readSequence()
    if (reader.readInt() !== VERSION_2C) return undefined
    const community = reader.readString(Type.OctetString, true).toString('utf8')
    return decodePdu(reader, community)
  } catch {
    return undefined
  }
}

/** The request in a scoped PDU of SNMP v3 (RFC 3412 section 6), in clear; undefined for anything else. */
export function decodeScopedPdu(scoped: Buffer): SnmpRequest | undefined {
  try {
    const reader = new Ber.Reader(scoped)
    reader.readSequence()
    reader.readString(Type.OctetString, true)
    reader.readString(Type.OctetString, true)
    return decodePdu(reader, '')
  } catch {
    return undefined
  }
}

/** @throws {Error} where it is cut off */
function decodePdu(reader: InstanceType<typeof Ber.Reader>, community: string): SnmpRequest | undefined {
  const kind = kinds.get(reader.readSequence())
  if (!kind) return undefined
  const requestId = reader.readInt()
  const nonRepeaters = reader.readInt()
  const maxRepetitions = reader.readInt()
  reader.readSequence()
  const oids: string[] = []
  while (reader.remain > 0) {
    reader.readSequence()
    oids.push(reader.readOID())
    reader.readString(reader.peek() ?? 0, true)
  }
  return { community, requestId, kind, nonRepeaters, maxRepetitions, oids }
}

export function encodeResponse(request: SnmpRequest, varbinds: readonly Varbind[]): Buffer {
  const writer = new Ber.Writer()
  writer.startSequence()
  writer.writeInt(VERSION_2C)
  writer.writeBuffer(Buffer.from(request.community), Type.OctetString)
  writePdu(writer, request, varbinds)
  writer.endSequence()
  return writer.buffer
}

/** The response alone, which goes into a scoped PDU. */
export function encodeResponsePdu(request: SnmpRequest, varbinds: readonly Varbind[]): Buffer {
  const writer = new Ber.Writer()
  writePdu(writer, request, varbinds)
  return writer.buffer
}

function writePdu(
  writer: InstanceType<typeof Ber.Writer>,
  { requestId }: SnmpRequest,
  varbinds: readonly Varbind[],
): void {
  writer.startSequence(RESPONSE)
  writer.writeInt(requestId)
  writer.writeInt(0)
  writer.writeInt(0)
  writer.startSequence()
  for (const { oid, type, value } of varbinds) {
    writer.startSequence()
    writer.writeOID(oid)
    if (Buffer.isBuffer(value)) writer.writeBuffer(value, type)
    else if (typeof value === 'string') writer.writeOID(value, type)
    else if (typeof value === 'bigint') writer.writeBuffer(bigintOctets(value), type)
    else writer.writeInt(value, type)
    writer.endSequence()
  }
  writer.endSequence()
  writer.endSequence()
}

/** As a BER integer: the fewest octets whose first bit is the sign. */
function bigintOctets(value: bigint): Buffer {
  const hex = value.toString(16)
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return octets[0]! & 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets
}
