import type { Database } from '../database/connection.ts'
import { differences } from '../directory/audit.ts'

/** What the city lets out. */
export interface OpenDataSettings {
  /** Where hotspots are, and whether they work. */
  hotspots: boolean
  /** How many residents of each neighbourhood are reached. */
  coverage: boolean
  /** Months of use that were published. */
  use: boolean
  /** Programmes of which nothing is told. */
  withheld: string[]
}

const columns = ['hotspots', 'coverage', 'use', 'withheld'] as const

export const openDataSettings = ({ query }: Pick<Database, 'query'>): Promise<OpenDataSettings> =>
  query.selectFrom('open_data_settings').select(columns).executeTakeFirstOrThrow()

/** @returns what was changed, from what to what; undefined where nothing was */
export async function setOpenData({ query }: Pick<Database, 'query'>, wanted: Partial<OpenDataSettings>) {
  const before = await query.selectFrom('open_data_settings').select(columns).forUpdate().executeTakeFirstOrThrow()
  const after = { ...before, ...wanted }
  after.withheld = [...new Set(after.withheld)].sort()
  const changes = differences(before, after)
  if (changes) await query.updateTable('open_data_settings').set(after).execute()
  return changes
}
