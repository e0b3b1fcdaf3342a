/** A file that cannot be imported, or an option that does not fit it. The message is for the person who imports. */
export class ImportError extends Error {
  override name = 'ImportError'
}

/** What may be wrong with a file as a whole; the dashboard has words for each. */
export type FileFault =
  | 'empty'
  | 'no-header'
  | 'no-records'
  | 'unreadable'
  | 'binary'
  | 'broken-csv'
  | 'broken-json'
  | 'json-without-list'
  | 'topojson'
  | 'broken-kml'
  | 'broken-sheet'
  | 'broken-archive'
  | 'archive'
  | 'archive-too-large'
  | 'archive-without-data'
  | 'archive-of-several'
  | 'shapefile-alone'
  | 'shapefile-part'
  | 'broken-shapefile'
  | 'old-office'
  | 'opendocument'
  | 'document'
  | 'other-format'
  | 'picture'
  | 'page'
  | 'git-lfs'
  | 'column-twice'
  | 'no-column'
  | 'no-known-column'
  | 'no-line-fits'
  | 'retires-too-many'

/** A file that cannot be imported, and why. */
export class FileError extends ImportError {
  readonly fault: FileFault
  /** What words for it name besides, e.g. the `column`. */
  readonly details: Record<string, string>
  constructor(fault: FileFault, message: string, details: Record<string, string> = {}) {
    super(message)
    this.fault = fault
    this.details = details
  }
}

/** By what it has: what reads a file is loaded when it is first needed, and test runners load what it imports once more. */
export const isFileError = (error: unknown): error is FileError =>
  error instanceof Error && error.name === 'ImportError' && 'fault' in error
