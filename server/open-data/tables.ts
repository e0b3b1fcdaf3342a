import type { Generated } from 'kysely'
import type { Now } from '../database/schema/columns.ts'

export interface OpenDataTables {
  open_data_settings: OpenDataSettingsTable
  open_use_months: OpenUseMonthsTable
  open_use: OpenUseTable
}

interface OpenDataSettingsTable {
  only_row: Generated<boolean>
  hotspots: Generated<boolean>
  coverage: Generated<boolean>
  use: Generated<boolean>
  withheld: Generated<string[]>
}

interface OpenUseMonthsTable {
  month: string
  published_at: Now
  method: string
  withheld: string[]
}

interface OpenUseTable {
  month: string
  kind: 'city' | 'borough' | 'neighbourhood'
  borough: string | null
  neighbourhood_code: string | null
  neighbourhood: string | null
  day: string | null
  visits: number | null
  sessions: number | null
}
