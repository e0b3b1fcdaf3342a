import type { JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface ImportTables {
  import_runs: ImportRunsTable
  import_progress: ImportProgressTable
}

interface ImportRunsTable {
  id: Id
  kind: 'hotspots' | 'neighbourhoods' | 'network' | 'streets'
  file_name: string
  sha256: string
  counts: JSONColumnType<Record<string, number>>
  finished_at: Now
  undone_at: Date | null
}

interface ImportProgressTable {
  run: string
  staff_id: number
  phase: string
  done: number
  total: number
  updated_at: Now
}
