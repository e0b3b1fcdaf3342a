import { decodePacket } from '../../../radius/index.ts'
import type { AccountingRecord } from '../../sessions/ledger/record.ts'
import type { Arrival } from '../read-record.ts'

/** Gateway, time of arrival, length of the packet. */
const HEAD_OCTETS = 4 + 8 + 2

/** A row of so many octets fits a page of the table; what is longer PostgreSQL cuts to pieces that have an index. */
const ROW_OCTETS = 8_000

export interface JournalRow {
  count: number
  /** Requests as they came, one after another. */
  packets: Buffer
}

export function encodeRows(arrivals: Arrival[]): JournalRow[] {
  const rows: JournalRow[] = []
  let from = 0
  let size = 0
  for (const [index, arrival] of arrivals.entries()) {
    const octets = octetsOf(arrival)
    if (size + octets > ROW_OCTETS) {
      rows.push({ count: index - from, packets: encode(arrivals, from, index, size) })
      from = index
      size = 0
    }
    size += octets
  }
  rows.push({ count: arrivals.length - from, packets: encode(arrivals, from, arrivals.length, size) })
  return rows
}

const octetsOf = ({ packet }: Arrival): number => HEAD_OCTETS + packet.raw!.length

function encode(arrivals: Arrival[], from: number, to: number, size: number): Buffer {
  const row = Buffer.allocUnsafe(size)
  let at = 0
  for (let index = from; index < to; index += 1) {
    const { packet, gatewayId, receivedAt } = arrivals[index]!
    const raw = packet.raw!
    at = row.writeInt32BE(gatewayId, at)
    at = row.writeDoubleBE(receivedAt, at)
    at = row.writeUInt16BE(raw.length, at)
    at += raw.copy(row, at)
  }
  return row
}

/** @param row what {@link encodeRows} made of some; the packets are views of it */
export function decodePackets(row: Buffer): Arrival[] {
  const arrivals: Arrival[] = []
  for (let at = 0; at < row.length; ) {
    const start = at + HEAD_OCTETS
    const end = start + row.readUInt16BE(at + 12)
    const packet = decodePacket(row.subarray(start, end))
    arrivals.push({ packet, gatewayId: row.readInt32BE(at), receivedAt: row.readDoubleBE(at + 4) })
    at = end
  }
  return arrivals
}

/** @param row the records of a row that an earlier version left, as JSON: see migration 0038 */
export const decodeEarlierRow = (row: string): AccountingRecord[] =>
  (JSON.parse(row) as AccountingRecord[]).map((record) => ({ ...record, at: new Date(record.at) }))
