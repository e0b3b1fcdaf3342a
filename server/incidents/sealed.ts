import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { RECEIVER } from './notify/receivers.ts'

/** What incidents/ keeps sealed. */
export const sealedInIncidents: readonly SealedColumn[] = [
  { table: 'receivers', column: 'settings_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => RECEIVER },
]
