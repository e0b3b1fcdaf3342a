import type { JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { TraceEvent } from './events.ts'

export interface TracesTables {
  traces: TracesTable
  trace_packets: TracePacketsTable
}

interface TracesTable {
  id: Id
  device_mac: string | null
  gateway_id: number | null
  started_by: number | null
  started_at: Now
  ends_at: Date
}

interface TracePacketsTable {
  id: Id
  trace_id: number
  gateway_id: number
  at: Date
  event: JSONColumnType<TraceEvent>
}
