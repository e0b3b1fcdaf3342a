import { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import { listStaff } from '../../../directory/staff.ts'
import { AgentError } from '../../../network/agents/credentials.ts'
import { districtsOf } from '../../../network/districts/of.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import {
  type ChangedHotspot,
  editHotspot,
  moveHotspot,
  replaceAccessPoint,
  restoreHotspot,
  retireHotspot,
} from '../../../network/hotspots/edits.ts'
import { historyOf } from '../../../network/hotspots/history.ts'
import { hotspotInventory } from '../../../network/hotspots/listed.ts'
import { type HotspotRecord, hotspotRecords } from '../../../network/hotspots/record.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor } from '../../cursor.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { isOwnNamedGateway, mustOwnAgent, mustOwnHotspot, mustStayOwn, noGatewayNamed, noSuchHotspot } from '../own.ts'

const place = z.tuple([z.string(), z.int()]).transform(([name, id]) => ({ name, id }))

export function explained(error: unknown): never {
  if (error instanceof AgentError) throw new ApiProblem(400, 'wrong-hotspot', error.message, 'agent')
  if (!(error instanceof HotspotError)) throw error
  if (error.field === 'hotspot') throw new ApiProblem(404, 'no-such-hotspot', error.message)
  throw new ApiProblem(400, 'wrong-hotspot', error.message, error.field, error.details)
}

const shown = ({ bssids, names, ...record }: HotspotRecord) => ({ ...record, bssids: [...bssids], names: [...names] })

/** With the district of each. */
async function withDistricts(db: Database, records: readonly HotspotRecord[]) {
  const districts = await districtsOf(
    db,
    records.map(({ id }) => id),
  )
  return records.map((record) => ({ ...shown(record), district: districts.get(record.id) ?? null }))
}

type Filter = Omit<contract.Received<typeof contract.listInventory, 'query'>, 'limit' | 'cursor'>

/** As the network's room takes it. */
export const filterOf = ({
  search,
  gateway,
  agent,
  with: having,
  group,
  programme,
  borough,
  district,
  without,
  retired,
}: Filter) => ({
  ...{ search: search || undefined, gatewayId: gateway, agentId: agent, having },
  ...{ group, programme, borough, district, without, retired },
})

/** What changed is audited from what to what; what was so before is not. */
async function told(db: Database, { hotspot, differences: changes }: ChangedHotspot) {
  const [item] = await withDistricts(db, [hotspot])
  const answer = { hotspot: item!, changes }
  return Object.keys(changes).length === 0 ? unchanged(answer) : changed(answer, { changes })
}

export const inventoryRoutes = [
  implement(contract.listInventory, async ({ parts: { db }, query, staff: { districts } }) => {
    const after = readCursor(place, query.cursor)
    const { total, items } = await hotspotInventory(db, { ...filterOf(query), districts, limit: rowsFor(query), after })
    return cutPage(await withDistricts(db, items), query, total, ({ name, id }) => [name, id])
  }),
  implement(contract.readInventoryItem, async ({ parts: { db }, params: { id }, staff: me }) => {
    await mustOwnHotspot(db, me, id)
    const record = (await hotspotRecords(db, [id])).get(id)
    if (!record) throw noSuchHotspot(id)
    const [history, staff, [item]] = await Promise.all([historyOf(db, id), listStaff(db), withDistricts(db, [record])])
    const names = new Map(staff.map((member) => [member.id, member.name]))
    return {
      ...item!,
      history: history.map(({ at, ...change }) => ({
        ...change,
        at: at.toISOString(),
        staff: change.staffId === null ? null : (names.get(change.staffId) ?? null),
      })),
    }
  }),
  implement(contract.editInventoryItem, async ({ parts: { db }, params: { id }, body: { agent, ...edit }, staff }) => {
    const given = { ...edit, agent: agent === undefined || agent === null ? agent : String(agent) }
    await mustOwnHotspot(db, staff, id)
    const mayHang = await isOwnNamedGateway(db, staff, edit.gateway ?? null)
    const edited = await editHotspot(db, id, { staffId: staff.id }, given).catch(explained)
    const { gateway: another, agent: anotherAgent } = edited.differences
    if (another && !mayHang) throw noGatewayNamed(edit.gateway!)
    if (anotherAgent && typeof agent === 'number') await mustOwnAgent(db, staff, agent)
    await mustStayOwn(db, staff, id)
    return told(db, edited)
  }),
  implement(contract.moveHotspot, async ({ parts: { db }, params: { id }, body, staff }) => {
    await mustOwnHotspot(db, staff, id)
    const moved = await moveHotspot(db, id, { staffId: staff.id }, body).catch(explained)
    await mustStayOwn(db, staff, id)
    return told(db, moved)
  }),
  implement(contract.retireHotspot, async ({ parts: { db }, params: { id }, staff }) => {
    await mustOwnHotspot(db, staff, id)
    return told(db, await retireHotspot(db, id, { staffId: staff.id }).catch(explained))
  }),
  implement(contract.restoreHotspot, async ({ parts: { db }, params: { id }, staff }) => {
    await mustOwnHotspot(db, staff, id)
    return told(db, await restoreHotspot(db, id, { staffId: staff.id }).catch(explained))
  }),
  implement(contract.replaceAccessPoint, async ({ parts: { db }, params: { id }, body, staff }) => {
    await mustOwnHotspot(db, staff, id)
    return told(db, await replaceAccessPoint(db, id, { staffId: staff.id }, body).catch(explained))
  }),
]
