import type { HotspotChange } from '../../network/hotspots/change.ts'
import { type Differences, differences, type HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import { candidatesOf, createMatcher } from './match.ts'
import { createReferences, type NamedAgent, type NotFound, type Referred } from './references.ts'
import type { NetworkFault, NetworkRow } from './rows.ts'
import { withoutSharedAddresses } from './shared-addresses.ts'

/** One hotspot as the file wants it. */
export interface PlannedChange extends HotspotChange {
  /** Its first line. */
  line: number
  differences: Differences
  /** To hang on, where that changes. */
  agent?: NamedAgent | undefined
}

type Planned = Omit<PlannedChange, 'differences'>

/** What a file of the network would do. */
export interface NetworkPlan {
  changes: PlannedChange[]
  /** Agents that are not there yet, or of another kind. */
  agents: NamedAgent[]
  /** Hotspots that the file names and that are so already. */
  unchanged: number
  /** Lines of agents alone. */
  agentLines: number
  /** Values and lines that were not taken. */
  faults: NetworkFault[]
  /** Hotspots that the file names. */
  named: HotspotRecord[]
  /** In use, named by an earlier file, of the programmes of this one, and not named by it. */
  left: HotspotRecord[]
}

/** Works out, from what there is, what the lines of a file change. */
export function planNetwork(
  rows: readonly NetworkRow[],
  records: ReadonlyMap<number, HotspotRecord>,
  referred: Referred,
  unreadable: readonly NetworkFault[] = [],
): NetworkPlan {
  const faults = [...unreadable]
  const { byHotspot, agentRows, spared } = sortRows(rows, records, faults)
  const references = createReferences(referred)
  const fault = (row: NetworkRow, { field, reason, detail }: NotFound, value: string | null) =>
    faults.push({ ...faultOf(row), field, value: value ?? '', reason, detail, taken: true })

  const agents = new Map<string, NamedAgent>()
  const wanted = (agent: NamedAgent) => {
    if (agent.id === undefined) agents.set(`${agent.words} ${agent.kind}`, agent)
    return agent
  }
  for (const row of agentRows) {
    const agent = references.agent({ ...row, kind: row.kind ?? 'controller' }, undefined)
    if (agent && 'reason' in agent) fault(row, agent, row.credential)
    else if (agent) wanted(agent)
  }
  const planned: Planned[] = []
  for (const [id, row] of byHotspot) {
    const before = records.get(id)!
    const after = settingsOf(before, row)
    const change: Planned = { line: row.line, before, after, agent: undefined }
    const gateway = row.gateway === null ? undefined : references.gateway(row.gateway)
    if (gateway && 'reason' in gateway) fault(row, gateway, row.gateway)
    else if (gateway) {
      after.gatewayId = gateway.id
      after.gateway = gateway.name
    }
    const agent = references.agent(row, before)
    if (agent && 'reason' in agent) fault(row, agent, row.credential ?? row.agent?.host ?? '')
    else if (agent) {
      change.agent = wanted(agent)
      after.agent = agent.words
      after.agentId = agent.id ?? null
    }
    planned.push(change)
  }
  const kept = withoutSharedAddresses(planned, records, faults)
  const changes = kept
    .map((change): PlannedChange => Object.assign(change, { differences: differences(change.before, change.after) }))
    .filter((change) => Object.keys(change.differences).length > 0)
  const named = [...byHotspot.keys()].map((id) => records.get(id)!)
  return {
    changes,
    agents: [...agents.values()],
    unchanged: kept.length - changes.length,
    agentLines: agentRows.length,
    faults: faults.sort((a, b) => a.line - b.line),
    named,
    left: leftOut(records, new Set([...byHotspot.keys(), ...spared]), named),
  }
}

const faultOf = ({ line, programme, code }: NetworkRow) => ({ line, programme: programme ?? '', code: code ?? '' })

/** Lines by the hotspot that they mean, several of one hotspot as one; and lines of agents alone. */
function sortRows(rows: readonly NetworkRow[], records: ReadonlyMap<number, HotspotRecord>, faults: NetworkFault[]) {
  const match = createMatcher(records.values())
  const byHotspot = new Map<number, NetworkRow>()
  const agentRows: NetworkRow[] = []
  const spared: number[] = []
  for (const row of rows) {
    if (isAgentLine(row)) {
      agentRows.push(row)
      continue
    }
    const found = match(row)
    if ('reason' in found) {
      const { reason, detail, field, candidates } = found
      const value = row[field] ?? ''
      faults.push({ ...faultOf(row), field, value, reason, detail, candidates, taken: false })
      spared.push(...candidates.map(({ id }) => id))
      continue
    }
    const earlier = byHotspot.get(found.hotspot.id)
    const merged = earlier ? merge(earlier, row) : row
    if (typeof merged !== 'string') byHotspot.set(found.hotspot.id, merged)
    else {
      const detail = `Line ${earlier!.line} is of the same hotspot, ${candidatesOf([found.hotspot])}, and says otherwise.`
      const value = String(row[merged as keyof NetworkRow] ?? '')
      const reason = 'contradicts-another-line'
      const candidates = [found.hotspot]
      faults.push({ ...faultOf(row), field: merged, value, reason, detail, candidates, taken: false })
    }
  }
  return { byHotspot, agentRows, spared }
}

const isAgentLine = ({ agent, kind, code, mac, name, bssids, names }: NetworkRow): boolean =>
  agent !== null &&
  code === null &&
  mac === null &&
  ((name === null && !bssids?.length && !names?.length) || kind === 'controller')

/** One hotspot's radios may have a line each. @returns the field in which the two disagree */
function merge(earlier: NetworkRow, later: NetworkRow): NetworkRow | string {
  const merged: Record<string, unknown> = { ...earlier }
  for (const field of Object.keys(later) as Array<keyof NetworkRow>) {
    const [one, other] = [earlier[field], later[field]]
    if (field === 'line' || field === 'programme' || field === 'code' || field === 'name' || other === null) continue
    if (Array.isArray(other)) merged[field] = [...new Set([...((one as string[] | null) ?? []), ...other])].sort()
    else if (one === null) merged[field] = other
    else if (JSON.stringify(one) !== JSON.stringify(other)) return field
  }
  return merged as unknown as NetworkRow
}

/** What stays of `now` where the line says nothing; what was found stays beside what the line says. */
function settingsOf(now: HotspotRecord, row: NetworkRow): HotspotRecord {
  const after = { ...now }
  const found = (values: readonly string[]) => values.filter((value) => now.found.includes(value))
  after.mac = row.mac ?? now.mac
  if (row.bssids !== null) after.bssids = unitedWith(row.bssids, found(now.bssids), (address) => address)
  if (after.mac !== null && after.bssids.includes(after.mac))
    after.bssids = after.bssids.filter((address) => address !== after.mac)
  if (row.names !== null) after.names = unitedWith(row.names, found(now.names), folded)
  after.agentKey = row.agentKey ?? now.agentKey
  after.model = row.model ?? now.model
  after.serial = row.serial ?? now.serial
  after.antennas = row.antennas ?? now.antennas
  after.capacity = row.capacity ?? now.capacity
  after.equipment = row.equipment ?? now.equipment
  after.installedOn = row.installedOn ?? now.installedOn
  after.notes = row.notes ?? now.notes
  return after
}

/** Values of a line, in order, and those others that are none of them. */
function unitedWith(values: readonly string[], others: readonly string[], keyOf: (value: string) => string) {
  if (others.length === 0) return values
  const known = new Set(values.map(keyOf))
  return [...values, ...others.filter((value) => !known.has(keyOf(value)))].sort()
}

function leftOut(
  records: ReadonlyMap<number, HotspotRecord>,
  inFile: ReadonlySet<number>,
  named: readonly HotspotRecord[],
): HotspotRecord[] {
  const programmes = new Set(named.map(({ programme }) => programme))
  return [...records.values()].filter(
    ({ id, programme, retiredAt, networkImportId }) =>
      retiredAt === null && networkImportId !== null && programmes.has(programme) && !inFile.has(id),
  )
}
