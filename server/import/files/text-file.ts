import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { FileError } from '../import-error.ts'
import { decodeText } from './encoding.ts'

export interface TextFile {
  /** Without a byte order mark. */
  text: string
  /** Of the file's octets, in hex. */
  sha256: string
  encoding: string
}

/** Reads a file of text, in whatever encoding. @throws {ImportError} when it cannot be read, or is no text */
export const readTextFile = async (file: string, encoding?: string): Promise<TextFile> =>
  textIn(file, await readOctets(file), encoding)

/** As {@link readTextFile}, of octets that are there already. */
export const textIn = (file: string, octets: Buffer, encoding?: string): TextFile => ({
  ...decodeText(file, octets, encoding),
  sha256: sha256Of(octets),
})

/** In hex. */
export const sha256Of = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex')

/** @throws {ImportError} saying why a file cannot be read */
export async function readOctets(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new FileError('unreadable', `There is no file ${file}.`)
    if (code === 'EISDIR') throw new FileError('unreadable', `${file} is a folder, not a file.`)
    throw new FileError('unreadable', `${file} cannot be read (${code}).`)
  }
}
