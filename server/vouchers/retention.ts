import type { Database } from '../database/connection.ts'

/** Bearers whose voucher was over, or revoked, before then. */
export async function bearersOfBefore({ pool }: Pick<Database, 'pool'>, before: Date): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    'select bearer_id as id from vouchers where bearer_id is not null and least(ends_at, revoked_at) < $1 order by 1',
    [before],
  )
  return rows.map(({ id }) => id)
}

/** Forgets batches that were over before then, once no voucher of theirs has a bearer: what was made, the audit keeps. */
export async function forgetBatches({ pool }: Pick<Database, 'pool'>, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from voucher_batches b
     where not exists (select from vouchers v where v.batch_id = b.id
       and (v.bearer_id is not null or coalesce(v.revoked_at, v.ends_at, b.ends_at) >= $1))`,
    [before],
  )
  return rowCount ?? 0
}
