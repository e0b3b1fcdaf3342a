import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { VoucherError } from './make.ts'

/** What was revoked: so many vouchers that were good, and whose sessions are to be ended. */
export interface Revoked {
  vouchers: number
  bearers: number[]
}

/**
 * Revokes a whole batch, or the one voucher of this number: who has it gets online with it no more.
 *
 * @throws {VoucherError} where there is no such one
 */
export async function revokeVouchers(
  db: Database,
  batchId: number,
  number: number | null,
  now = new Date(),
): Promise<Revoked> {
  const { rows: known } = await db.pool.query(
    'select from vouchers where batch_id = $1 and ($2::integer is null or number = $2) limit 1',
    [batchId, number],
  )
  if (known.length === 0) {
    const field = number === null ? 'batch' : 'number'
    throw new VoucherError(
      field,
      number === null ? `There is no batch ${batchId}.` : `There is no voucher ${number} in batch ${batchId}.`,
    )
  }
  const { rows } = await db.pool.query<{ bearer: number | null }>(
    `update vouchers set revoked_at = $3
     where batch_id = $1 and ($2::integer is null or number = $2) and revoked_at is null
     returning bearer_id as bearer`,
    [batchId, number, now],
  )
  const bearers = rows.flatMap(({ bearer }) => bearer ?? [])
  await publish(db, ...bearers.map((id) => ({ type: 'resident', id }) as const))
  return { vouchers: rows.length, bearers }
}
