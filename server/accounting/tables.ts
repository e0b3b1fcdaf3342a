import type { Id, Now } from '../database/schema/columns.ts'

export interface AccountingTables {
  accounting_journal: AccountingJournalTable
}

interface AccountingJournalTable {
  id: Id
  taken_at: Now
  count: number
  packets: Buffer
}
