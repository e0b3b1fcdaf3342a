import type { X509Certificate } from 'node:crypto'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type SecureContext, TLSSocket } from 'node:tls'
import { useTicketKeys } from './tls-context.ts'

/** The records of one tunnel, between TLS and the packets that carry them. */
class Wire extends Duplex {
  output: Buffer[] = []
  /** Counts what has passed. */
  activity = 0

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.activity += 1
    this.output.push(chunk)
    done()
  }
}

/**
 * TLS as a server, one flight of the peer's at a time. A class, because a tunnel is made for each authentication: V8 gives
 * every object literal that has getters a hidden class of its own, so that whatever reads it is looked up anew.
 */
export class TlsTunnel {
  readonly #wire = new Wire()
  readonly #socket: TLSSocket
  #plaintext: Buffer[] = []
  #established = false
  #failure: string | undefined

  /**
   * Opens a tunnel over a stream in memory. The context is shared by many tunnels: its ticket keys are this tunnel's
   * whenever OpenSSL reads or makes a ticket, which it does only while it takes in what the peer sent.
   */
  constructor(secureContext: SecureContext, ticketKeys: Buffer, requestCert: boolean) {
    const wire = this.#wire
    // Comes before the listener by which TLS reads, and both are called in one go.
    wire.on('data', () => {
      wire.activity += 1
      useTicketKeys(secureContext, ticketKeys)
    })
    const socket = new TLSSocket(wire, { isServer: true, secureContext, requestCert, rejectUnauthorized: false })
    this.#socket = socket
    socket.on('secure', () => {
      wire.activity += 1
      this.#established = true
    })
    socket.on('data', (chunk: Buffer) => {
      wire.activity += 1
      this.#plaintext.push(chunk)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      wire.activity += 1
      this.#failure ??= error.code ?? error.message
    })
    // The wire has ended before.
    socket.on('close', () => {
      this.#failure ??= 'closed'
    })
  }

  /** Gives TLS what the peer sent and waits until TLS has nothing more to do. */
  async feed(flight: Buffer): Promise<void> {
    if (this.#wire.destroyed) return
    this.#wire.push(flight)
    await this.#settled()
  }

  /** Sends through the tunnel. */
  async write(plaintext: Buffer): Promise<void> {
    if (this.#wire.destroyed) return
    this.#socket.write(plaintext)
    await this.#settled()
  }

  async #settled(): Promise<void> {
    const wire = this.#wire
    let seen: number
    do {
      seen = wire.activity
      await nextTurn()
    } while (!wire.destroyed && (seen !== wire.activity || wire.readableLength > 0))
  }

  get hasOutput(): boolean {
    return this.#wire.output.length > 0
  }

  /** What TLS wants sent to the peer. Taken once. */
  takeOutput(): Buffer {
    const { output } = this.#wire
    this.#wire.output = []
    return Buffer.concat(output)
  }

  /** What has come through the tunnel. Taken once. */
  takePlaintext(): Buffer {
    const taken = this.#plaintext
    this.#plaintext = []
    return Buffer.concat(taken)
  }

  get established(): boolean {
    return this.#established
  }

  get resumed(): boolean {
    return this.#socket.isSessionReused()
  }

  get version(): 'TLSv1.2' | 'TLSv1.3' {
    return this.#socket.getProtocol() === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2'
  }

  get peer(): X509Certificate | undefined {
    return this.#socket.getPeerX509Certificate()
  }

  /** Why TLS has failed, as OpenSSL names it; an alert for the peer may still be in the output. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** Keying material (RFC 5705, RFC 8446 §7.5). No context is not the same as an empty one. */
  exportKey(length: number, label: string, context?: Buffer): Buffer {
    const socket = this.#socket as { exportKeyingMaterial(length: number, label: string, context?: Buffer): Buffer }
    return socket.exportKeyingMaterial(length, label, context)
  }

  close(): void {
    this.#socket.destroy()
    this.#wire.destroy()
  }
}
