import type { Generated } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'

export interface PrivacyTables {
  retention_runs: RetentionRunsTable
  legal_holds: LegalHoldsTable
  lawful_requests: LawfulRequestsTable
}

interface RetentionRunsTable {
  id: Id
  started_at: Now
  finished_at: Date | null
  identified_before: Date
  sessions_before: Date
  sessions_pseudonymised: Generated<number>
  decisions_pseudonymised: Generated<number>
  sessions_archived: Generated<number>
  devices_forgotten: Generated<number>
  audit_forgotten: Generated<number>
  failures: Generated<string[]>
}

export interface LegalScopeColumns {
  authority: string
  basis: string
  resident_id: number | null
  device_mac: string | null
  hotspot_id: number | null
  since: Date
  until: Date
}

interface LegalHoldsTable extends LegalScopeColumns {
  id: Id
  placed_at: Now
  placed_by: number | null
  ends_at: Date
  released_at: Date | null
  released_by: number | null
  erased_at: Date | null
}

interface LawfulRequestsTable extends LegalScopeColumns {
  id: Id
  public_ip: string | null
  public_port: number | null
  asked_at: Now
  asked_by: number
  state: Generated<'asked' | 'approved' | 'refused'>
  decided_at: Date | null
  decided_by: number | null
  export_sealed: Buffer | null
  export_until: Date | null
  export_sha256: string | null
  export_seal: string | null
  erased_at: Date | null
}
