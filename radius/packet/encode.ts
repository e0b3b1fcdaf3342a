import { ProxyState } from '../attributes/rfc2865.ts'
import { MessageAuthenticator } from '../attributes/rfc2869.ts'
import { UnencodableAttribute, writeAttribute } from '../attributes/wire-format.ts'
import { writeAuthenticator, writeMessageAuthenticator } from './authenticators.ts'
import { Code } from './code.ts'
import type { Packet } from './packet.ts'
import { HEADER_SIZE, LARGEST_PACKET } from './packet.ts'

/** Octets of a Message-Authenticator with its header. */
const MESSAGE_AUTHENTICATOR_SIZE = 18
const NO_STATES: readonly Buffer[] = []

/** The packet as it stands, with the authenticator it holds: what {@link decodePacket} read comes out again. */
export const encodePacket = (packet: Packet): Buffer => layOutPacket(packet, packet.identifier, false)

/**
 * A request ready to send: Access-Request and Status-Server keep their random authenticator and begin with a
 * Message-Authenticator (RFC 3579 §3.2); Accounting-, Disconnect- and CoA-Request get the authenticator that their
 * content and the secret give (RFC 2866 §3, RFC 5176 §2.3).
 */
export function encodeRequest(packet: Packet, secret: string): Buffer {
  const randomAuthenticator = packet.code === Code.AccessRequest || packet.code === Code.StatusServer
  const raw = layOutPacket(packet, packet.identifier, randomAuthenticator && !packet.has(MessageAuthenticator))
  writeMessageAuthenticator(raw, secret, randomAuthenticator ? packet.authenticator : undefined)
  if (!randomAuthenticator) writeAuthenticator(raw, secret)
  return raw
}

/**
 * The reply to a request, ready to send: its identifier, its Proxy-State in order (RFC 2865 §5.33), and the Response
 * Authenticator. Replies to an Access-Request or Status-Server, and to a request that had one, begin with a
 * Message-Authenticator, which is never the caller's to add. Throws an UnencodableAttribute where all that exceeds 4096 octets.
 */
export function encodeReply(reply: Packet, request: Packet, secret: string): Buffer {
  if (reply.has(MessageAuthenticator))
    throw new UnencodableAttribute('Message-Authenticator: encodeReply adds it by itself')
  const signed =
    request.code === Code.AccessRequest || request.code === Code.StatusServer || request.has(MessageAuthenticator)
  const raw = layOutPacket(reply, request.identifier, signed, request.getAll(ProxyState))
  writeMessageAuthenticator(raw, secret, request.authenticator)
  writeAuthenticator(raw, secret, request.authenticator)
  return raw
}

/** Whether {@link encodeReply} can make this reply: with the request's Proxy-State it has at most 4096 octets. */
export function fitsReply(reply: Packet, request: Packet): boolean {
  const free = LARGEST_PACKET - HEADER_SIZE - MESSAGE_AUTHENTICATOR_SIZE - reply.size
  return request.size <= free || sizeOf(request.getAll(ProxyState)) <= free
}

const sizeOf = (proxyStates: readonly Buffer[]): number => proxyStates.reduce((sum, state) => sum + 2 + state.length, 0)

function layOutPacket(packet: Packet, identifier: number, signed: boolean, proxyStates = NO_STATES): Buffer {
  const start = HEADER_SIZE + (signed ? MESSAGE_AUTHENTICATOR_SIZE : 0)
  const length = start + packet.size + sizeOf(proxyStates)
  if (length > LARGEST_PACKET) throw new UnencodableAttribute(`the packet would have ${length} octets, more than 4096`)
  const raw = Buffer.allocUnsafe(length)
  raw[0] = packet.code
  raw[1] = identifier
  raw.writeUInt16BE(length, 2)
  raw.set(packet.authenticator, 4)
  if (signed) {
    raw[HEADER_SIZE] = MessageAuthenticator.number
    raw[HEADER_SIZE + 1] = MESSAGE_AUTHENTICATOR_SIZE
  }
  packet.copyAttributes(raw, start)
  let offset = start + packet.size
  for (const state of proxyStates) {
    writeAttribute(ProxyState, state, raw, offset, 2 + state.length)
    offset += 2 + state.length
  }
  return raw
}
