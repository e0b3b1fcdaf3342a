import type { Id, Now } from '../database/schema/columns.ts'

export interface VouchersTables {
  voucher_batches: VoucherBatchesTable
  vouchers: VouchersTable
  voucher_keys: VoucherKeysTable
}

interface VoucherBatchesTable {
  id: Id
  name: string
  policy_id: number
  devices: number
  ends_at: Date
  seconds: number | null
  made_at: Now
  made_by: number | null
}

interface VouchersTable {
  id: Id
  batch_id: number
  number: number
  code_hash: Buffer
  bearer_id: number | null
  first_used_at: Date | null
  ends_at: Date | null
  revoked_at: Date | null
}

interface VoucherKeysTable {
  purpose: string
  key_sealed: Buffer
}
