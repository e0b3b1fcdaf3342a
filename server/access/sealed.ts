import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { PURPOSE as HELP_CASE } from './help-cases/help-cases.ts'
import { PURPOSE as TICKET } from './tickets.ts'

/** What access/ keeps sealed. */
export const sealedInAccess: readonly SealedColumn[] = [
  { table: 'tickets', column: 'password_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => TICKET },
  { table: 'help_cases', column: 'resume_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => HELP_CASE },
]
