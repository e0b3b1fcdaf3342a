import { Malformed, Reader, Tag, type Writer } from './ber.ts'
import { type Request, writeRequest } from './pdu.ts'

/** `version` of a message: 0, 1 and 3 (RFC 1157, 3416, 3412). */
export const VERSION = { '1': 0, '2c': 1, '3': 3 } as const

/** A message of SNMP v1 or v2c (RFC 1157 section 4, RFC 1901 section 3). */
export function communityMessage(
  writer: Writer,
  version: '1' | '2c',
  community: Buffer,
  request: Request,
  requestId: number,
): Buffer {
  writeRequest(writer, request, requestId)
  writer.octetString(community)
  writer.integer(VERSION[version])
  writer.wrap(Tag.Sequence, 0)
  return writer.take()
}

/** The message's version, and a reader that stands after it. @throws {Malformed} */
export function openMessage(message: Buffer): { version: number; reader: Reader } {
  const reader = new Reader(message)
  reader.open()
  if (reader.tag !== Tag.Sequence) throw new Malformed('no message of SNMP')
  reader.end = reader.stop
  return { version: reader.integer(), reader }
}

/** The request id of the PDU that the reader stands before, which it does not move. @throws {Malformed} */
export function peekRequestId({ octets, at, end }: Reader): number {
  const inner = new Reader(octets, at, end)
  inner.open()
  return inner.integer()
}
