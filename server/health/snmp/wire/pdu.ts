import type { Value } from '../client.ts'
import { Malformed, Reader, Tag, type Writer } from './ber.ts'
import { decodeOid, encodeOid } from './oids.ts'
import { valueAt } from './values.ts'

/** Kinds of PDU, by their tags (RFC 3416 section 3). */
export const PduTag = { Get: 0xa0, GetNext: 0xa1, Response: 0xa2, GetBulk: 0xa5, Report: 0xa8 } as const

/** Error statuses that are told apart (RFC 3416 section 3). */
export const ErrorStatus = { NoError: 0, TooBig: 1, NoSuchName: 2 } as const

/** A list of objects to be asked for, encoded once. */
export interface NameList {
  oids: readonly string[]
  /** Each OID's octets. */
  names: readonly Buffer[]
  /** The whole variable-bindings of a request. */
  varbinds: Buffer
}

/** @throws {Error} where a text is no OID */
export function nameList(oids: readonly string[], writer: Writer): NameList {
  const names = oids.map(encodeOid)
  const since = writer.length
  for (const name of names.toReversed()) {
    const inner = writer.length
    writer.octet(0)
    writer.octet(Tag.Null)
    writer.octetString(name, Tag.ObjectIdentifier)
    writer.wrap(Tag.Sequence, inner)
  }
  writer.wrap(Tag.Sequence, since)
  return { oids, names, varbinds: writer.take() }
}

/** One request: `first` and `second` are 0 but for a GETBULK, where they are non-repeaters and max-repetitions. */
export interface Request {
  tag: number
  list: NameList
  first: number
  second: number
}

export function writeRequest(writer: Writer, { tag, list, first, second }: Request, requestId: number): void {
  const since = writer.length
  writer.raw(list.varbinds)
  writer.integer(second)
  writer.integer(first)
  writer.integer(requestId)
  writer.wrap(tag, since)
}

/** An object that was answered. */
export interface Varbind {
  oid: string
  /** Undefined where the agent has no such object or its value is broken. */
  value: Value | undefined
  /** There is nothing after it (RFC 3416 section 4.2.2). */
  isEnd: boolean
}

export interface Pdu {
  tag: number
  requestId: number
  errorStatus: number
  errorIndex: number
  varbinds: Varbind[]
  /** The list breaks off, or has a name that cannot be read: what came before is there. */
  isCut: boolean
}

/**
 * Reads the PDU that the reader stands before.
 *
 * @param asked names of what was asked: where they are answered in order, none is made again
 * @throws {Malformed} where what comes before the list cannot be read
 */
export function readPdu(reader: Reader, asked: NameList | undefined): Pdu {
  reader.open()
  const { tag, stop } = reader
  const inner = new Reader(reader.octets, reader.at, stop)
  const requestId = inner.integer()
  const errorStatus = inner.integer()
  const errorIndex = inner.integer()
  return { tag, requestId, errorStatus, errorIndex, ...readVarbinds(inner, asked) }
}

function readVarbinds(reader: Reader, asked: NameList | undefined): Pick<Pdu, 'varbinds' | 'isCut'> {
  const varbinds: Varbind[] = []
  let { isCut } = enterList(reader)
  while (!isCut && reader.at < reader.end) {
    try {
      varbinds.push(readVarbind(reader, varbinds.length, asked))
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      isCut = true
    }
  }
  return { varbinds, isCut }
}

/** @returns whether there is none that can be read */
function enterList(reader: Reader): { isCut: boolean } {
  try {
    reader.open()
    reader.end = reader.stop
    return { isCut: reader.tag !== Tag.Sequence }
  } catch {
    return { isCut: true }
  }
}

/** Leaves the reader after the varbind, whatever its value is. @throws {Malformed} where its bounds or name cannot be read */
function readVarbind(reader: Reader, index: number, asked: NameList | undefined): Varbind {
  reader.enter(Tag.Sequence)
  const after = reader.stop
  const outer = reader.end
  reader.end = after
  try {
    reader.enter(Tag.ObjectIdentifier)
    const oid = nameAt(reader, index, asked)
    reader.at = reader.stop
    const value = readValue(reader)
    return { oid, value, isEnd: reader.tag === Tag.EndOfMibView }
  } finally {
    reader.end = outer
    reader.at = after
  }
}

function readValue(reader: Reader): Value | undefined {
  try {
    reader.header()
  } catch {
    return undefined
  }
  return valueAt(reader.octets, reader.tag, reader.at, reader.stop)
}

function nameAt({ octets, at, stop }: Reader, index: number, asked: NameList | undefined): string {
  const name = asked?.names[index]
  if (name && name.length === stop - at) {
    let same = 0
    while (same < name.length && name[same] === octets[at + same]) same++
    if (same === name.length) return asked!.oids[index]!
  }
  return decodeOid(octets, at, stop)
}
