import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { putAgents } from '../agents/agents.ts'
import { listCredentials } from '../agents/credentials.ts'
import { agentsOf } from '../agents/listed.ts'
import { districtById } from '../districts/districts.ts'
import { namedGateways } from '../gateways/names.ts'
import { assignHotspots } from '../groups/group-members.ts'
import { type ChangeAction, changeHotspots, HotspotError } from '../hotspots/change.ts'
import { agentWords, type HotspotRecord, hotspotRecords } from '../hotspots/record.ts'
import { folded } from '../spelling.ts'

/** One thing that is to become of many hotspots. */
export type ManyChange =
  /** The gateway's name; null: none. */
  | { gateway: string | null }
  /** A hotspot group's number; null: none. */
  | { group: number | null }
  /** The number of the district into which they are put; null: that of their borough. */
  | { district: number | null }
  /** By which credential their agents are asked, for those that have an agent. */
  | { credential: number }
  | { retired: boolean }

/** What was done: how many hotspots there were of those named, how many changed, and the change in names. */
export interface ManyChanged {
  hotspots: number
  changed: number
  change: Record<string, unknown>
}

/**
 * Changes many hotspots alike, in one transaction, each with its history.
 *
 * @throws {HotspotError} where there is no such gateway or credential, or two hotspots in use would have one address
 * @throws {GroupError} where there is no such group
 * @throws {DistrictError} where there is no such district
 */
export function changeMany(
  db: Database,
  ids: readonly number[],
  { staffId }: { staffId: number | null },
  change: ManyChange,
): Promise<ManyChanged> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    if ('group' in change) {
      const changed = await assignHotspots(one, change.group, ids, { staffId })
      return { hotspots: ids.length, changed, change }
    }
    const records = [...(await hotspotRecords(one, ids)).values()]
    const { after, said } = await afterwards(one, records, change)
    const changes = records.map((before) => ({ before, after: { ...before, ...after(before) } }))
    const changed = await changeHotspots(one, changes, { staffId, action: actionOf(change) })
    return { hotspots: records.length, changed: changed.size, change: said }
  })
}

type PlainChange = Exclude<ManyChange, { group: number | null }>

const actionOf = (change: PlainChange): ChangeAction =>
  'retired' in change ? (change.retired ? 'retire' : 'restore') : 'edit'

/** What becomes of each hotspot, and the change in names. */
async function afterwards(db: Database, records: readonly HotspotRecord[], change: PlainChange) {
  if ('gateway' in change) {
    const to = change.gateway === null ? { gatewayId: null, gateway: null } : await gatewayOf(db, change.gateway)
    return { after: () => to, said: { gateway: to.gateway } }
  }
  if ('district' in change) {
    const district = change.district === null ? null : await districtById(db, change.district)
    return { after: () => ({ district }), said: { district: district?.name ?? null } }
  }
  if ('credential' in change) return askedBy(db, records, change.credential)
  const now = new Date().toISOString()
  const after = ({ retiredAt }: HotspotRecord) => ({ retiredAt: change.retired ? (retiredAt ?? now) : null })
  return { after, said: { ...change } }
}

/** @throws {HotspotError} */
async function gatewayOf(db: Database, name: string) {
  const found = (await namedGateways(db)).find((gateway) => folded(gateway.name) === folded(name))
  if (!found) throw new HotspotError(`There is no gateway named "${name}".`, 'gateway')
  return { gatewayId: found.id, gateway: found.name }
}

/** Agents may be those of hotspots that are not meant: the same place with the other credential is another agent. */
async function askedBy(db: Database, records: readonly HotspotRecord[], credentialId: number) {
  const credential = (await listCredentials(db)).find(({ id }) => id === credentialId)
  if (!credential) throw new HotspotError(`There is no SNMP credential ${credentialId}.`, 'credential')
  const old = await agentsOf(db, [...new Set(records.flatMap(({ agentId }) => agentId ?? []))])
  const ids = await putAgents(
    db,
    old.map(({ host, port, kind }) => ({ host, port, kind, credentialId })),
  )
  const fresh = new Map(
    old.map((agent, at) => {
      const words = agentWords({ ...agent, credential: credential.name })
      return [agent.id, { agentId: ids[at]!, agent: words }]
    }),
  )
  const after = ({ agentId }: HotspotRecord) => (agentId === null ? {} : fresh.get(agentId)!)
  return { after, said: { credential: credential.name } }
}
