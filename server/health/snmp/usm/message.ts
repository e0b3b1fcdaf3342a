import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AuthProtocol, PrivacyProtocol } from '../../../network/tables.ts'
import { Malformed, Reader, Tag, type Writer } from '../wire/ber.ts'
import { VERSION } from '../wire/community.ts'
import { type Request, writeRequest } from '../wire/pdu.ts'
import { authentications } from './keys.ts'
import { decrypt, type EngineClock, encrypt } from './privacy.ts'

/** Bits of msgFlags (RFC 3412 section 6.4). */
const Flag = { Authenticated: 1, Encrypted: 2, Reportable: 4 } as const
const USER_SECURITY_MODEL = 3
/** UDP's most (RFC 3412 section 6.3). */
const LARGEST_MESSAGE = 65_507

/** By which messages with one agent are signed and encrypted; both absent: noAuthNoPriv. */
export interface Security {
  engineId: Buffer
  username: Buffer
  auth?: { protocol: AuthProtocol; key: Buffer } | undefined
  privacy?: { protocol: PrivacyProtocol; key: Buffer } | undefined
}

/** A request in a message of SNMP v3 (RFC 3412 section 6, RFC 3414 section 2.4). Its message id is its request id. */
export function secureMessage(
  writer: Writer,
  security: Security,
  clock: EngineClock,
  request: Request,
  id: number,
): Buffer {
  writeRequest(writer, request, id)
  writer.octetString(Buffer.alloc(0))
  writer.octetString(security.engineId)
  writer.wrap(Tag.Sequence, 0)
  return securedMessage(writer, security, clock, id, Flag.Reportable)
}

/** The scoped PDU that the writer holds, in a message of SNMP v3. @param reportable a flag, of what wants an answer */
export function securedMessage(
  writer: Writer,
  { engineId, username, auth, privacy }: Security,
  clock: EngineClock,
  id: number,
  reportable = 0,
): Buffer {
  let parameters: Buffer = Buffer.alloc(0)
  if (privacy) {
    const encrypted = encrypt(privacy.protocol, privacy.key, clock, writer.take())
    parameters = encrypted.parameters
    writer.octetString(encrypted.octets)
  }
  const since = writer.length
  writer.octetString(parameters)
  const codeLength = auth ? authentications[auth.protocol].codeLength : 0
  writer.raw(Buffer.alloc(codeLength))
  const codeEnd = writer.length
  writer.wrap(Tag.OctetString, codeEnd - codeLength)
  writer.octetString(username)
  writer.integer(clock.time)
  writer.integer(clock.boots)
  writer.octetString(engineId)
  writer.wrap(Tag.Sequence, since)
  writer.wrap(Tag.OctetString, since)
  const global = writer.length
  writer.integer(USER_SECURITY_MODEL)
  writer.octetString(Buffer.of((auth ? Flag.Authenticated : 0) | (privacy ? Flag.Encrypted : 0) | reportable))
  writer.integer(LARGEST_MESSAGE)
  writer.integer(id)
  writer.wrap(Tag.Sequence, global)
  writer.integer(VERSION['3'])
  writer.wrap(Tag.Sequence, 0)
  const message = writer.take()
  if (auth) authenticationCode(auth, message).copy(message, message.length - codeEnd)
  return message
}

const authenticationCode = ({ protocol, key }: NonNullable<Security['auth']>, message: Buffer): Buffer =>
  createHmac(authentications[protocol].hash, key)
    .update(message)
    .digest()
    .subarray(0, authentications[protocol].codeLength)

/** An answer whose envelope was read; its content is neither verified nor decrypted yet. */
export interface SecureAnswer {
  id: number
  isAuthenticated: boolean
  isEncrypted: boolean
  isReportable: boolean
  engineId: Buffer
  clock: EngineClock
  username: Buffer
  /** Where the authentication code stands in the message. */
  codeAt: number
  code: Buffer
  privacyParameters: Buffer
  /** Stands before the scoped PDU. */
  content: Reader
  message: Buffer
}

/** @param reader stands after the version @throws {Malformed} */
export function readEnvelope(message: Buffer, reader: Reader): SecureAnswer {
  reader.enter(Tag.Sequence)
  const global = new Reader(message, reader.at, reader.stop)
  reader.at = reader.stop
  const id = global.integer()
  global.integer()
  const [flags = 0] = global.octetString()
  if (global.integer() !== USER_SECURITY_MODEL) throw new Malformed('another security model')
  reader.enter(Tag.OctetString)
  const wrapped = new Reader(message, reader.at, reader.stop)
  reader.at = reader.stop
  wrapped.enter(Tag.Sequence)
  const security = new Reader(message, wrapped.at, wrapped.stop)
  const engineId = security.octetString()
  const boots = security.integer()
  const time = security.integer()
  const username = security.octetString()
  const code = security.octetString()
  return {
    id,
    isAuthenticated: (flags & Flag.Authenticated) !== 0,
    isEncrypted: (flags & Flag.Encrypted) !== 0,
    isReportable: (flags & Flag.Reportable) !== 0,
    engineId,
    clock: { boots, time },
    username,
    codeAt: code.byteOffset - message.byteOffset,
    code,
    privacyParameters: security.octetString(),
    content: reader,
    message,
  }
}

/** Whether its code is right by this key (RFC 3414 section 6.3.2). */
export function isAuthentic({ message, code, codeAt }: SecureAnswer, auth: NonNullable<Security['auth']>): boolean {
  if (code.length !== authentications[auth.protocol].codeLength) return false
  const cleared = Buffer.from(message)
  cleared.fill(0, codeAt, codeAt + code.length)
  return timingSafeEqual(authenticationCode(auth, cleared), code)
}

/** A reader that stands before the PDU. @throws {Malformed} where it cannot be decrypted or read */
export function openScopedPdu(answer: SecureAnswer, security: Security): Reader {
  const reader = new Reader(scopedPduOf(answer, security))
  reader.enter(Tag.Sequence)
  const scoped = new Reader(reader.octets, reader.at, reader.stop)
  scoped.octetString()
  scoped.octetString()
  return scoped
}

/** The whole scoped PDU, in clear. @throws {Malformed} where it cannot be decrypted or read */
export function scopedPduOf(answer: SecureAnswer, { privacy }: Security): Buffer {
  let { content: reader } = answer
  if (answer.isEncrypted) {
    if (!privacy) throw new Malformed('encrypted by a key that there is not')
    const octets = reader.octetString()
    reader = new Reader(decrypt(privacy.protocol, privacy.key, answer.clock, octets, answer.privacyParameters))
  }
  const { at } = reader
  reader.enter(Tag.Sequence)
  return reader.octets.subarray(at, reader.stop)
}
