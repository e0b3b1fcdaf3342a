import type { Database } from '../../database/connection.ts'
import { listAgents } from '../../network/agents/agents.ts'
import { listFound } from '../../network/found/store.ts'
import { placedByStaff } from '../../network/hotspots/held/placed-by-staff.ts'
import { hotspotRecords } from '../../network/hotspots/record.ts'
import { listDiscovered } from '../discovery/store.ts'
import { deviceDoubts } from './devices.ts'
import type { Doubt } from './doubt.ts'
import { elsewhereDoubts } from './elsewhere.ts'
import { farDoubts, movedDoubts } from './places.ts'
import { sharedDoubts } from './shared.ts'

/** What cannot be as it is said of the hotspots in use, but for what somebody has found to be right; by kind. */
export async function listDoubts(db: Database): Promise<Doubt[]> {
  const inUse = [...(await hotspotRecords(db)).values()].filter(({ retiredAt }) => retiredAt === null)
  const agents = new Map((await listAgents(db)).map((agent) => [agent.id, agent]))
  const all = [
    ...sharedDoubts(inUse),
    ...elsewhereDoubts(inUse, await listFound(db)),
    ...deviceDoubts(inUse, (id) => agents.get(id), await listDiscovered(db)),
    ...movedDoubts(inUse, await placedByStaff(db)),
    ...farDoubts(inUse),
  ]
  const settled = await settledDoubts(db)
  return all.filter((doubt) => !settled.has(keyOf(doubt.kind, doubt.hotspot.id, doubt.evidence)))
}

const keyOf = (kind: string, hotspotId: number, evidence: string) => `${kind} ${hotspotId} ${evidence}`

async function settledDoubts({ query }: Pick<Database, 'query'>): Promise<Set<string>> {
  const rows = await query.selectFrom('settled_doubts').select(['kind', 'hotspot_id', 'evidence']).execute()
  return new Set(rows.map(({ kind, hotspot_id, evidence }) => keyOf(kind, hotspot_id, evidence)))
}

/** Keeps that a doubt was none: it does not come back as long as what spoke for it stays the same. */
export async function keepRight(
  { query }: Pick<Database, 'query'>,
  { kind, hotspot, evidence }: Doubt,
  staffId: number | null,
): Promise<void> {
  await query
    .insertInto('settled_doubts')
    .values({ kind, hotspot_id: hotspot.id, evidence, staff_id: staffId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
