import type { Database } from '../database/connection.ts'
import { termsOf } from './fragments.ts'

/** What a voucher's bearer has in place of what residents have. */
export interface VoucherTerms {
  policyId: number
  /** At a time. */
  devices: number
  /** Seconds since 1970; it is over then, or was revoked. */
  until: number
}

/** As {@link termsOf} gives them. */
export type TermsColumn = [policyId: number, devices: number, until: number] | null

export const readTerms = (terms: TermsColumn): VoucherTerms | undefined =>
  terms === null ? undefined : { policyId: terms[0], devices: terms[1], until: terms[2] }

/** Undefined: it is a resident, not a voucher's bearer. */
export async function voucherOf(
  { pool }: Pick<Database, 'pool'>,
  residentId: number,
): Promise<VoucherTerms | undefined> {
  const { rows } = await pool.query<{ terms: TermsColumn }>(`select ${termsOf('$1::bigint')} as terms`, [residentId])
  return readTerms(rows[0]!.terms)
}
