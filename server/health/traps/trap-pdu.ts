import { Malformed } from '../snmp/wire/ber.ts'

/** Kinds of PDU, by their tags (RFC 3416 section 3). */
export const INFORM = 0xa6
const TRAP = 0xa7
const RESPONSE = 0xa2

/** What became of a datagram. What a trap says is not read: it is no more than a reason to ask. */
export interface Heard {
  /** `asked`: its sender wants to know who we are, or what time we have, before it sends an inform of v3. */
  result: 'taken' | 'asked' | 'wrong-credential'
  /** Those that are to be asked. */
  agentIds: number[]
  /** What an inform, or such a question, is answered by. */
  answer?: Buffer
}

export const refused: Heard = { result: 'wrong-credential', agentIds: [] }

/** @throws {Malformed} where the PDU that begins there is neither a trap nor an inform */
export function isInformAt(octets: Buffer, at: number): boolean {
  const tag = octets[at]
  if (tag !== TRAP && tag !== INFORM) throw new Malformed('neither a trap nor an inform')
  return tag === INFORM
}

/** An inform is acknowledged by the same, as a response (RFC 3416 section 4.2.7). @param at where its PDU begins */
export function asResponse(octets: Buffer, at: number): Buffer {
  const response = Buffer.from(octets)
  response[at] = RESPONSE
  return response
}
