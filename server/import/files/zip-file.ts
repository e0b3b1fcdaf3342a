import { unzipSync } from 'fflate'
import { FileError } from '../import-error.ts'
import type { NamedOctets } from './city-file.ts'

/** A ZIP that unpacks to more is no city's file but a bomb, or too much for one import. */
const MOST_OCTETS = 2 ** 30

/** The files that a ZIP holds. @throws {ImportError} when it is broken */
export function namesIn(name: string, octets: Buffer): string[] {
  const names: string[] = []
  unzip(name, octets, (inner) => {
    if (!/(^|\/)(__MACOSX\/|\.)|\/$/.test(inner)) names.push(inner)
    return false
  })
  return names
}

/** Those files of a ZIP. @throws {ImportError} when it is broken, or they are too much */
export function unpacked(name: string, octets: Buffer, wanted: readonly string[]): NamedOctets[] {
  let size = 0
  const files = unzip(name, octets, (inner, octetsOfIt) => {
    if (!wanted.includes(inner)) return false
    size += octetsOfIt
    if (size > MOST_OCTETS)
      throw new FileError('archive-too-large', `${name} unpacks to more than 1 GiB: unpack it and import the part.`)
    return true
  })
  return Object.entries(files).map(([inner, content]) => ({ name: inner, octets: Buffer.from(content) }))
}

function unzip(name: string, octets: Buffer, filter: (inner: string, size: number) => boolean) {
  try {
    return unzipSync(octets, { filter: (file) => filter(file.name, file.originalSize) })
  } catch (error) {
    if (error instanceof FileError) throw error
    throw new FileError(
      'broken-archive',
      `${name} is a ZIP file that is broken: ${(error as Error).message}. Load it again.`,
    )
  }
}
