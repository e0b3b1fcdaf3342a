import { readEnvelope } from '../snmp/usm/message.ts'
import { Malformed } from '../snmp/wire/ber.ts'
import { openMessage, VERSION } from '../snmp/wire/community.ts'

/** Kinds of PDU, by their tags (RFC 3416 section 3). */
const INFORM = 0xa6
const TRAP = 0xa7
const RESPONSE = 0xa2

/** A trap or an inform (SNMP v2c or v3). What it says is not read: it is no more than a reason to ask. */
export interface Trap {
  /** What an inform of v2c is acknowledged by. */
  acknowledgement?: Buffer
}

/** @throws {Malformed} where it is none */
export function readTrap(message: Buffer): Trap {
  const { version, reader } = openMessage(message)
  if (version === VERSION['3']) {
    readEnvelope(message, reader)
    return {}
  }
  if (version !== VERSION['2c']) throw new Malformed('an unknown version')
  reader.octetString()
  const { at } = reader
  const tag = message[at]
  reader.header()
  if (tag === TRAP) return {}
  if (tag !== INFORM) throw new Malformed('neither a trap nor an inform')
  // RFC 3416 section 4.2.7: the same, as a response.
  const acknowledgement = Buffer.from(message)
  acknowledgement[at] = RESPONSE
  return { acknowledgement }
}
