import type { Generated, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { StaffRole } from '../directory/tables.ts'

export interface ImportTables {
  import_runs: ImportRunsTable
  import_events: ImportEventsTable
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

/** Who imports or undoes: a role of staff, or whoever may run the command. */
export type ImportedBy = StaffRole | 'command'

interface ImportEventsTable {
  id: Id
  import_id: number | null
  done: 'applied' | 'undone'
  kind: 'hotspots' | 'neighbourhoods' | 'network' | 'streets' | 'site-candidates'
  at: Now
  by_role: ImportedBy
  programmes: Generated<string[]>
  counts: JSONColumnType<Record<string, number>>
}

interface ImportProgressTable {
  run: string
  staff_id: number
  phase: string
  done: number
  total: number
  updated_at: Now
}
