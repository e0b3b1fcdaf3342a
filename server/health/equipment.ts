import type { Database } from '../database/connection.ts'
import { type Districts, hotspotsWithin } from '../network/districts/within.ts'
import { hotspotsByName } from '../network/fragments.ts'
import { agentHotspots } from '../network/snmp-targets.ts'
import { found, namesOf } from './poller/share-out.ts'
import type { Identity } from './readings/agent-reading.ts'

/** How many hotspots run what. Null: their agents do not tell. */
export interface Equipment {
  /** By which profile they are read: the make. */
  profile: string
  model: string | null
  firmware: string | null
  hotspots: number
}

/** What one hotspot is, as its agent said when it was last discovered, or its controller of it. */
export interface HotspotEquipment extends Pick<Equipment, 'profile' | 'model' | 'firmware'> {
  hotspotId: number
  name: string
  serial: string | null
}

interface Known {
  agent_id: number
  profile: string
  identity: Identity
  accessPoints: Array<Identity & { key: string }> | null
}

type Connections = Pick<Database, 'pool' | 'query'>

/** What a hotspot is; undefined where its agent was never heard, or tells nothing of it. */
export const equipmentOf = async (db: Connections, hotspotId: number): Promise<HotspotEquipment | undefined> =>
  (await equipmentOfEach(db, hotspotId))[0]

/** The hotspots that run exactly this, by name. */
export async function hotspotsThatRun(
  db: Connections,
  wanted: Pick<Equipment, 'profile' | 'model' | 'firmware'>,
  districts: Districts = null,
): Promise<HotspotEquipment[]> {
  const all = await equipmentWithin(db, districts)
  return all
    .filter(
      ({ profile, model, firmware }) =>
        profile === wanted.profile && model === wanted.model && firmware === wanted.firmware,
    )
    .sort((a, b) => a.name.localeCompare(b.name))
}

/**
 * How many hotspots in use run what; those of a controller as it says of each. The most frequent first. Hotspots whose
 * agents were never heard are not in it.
 */
export async function equipmentInUse(db: Connections, districts: Districts = null): Promise<Equipment[]> {
  const counted = new Map<string, Equipment>()
  for (const { profile, model, firmware } of await equipmentWithin(db, districts)) {
    const key = JSON.stringify([profile, model, firmware])
    const known = counted.get(key) ?? { profile, model, firmware, hotspots: 0 }
    counted.set(key, { ...known, hotspots: known.hotspots + 1 })
  }
  return [...counted.values()].sort((a, b) => b.hotspots - a.hotspots || compared(a, b))
}

async function equipmentWithin(db: Connections, districts: Districts): Promise<HotspotEquipment[]> {
  const [all, own] = [await equipmentOfEach(db), await hotspotsWithin(db, districts)]
  const ids = own && new Set(own)
  return ids ? all.filter(({ hotspotId }) => ids.has(hotspotId)) : all
}

/** As agents say it; of hotspots of which none does, as their gateway's controller says it. */
async function equipmentOfEach(db: Connections, hotspotId?: number): Promise<HotspotEquipment[]> {
  const byAgents = await equipmentByAgents(db, hotspotId)
  const told = new Set(byAgents.map((one) => one.hotspotId))
  return [...byAgents, ...(await equipmentByControllers(db, hotspotId)).filter((one) => !told.has(one.hotspotId))]
}

async function equipmentByControllers({ pool, query }: Connections, hotspotId?: number): Promise<HotspotEquipment[]> {
  const { rows } = await pool.query<Omit<HotspotEquipment, 'name'>>(
    `select hotspot_id as "hotspotId", make || '-api' as profile, model, serial, firmware from controller_words
     where $1::bigint is null or hotspot_id = $1`,
    [hotspotId ?? null],
  )
  if (rows.length === 0) return []
  const hotspots = await hotspotsByName({ query }).where('retired_at', 'is', null).execute()
  const names = new Map(hotspots.map(({ id, name }) => [id, name]))
  return rows.flatMap((row) => (names.has(row.hotspotId) ? [{ ...row, name: names.get(row.hotspotId)! }] : []))
}

async function equipmentByAgents(db: Connections, hotspotId?: number): Promise<HotspotEquipment[]> {
  const hotspots = await agentHotspots(db, hotspotId)
  const { rows } = await db.pool.query<Known>(
    `select agent_id, learned->>'profile' as profile, learned->'identity' as identity,
       learned->'accessPoints' as "accessPoints" from poll_plans
     where learned ? 'identity' and ($1::bigint[] is null or agent_id = any($1))`,
    [hotspotId === undefined ? null : hotspots.map(({ agentId }) => agentId)],
  )
  const agents = new Map(rows.map((row) => [row.agent_id, { ...row, names: namesOf(row.accessPoints ?? []) }]))
  return hotspots.flatMap(({ agentId, kind, ...hotspot }) => {
    const agent = agents.get(agentId)
    const own = agent && (found(agent.names, hotspot) ?? (kind !== 'access-point' ? null : agent.identity))
    if (!agent || !own) return []
    const { model, firmware, serial } = own
    return [{ hotspotId: hotspot.id, name: hotspot.name, profile: agent.profile, model, firmware, serial }]
  })
}

const compared = (a: Equipment, b: Equipment) =>
  [a.profile, a.model, a.firmware].join(' ').localeCompare([b.profile, b.model, b.firmware].join(' '))
