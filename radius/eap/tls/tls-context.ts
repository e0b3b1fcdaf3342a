import { randomBytes } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { EapMethod, EapTlsCredentials } from '../eap-server-options.ts'

/** Octets of ticket keys: a name, which every ticket begins with, a key for its sum and one that encrypts it. */
const TICKET_KEYS = 48
export const TICKET_NAME = 16

export const newTicketKeys = (): Buffer => randomBytes(TICKET_KEYS)

/** What a ticket made with these keys begins with. */
export const nameOfTicketKeys = (keys: Buffer): string => keys.toString('latin1', 0, TICKET_NAME)

/** The native side of a SecureContext, by which `tls.Server.setTicketKeys` sets them too. */
interface Native {
  setTicketKeys(keys: Buffer): void
}

/**
 * Sets the keys by which tickets are read and made from now on. A context takes a millisecond to make, as long as a
 * handshake, and this takes none; `node:tls` offers it for a whole server only, so it is called where the server calls it.
 */
export const useTicketKeys = (context: SecureContext, keys: Buffer): void =>
  (context.context as Native).setTicketKeys(keys)

/**
 * Gives the TLS context of a method: made once for each set of credentials. A session belongs to the method that it was
 * made by (RFC 9427 §2.1), so each has a context of its own.
 */
export function createTlsContexts(credentials: () => EapTlsCredentials, sessionSeconds: number) {
  let current: EapTlsCredentials | undefined
  let contexts = new Map<EapMethod, SecureContext>()
  return {
    of(method: EapMethod): SecureContext {
      const latest = credentials()
      if (latest !== current) {
        current = latest
        contexts = new Map()
      }
      const context = contexts.get(method) ?? contextOf(latest, method, sessionSeconds)
      contexts.set(method, context)
      return context
    },
    get credentials(): EapTlsCredentials {
      return current ?? credentials()
    },
  }
}

const contextOf = ({ key, cert, ca }: EapTlsCredentials, method: EapMethod, sessionSeconds: number): SecureContext =>
  createSecureContext({
    key,
    cert,
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    sessionIdContext: `eap-${method}`,
    sessionTimeout: sessionSeconds,
  })
