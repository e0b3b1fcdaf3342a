import { createHash } from 'node:crypto'

/**
 * Tells the sessions of one gateway apart: by the Class of their Access-Accept and Acct-Session-Id; without a Class, by
 * Acct-Session-Id, device and NAS (several may share the gateway's network).
 */
export function sessionKey(session: {
  class: Uint8Array | undefined
  acctSessionId: string
  callingStationId: string | null
  nasIdentifier: string | null
  nasIp: string | null
}): string {
  const parts = session.class
    ? ['class', Buffer.from(session.class).toString('base64'), session.acctSessionId]
    : ['nas', session.acctSessionId, session.callingStationId, session.nasIdentifier, session.nasIp]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}
