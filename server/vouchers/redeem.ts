import type { Database } from '../database/connection.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { makeBearer } from '../directory/bearers.ts'
import { devicesOf } from '../directory/residents.ts'
import type { Sealer } from '../sealing.ts'
import { codeHasher } from './code-hash.ts'
import { readCode } from './codes.ts'

/** Whose the voucher is; or why it is of no use: there is none of this code, it has ended, or as many devices have it as may. */
export type Redeemed = { residentId: number } | 'unknown' | 'over' | 'in-use'

interface Found {
  id: number
  number: number
  batchId: number
  bearerId: number | null
  firstUsedAt: Date | null
  endsAt: Date
  revokedAt: Date | null
  seconds: number | null
  devices: number
}

/**
 * Takes a voucher's code from a device. The first use makes its bearer and begins its time.
 *
 * @param text as somebody typed it
 */
export async function redeemVoucher(
  db: Database,
  sealer: Sealer,
  text: string,
  deviceMac: string,
  now = new Date(),
): Promise<Redeemed> {
  const code = readCode(text)
  if (code === undefined) return 'unknown'
  const hash = (await codeHasher(db, sealer))(code)
  return inOneTransaction(db, async (one) => {
    const voucher = await foundBy(one, hash)
    if (!voucher) return 'unknown'
    const { bearerId, firstUsedAt } = voucher
    // A bearer that was erased does not come back.
    if (voucher.revokedAt !== null || voucher.endsAt <= now || (firstUsedAt !== null && bearerId === null))
      return 'over'
    if (bearerId === null) return { residentId: await takeFirst(one, voucher, now) }
    const macs = await devicesOf(one, bearerId)
    if (!macs.includes(deviceMac) && macs.length >= voucher.devices) return 'in-use'
    return { residentId: bearerId }
  })
}

/** Until the transaction ends, nobody else can use it first. */
async function foundBy({ pool }: Pick<Database, 'pool'>, hash: Buffer): Promise<Found | undefined> {
  const { rows } = await pool.query<Found>(
    `select v.id, v.number, v.batch_id as "batchId", v.bearer_id as "bearerId", v.first_used_at as "firstUsedAt",
       coalesce(v.ends_at, b.ends_at) as "endsAt", v.revoked_at as "revokedAt", b.seconds, b.devices
     from vouchers v join voucher_batches b on b.id = v.batch_id where v.code_hash = $1 for update of v`,
    [hash],
  )
  return rows[0]
}

async function takeFirst(db: Database, { id, endsAt, seconds }: Found, now: Date): Promise<number> {
  const residentId = await makeBearer(db, id)
  await db.query
    .updateTable('vouchers')
    .set({
      bearer_id: residentId,
      first_used_at: now,
      ends_at: seconds === null ? endsAt : new Date(now.getTime() + seconds * 1000),
    })
    .where('id', '=', id)
    .execute()
  return residentId
}
