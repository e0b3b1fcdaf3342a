import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { type Header, PMTiles, type Source, TileType } from 'pmtiles'
import { StartError } from '../../start/start-error.ts'

/** A file of map tiles on this machine, found to be one that the dashboard draws. */
export interface PmtilesFile {
  /** Absolute. */
  path: string
  /** Says which file it is, and which version of it. */
  version: string
  maxZoom: number
  /** Whose map it is, as the file says, without markup; empty: it does not say. */
  attribution: string
}

/** The header and the root directory lie within these first octets (PMTiles version 3, section 3.1). */
const HEAD_BYTES = 16_384

/**
 * Looks into a file of PMTiles: whether it is one, whole, and of vector tiles.
 *
 * @param path absolute
 * @throws {StartError} that says what is wrong with it
 */
export async function readPmtilesFile(path: string): Promise<PmtilesFile> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw refused(path, error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`)
  })
  try {
    const { size, mtimeMs } = await file.stat()
    const archive = new PMTiles(sourceOf(file, path))
    const header = await archive.getHeader().catch(() => {
      throw refused(path, 'it is not a PMTiles file of version 3')
    })
    check(path, header, size)
    const metadata: unknown = await archive.getMetadata().catch(() => {
      throw refused(path, 'what it says of itself cannot be read')
    })
    const { attribution } = metadata as { attribution?: unknown }
    return {
      path,
      version: await versionOf(file, `${size} ${mtimeMs}`),
      maxZoom: header.maxZoom,
      attribution: typeof attribution === 'string' ? withoutMarkup(attribution) : '',
    }
  } finally {
    await file.close()
  }
}

const refused = (path: string, why: string) =>
  new StartError(`PLAZA_MAP_FILE: ${path}: ${why}. docs/map.md tells how such a file is made.`)

function check(path: string, header: Header, size: number): void {
  if (header.tileType !== TileType.Mvt)
    throw refused(path, 'its tiles are pictures; the map is drawn from vector tiles')
  const parts = [
    header.rootDirectoryOffset + header.rootDirectoryLength,
    header.jsonMetadataOffset + header.jsonMetadataLength,
    header.leafDirectoryOffset + (header.leafDirectoryLength ?? 0),
    header.tileDataOffset + (header.tileDataLength ?? 0),
  ]
  const whole = Math.max(...parts)
  if (whole > size) throw refused(path, `it is cut short: ${size} of ${whole} octets`)
}

const sourceOf = (file: FileHandle, path: string): Source => ({
  getKey: () => path,
  async getBytes(offset, length) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
    return { data: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + bytesRead) as ArrayBuffer }
  },
})

async function versionOf(file: FileHandle, besides: string): Promise<string> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).update(besides).digest('base64url').slice(0, 22)
}

const withoutMarkup = (text: string): string =>
  text
    .replace(/<[^>]*>/g, '')
    .replace(/&copy;/g, '©')
    .replace(/\s+/g, ' ')
    .trim()
