/** Who a client certificate is for: a resident's device (802.1X) or a gateway (RadSec). */
export type ClientUsage = 'device' | 'gateway'

/** A new client certificate with its key, both PEM. Neither is kept by Plaza: whoever asked hands them over. */
export interface IssuedCertificate {
  key: string
  cert: string
  /** Lower-case hex. */
  serial: string
  /** SHA-256 of the certificate, lower-case hex. */
  fingerprint: string
  notAfter: Date
}

/** What a TLS server presents and trusts, all PEM. */
export interface ServerIdentity {
  readonly key: string
  /** The server's certificate, followed by those above it. */
  readonly cert: string
  /** Plaza's own CA, and those of `PLAZA_TLS_CLIENT_CA`: who may have issued a client's certificate. */
  readonly ca: string
}

/** Plaza's own CA, and the certificate of its TLS servers (EAP and RadSec). */
export interface Certificates {
  /** What servers present now; another object once it was renewed. */
  server(): ServerIdentity
  /** The certificate of Plaza's CA (PEM), which clients trust. */
  ca(): string
  /** Issues a client certificate of Plaza's CA, good for `days` days from now. */
  issue(options: { commonName: string; usage: ClientUsage; days: number }): Promise<IssuedCertificate>
  /** Calls `listener` after each renewal. @returns ends that */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}
