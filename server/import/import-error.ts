/** A file that cannot be imported, or an option that does not fit it. The message is for the person who imports. */
export class ImportError extends Error {
  override name = 'ImportError'
}
