import { createHash } from 'node:crypto'

/**
 * Tells the sessions of one gateway apart, as their NAS does: by Acct-Session-Id (RFC 2866 section 5.5), with the device and
 * NAS-Identifier, since several NAS may share the gateway's network. What may change within a session is not in it: the
 * Class, which each re-authentication gives anew, and NAS-IP-Address. A NAS that begins its numbers anew is told by
 * `generation.ts`.
 */
export function sessionKey(session: {
  acctSessionId: string
  /** Its MAC, else whatever the NAS calls it. */
  device: string | null
  nasIdentifier: string | null
}): string {
  const parts = [session.acctSessionId, session.device, session.nasIdentifier]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}

/** Not in base64url: behind it stands which of the sessions with the same key it is, once there is a later one. */
export const GENERATION = '~'
