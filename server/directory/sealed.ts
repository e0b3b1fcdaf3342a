import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { PURPOSE } from './devices/device-credentials.ts'

/** What directory/ keeps sealed. */
export const sealedInDirectory: readonly SealedColumn[] = [
  {
    table: 'device_credentials',
    column: 'password_sealed',
    key: { column: 'id', type: 'bigint' },
    purpose: () => PURPOSE,
  },
]
