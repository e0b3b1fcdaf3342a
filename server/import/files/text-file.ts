import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ImportError } from '../import-error.ts'

/**
 * Reads a file of UTF-8 text; a byte order mark is left out.
 *
 * @returns the text, and the SHA-256 of the file's octets in hex
 * @throws {ImportError} when the file cannot be read or is not UTF-8, naming the first line that is not
 */
export const readTextFile = async (file: string): Promise<{ text: string; sha256: string }> =>
  textIn(file, await read(file))

/** As {@link readTextFile}, of octets that are there already. */
export const textIn = (file: string, octets: Buffer): { text: string; sha256: string } => ({
  text: decode(file, octets),
  sha256: createHash('sha256').update(octets).digest('hex'),
})

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new ImportError(`There is no file ${file}.`)
    if (code === 'EISDIR') throw new ImportError(`${file} is a folder, not a file.`)
    throw new ImportError(`${file} cannot be read (${code}).`)
  }
}

function decode(file: string, octets: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new ImportError(
      `${file} is not UTF-8 text: line ${wrongLine(octets)} is the first that is wrong. Save it in UTF-8 ("CSV UTF-8" in a spreadsheet) and import that.`,
    )
  }
}

/** Number of the first line, from 1, that changes when it is decoded and encoded again. */
function wrongLine(octets: Buffer): number {
  let line = 1
  for (let from = 0; from < octets.length; line++) {
    const end = octets.indexOf(0x0a, from)
    const to = end === -1 ? octets.length : end + 1
    if (!Buffer.from(octets.toString('utf8', from, to)).equals(octets.subarray(from, to))) break
    from = to
  }
  return line
}
