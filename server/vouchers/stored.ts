import type { StoredPart } from '../database/schema/stored-part.ts'

/** What vouchers/ stores of a person. */
export const storedInVouchers: StoredPart[] = [
  {
    name: 'vouchers',
    table: 'vouchers',
    meaning: 'The voucher that was used to get online, in place of a City Key. Its code is not stored.',
    columns: 't.batch_id, t.number, t.first_used_at, t.ends_at, t.revoked_at, b.devices, b.seconds',
    from: 'vouchers t join voucher_batches b on b.id = t.batch_id',
    where: 't.bearer_id = $1',
    key: { column: 't.id', type: 'bigint' },
  },
]
