import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { assignHotspots, chosenHotspots, UnknownHotspots } from '../../../network/groups/group-members.ts'
import {
  addGroup,
  changeGroup,
  GroupError,
  type ListedGroup,
  listGroups,
  removeGroup,
} from '../../../network/groups/groups.ts'
import { ALWAYS_OPEN, openingAt, parseHours } from '../../../network/groups/opening-hours.ts'
import { hotspotsFound } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { mustOwnAll } from '../own.ts'

/** What an audit event names one by one. */
const MOST_NAMED = 100

type ToAssign = contract.Received<typeof contract.assignHotspots, 'body'>

function explained(error: unknown): never {
  if (error instanceof UnknownHotspots) throw new ApiProblem(400, 'wrong-hotspots', error.message, 'hotspots')
  if (!(error instanceof GroupError)) throw error
  if (error.field === 'group') throw new ApiProblem(404, 'no-such-group', error.message)
  const { message, field, part } = error
  throw new ApiProblem(400, 'wrong-group', message, field, part === undefined ? undefined : { part })
}

function listed({ policyId, ...group }: ListedGroup, timeZone: string, now: Date) {
  const { open, until } = group.hours === null ? ALWAYS_OPEN : openingAt(parseHours(group.hours), timeZone, now)
  return { ...group, policy: policyId, open, until: until?.toISOString() ?? null }
}

/** Moves the hotspots. @param groupId null: out of their groups */
async function assign(db: Database, staff: StaffMember, groupId: number | null, { hotspots, search }: ToAssign) {
  const ids =
    search === undefined
      ? await chosenHotspots(db, { ids: hotspots ?? [] })
      : await hotspotsFound(db, { search, districts: staff.districts })
  await mustOwnAll(db, staff, ids)
  const moved = await assignHotspots(db, groupId, ids, { staffId: staff.id })
  const detail = { ...(search !== undefined && { search }), hotspots: ids.length, moved, ids: ids.slice(0, MOST_NAMED) }
  return changed({ hotspots: ids.length, moved }, detail)
}

export const hotspotGroupRoutes = [
  implement(contract.listHotspotGroups, async ({ parts: { db, config } }) => {
    const now = new Date()
    return wholePage((await listGroups(db)).map((group) => listed(group, config.timeZone, now)))
  }),
  implement(contract.addHotspotGroup, async ({ parts: { db }, body: { policy, ...rest } }) => {
    const id = await addGroup(db, { ...rest, policyId: policy }).catch(explained)
    return changed({ id }, { ...rest, policy })
  }),
  implement(contract.changeHotspotGroup, async ({ parts: { db }, params: { id }, body: { policy, ...rest } }) => {
    await changeGroup(db, id, { ...rest, policyId: policy }).catch(explained)
    return changed({ done: true }, { ...rest, policy })
  }),
  implement(contract.removeHotspotGroup, async ({ parts: { db }, params: { id }, staff }) => {
    await removeGroup(db, id, { staffId: staff.id }).catch(explained)
    return changed({ done: true })
  }),
  implement(contract.assignHotspots, ({ parts: { db }, params: { id }, body, staff }) =>
    assign(db, staff, id, body).catch(explained),
  ),
  implement(contract.unassignHotspots, ({ parts: { db }, body, staff }) =>
    assign(db, staff, null, body).catch(explained),
  ),
]
