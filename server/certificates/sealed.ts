import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { purposeOf } from './store.ts'

/** What certificates/ keeps sealed. */
export const sealedInCertificates: readonly SealedColumn[] = [
  { table: 'certificates', column: 'key_sealed', key: { column: 'name', type: 'text' }, purpose: purposeOf },
]
