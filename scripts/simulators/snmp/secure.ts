import { writer } from '../../../server/health/snmp/agent.ts'
import { report, type UserCredential, verified } from '../../../server/health/snmp/usm/authoritative.ts'
import { readEnvelope, scopedPduOf, securedMessage } from '../../../server/health/snmp/usm/message.ts'
import { createOwnEngine } from '../../../server/health/snmp/usm/own-engine.ts'
import { Report } from '../../../server/health/snmp/usm/peer.ts'
import { Malformed, Tag } from '../../../server/health/snmp/wire/ber.ts'
import { openMessage, VERSION } from '../../../server/health/snmp/wire/community.ts'
import { type Agent, answerOf } from './agent.ts'
import { decodeScopedPdu, encodeResponsePdu } from './message.ts'

/** An agent of SNMP v3, and the one user who may ask it. */
export interface SecureAgent {
  agent: Agent
  credential: UserCredential
}

/**
 * Answers SNMP v3 (RFC 3414) for any number of agents of one engine, chosen by the user's name.
 *
 * @returns what a datagram is answered by; undefined where it is none of v3, of nobody known, or its agent is silent
 */
export function createSecureAgents(
  name: string,
  agentOf: (username: string) => SecureAgent | undefined,
): (message: Buffer) => Buffer | undefined {
  const engine = createOwnEngine(name, () => performance.now())
  const answer = (message: Buffer): Buffer | undefined => {
    const { version, reader } = openMessage(message)
    if (version !== VERSION['3']) return undefined
    const envelope = readEnvelope(message, reader)
    if (!envelope.engineId.equals(engine.engineId)) {
      const nobody = { engineId: engine.engineId, username: envelope.username }
      return report(engine, nobody, envelope.id, Report.unknownEngineIds)
    }
    const known = agentOf(envelope.username.toString())
    const security = known && verified(envelope, known.credential)
    if (!security || known.agent.silent?.()) return undefined
    if (security.auth && !engine.isInTime(envelope.clock))
      return report(engine, { ...security, privacy: undefined }, envelope.id, Report.notInTimeWindows)
    const request = decodeScopedPdu(scopedPduOf(envelope, security))
    if (!request) return undefined
    writer.raw(encodeResponsePdu(request, answerOf(known.agent, request)))
    writer.octetString(Buffer.alloc(0))
    writer.octetString(engine.engineId)
    writer.wrap(Tag.Sequence, 0)
    return securedMessage(writer, security, engine.clock(), envelope.id)
  }
  return (message) => {
    try {
      return answer(message)
    } catch (error) {
      if (error instanceof Malformed) return undefined
      throw error
    }
  }
}
