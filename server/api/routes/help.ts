import { z } from 'zod'
import {
  type HelpCase,
  helpCase,
  readHelpCode,
  recentHelpCases,
  shownHelpCode,
} from '../../access/help-cases/help-cases.ts'
import { decisionsOnDevice } from '../../access/views.ts'
import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { gatewayNames, hotspotNames } from '../../network/hotspots/views.ts'
import { sessionsOfDevice } from '../../sessions/views.ts'
import * as contract from '../contract.ts'
import { shownDevice } from '../device.ts'
import { ApiProblem, route } from '../route.ts'
import { limit } from './parameters.ts'

/** A way is looked at from a little before its first step until so long after its code was made. */
const BEFORE_MS = 5 * 60_000
const AFTER_MS = 2 * 3_600_000

type Event = contract.HelpTrace['timeline'][number]

export const helpRoutes = [
  route({
    method: 'get',
    path: '/help-cases',
    summary: 'Codes that residents were shown when something did not work, newest first',
    role: 'operator',
    query: z.strictObject({ limit: limit(200, 50) }),
    response: contract.helpCases,
    async handler({ parts: { db }, query }) {
      const rows = await recentHelpCases(db, query.limit)
      const [hotspots, gateways] = await Promise.all([
        hotspotNames(db, [...new Set(rows.flatMap((row) => row.hotspot_id ?? []))]),
        gatewayNames(db, [...new Set(rows.flatMap((row) => row.gateway_id ?? []))]),
      ])
      return {
        cases: rows.map((row) => ({
          code: shownHelpCode(row.code),
          at: row.at.toISOString(),
          problem: row.problem,
          hotspot: row.hotspot_id === null ? null : (hotspots.get(row.hotspot_id) ?? null),
          gateway: row.gateway_id === null ? null : (gateways.get(row.gateway_id) ?? null),
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/help-cases/{code}',
    summary: 'The whole way of a resident who was shown this code: redirect, City Key, ticket, RADIUS, accounting',
    role: 'operator',
    params: z.strictObject({ code: z.string().max(20) }),
    response: contract.helpTrace,
    async handler({ parts: { db, sealer }, params, staff }) {
      const code = readHelpCode(params.code)
      const found = code === undefined ? undefined : await helpCase(db, sealer, code)
      if (!found)
        throw new ApiProblem(404, 'no-such-code', `There is no case "${params.code}": they go after two weeks.`)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'help-case.read', `help case ${shownHelpCode(found.code)}`)
      const { hotspotId, gatewayId } = found
      const [hotspots, gateways, timeline] = await Promise.all([
        hotspotNames(db, hotspotId === null ? [] : [hotspotId]),
        gatewayNames(db, gatewayId === null ? [] : [gatewayId]),
        timelineOf(db, found),
      ])
      const named = (id: number | null, names: Map<number, string>) =>
        id === null ? null : { id, name: names.get(id) ?? `${id}` }
      return {
        code: shownHelpCode(found.code),
        at: found.at.toISOString(),
        problem: found.problem,
        detail: found.detail,
        hotspot: named(hotspotId, hotspots),
        gateway: named(gatewayId, gateways),
        device: shownDevice(found.deviceMac) ?? null,
        signedIn: found.residentId !== null,
        timeline,
      }
    },
  }),
]

async function timelineOf(db: Database, { at, steps, deviceMac, problem, detail }: HelpCase): Promise<Event[]> {
  const began = new Date(steps[0]?.at ?? at)
  const [from, to] = [new Date(began.getTime() - BEFORE_MS), new Date(at.getTime() + AFTER_MS)]
  const [decisions, sessions] =
    deviceMac === null
      ? [[], []]
      : await Promise.all([decisionsOnDevice(db, deviceMac, from, to), sessionsOfDevice(db, deviceMac, from, to)])
  const event = (when: Date, source: Event['source'], what: string, detail: string | null): Event => ({
    ...{ at: when.toISOString(), source, what, detail },
  })
  const all: Event[] = [
    ...steps.map(({ step, at: when }) => event(new Date(when), 'portal', step, null)),
    ...(problem === null ? [] : [event(at, 'portal', problem, detail)]),
    ...decisions.map((each) =>
      event(
        each.at,
        'decision',
        each.accepted ? 'accept-decision' : 'reject-decision',
        `${each.method}: ${each.reason}`,
      ),
    ),
    ...sessions.flatMap((session) => {
      const octets = `${session.input_octets + session.output_octets} octets`
      const last = session.ended_at
        ? event(
            session.ended_at,
            'accounting',
            'session-end',
            `${octets}, ${session.terminate_cause ?? session.ended_by}`,
          )
        : event(session.updated_at, 'accounting', 'session-update', octets)
      return [event(session.started_at, 'accounting', 'session-start', null), last]
    }),
  ]
  return all.sort((a, b) => a.at.localeCompare(b.at))
}
