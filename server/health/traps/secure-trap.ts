import { writer } from '../snmp/agent.ts'
import { report, verified } from '../snmp/usm/authoritative.ts'
import { readEnvelope, scopedPduOf, securedMessage } from '../snmp/usm/message.ts'
import type { OwnEngine } from '../snmp/usm/own-engine.ts'
import { Report } from '../snmp/usm/peer.ts'
import { Reader, Tag } from '../snmp/wire/ber.ts'
import type { Sender } from './senders.ts'
import { asResponse, type Heard, isInformAt, refused } from './trap-pdu.ts'

/**
 * A trap or an inform of v3 (RFC 3414 section 3.2). Of a trap its sender is the authoritative engine, and its clock is not
 * known here: one that is sent again by another costs a poll, as often as any. Of an inform we are, and the clock counts.
 *
 * @param reader stands after the version
 * @throws {Malformed}
 */
export function readSecureTrap(message: Buffer, reader: Reader, senders: readonly Sender[], engine: OwnEngine): Heard {
  const envelope = readEnvelope(message, reader)
  const isOurs = envelope.engineId.equals(engine.engineId)
  // RFC 3414 section 4: who does not know us asks as nobody.
  if (!isOurs && envelope.engineId.length === 0 && envelope.isReportable) {
    const nobody = { engineId: engine.engineId, username: envelope.username }
    return { result: 'asked', agentIds: [], answer: report(engine, nobody, envelope.id, Report.unknownEngineIds) }
  }
  const known = senders.flatMap(({ agentId, credential }) => {
    const security = credential.version === '3' ? verified(envelope, credential) : undefined
    return security ? [{ agentId, security }] : []
  })
  const [first] = known
  if (!first) return refused
  const { security } = first
  if (isOurs && security.auth && !engine.isInTime(envelope.clock)) {
    const signed = { ...security, privacy: undefined }
    return { result: 'asked', agentIds: [], answer: report(engine, signed, envelope.id, Report.notInTimeWindows) }
  }
  const scoped = scopedPduOf(envelope, security)
  const at = pduAt(scoped)
  const isInform = isInformAt(scoped, at)
  // An inform is for us, whoever sends it, and a trap is its sender's.
  if (isInform !== isOurs) return refused
  const agentIds = known.map(({ agentId }) => agentId)
  if (!isInform) return { result: 'taken', agentIds }
  writer.raw(asResponse(scoped, at))
  return { result: 'taken', agentIds, answer: securedMessage(writer, security, engine.clock(), envelope.id) }
}

/** Where the PDU begins in a scoped PDU, behind the context's engine and name. @throws {Malformed} */
function pduAt(scoped: Buffer): number {
  const reader = new Reader(scoped)
  reader.enter(Tag.Sequence)
  const inner = new Reader(scoped, reader.at, reader.stop)
  inner.octetString()
  inner.octetString()
  const { at } = inner
  inner.header()
  return at
}
