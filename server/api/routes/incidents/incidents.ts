import { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import { publish } from '../../../database/events/events.ts'
import { inOneTransaction } from '../../../database/one-transaction.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { workingStaff } from '../../../directory/views.ts'
import { type Act, act } from '../../../incidents/act.ts'
import { incidentOf, listIncidents, presentHotspots } from '../../../incidents/views.ts'
import { hotspotsFound } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor } from '../../cursor.ts'
import { type ApiParts, ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { shownIncident, shownIncidents } from './shown.ts'

const place = z.tuple([z.int(), z.int()]).transform(([residents, id]) => ({ residents, id }))

/** Incidents on the map, and hotspots of each. */
const MOST_AREAS = 60
const MOST_IN_AREA = 1000

const noSuchIncident = (id: number) => new ApiProblem(404, 'no-such-incident', `There is no incident ${id}.`)

/** Has whoever asks do something to an incident of their districts. */
async function doTo({ db }: ApiParts, id: number, what: Act, staff: StaffMember, detail: Record<string, unknown>) {
  if (!(await incidentOf(db, id, staff.districts))) throw noSuchIncident(id)
  const done = await inOneTransaction(db, (tx) => act(tx, id, what, staff.id))
  if (!done) return unchanged({ done })
  await publish(db, { type: 'incidents' })
  return changed({ done }, detail)
}

/** A gateway or a site with the hotspots that it has now. */
async function placeOf(
  { query }: Pick<Database, 'query'>,
  { gateway, site }: { gateway: number | undefined; site: number | undefined },
) {
  if (gateway === undefined && site === undefined) return undefined
  const hotspots = await hotspotsFound({ query }, { gatewayId: gateway, siteId: site })
  return gateway === undefined
    ? { cause: 'site' as const, subject: site!, hotspots }
    : { cause: 'gateway' as const, subject: gateway, hotspots }
}

export const incidentRoutes = [
  implement(contract.listIncidents, async ({ parts: { db }, query, staff }) => {
    const { limit: _, cursor, assigned, hotspot, gateway, site, ...wanted } = query
    const of = await placeOf(db, { gateway, site })
    const { rows, total } = await listIncidents(
      db,
      {
        ...{ ...wanted, districts: staff.districts, hotspotId: hotspot, of },
        assignedTo: assigned === 'me' ? staff.id : assigned,
      },
      rowsFor(query),
      readCursor(place, cursor),
    )
    const page = cutPage(rows, query, total, ({ order, id }) => [order, id])
    return { ...page, items: await shownIncidents(db, page.items, staff.districts) }
  }),
  implement(contract.readIncidentAreas, async ({ parts: { db }, staff: { districts } }) => {
    const { rows } = await listIncidents(db, { open: true, districts }, MOST_AREAS)
    const ids = rows.map(({ id }) => id)
    const held = await presentHotspots(db, ids, districts, MOST_IN_AREA)
    return {
      areas: rows.map(({ id, cause, name, kind, silenced }) => ({
        ...{ id, cause, name, kind, silenced },
        hotspots: held.get(id) ?? [],
      })),
    }
  }),
  implement(contract.readIncident, async ({ parts: { db }, params: { id }, staff: { districts } }) => {
    const incident = await incidentOf(db, id, districts)
    if (!incident) throw noSuchIncident(id)
    return shownIncident(db, incident, districts)
  }),
  implement(contract.acknowledgeIncident, ({ parts, params: { id }, body: { text }, staff }) =>
    doTo(parts, id, { kind: 'acknowledge', text: text || null }, staff, { ...(text && { text }) }),
  ),
  implement(contract.unacknowledgeIncident, ({ parts, params: { id }, staff }) =>
    doTo(parts, id, { kind: 'unacknowledge' }, staff, {}),
  ),
  implement(contract.assignIncident, async ({ parts, params: { id }, body: { to }, staff }) => {
    const whom = to === null ? undefined : (await workingStaff(parts.db)).find((member) => member.id === to)
    if (to !== null && !whom)
      throw new ApiProblem(400, 'wrong-incident', 'It goes to operators and administrators only.', 'to')
    return doTo(parts, id, { kind: 'assign', to }, staff, { to: whom?.name ?? null })
  }),
  implement(contract.commentIncident, ({ parts, params: { id }, body: { text }, staff }) =>
    doTo(parts, id, { kind: 'comment', text }, staff, { text }),
  ),
  implement(contract.listColleagues, async ({ parts: { db } }) => ({ staff: await workingStaff(db) })),
]
