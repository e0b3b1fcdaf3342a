import type { JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface NoticesTables {
  notices: NoticesTable
}

interface NoticesTable {
  id: Id
  kind: 'information' | 'maintenance' | 'civil-protection'
  texts: JSONColumnType<Record<string, string>>
  hotspot_id: number | null
  neighbourhood_id: number | null
  starts_at: Date
  ends_at: Date
  created_at: Now
  created_by: number | null
  withdrawn_at: Date | null
}
