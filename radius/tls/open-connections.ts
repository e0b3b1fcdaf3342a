import type { ReverseCoa } from './reverse-coa.ts'
import type { TlsConnection } from './tls-connection.ts'
import type { TlsPeer } from './tls-peer.ts'

export interface Connection {
  readonly tls: TlsConnection
  readonly reverseCoa: ReverseCoa
  readonly peer: TlsPeer
}

/** The connections that are open, by peer and by certificate. */
export class OpenConnections {
  readonly #byPeer = new Map<TlsPeer, Connection>()
  /** Of each certificate in the order in which they were opened. */
  readonly #byCertificate = new Map<string, Set<Connection>>()
  #onEmpty = (): void => {}

  get size(): number {
    return this.#byPeer.size
  }

  /** Undefined where the peer's connection has closed. */
  of(peer: TlsPeer): Connection | undefined {
    return this.#byPeer.get(peer)
  }

  /** The oldest first. */
  ofCertificate(fingerprint: string): Connection[] {
    return [...(this.#byCertificate.get(fingerprint) ?? [])]
  }

  /** Those that can still be asked something: what the peer sends on them is read. The oldest first. */
  readingOf(fingerprint: string): Connection[] {
    return this.ofCertificate(fingerprint).filter(({ tls }) => tls.isReading)
  }

  add(connection: Connection): void {
    const { peer } = connection
    this.#byPeer.set(peer, connection)
    const ofCertificate = this.#byCertificate.get(peer.fingerprint) ?? new Set()
    this.#byCertificate.set(peer.fingerprint, ofCertificate.add(connection))
  }

  remove(connection: Connection): void {
    const { peer, reverseCoa } = connection
    reverseCoa.close()
    this.#byPeer.delete(peer)
    const ofCertificate = this.#byCertificate.get(peer.fingerprint)
    ofCertificate?.delete(connection)
    if (ofCertificate?.size === 0) this.#byCertificate.delete(peer.fingerprint)
    if (this.size === 0) this.#onEmpty()
  }

  /** Ends every connection; resolves when the last has closed. */
  async endAll(): Promise<void> {
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve
    })
    if (this.size === 0) this.#onEmpty()
    for (const { tls } of this.#byPeer.values()) tls.end()
    await empty
  }
}
