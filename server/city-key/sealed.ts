import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { PURPOSE } from './account/subject-hash.ts'

/** What city-key/ keeps sealed. */
export const sealedInCityKey: readonly SealedColumn[] = [
  {
    table: 'city_key_hash_keys',
    column: 'key_sealed',
    key: { column: 'purpose', type: 'text' },
    purpose: () => PURPOSE,
  },
]
