import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { PURPOSE } from './lawful-exports.ts'

/** What privacy/ keeps sealed. */
export const sealedInPrivacy: readonly SealedColumn[] = [
  { table: 'lawful_requests', column: 'export_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => PURPOSE },
]
