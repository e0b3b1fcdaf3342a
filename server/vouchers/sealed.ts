import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { PURPOSE } from './code-hash.ts'

/** What vouchers/ keeps sealed. */
export const sealedInVouchers: readonly SealedColumn[] = [
  {
    table: 'voucher_keys',
    column: 'key_sealed',
    key: { column: 'purpose', type: 'text' },
    purpose: () => PURPOSE,
  },
]
