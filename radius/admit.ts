import { ProxyState } from './attributes/rfc2865.ts'
import { checkMessageAuthenticator, isRequestAuthentic } from './authenticators.ts'
import { Code } from './code.ts'
import { decodePacket, MalformedPacket, type MalformedReason } from './decode.ts'
import type { Packet } from './packet.ts'
import type { RadiusClient } from './request.ts'

/** What a port is for: authentication (1812), accounting (1813), or Disconnect and CoA at a gateway (3799). */
export type PortKind = 'auth' | 'acct' | 'coa'

export type DiscardReason =
  | MalformedReason
  | 'unknown-client'
  | 'unexpected-code'
  | 'wrong-request-authenticator'
  | 'wrong-message-authenticator'
  | 'missing-message-authenticator'
  | 'proxy-state-without-message-authenticator'

const codesOf: Record<PortKind, readonly number[]> = {
  auth: [Code.AccessRequest, Code.StatusServer],
  acct: [Code.AccountingRequest, Code.StatusServer],
  coa: [Code.DisconnectRequest, Code.CoaRequest],
}

/**
 * Whether a datagram may be acted upon: the packet, or why it is discarded without an answer (RFC 2865 §3, RFC 2866 §3,
 * RFC 3579 §3.2, RFC 5176 §2.3, RFC 5997 §3).
 */
export function admit(datagram: Buffer, client: RadiusClient, kind: PortKind): Packet | DiscardReason {
  try {
    const packet = decodePacket(datagram)
    return fault(packet, packet.raw ?? datagram, client, kind) ?? packet
  } catch (error) {
    if (error instanceof MalformedPacket) return error.reason
    throw error
  }
}

function fault(packet: Packet, raw: Buffer, client: RadiusClient, kind: PortKind): DiscardReason | undefined {
  if (!codesOf[kind].includes(packet.code)) return 'unexpected-code'
  const random = packet.code === Code.AccessRequest || packet.code === Code.StatusServer
  if (!random && !isRequestAuthentic(raw, client.secret)) return 'wrong-request-authenticator'
  const signature = checkMessageAuthenticator(raw, client.secret, random ? packet.authenticator : undefined)
  if (signature === 'wrong') return 'wrong-message-authenticator'
  if (signature === 'right' || !random) return undefined
  if (packet.code === Code.StatusServer || client.requireMessageAuthenticator) return 'missing-message-authenticator'
  if (client.limitProxyState && packet.has(ProxyState)) return 'proxy-state-without-message-authenticator'
  return undefined
}
