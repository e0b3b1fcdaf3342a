import type { CertifiedKey } from './make.ts'

/** Where the server's certificate comes from. */
export interface ServerSource {
  /** The key, and the certificate followed by those above it; PEM. */
  current(): CertifiedKey
  /**
   * Looks whether there is a newer one, which is then the current one.
   *
   * @returns true when this very look made it, of which other processes do not know yet
   * @throws when there should be one and it cannot be had: the current one stays
   */
  look(): Promise<boolean>
}
