import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { assignHotspots, chosenHotspots, UnknownHotspots } from '../../network/groups/group-members.ts'
import {
  addGroup,
  changeGroup,
  GroupError,
  type ListedGroup,
  listGroups,
  removeGroup,
} from '../../network/groups/groups.ts'
import { ALWAYS_OPEN, openingAt, parseHours } from '../../network/groups/opening-hours.ts'
import { hotspotsFound } from '../../network/hotspots/views.ts'
import * as contract from '../contract.ts'
import { ApiProblem, type Route, route } from '../route.ts'
import { exactlyOne, idParameter } from './parameters.ts'

/** What an audit event names one by one. */
const MOST_NAMED = 100

const toAssign = contract.hotspotsToAssign.refine(...exactlyOne('hotspots', 'search'))
type ToAssign = { hotspots?: number[] | undefined; search?: string | undefined }

function explained(error: unknown): never {
  if (error instanceof UnknownHotspots) throw new ApiProblem(400, 'wrong-hotspots', error.message, 'hotspots')
  if (!(error instanceof GroupError)) throw error
  if (error.field === 'group') throw new ApiProblem(404, 'no-such-group', error.message)
  throw new ApiProblem(400, 'wrong-group', error.message, error.field)
}

function listed({ policyId, ...group }: ListedGroup, timeZone: string, now: Date) {
  const { open, until } = group.hours === null ? ALWAYS_OPEN : openingAt(parseHours(group.hours), timeZone, now)
  return { ...group, policy: policyId, open, until: until?.toISOString() ?? null }
}

/** Moves the hotspots and writes down who did. @param groupId null: out of their groups */
async function assign(db: Database, groupId: number | null, { hotspots, search }: ToAssign, staffId: number) {
  const ids = search === undefined ? await chosenHotspots(db, { ids: hotspots ?? [] }) : await hotspotsFound(db, search)
  const moved = await assignHotspots(db, groupId, ids)
  const [action, target] =
    groupId === null ? ['hotspot-group.unassign', 'hotspots'] : ['hotspot-group.assign', `hotspot group ${groupId}`]
  const detail = { ...(search !== undefined && { search }), hotspots: ids.length, moved, ids: ids.slice(0, MOST_NAMED) }
  await audit(db, { kind: 'staff', staffId }, action, target, detail)
  return { hotspots: ids.length, moved }
}

export const hotspotGroupRoutes: Route[] = [
  route({
    method: 'get',
    path: '/hotspot-groups',
    summary: 'Groups of hotspots with opening hours and a policy of their own, by name',
    role: 'admin',
    response: contract.hotspotGroups,
    async handler({ parts: { db, config } }) {
      const now = new Date()
      return { groups: (await listGroups(db)).map((group) => listed(group, config.timeZone, now)) }
    },
  }),
  route({
    method: 'post',
    path: '/hotspot-groups',
    summary: 'Makes a hotspot group',
    role: 'admin',
    body: contract.groupSettings,
    response: contract.madeRecord,
    async handler({ parts: { db }, body: { policy, ...rest }, staff }) {
      const id = await addGroup(db, { ...rest, policyId: policy }).catch(explained)
      const by = { kind: 'staff', staffId: staff.id } as const
      await audit(db, by, 'hotspot-group.add', `hotspot group ${id}`, { ...rest, policy })
      return { id }
    },
  }),
  route({
    method: 'put',
    path: '/hotspot-groups/{id}',
    summary: 'Changes a hotspot group',
    role: 'admin',
    params: idParameter,
    body: contract.groupSettings,
    response: contract.doneRecord,
    async handler({ parts: { db }, params: { id }, body: { policy, ...rest }, staff }) {
      await changeGroup(db, id, { ...rest, policyId: policy }).catch(explained)
      const by = { kind: 'staff', staffId: staff.id } as const
      await audit(db, by, 'hotspot-group.set', `hotspot group ${id}`, { ...rest, policy })
      return { done: true }
    },
  }),
  route({
    method: 'post',
    path: '/hotspot-groups/{id}/remove',
    summary: 'Removes a hotspot group: its hotspots are always open then, with the default policy',
    role: 'admin',
    params: idParameter,
    response: contract.doneRecord,
    async handler({ parts: { db }, params: { id }, staff }) {
      await removeGroup(db, id).catch(explained)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'hotspot-group.remove', `hotspot group ${id}`)
      return { done: true }
    },
  }),
  route({
    method: 'post',
    path: '/hotspot-groups/{id}/assign',
    summary: 'Puts hotspots, or all that a search finds, into a group, out of the one they are in',
    role: 'admin',
    params: idParameter,
    body: toAssign,
    response: contract.hotspotsAssigned,
    handler: ({ parts: { db }, params: { id }, body, staff }) => assign(db, id, body, staff.id).catch(explained),
  }),
  route({
    method: 'post',
    path: '/hotspot-groups/unassign',
    summary: 'Takes hotspots, or all that a search finds, out of their groups',
    role: 'admin',
    body: toAssign,
    response: contract.hotspotsAssigned,
    handler: ({ parts: { db }, body, staff }) => assign(db, null, body, staff.id).catch(explained),
  }),
]
