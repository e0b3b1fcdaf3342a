import { FIRST, type TextKey, textIn } from '../../languages/language.ts'
import type { RejectReason } from '../decide.ts'

/** Residents learn no more than this of a reason: the exact one is for operators. */
const textKeys: Record<RejectReason, Extract<TextKey, `reply.${string}`>> = {
  'unsupported-method': 'reply.no-access',
  'no-calling-station-id': 'reply.no-access',
  'unknown-user': 'reply.sign-in',
  'name-with-nul': 'reply.sign-in',
  'wrong-password': 'reply.sign-in',
  'ticket-used': 'reply.sign-in',
  'ticket-expired': 'reply.sign-in',
  'ticket-other-gateway': 'reply.sign-in',
  'ticket-other-device': 'reply.sign-in',
  'credential-expired': 'reply.install',
  'credential-revoked': 'reply.install',
  'unknown-ca': 'reply.install',
  'unknown-certificate': 'reply.install',
  'certificate-unfit': 'reply.install',
  'server-not-trusted': 'reply.install',
  'tls-failed': 'reply.install',
  'eap-broken-off': 'reply.install',
  'reply-not-encodable': 'reply.no-access',
  'device-not-bound': 'reply.sign-in',
  'binding-expired': 'reply.sign-in',
  'hotspot-closed': 'reply.closed',
  'resident-blocked': 'reply.blocked',
  'level-too-low': 'reply.level',
  'voucher-over': 'reply.sign-in',
  'daily-time-used-up': 'reply.time',
  'daily-volume-used-up': 'reply.data',
  'too-many-devices': 'reply.devices',
  'hotspot-full': 'reply.full',
}

/** What one attribute holds (RFC 2865 section 5). */
const MOST_OCTETS = 253

/**
 * What a gateway may show on its own page when it lets nobody in (Reply-Message): short, in the city's first language and
 * for visitors in English, since nobody knows who reads it, and nothing about the person. Where a city's own words leave no
 * room for both, in the first alone.
 */
export function replyMessage(reason: RejectReason): string {
  const key = textKeys[reason]
  const [first, both] = [textIn(FIRST)(key), `${textIn(FIRST)(key)} / ${textIn('en')(key)}`]
  return Buffer.byteLength(both) > MOST_OCTETS ? first : both
}
