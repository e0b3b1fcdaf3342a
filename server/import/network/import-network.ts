import { resolve } from 'node:path'
import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { listAgents, putAgents } from '../../network/agents/agents.ts'
import { credentialNamed, listCredentials } from '../../network/agents/credentials.ts'
import { agentsWithin, type Districts, gatewaysWithin, hotspotsWithin } from '../../network/districts/within.ts'
import { namedGateways } from '../../network/gateways/names.ts'
import { type ChangeAuthor, changeHotspots } from '../../network/hotspots/change.ts'
import { noteNetworkImport } from '../../network/hotspots/network-import.ts'
import { type Differences, type HotspotRecord, hotspotRecords } from '../../network/hotspots/record.ts'
import { findColumns } from '../files/columns.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { writeSetAsideReport } from '../hotspots/set-aside-report.ts'
import { FileError, ImportError } from '../import-error.ts'
import { recordNetworkRun } from '../import-transaction.ts'
import { type OnProgress, unseen } from '../progress.ts'
import type { ImportedBy } from '../tables.ts'
import { networkSynonyms } from './fields.ts'
import { type NetworkPlan, type PlannedChange, planNetwork } from './plan.ts'
import { type NetworkFault, type NetworkFormat, type NetworkRow, readNetworkRow } from './rows.ts'
import { readTable } from './table-file.ts'

export interface NetworkImportOptions {
  /** Field to column name, where the headers are not understood by themselves; an empty name leaves the field out. */
  map?: Record<string, string> | undefined
  /** The programme of all lines, for a file without such a column. */
  programme?: string | undefined
  /** Name of the SNMP credential of agents of which no line says it. */
  credential?: string | undefined
  /** Retires the hotspots that have left the file. */
  retireMissing?: boolean | undefined
  /** Changes nothing. */
  dryRun?: boolean | undefined
  /** Where what was set aside is listed, as CSV. Absent: nowhere. */
  reportFile?: string | undefined
  /** Lines of what is not of these districts are set aside, as if it were not there. */
  districts?: Districts | undefined
  /** Null: the plaza command. */
  staffId?: number | null | undefined
  /** Whose role receivers are told. */
  by?: ImportedBy | undefined
  /** Told how far it is. */
  onProgress?: OnProgress | undefined
}

export interface NetworkImport {
  file: string
  lines: number
  /** Hotspots that the file names: changed and unchanged. */
  changed: number
  unchanged: number
  agentLines: number
  newAgents: number
  /** Lines that were not taken. */
  setAside: number
  /** Values that were not taken, of lines that were. */
  valuesLost: number
  /** Hotspots that have left the file, and whether they were retired. */
  left: Array<{ id: number; programme: string; code: string; name: string }>
  retired: number
  dryRun: boolean
  /** What changes, by hotspot. */
  changes: Array<{ line: number; id: number; programme: string; code: string; name: string; changes: Differences }>
  faults: NetworkFault[]
  reportFile: string | undefined
}

/**
 * Imports where a city's hotspots hang: addresses, names, gateways, SNMP agents. Every line changes a hotspot that there
 * is, is an agent's, or is set aside with the reason. The same file again changes nothing. One transaction.
 *
 * @throws {ImportError} when the file or an option is wrong
 */
export async function importNetwork(
  db: Database,
  file: string,
  options: NetworkImportOptions = {},
): Promise<NetworkImport> {
  const reportFile = options.reportFile === undefined ? undefined : resolve(options.reportFile)
  if (reportFile === resolve(file)) throw new ImportError('--report: the report would overwrite the file to import.')
  const result = await importNetworkTable(db, file, await readTable(file), options)
  if (reportFile === undefined) return result
  await writeSetAsideReport(reportFile, result.faults)
  return { ...result, reportFile }
}

/** As {@link importNetwork}, of a table that is read already. */
export async function importNetworkTable(
  db: Database,
  file: string,
  table: CsvFile,
  options: NetworkImportOptions = {},
): Promise<NetworkImport> {
  const { onProgress = unseen } = options
  const { rows, faults } = await readRows(file, table, options)
  await onProgress({ phase: 'waiting', done: 0, total: 0 })
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    await onProgress({ phase: 'comparing', done: 0, total: rows.length })
    if (options.credential !== undefined) await credentialNamed(one, options.credential)
    const { districts = null } = options
    const [records, gateways, agents, credentials] = [
      within(await hotspotsWithin(one, districts), await hotspotRecords(one)),
      only(await gatewaysWithin(one, districts), await namedGateways(one)),
      only(await agentsWithin(one, districts), await listAgents(one)),
      await listCredentials(one),
    ]
    const referred = { gateways, agents, credentials, credential: options.credential }
    const plan = planNetwork(rows, records, referred, faults)
    if (plan.named.length === 0 && plan.agentLines === 0) refuseForeign(file, plan)
    const retired = options.retireMissing ? plan.left.length : 0
    if (!options.dryRun && retired > plan.named.length) refuseManyRetired(file, plan)
    if (!options.dryRun) await apply(one, table, plan, options)
    return summaryOf(file, table, plan, { retired, dryRun: options.dryRun ?? false })
  })
}

/** So many rows are read before others get their turn. */
const ROWS_A_TURN = 1000

const only = <T extends { id: number }>(own: readonly number[] | null, all: T[]): T[] => {
  const ids = own && new Set(own)
  return ids ? all.filter(({ id }) => ids.has(id)) : all
}

const within = (own: readonly number[] | null, all: Map<number, HotspotRecord>): Map<number, HotspotRecord> =>
  own === null ? all : new Map(only(own, [...all.values()]).map((record) => [record.id, record]))

async function readRows(
  file: string,
  { headers, records }: CsvFile,
  { map, programme, onProgress = unseen }: NetworkImportOptions,
) {
  const format: NetworkFormat = {
    headers,
    columns: findColumns(file, headers, networkSynonyms, [], map),
    programme,
  }
  const { code, mac, name, names, bssids, agent } = format.columns
  if ([code, mac, name, names, bssids, agent].every((column) => column === undefined))
    throw new FileError(
      'no-known-column',
      `${file} has no column by which hotspots are known: code, mac, bssids, name or names, or agent. The headers found are: ${headers.map((header) => `"${header}"`).join(', ')}. Name the columns with --map, e.g. --map code=COLUMN`,
      { headers: headers.join(', ') },
    )
  const rows: NetworkRow[] = []
  const faults: NetworkFault[] = []
  for (const [done, record] of records.entries()) {
    if (done % ROWS_A_TURN === 0) await onProgress({ phase: 'reading', done, total: records.length })
    const read = readNetworkRow(record, format)
    if (read.row) rows.push(read.row)
    faults.push(...read.faults)
  }
  return { rows, faults }
}

function refuseForeign(file: string, { faults }: NetworkPlan): never {
  const [first] = faults.filter(({ taken }) => !taken)
  throw new FileError(
    'no-line-fits',
    `No line of ${file} names a hotspot that there is${first ? `; line ${first.line}: ${first.detail}` : ''} Nothing was imported.`,
  )
}

/** A file that is a part of the network only, or another one, is not to take the rest out of use. */
function refuseManyRetired(file: string, { left, named }: NetworkPlan): never {
  throw new FileError(
    'retires-too-many',
    `--retire-missing would retire ${left.length} hotspots, more than the ${named.length} that ${file} names: is it the whole network's? Nothing was imported; --dry-run shows what it would do.`,
    { left: `${left.length}`, named: `${named.length}` },
  )
}

async function apply(db: Database, table: CsvFile, plan: NetworkPlan, options: NetworkImportOptions): Promise<void> {
  const { onProgress = unseen } = options
  await onProgress({ phase: 'storing', done: 0, total: plan.changes.length })
  const author = (action: ChangeAuthor['action']): ChangeAuthor => ({ staffId: options.staffId ?? null, action })
  const counts = {
    ...{ lines: table.records.length, changed: plan.changes.length, unchanged: plan.unchanged },
    ...{ newAgents: plan.agents.length, setAside: setAsideOf(plan).length, left: plan.left.length },
    retired: options.retireMissing ? plan.left.length : 0,
  }
  const programmes = plan.named.map(({ programme }) => programme)
  const run = await recordNetworkRun(db, table, counts, { by: options.by, programmes })
  const agentIds = await putAgents(db, plan.agents)
  const idOf = new Map(plan.agents.map((agent, index) => [agent.words, agentIds[index]!]))
  const { changes } = plan
  for (const { before, after, agent } of changes) {
    after.networkImportId = before.networkImportId ?? run
    if (agent && agent.id === undefined) after.agentId = idOf.get(agent.words)!
  }
  await changeHotspots(db, changes, author('import'), (done, total) => onProgress({ phase: 'storing', done, total }))
  const now = new Date().toISOString()
  if (options.retireMissing)
    await changeHotspots(
      db,
      plan.left.map((before) => ({ before, after: { ...before, retiredAt: now } })),
      author('retire'),
    )
  const noted = new Set(changes.map(({ before }) => before.id))
  const rest = plan.named.filter(({ id, networkImportId }) => networkImportId === null && !noted.has(id))
  await noteNetworkImport(
    db,
    run,
    rest.map(({ id }) => id),
  )
}

const setAsideOf = ({ faults }: NetworkPlan) => faults.filter(({ taken }) => !taken)

const summaryOf = (
  file: string,
  { records }: CsvFile,
  plan: NetworkPlan,
  outcome: Pick<NetworkImport, 'retired' | 'dryRun'>,
): NetworkImport => ({
  file,
  lines: records.length,
  changed: plan.changes.length,
  unchanged: plan.unchanged,
  agentLines: plan.agentLines,
  newAgents: plan.agents.length,
  setAside: setAsideOf(plan).length,
  valuesLost: plan.faults.length - setAsideOf(plan).length,
  left: plan.left.map(({ id, programme, code, name }) => ({ id, programme, code, name })),
  ...outcome,
  changes: plan.changes.map(changeShown),
  faults: plan.faults,
  reportFile: undefined,
})

const changeShown = ({ line, before: { id, programme, code, name }, differences: changes }: PlannedChange) => ({
  ...{ line, id, programme, code, name },
  changes,
})
