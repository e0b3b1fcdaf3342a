import {
  type DisconnectScope,
  disconnectRun,
  startDisconnectRun,
} from '../../../sessions/disconnects/disconnect-runs.ts'
import * as contract from '../../contract/index.ts'
import { shownDevice } from '../../device.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { mustOwnHotspot, mustOwnSession, ownOf, placeOf } from '../own.ts'
import { macOf } from '../parameters.ts'

type ScopeQuery = contract.Received<typeof contract.startDisconnect, 'query'>

function scopeOf({ hotspot, resident, device, sameDeviceAs }: ScopeQuery): DisconnectScope {
  if (hotspot !== undefined) return { hotspot }
  if (resident !== undefined) return { resident }
  return device === undefined ? { sameDeviceAs: sameDeviceAs! } : { device: macOf(device) }
}

/** What the audit names: no whole MAC address. */
function shownScope({ hotspot, resident, device, sameDeviceAs }: ScopeQuery): string {
  if (hotspot !== undefined) return `hotspot ${hotspot}`
  if (resident !== undefined) return `resident ${resident}`
  return device === undefined ? `device of session ${sameDeviceAs}` : `device ${shownDevice(macOf(device))}`
}

export const disconnectRoutes = [
  implement(contract.startDisconnect, async ({ parts, query, staff }) => {
    if (query.hotspot !== undefined) await mustOwnHotspot(parts.db, staff, query.hotspot)
    if (query.sameDeviceAs !== undefined) await mustOwnSession(parts.db, staff, query.sameDeviceAs)
    const run = await startDisconnectRun(parts, scopeOf(query), staff.id, staff.districts)
    const { id, sessions, outside, isNew, done } = run
    if (!isNew) return unchanged({ id, sessions, outside })
    const afterwards = done.then((counts) => ({ run: id, ...counts }))
    return changed(
      { id, sessions, outside },
      { run: id, sessions, ...(outside > 0 && { outside }) },
      { target: shownScope(query), afterwards },
    )
  }),
  implement(contract.readDisconnect, async ({ parts: { db }, params: { id }, staff }) => {
    const run = await disconnectRun(db, id)
    const sessions = run ? await ownOf(db, staff, run.sessions, placeOf) : []
    if (!run || (sessions.length === 0 && run.sessions.length > 0))
      throw new ApiProblem(404, 'no-such-disconnect', `There is no request ${id} to disconnect.`)
    const count = (wanted: string) => sessions.filter(({ outcome }) => outcome === wanted).length
    return {
      id,
      scope: run.scope,
      requestedAt: run.requested_at.toISOString(),
      total: sessions.length,
      counts: { pending: count('pending'), ack: count('ack'), nak: count('nak'), timeout: count('timeout') },
      sessions: sessions.map((row) => ({
        id: row.session_id,
        hotspotId: row.hotspot_id,
        device: shownDevice(row.device_mac, row.calling_station_id) ?? '—',
        outcome: row.outcome,
        errorCause: row.error_cause,
        attempts: row.attempts,
      })),
    }
  }),
]
