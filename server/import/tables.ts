import type { JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface ImportTables {
  import_runs: ImportRunsTable
}

interface ImportRunsTable {
  id: Id
  kind: 'hotspots' | 'neighbourhoods' | 'network'
  file_name: string
  sha256: string
  counts: JSONColumnType<Record<string, number>>
  finished_at: Now
  undone_at: Date | null
}
