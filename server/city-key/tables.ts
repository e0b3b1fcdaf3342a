import type { Generated } from 'kysely'
import type { Now } from '../database/schema/columns.ts'

export interface CityKeyTables {
  city_key_failures: CityKeyFailuresTable
  city_key_hash_keys: CityKeyHashKeysTable
}

interface CityKeyFailuresTable {
  client: 'residents' | 'staff'
  kind: string
  reason: string
  hour: Date
  failures: Generated<number>
  last_at: Now
  detail: string
}

interface CityKeyHashKeysTable {
  purpose: string
  key_sealed: Buffer
}
