import { endOfValue, findValue, UnencodableAttribute } from './attributes/list.ts'
import { ProxyState } from './attributes/rfc2865.ts'
import { MessageAuthenticator } from './attributes/rfc2869.ts'
import { writeAuthenticator, writeMessageAuthenticator } from './authenticators.ts'
import { Code } from './code.ts'
import type { Packet } from './packet.ts'
import { HEADER_SIZE, LARGEST_PACKET } from './packet.ts'

/** Octets of a Message-Authenticator with its header. */
const SIGNATURE_SIZE = 18
const NOTHING = Buffer.alloc(0)

/** The packet as it stands, with the authenticator it holds: what {@link decodePacket} read comes out again. */
export const encodePacket = (packet: Packet): Buffer => layOut(packet, packet.identifier, false, NOTHING)

/**
 * A request ready to send: Access-Request and Status-Server keep their random authenticator and begin with a
 * Message-Authenticator (RFC 3579 §3.2); Accounting-, Disconnect- and CoA-Request get the authenticator that their
 * content and the secret give (RFC 2866 §3, RFC 5176 §2.3).
 */
export function encodeRequest(packet: Packet, secret: string): Buffer {
  const random = packet.code === Code.AccessRequest || packet.code === Code.StatusServer
  const raw = layOut(packet, packet.identifier, random && !packet.has(MessageAuthenticator), NOTHING)
  writeMessageAuthenticator(raw, secret, random ? packet.authenticator : undefined)
  if (!random) writeAuthenticator(raw, secret)
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
  const raw = layOut(reply, request.identifier, signed, request.attributes)
  writeMessageAuthenticator(raw, secret, request.authenticator)
  writeAuthenticator(raw, secret)
  return raw
}

/** Writes a packet with the Proxy-States of `origin`, which are attributes in wire form, behind its own attributes. */
function layOut(packet: Packet, identifier: number, signed: boolean, origin: Buffer): Buffer {
  const { attributes } = packet
  const start = HEADER_SIZE + (signed ? SIGNATURE_SIZE : 0)
  const length = start + attributes.length + proxyStateSize(origin)
  if (length > LARGEST_PACKET) throw new UnencodableAttribute(`the packet would have ${length} octets, more than 4096`)
  const raw = Buffer.allocUnsafe(length)
  raw[0] = packet.code
  raw[1] = identifier
  raw.writeUInt16BE(length, 2)
  raw.set(packet.authenticator, 4)
  if (signed) {
    raw[HEADER_SIZE] = MessageAuthenticator.number
    raw[HEADER_SIZE + 1] = SIGNATURE_SIZE
  }
  raw.set(attributes, start)
  copyProxyStates(origin, raw, start + attributes.length)
  return raw
}

function proxyStateSize(attributes: Buffer): number {
  let size = 0
  for (
    let value = nextProxyState(attributes, 0);
    value >= 0;
    value = nextProxyState(attributes, endOfValue(attributes, value))
  )
    size += attributes[value - 1]!
  return size
}

function copyProxyStates(attributes: Buffer, target: Buffer, offset: number): void {
  let at = offset
  for (let value = nextProxyState(attributes, 0); value >= 0; ) {
    const end = endOfValue(attributes, value)
    at += attributes.copy(target, at, value - 2, end)
    value = nextProxyState(attributes, end)
  }
}

const nextProxyState = (attributes: Buffer, start: number): number =>
  findValue(attributes, start, attributes.length, ProxyState.number)
