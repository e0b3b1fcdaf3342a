import type { OwnEngine } from '../snmp/usm/own-engine.ts'
import { Malformed, type Reader } from '../snmp/wire/ber.ts'
import { openMessage, VERSION } from '../snmp/wire/community.ts'
import { readSecureTrap } from './secure-trap.ts'
import type { Sender } from './senders.ts'
import { asResponse, type Heard, isInformAt, refused } from './trap-pdu.ts'

/**
 * A trap or an inform (SNMP v2c or v3) of one of the agents at the address that it came from: with the community, or by
 * the user and keys, by which Plaza asks that agent.
 *
 * @throws {Malformed} where it is none
 */
export function readTrap(message: Buffer, senders: readonly Sender[], engine: OwnEngine): Heard {
  const { version, reader } = openMessage(message)
  if (version === VERSION['3']) return readSecureTrap(message, reader, senders, engine)
  if (version !== VERSION['2c']) throw new Malformed('an unknown version')
  return byCommunity(message, reader, senders)
}

function byCommunity(message: Buffer, reader: Reader, senders: readonly Sender[]): Heard {
  const community = reader.octetString()
  const { at } = reader
  reader.header()
  const isInform = isInformAt(message, at)
  const known = senders.filter(
    ({ credential }) => credential.version !== '3' && community.equals(Buffer.from(credential.community)),
  )
  if (known.length === 0) return refused
  const agentIds = known.map(({ agentId }) => agentId)
  return { result: 'taken', agentIds, ...(isInform && { answer: asResponse(message, at) }) }
}
