import type { SnmpCredential } from '../../../network/agents/credentials.ts'
import { writer } from '../agent.ts'
import { Tag } from '../wire/ber.ts'
import { encodeOid } from '../wire/oids.ts'
import { PduTag } from '../wire/pdu.ts'
import { authenticationKey, privacyKey } from './keys.ts'
import { isAuthentic, type SecureAnswer, type Security, securedMessage } from './message.ts'
import type { OwnEngine } from './own-engine.ts'

export type UserCredential = Extract<SnmpCredential, { version: '3' }>

/** By what a message of this user is read; undefined where it is not theirs, or of another level, or its code is wrong. */
export function verified(envelope: SecureAnswer, { username, auth, privacy }: UserCredential): Security | undefined {
  const { engineId, isAuthenticated, isEncrypted } = envelope
  const name = Buffer.from(username)
  if (!envelope.username.equals(name) || isAuthenticated !== !!auth || isEncrypted !== !!privacy) return undefined
  if (!auth) return { engineId, username: name }
  const signing = { protocol: auth.protocol, key: authenticationKey(auth.protocol, auth.key, engineId) }
  if (!isAuthentic(envelope, signing)) return undefined
  return {
    ...{ engineId, username: name, auth: signing },
    ...(privacy && {
      privacy: {
        protocol: privacy.protocol,
        key: privacyKey(privacy.protocol, privacy.key, auth.protocol, engineId),
      },
    }),
  }
}

/** Says why a message cannot be taken yet; with it comes who we are, and our time. */
export function report(engine: OwnEngine, security: Security, id: number, why: string): Buffer {
  writer.integer(engine.count(), Tag.Counter32)
  writer.octetString(encodeOid(why), Tag.ObjectIdentifier)
  writer.wrap(Tag.Sequence, 0)
  writer.wrap(Tag.Sequence, 0)
  writer.integer(0)
  writer.integer(0)
  writer.integer(id)
  writer.wrap(PduTag.Report, 0)
  writer.octetString(Buffer.alloc(0))
  writer.octetString(engine.engineId)
  writer.wrap(Tag.Sequence, 0)
  return securedMessage(writer, security, engine.clock(), id)
}
