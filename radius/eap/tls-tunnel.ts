import type { X509Certificate } from 'node:crypto'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type SecureContext, TLSSocket } from 'node:tls'
import { useTicketKeys } from './tls-context.ts'

/** TLS as a server, one flight of the peer's at a time. */
export interface TlsTunnel {
  /** Gives TLS what the peer sent and waits until TLS has nothing more to do. */
  feed(flight: Buffer): Promise<void>
  /** Sends through the tunnel. */
  write(plaintext: Buffer): Promise<void>
  readonly hasOutput: boolean
  /** What TLS wants sent to the peer. Taken once. */
  takeOutput(): Buffer
  /** What has come through the tunnel. Taken once. */
  takePlaintext(): Buffer
  readonly established: boolean
  readonly resumed: boolean
  readonly version: 'TLSv1.2' | 'TLSv1.3'
  readonly peer: X509Certificate | undefined
  /** Why TLS has failed, as OpenSSL names it; an alert for the peer may still be in the output. */
  readonly failure: string | undefined
  /** Keying material (RFC 5705, RFC 8446 §7.5). No context is not the same as an empty one. */
  exportKey(length: number, label: string, context?: Buffer): Buffer
  close(): void
}

/**
 * Opens a tunnel over a stream in memory. The context is shared by many tunnels: its ticket keys are this tunnel's
 * whenever OpenSSL reads or makes a ticket, which it does only while it takes in what the peer sent.
 */
export function openTunnel(context: SecureContext, ticketKeys: Buffer, requestCert: boolean): TlsTunnel {
  let output: Buffer[] = []
  let plaintext: Buffer[] = []
  let established = false
  let failure: string | undefined
  let closed = false
  let activity = 0

  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      activity += 1
      output.push(chunk)
      done()
    },
    destroy(error, done) {
      closed = true
      done(error)
    },
  })
  // Comes before the listener by which TLS reads, and both are called in one go.
  wire.on('data', () => {
    activity += 1
    useTicketKeys(context, ticketKeys)
  })
  const socket = new TLSSocket(wire, { isServer: true, secureContext: context, requestCert, rejectUnauthorized: false })
  socket.on('secure', () => {
    activity += 1
    established = true
  })
  socket.on('data', (chunk: Buffer) => {
    activity += 1
    plaintext.push(chunk)
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    activity += 1
    failure ??= error.code ?? error.message
  })
  socket.on('close', () => {
    closed = true
    failure ??= 'closed'
  })

  const settled = async (): Promise<void> => {
    let seen: number
    do {
      seen = activity
      await nextTurn()
    } while (!closed && (seen !== activity || wire.readableLength > 0))
  }

  return {
    async feed(flight) {
      if (closed) return
      wire.push(flight)
      await settled()
    },
    async write(octets) {
      if (closed) return
      socket.write(octets)
      await settled()
    },
    get hasOutput() {
      return output.length > 0
    },
    takeOutput() {
      const taken = Buffer.concat(output)
      output = []
      return taken
    },
    takePlaintext() {
      const taken = Buffer.concat(plaintext)
      plaintext = []
      return taken
    },
    get established() {
      return established
    },
    get resumed() {
      return socket.isSessionReused()
    },
    get version() {
      return socket.getProtocol() === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2'
    },
    get peer() {
      return socket.getPeerX509Certificate()
    },
    get failure() {
      return failure
    },
    exportKey: (length, label, keyContext) =>
      (socket.exportKeyingMaterial as (length: number, label: string, context?: Buffer) => Buffer)(
        length,
        label,
        keyContext,
      ),
    close() {
      closed = true
      socket.destroy()
      wire.destroy()
    },
  }
}
