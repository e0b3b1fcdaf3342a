import type { Database } from '../../../database/connection.ts'
import type { Differences, HotspotRecord } from '../record.ts'

/** A hotspot's change, and what it consists in. */
export interface WrittenChange {
  before: HotspotRecord
  after: HotspotRecord
  differences: Differences
}

type Column = [type: string, of: (record: HotspotRecord) => unknown]

/** The columns of what a hotspot is; where it stands is `settle`'s. */
const COLUMNS: Record<string, Column> = {
  name: ['text', ({ name }) => name],
  settlement: ['text', ({ settlement }) => settlement],
  borough: ['text', ({ borough }) => borough],
  gateway_id: ['bigint', ({ gatewayId }) => gatewayId],
  mac: ['macaddr', ({ mac }) => mac],
  model: ['text', ({ model }) => model],
  serial: ['text', ({ serial }) => serial],
  agent_id: ['bigint', ({ agentId }) => agentId],
  agent_key: ['text', ({ agentKey }) => agentKey],
  group_id: ['bigint', ({ group }) => group?.id ?? null],
  district_id: ['bigint', ({ district }) => district?.id ?? null],
  antennas: ['integer', ({ antennas }) => antennas],
  capacity: ['integer', ({ capacity }) => capacity],
  equipment: ['text', ({ equipment }) => equipment],
  notes: ['text', ({ notes }) => notes],
  installed_on: ['date', ({ installedOn }) => installedOn],
  retired_at: ['timestamptz', ({ retiredAt }) => retiredAt],
  network_import_id: ['bigint', ({ networkImportId }) => networkImportId],
  called: ['text', ({ bssids, names }) => [...bssids, ...names].join(' ')],
}

/** The columns in which any of them changes. */
const columnsChanged = (each: readonly WrittenChange[]): Array<[name: string, ...Column]> =>
  Object.entries(COLUMNS).flatMap(([name, [type, of]]) => {
    const isOther =
      name === 'called'
        ? ({ differences: { bssids, names } }: WrittenChange) => bssids || names
        : ({ before, after }: WrittenChange) => of(before) !== of(after)
    return each.some(isOther) ? [[name, type, of]] : []
  })

/** Stores the changes and their history in one statement, of one document. */
export async function writeChanges(
  { pool }: Pick<Database, 'pool'>,
  each: readonly WrittenChange[],
  { staffId, action }: { staffId: number | null; action: string },
): Promise<void> {
  const columns = columnsChanged(each)
  const rows = each.map(({ after, differences: changes }) => {
    const row: Record<string, unknown> = { id: after.id, changes }
    for (const [name, , of] of columns) row[name] = of(after)
    if (changes.bssids || changes.names) {
      row.bssids = after.bssids
      row.names = after.names
      row.found = after.found
    }
    return row
  })
  await pool.query(
    `with given as materialized (
       select * from jsonb_to_recordset($1::jsonb) as given (id bigint, changes jsonb, bssids text[], names text[],
         found text[]${columns.map(([name, type]) => `, ${name} ${type}`).join('')})
     ), told as (
       insert into hotspot_changes (hotspot_id, staff_id, action, changes) select id, $2, $3, changes from given
     ), called_so as (
       insert into hotspot_calls (hotspot_id, kind, value, found)
       select id, kind, value, value = any(given.found)
       from given, lateral (select 'bssid' as kind, unnest(bssids) as value union all select 'name', unnest(names)) as calls
     )
     update hotspots set ${columns.map(([name]) => `${name} = given.${name}, `).join('')}updated_at = now()
     from given where hotspots.id = given.id`,
    [JSON.stringify(rows), staffId, action],
  )
}
