import {
  countHelpCases,
  type HelpCase,
  helpCase,
  readHelpCode,
  recentHelpCases,
  shownHelpCode,
} from '../../../access/help-cases/help-cases.ts'
import { decisionsOnDevice } from '../../../access/views.ts'
import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { gatewayNames, hotspotNames } from '../../../network/hotspots/views.ts'
import { sessionsOfDevice } from '../../../sessions/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs } from '../../cursor.ts'
import { shownDevice } from '../../device.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { ownOf, placeOf } from '../own.ts'
import { idBefore } from '../parameters.ts'
import { decided, event, eventsOf, type WayEvent } from './way.ts'

/** A way is looked at from a little before its first step until so long after its code was made. */
const BEFORE_MS = 5 * 60_000
const AFTER_MS = 2 * 3_600_000

export const helpRoutes = [
  implement(contract.listHelpCases, async ({ parts: { db }, query, staff: { districts } }) => {
    const [rows, total] = await Promise.all([
      recentHelpCases(db, { districts, limit: rowsFor(query), before: idBefore(query.cursor) }),
      countHelpCases(db, districts, contract.MOST_COUNTED),
    ])
    const page = cutPage(rows, query, total, ({ id }) => [id])
    const [hotspots, gateways] = await Promise.all([
      hotspotNames(db, [...new Set(page.items.flatMap((row) => row.hotspot_id ?? []))]),
      gatewayNames(db, [...new Set(page.items.flatMap((row) => row.gateway_id ?? []))]),
    ])
    return shownAs(page, (row) => ({
      code: shownHelpCode(row.code),
      at: row.at.toISOString(),
      problem: row.problem,
      hotspot: row.hotspot_id === null ? null : (hotspots.get(row.hotspot_id) ?? null),
      gateway: row.gateway_id === null ? null : (gateways.get(row.gateway_id) ?? null),
    }))
  }),
  implement(contract.readHelpCase, async ({ parts: { db, sealer }, params, staff }) => {
    const code = readHelpCode(params.code)
    const known = code === undefined ? undefined : await helpCase(db, sealer, code)
    const [found] = await ownOf(db, staff, known ? [known] : [], (one) => one)
    if (!found) throw new ApiProblem(404, 'no-such-code', `There is no case "${params.code}": they go after two weeks.`)
    const { hotspotId, gatewayId } = found
    const [hotspots, gateways, timeline] = await Promise.all([
      hotspotNames(db, hotspotId === null ? [] : [hotspotId]),
      gatewayNames(db, gatewayId === null ? [] : [gatewayId]),
      timelineOf(db, staff, found),
    ])
    const named = (id: number | null, names: Map<number, string>) =>
      id === null ? null : { id, name: names.get(id) ?? `${id}` }
    return changed({
      code: shownHelpCode(found.code),
      at: found.at.toISOString(),
      problem: found.problem,
      detail: found.detail,
      hotspot: named(hotspotId, hotspots),
      gateway: named(gatewayId, gateways),
      device: shownDevice(found.deviceMac) ?? null,
      signedIn: found.residentId !== null,
      timeline,
    })
  }),
]

async function timelineOf(
  db: Database,
  staff: StaffMember,
  { at, steps, deviceMac, problem }: HelpCase,
): Promise<WayEvent[]> {
  const began = new Date(steps[0]?.at ?? at)
  const [from, to] = [new Date(began.getTime() - BEFORE_MS), new Date(at.getTime() + AFTER_MS)]
  const [allDecisions, allSessions] =
    deviceMac === null
      ? [[], []]
      : await Promise.all([decisionsOnDevice(db, deviceMac, from, to), sessionsOfDevice(db, deviceMac, from, to)])
  const decisions = await ownOf(db, staff, allDecisions, placeOf)
  const sessions = await ownOf(db, staff, allSessions, placeOf)
  const all = [
    ...steps.map(({ step, at: when }) => event(new Date(when), 'portal', step)),
    ...(problem === null ? [] : [event(at, 'portal', problem)]),
    ...decisions.map(decided),
    ...sessions.flatMap(eventsOf),
  ]
  return all.sort((a, b) => a.at.localeCompare(b.at))
}
