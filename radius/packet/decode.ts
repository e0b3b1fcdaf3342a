import { HEADER_SIZE, LARGEST_PACKET, Packet } from './packet.ts'

export type MalformedReason =
  | 'too-short'
  | 'bad-length'
  | 'truncated'
  | 'attribute-type-zero'
  | 'attribute-too-short'
  | 'attribute-overrun'
  | 'bad-message-authenticator-length'
  | 'several-message-authenticators'
  | 'eap-without-message-authenticator'
  | 'eap-with-password'

const explained: Record<MalformedReason, string> = {
  'too-short': 'fewer than 20 octets',
  'bad-length': 'the Length field is not between 20 and 4096',
  truncated: 'fewer octets than the Length field says',
  'attribute-type-zero': 'an attribute of type 0',
  'attribute-too-short': 'an attribute whose length is below 2',
  'attribute-overrun': 'an attribute that reaches beyond the packet',
  'bad-message-authenticator-length': 'a Message-Authenticator that is not 16 octets long',
  'several-message-authenticators': 'more than one Message-Authenticator',
  'eap-without-message-authenticator': 'an EAP-Message without Message-Authenticator',
  'eap-with-password': 'an EAP-Message together with a password attribute',
}

/** A datagram that is no RADIUS packet and must be discarded without an answer (RFC 2865 §3, RFC 3579 §3.1 and §3.2). */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket'
  readonly reason: MalformedReason

  constructor(reason: MalformedReason) {
    super(`not a RADIUS packet: ${explained[reason]}`)
    this.reason = reason
  }
}

const USER_PASSWORD = 2
const CHAP_PASSWORD = 3
const EAP_MESSAGE = 79
const MESSAGE_AUTHENTICATOR = 80

/**
 * Reads a datagram; octets beyond Length are padding (RFC 2865 §3). The packet is a view of the buffer, which must not
 * change afterwards. Authenticators are not verified here. Throws {@link MalformedPacket}.
 */
export function decodePacket(datagram: Buffer): Packet {
  const packet = readPacket(datagram)
  if (typeof packet === 'string') throw new MalformedPacket(packet)
  return packet
}

/** As {@link decodePacket}, but with the reason in place of an error, so that a flood of nonsense costs little. */
export function readPacket(datagram: Buffer): Packet | MalformedReason {
  if (datagram.length < HEADER_SIZE) return 'too-short'
  const length = datagram.readUInt16BE(2)
  if (length < HEADER_SIZE || length > LARGEST_PACKET) return 'bad-length'
  if (length > datagram.length) return 'truncated'
  const raw = length === datagram.length ? datagram : datagram.subarray(0, length)
  return faultOf(raw) ?? new Packet(raw[0]!, raw[1]!, undefined, raw)
}

function faultOf(raw: Buffer): MalformedReason | undefined {
  let authenticators = 0
  let eap = false
  let password = false
  for (let at = HEADER_SIZE; at < raw.length; ) {
    const type = raw[at]!
    if (type === 0) return 'attribute-type-zero'
    if (at + 2 > raw.length) return 'attribute-overrun'
    const size = raw[at + 1]!
    if (size < 2) return 'attribute-too-short'
    if (at + size > raw.length) return 'attribute-overrun'
    if (type === MESSAGE_AUTHENTICATOR) {
      if (size !== 18) return 'bad-message-authenticator-length'
      authenticators += 1
    } else if (type === EAP_MESSAGE) eap = true
    else if (type === USER_PASSWORD || type === CHAP_PASSWORD) password = true
    at += size
  }
  if (authenticators > 1) return 'several-message-authenticators'
  if (eap && authenticators === 0) return 'eap-without-message-authenticator'
  if (eap && password) return 'eap-with-password'
  return undefined
}
