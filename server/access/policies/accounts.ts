import type { Database } from '../../database/connection.ts'
import { levelOf } from '../../directory/residents.ts'
import { type VoucherTerms, voucherOf } from '../../vouchers/terms.ts'
import type { AccountLevel } from './levels.ts'
import type { Policy } from './policies.ts'

/** What a policy is chosen by, of somebody who is known, read afresh. @param levels of verification that there are */
export async function accountOf(
  db: Pick<Database, 'pool' | 'query'>,
  residentId: number,
  levels: readonly string[],
): Promise<AccountLevel> {
  const [level, voucher] = await Promise.all([levelOf(db, residentId), voucherOf(db, residentId)])
  return { level, levels, voucher }
}

/** What a voucher's bearer gets wherever it is: its policy for its number of devices, which asks nobody for a level. */
export const policyOfVoucher = (policy: Policy, { devices }: VoucherTerms): Policy => ({
  ...policy,
  devicesPerResident: devices,
  minimumLevel: null,
  belowPolicyId: null,
})
