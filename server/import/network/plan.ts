import { addressesOf, type HotspotChange } from '../../network/hotspots/change.ts'
import { differences, type HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import { candidatesOf, createMatcher } from './match.ts'
import { createReferences, type NamedAgent, type NotFound, type Referred } from './references.ts'
import type { NetworkFault, NetworkRow } from './rows.ts'

/** One hotspot as the file wants it. */
export interface PlannedChange extends HotspotChange {
  /** Its first line. */
  line: number
  /** To hang on, where that changes. */
  agent?: NamedAgent | undefined
}

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
  const planned: PlannedChange[] = []
  for (const [id, row] of byHotspot) {
    const before = records.get(id)!
    const change: PlannedChange = { line: row.line, before, after: settingsOf(before, row) }
    const gateway = row.gateway === null ? undefined : references.gateway(row.gateway)
    if (gateway && 'reason' in gateway) fault(row, gateway, row.gateway)
    else if (gateway) change.after = { ...change.after, gatewayId: gateway.id, gateway: gateway.name }
    const agent = references.agent(row, before)
    if (agent && 'reason' in agent) fault(row, agent, row.credential ?? row.agent?.host ?? '')
    else if (agent) {
      change.agent = wanted(agent)
      change.after = { ...change.after, agent: agent.words, agentId: agent.id ?? null }
    }
    planned.push(change)
  }
  const kept = withoutSharedAddresses(planned, records, faults)
  const changes = kept.filter(({ before, after }) => Object.keys(differences(before, after)).length > 0)
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
  const mac = row.mac ?? now.mac
  const kept = (values: readonly string[]) => values.filter((value) => now.found.includes(value))
  const addresses = row.bssids === null ? now.bssids : [...new Set([...row.bssids, ...kept(now.bssids)])].sort()
  const known = new Set((row.names ?? []).map(folded))
  const names =
    row.names === null
      ? now.names
      : [...row.names, ...kept(now.names).filter((name) => !known.has(folded(name)))].sort()
  return {
    ...now,
    mac,
    bssids: addresses.filter((address) => address !== mac),
    names,
    agentKey: row.agentKey ?? now.agentKey,
    model: row.model ?? now.model,
    serial: row.serial ?? now.serial,
    antennas: row.antennas ?? now.antennas,
    capacity: row.capacity ?? now.capacity,
    equipment: row.equipment ?? now.equipment,
    installedOn: row.installedOn ?? now.installedOn,
    notes: row.notes ?? now.notes,
  }
}

/** Takes out the lines by which an address would become two hotspots'; what that frees or holds is looked at again. */
function withoutSharedAddresses(
  planned: readonly PlannedChange[],
  records: ReadonlyMap<number, HotspotRecord>,
  faults: NetworkFault[],
): PlannedChange[] {
  const kept = new Map(planned.map((change) => [change.before.id, change]))
  for (;;) {
    const shared = sharedAddresses(kept, records)
    if (shared.size === 0) return [...kept.values()]
    const wrong: Array<[PlannedChange, string, HotspotRecord[]]> = []
    for (const change of kept.values()) {
      const before = addressesOf(change.before)
      const address = addressesOf(change.after).find((one) => shared.has(one) && !before.includes(one))
      if (address !== undefined) wrong.push([change, address, shared.get(address)!])
    }
    if (wrong.length === 0) return [...kept.values()]
    for (const [{ line, before, after }, value, each] of wrong) {
      const detail = `It would be the address of several hotspots: ${candidatesOf(each)}.`
      const { programme, code } = before
      const field = after.mac === value ? 'mac' : 'bssids'
      faults.push({
        line,
        programme,
        code,
        field,
        value,
        reason: 'shared-address',
        detail,
        candidates: each,
        taken: false,
      })
      kept.delete(before.id)
    }
  }
}

/** The addresses that several hotspots in use would have, and which. */
function sharedAddresses(
  kept: ReadonlyMap<number, PlannedChange>,
  records: ReadonlyMap<number, HotspotRecord>,
): Map<string, HotspotRecord[]> {
  const holders = new Map<string, HotspotRecord>()
  const shared = new Map<string, HotspotRecord[]>()
  for (const record of records.values())
    for (const address of addressesOf(kept.get(record.id)?.after ?? record)) {
      const other = holders.get(address)
      if (other) shared.set(address, [...(shared.get(address) ?? [other]), record])
      else holders.set(address, record)
    }
  return shared
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
