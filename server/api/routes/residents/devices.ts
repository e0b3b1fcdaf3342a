import { decisionsOnDevice } from '../../../access/views.ts'
import { gatewayNames, hotspotNames } from '../../../network/hotspots/views.ts'
import { sessionsOfDevice } from '../../../sessions/views.ts'
import * as contract from '../../contract/index.ts'
import { shownDevice } from '../../device.ts'
import { changed, implement } from '../../route.ts'
import { ownOf, placeOf } from '../own.ts'
import { macOf } from '../parameters.ts'
import { decided, eventsOf } from './way.ts'

const DAYS = 7
const DAY_MS = 86_400_000

export const deviceRoutes = [
  implement(contract.readDevice, async ({ parts: { db }, params, staff }) => {
    const mac = macOf(params.device)
    const now = Date.now()
    const [from, to] = [new Date(now - DAYS * DAY_MS), new Date(now + DAY_MS)]
    const [allDecisions, allSessions] = await Promise.all([
      decisionsOnDevice(db, mac, from, to, 'desc'),
      sessionsOfDevice(db, mac, from, to, 'desc'),
    ])
    const decisions = await ownOf(db, staff, allDecisions, placeOf)
    const sessions = await ownOf(db, staff, allSessions, placeOf)
    const places = [...decisions, ...sessions]
    const [hotspots, gateways] = await Promise.all([
      hotspotNames(db, [...new Set(places.flatMap((row) => row.hotspot_id ?? []))]),
      gatewayNames(db, [...new Set(places.flatMap((row) => row.gateway_id ?? []))]),
    ])
    const named = (id: number | null, names: Map<number, string>) =>
      id === null ? null : { id, name: names.get(id) ?? `${id}` }
    const at = (row: (typeof places)[number]) => ({
      hotspot: named(row.hotspot_id, hotspots),
      gateway: named(row.gateway_id, gateways),
    })
    const timeline = [
      ...decisions.map((row) => ({ ...decided(row), ...at(row) })),
      ...sessions.flatMap((row) => eventsOf(row).map((event) => ({ ...event, ...at(row) }))),
    ].sort((a, b) => b.at.localeCompare(a.at))
    const device = shownDevice(mac)!
    return changed({ device, days: DAYS, timeline }, {}, { target: `device ${device}` })
  }),
]
