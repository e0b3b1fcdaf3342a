import type { Database } from '../database/connection.ts'
import { countUpTo } from '../database/page.ts'
import { staffByName } from '../directory/fragments.ts'

/** How many of a batch are what; together they are all. */
export interface VoucherCounts {
  unused: number
  used: number
  ended: number
  revoked: number
}

/** A batch of vouchers. */
export interface VoucherBatch extends VoucherCounts {
  id: number
  name: string
  policyId: number
  devices: number
  endsAt: Date
  /** From the first use; null: until `endsAt`. */
  seconds: number | null
  madeAt: Date
  /** Who made them; null: the plaza command. */
  madeBy: string | null
  vouchers: number
}

/** `ended`: its time is over, used or not. */
export type VoucherState = keyof VoucherCounts

export interface ListedVoucher {
  number: number
  state: VoucherState
  firstUsedAt: Date | null
  /** Null: not known before its first use. */
  endsAt: Date | null
  revokedAt: Date | null
  /** The account of its bearer; null: not used yet, or erased. */
  bearerId: number | null
}

/** SQL: what is the voucher `v` of batch `b`, at the instant of this parameter. */
const stateAt = (now: string) =>
  `case when v.revoked_at is not null then 'revoked' when coalesce(v.ends_at, b.ends_at) <= ${now} then 'ended'
        when v.first_used_at is not null then 'used' else 'unused' end`

/** The newest first. @param before this number; undefined: from the newest on */
export async function listBatches(
  db: Pick<Database, 'pool' | 'query'>,
  { limit, before }: { limit: number; before?: number | undefined },
  now = new Date(),
): Promise<VoucherBatch[]> {
  const { rows } = await db.pool.query<Omit<VoucherBatch, 'madeBy'> & { staffId: number | null }>(
    `select b.id, b.name, b.policy_id as "policyId", b.devices, b.ends_at as "endsAt", b.seconds, b.made_at as "madeAt",
       b.made_by as "staffId", counts.*
     from voucher_batches b, lateral (
       select count(*)::int as vouchers, (count(*) filter (where state = 'unused'))::int as unused,
         (count(*) filter (where state = 'used'))::int as used, (count(*) filter (where state = 'ended'))::int as ended,
         (count(*) filter (where state = 'revoked'))::int as revoked
       from (select ${stateAt('$3::timestamptz')} as state from vouchers v where v.batch_id = b.id) as each) as counts
     where $2::bigint is null or b.id < $2 order by b.id desc limit $1`,
    [limit, before ?? null, now],
  )
  const staffIds = [...new Set(rows.flatMap(({ staffId }) => staffId ?? []))]
  const staff = staffIds.length === 0 ? [] : await staffByName(db).where('id', 'in', staffIds).execute()
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  return rows.map(({ staffId, ...row }) => ({ ...row, madeBy: staffId === null ? null : (names.get(staffId) ?? null) }))
}

/** Every voucher of a batch by its number, none of them by its code. */
export async function listVouchers(
  { pool }: Pick<Database, 'pool'>,
  batchId: number,
  now = new Date(),
): Promise<ListedVoucher[]> {
  const { rows } = await pool.query<ListedVoucher>(
    `select v.number, ${stateAt('$2::timestamptz')} as state, v.first_used_at as "firstUsedAt", v.ends_at as "endsAt",
       v.revoked_at as "revokedAt", v.bearer_id as "bearerId"
     from vouchers v join voucher_batches b on b.id = v.batch_id where v.batch_id = $1 order by v.number`,
    [batchId, now],
  )
  return rows
}

/** How many there are, counted as far as `most`. */
export const countBatches = (db: Pick<Database, 'query'>, most: number): Promise<number> =>
  countUpTo(db, db.query.selectFrom('voucher_batches').select('id'), most)
