import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { PbfReader } from 'pbf'
import { ImportError } from '../../import/import-error.ts'

/** Larger ones are none (https://wiki.openstreetmap.org/wiki/PBF_Format): a header's and a block's octets. */
const MOST_HEADER = 64 * 1024
const MOST_BLOCK = 32 * 1024 * 1024

const inflated = promisify(inflate)

export interface Block {
  kind: 'OSMHeader' | 'OSMData'
  data: Uint8Array
}

/**
 * The blocks of an OSM PBF file, one after the other: it is never in memory as a whole.
 *
 * @throws {ImportError} where it is no such file, or cut off
 */
export async function* blocksOf(file: string): AsyncGenerator<Block> {
  const handle = await open(file)
  try {
    let at = 0
    for (;;) {
      const length = await octets(handle, at, 4)
      if (length.length === 0) return
      const size = length.length === 4 ? length.readUInt32BE() : 0
      if (size === 0 || size > MOST_HEADER) throw notPbf(file, at)
      const header = await octets(handle, at + 4, size)
      const { kind, dataSize } = readHeader(file, at, header)
      if (dataSize === 0 || dataSize > MOST_BLOCK) throw notPbf(file, at)
      const blob = await octets(handle, at + 4 + size, dataSize)
      if (header.length < size || blob.length < dataSize)
        throw new ImportError(`${file} is cut off after ${at.toLocaleString('en')} octets: download it again.`)
      at += 4 + size + dataSize
      if (kind === 'OSMHeader' || kind === 'OSMData') yield { kind, data: await dataOf(file, blob) }
    }
  } finally {
    await handle.close()
  }
}

async function octets(handle: FileHandle, at: number, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count)
  let have = 0
  while (have < count) {
    const { bytesRead } = await handle.read(buffer, have, count - have, at + have)
    if (bytesRead === 0) break
    have += bytesRead
  }
  return buffer.subarray(0, have)
}

const notPbf = (file: string, at: number) =>
  new ImportError(
    `${file} is no OpenStreetMap extract in PBF${at > 0 ? `, from octet ${at.toLocaleString('en')} on` : ''}: give a .osm.pbf file.`,
  )

/** BlobHeader: type, and how many octets follow. */
function readHeader(file: string, at: number, header: Uint8Array): { kind: string; dataSize: number } {
  const read = { kind: '', dataSize: 0 }
  try {
    new PbfReader(header).readFields((tag, into, pbf) => {
      if (tag === 1) into.kind = pbf.readString()
      else if (tag === 3) into.dataSize = pbf.readVarint()
    }, read)
  } catch {
    throw notPbf(file, at)
  }
  return read
}

/** Blob: as it is, or compressed by zlib as all that writes such files does. */
async function dataOf(file: string, blob: Uint8Array): Promise<Uint8Array> {
  const read: { raw?: Uint8Array; zlib?: Uint8Array } = {}
  new PbfReader(blob).readFields((tag, into, pbf) => {
    if (tag === 1) into.raw = pbf.readBytes()
    else if (tag === 3) into.zlib = pbf.readBytes()
  }, read)
  if (read.raw) return read.raw
  if (read.zlib)
    return inflated(read.zlib, { maxOutputLength: MOST_BLOCK }).catch(() => {
      throw new ImportError(`A block of ${file} is damaged: download it again.`)
    })
  throw new ImportError(`${file} is compressed in a way that is not read: write it anew by osmium cat -o FILE.osm.pbf`)
}
