import { crc32 } from 'node:zlib'
import type { ArrivalBlock } from '../arrival.ts'

/** Octets of the block, CRC-32 of what follows it, and how many arrivals there are. */
const CRC_AT = 4
const COUNT_AT = 8
const HEAD_OCTETS = 10
/** Blocks are much smaller: what claims to be more is damaged. */
const MAX_OCTETS = 65_536

/** A block as it lies in a segment of the spool: with its length and a checksum, which show whether all of it was written. */
export function encodeFrame({ count, octets }: ArrivalBlock): Buffer {
  const frame = Buffer.alloc(HEAD_OCTETS + octets.length)
  frame.writeUInt32BE(octets.length, 0)
  frame.writeUInt16BE(count, COUNT_AT)
  octets.copy(frame, HEAD_OCTETS)
  frame.writeUInt32BE(crc32(frame.subarray(COUNT_AT)), CRC_AT)
  return frame
}

/**
 * The blocks of a segment up to the first that is damaged: a write that a crash cut short, none of which was acknowledged.
 *
 * @returns `size`: the octets that were read as blocks; these are views of the segment
 */
export function decodeSegment(segment: Buffer): { blocks: ArrivalBlock[]; size: number } {
  const blocks: ArrivalBlock[] = []
  let size = 0
  while (size + HEAD_OCTETS <= segment.length) {
    const length = segment.readUInt32BE(size)
    const end = size + HEAD_OCTETS + length
    if (length === 0 || length > MAX_OCTETS || end > segment.length) break
    if (crc32(segment.subarray(size + COUNT_AT, end)) !== segment.readUInt32BE(size + CRC_AT)) break
    blocks.push({ count: segment.readUInt16BE(size + COUNT_AT), octets: segment.subarray(size + HEAD_OCTETS, end) })
    size = end
  }
  return { blocks, size }
}

/** What an arrival adds to a segment at most: `octets` of a block, which it may have for itself. */
export const framedOctets = (octets: number): number => HEAD_OCTETS + octets

/** How many arrivals these blocks hold. */
export const countOf = (blocks: readonly ArrivalBlock[]): number => blocks.reduce((sum, { count }) => sum + count, 0)
