import type { GatewayVendor } from '../../tables.ts'
import { isOpenedByPortal } from '../abilities.ts'
import type { Verdict } from '../posture/posture.ts'
import { settingOf } from './settings.ts'

/** What a gateway was heard to do, and what it is registered with. */
export interface HeardFacts {
  vendor: GatewayVendor
  loginOrigins: readonly string[]
  nasIdentifier: string | null
  /** It is known by the address that its packets come from. */
  hasNetwork: boolean
  /** When the last of its certificates ends; null: it has none. */
  certificateUntil: Date | null
  hotspots: number
  accessAt: Date | null
  accountingAt: Date | null
  redirectAt: Date | null
  redirectRefusedAt: Date | null
  /** NAS-Identifiers heard, the latest first. */
  nasIdentifiers: readonly string[]
  verdict: Verdict
  octetsSwapped: boolean
  isClassless: boolean
}

/**
 * - `no-way-in`: it speaks RadSec only, and no certificate lets it in
 * - `no-access`, `no-accounting`, `no-redirect`: nothing of the kind was heard
 * - `redirect-refused`: the last redirect was refused
 * - `refused`, `unsigned`: Access-Requests are refused for want of a Message-Authenticator, or would be
 * - `other-nas-identifier`: it calls itself otherwise than it is registered
 * - `swapped`: input and output octets are each other's
 * - `no-class`: it does not repeat Class (RFC 2865 section 5.25)
 * - `no-login`: where its login page is, is not registered
 * - `no-hotspots`: nothing hangs on it
 */
export const missingKinds = [
  'no-way-in',
  'no-access',
  'no-accounting',
  'no-redirect',
  'redirect-refused',
  'refused',
  'unsigned',
  'other-nas-identifier',
  'swapped',
  'no-class',
  'no-login',
  'no-hotspots',
] as const
export type MissingKind = (typeof missingKinds)[number]

export interface Missing {
  kind: MissingKind
  /** Of the make, by its own name, which mends it; null: none that is known, or it is mended at Plaza. */
  setting: string | null
}

/** What a gateway lacks, the first thing first: what comes later may follow from it. */
export function missingOf(facts: HeardFacts, now: Date): Missing[] {
  const asks = !isOpenedByPortal(facts.vendor)
  const isRefused = facts.redirectRefusedAt !== null && facts.redirectRefusedAt > (facts.redirectAt ?? 0)
  const lacks: Record<MissingKind, boolean> = {
    'no-way-in': asks && !facts.hasNetwork && (facts.certificateUntil === null || facts.certificateUntil <= now),
    'no-access': asks && facts.accessAt === null,
    'no-accounting': asks && facts.accountingAt === null,
    'no-redirect': facts.redirectAt === null && !isRefused,
    'redirect-refused': isRefused,
    refused: asks && facts.verdict === 'refusing',
    unsigned: asks && facts.verdict === 'old',
    'other-nas-identifier':
      facts.nasIdentifier !== null &&
      facts.nasIdentifiers.length > 0 &&
      !facts.nasIdentifiers.includes(facts.nasIdentifier),
    swapped: facts.octetsSwapped,
    'no-class': facts.isClassless,
    'no-login': asks && facts.loginOrigins.length === 0,
    'no-hotspots': facts.hotspots === 0,
  }
  return missingKinds.filter((kind) => lacks[kind]).map((kind) => ({ kind, setting: settingOf(facts.vendor, kind) }))
}
