import { ProxyState } from '../attributes/rfc2865.ts'
import { checkMessageAuthenticator, isRequestAuthentic } from '../packet/authenticators.ts'
import { Code } from '../packet/code.ts'
import { type MalformedReason, readPacket } from '../packet/decode.ts'
import type { Packet } from '../packet/packet.ts'
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

/** How an Access-Request is protected against forged replies (CVE-2024-3596). */
export interface AccessRequestProtection {
  /** It had a Message-Authenticator, and the right one. */
  readonly signed: boolean
  readonly proxyState: boolean
  /** It had none and was discarded for that, as the client's policy wants it. */
  readonly refused: boolean
  readonly packet: Packet
}

/**
 * Parses a datagram and verifies its code, Request Authenticator and Message-Authenticator. Returns the packet, or why it is
 * discarded without an answer (RFC 2865 §3, RFC 2866 §3, RFC 3579 §3.2, RFC 5176 §2.3, RFC 5997 §3). `onAccessRequest` is
 * told of every Access-Request but those with a wrong Message-Authenticator, which someone else may have sent.
 */
export function verifyRequest<C extends RadiusClient, S>(
  datagram: Buffer,
  client: C,
  kind: PortKind,
  from: S,
  onAccessRequest?: (client: C, protection: AccessRequestProtection, from: S) => void,
): Packet | DiscardReason {
  const packet = readPacket(datagram)
  if (typeof packet === 'string') return packet
  const { code, raw = datagram } = packet
  if (!codesOf[kind].includes(code)) return 'unexpected-code'
  const randomAuthenticator = code === Code.AccessRequest || code === Code.StatusServer
  if (!randomAuthenticator && !isRequestAuthentic(raw, client.secret)) return 'wrong-request-authenticator'
  const signature = checkMessageAuthenticator(
    raw,
    client.secret,
    randomAuthenticator ? packet.authenticator : undefined,
  )
  if (signature === 'wrong') return 'wrong-message-authenticator'
  const signed = signature === 'right'
  if (code === Code.StatusServer) return signed ? packet : 'missing-message-authenticator'
  if (code !== Code.AccessRequest) return packet
  const refusal = signed ? undefined : refusalOf(packet, client)
  const proxyState = packet.has(ProxyState)
  onAccessRequest?.(client, { signed, proxyState, refused: refusal !== undefined, packet }, from)
  return refusal ?? packet
}

/** Why an Access-Request without Message-Authenticator is refused, if it is. */
function refusalOf(packet: Packet, client: RadiusClient): DiscardReason | undefined {
  if (client.requireMessageAuthenticator) return 'missing-message-authenticator'
  if (client.limitProxyState && packet.has(ProxyState)) return 'proxy-state-without-message-authenticator'
  return undefined
}
