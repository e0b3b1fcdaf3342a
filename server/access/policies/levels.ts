import type { Config } from '../../config/index.ts'
import type { VoucherTerms } from '../../vouchers/terms.ts'
import type { Policy } from './policies.ts'

/** Of an account: its level of verification, and all that there are, from the least to the highest. */
export interface AccountLevel {
  /** As Plaza keeps it; null: the City Key says none. */
  level: string | null
  levels: readonly string[]
  /** Of a voucher's bearer, who has no level. */
  voucher?: VoucherTerms | undefined
}

/** The names of the levels that there are, from the least to the highest. */
export const levelNames = ({ cityKey }: Partial<Pick<Config, 'cityKey'>>): string[] => [
  ...new Set(cityKey?.level.known.map(({ ours }) => ours)),
]

/** Whether an account is verified well enough. A least level that is among none known is reached by itself alone. */
export function isEnough({ level, levels }: AccountLevel, least: string | null): boolean {
  if (least === null || level === least) return true
  const place = levels.indexOf(least)
  return place >= 0 && level !== null && levels.indexOf(level) > place
}

/** A policy, and what accounts below its least level get in its place. */
export interface Tiers {
  whole: Policy
  /** Undefined: it asks for no level. */
  below: Policy | undefined
}

/** @param lower the policy that it names for them; undefined: they are let in nowhere */
export function tiersOf(whole: Policy, lower: Policy | undefined): Tiers {
  if (whole.minimumLevel === null) return { whole, below: undefined }
  return { whole, below: lower ? { ...lower, lacksLevel: 'limited' } : { ...whole, lacksLevel: 'refused' } }
}

/** The one that holds for an account; undefined: nobody's. */
export const policyFor = ({ whole, below }: Tiers, account: AccountLevel | undefined): Policy =>
  below === undefined || account === undefined || isEnough(account, whole.minimumLevel) ? whole : below
