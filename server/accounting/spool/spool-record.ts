import { crc32 } from 'node:zlib'
import type { AccountingRecord } from '../../sessions/ledger/record.ts'

const HEAD_OCTETS = 8
/** A RADIUS packet has at most 4,096 octets (RFC 2865 section 3): what claims to be much more is damaged. */
const MOST_OCTETS = 65_536

/**
 * A record as it lies in the spool: length, CRC-32 and JSON. It is the record as understood, not the packet: reading one
 * takes the gateways, the secrets and the time of its arrival, all of which may be others when it is replayed.
 */
export function encodeRecord(record: AccountingRecord): Buffer {
  const json = Buffer.from(JSON.stringify(record))
  const frame = Buffer.alloc(HEAD_OCTETS + json.length)
  frame.writeUInt32BE(json.length, 0)
  frame.writeUInt32BE(crc32(json), 4)
  json.copy(frame, HEAD_OCTETS)
  return frame
}

/**
 * The records of a segment up to the first that is damaged: a write that a crash cut short, none of which was
 * acknowledged.
 *
 * @returns `whole`: the octets that were read as records
 */
export function decodeRecords(segment: Buffer): { records: AccountingRecord[]; whole: number } {
  const records: AccountingRecord[] = []
  let offset = 0
  while (offset + HEAD_OCTETS <= segment.length) {
    const length = segment.readUInt32BE(offset)
    const end = offset + HEAD_OCTETS + length
    if (length === 0 || length > MOST_OCTETS || end > segment.length) break
    const json = segment.subarray(offset + HEAD_OCTETS, end)
    if (crc32(json) !== segment.readUInt32BE(offset + 4)) break
    const record = JSON.parse(json.toString()) as AccountingRecord
    records.push({ ...record, at: new Date(record.at) })
    offset = end
  }
  return { records, whole: offset }
}
