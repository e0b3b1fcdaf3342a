import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../package-root.ts'

/**
 * The SQL files in `server/` that make the tables, in the order in which they are applied: a room's schema comes after
 * those that it refers to. A released one stays as it is (a
 * database keeps the sums of those it was made by, and is refused where one is another now): what changes later is a numbered file of the room, added here at
 * the end (`sessions/0002_….sql`).
 */
export const migrations: readonly string[] = [
  'directory/schema.sql',
  'city-key/schema.sql',
  'network/schema.sql',
  'import/schema.sql',
  'notices/schema.sql',
  'access/schema.sql',
  'vouchers/schema.sql',
  'sessions/schema.sql',
  'traces/schema.sql',
  'accounting/schema.sql',
  'analytics/schema.sql',
  'privacy/schema.sql',
  'health/schema.sql',
  'planning/schema.sql',
  'open-data/schema.sql',
  'incidents/schema.sql',
  'certificates/schema.sql',
]

export const readMigration = (name: string): Promise<string> => readFile(join(packageRoot, 'server', name), 'utf8')
