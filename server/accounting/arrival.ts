import { decodePacket, type Packet } from '../../radius/index.ts'

/** A verified Accounting-Request as it came. */
export interface Arrival {
  packet: Packet
  gatewayId: number
  /** Milliseconds since the epoch. */
  receivedAt: number
}

/** Some arrivals, one after another: the form in which the journal and the spool keep them. */
export interface ArrivalBlock {
  count: number
  octets: Buffer
}

/** In front of each packet: gateway, time of arrival, length of the packet. */
const HEAD_OCTETS = 4 + 8 + 2

/** A row of so many octets fits a page of the journal's table; PostgreSQL stores a longer one in pieces, with an index. */
const BLOCK_OCTETS = 8_000

/** How much of a block an arrival takes. */
export const octetsOf = ({ packet }: Arrival): number => HEAD_OCTETS + packet.raw!.length

/** Packs arrivals, at least one, into as few blocks as hold them in their order. */
export function encodeBlocks(arrivals: readonly Arrival[]): ArrivalBlock[] {
  const blocks: ArrivalBlock[] = []
  let from = 0
  let size = 0
  for (const [index, arrival] of arrivals.entries()) {
    const octets = octetsOf(arrival)
    if (size + octets > BLOCK_OCTETS) {
      blocks.push(encodeBlock(arrivals, from, index, size))
      from = index
      size = 0
    }
    size += octets
  }
  blocks.push(encodeBlock(arrivals, from, arrivals.length, size))
  return blocks
}

function encodeBlock(arrivals: readonly Arrival[], from: number, to: number, size: number): ArrivalBlock {
  const octets = Buffer.allocUnsafe(size)
  let at = 0
  for (let index = from; index < to; index += 1) {
    const { packet, gatewayId, receivedAt } = arrivals[index]!
    const raw = packet.raw!
    at = octets.writeInt32BE(gatewayId, at)
    at = octets.writeDoubleBE(receivedAt, at)
    at = octets.writeUInt16BE(raw.length, at)
    at += raw.copy(octets, at)
  }
  return { count: to - from, octets }
}

/** @param block octets that {@link encodeBlocks} made; the packets are views of them */
export function decodeBlock(block: Buffer): Arrival[] {
  const arrivals: Arrival[] = []
  for (let at = 0; at < block.length; ) {
    const start = at + HEAD_OCTETS
    const end = start + block.readUInt16BE(at + 12)
    const packet = decodePacket(block.subarray(start, end))
    arrivals.push({ packet, gatewayId: block.readInt32BE(at), receivedAt: block.readDoubleBE(at + 4) })
    at = end
  }
  return arrivals
}
