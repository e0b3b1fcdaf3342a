import {
  type DisconnectScope,
  disconnectRun,
  startDisconnectRun,
} from '../../../sessions/disconnects/disconnect-runs.ts'
import * as contract from '../../contract/index.ts'
import { shownDevice } from '../../device.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
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
    const { id, sessions, isNew, done } = await startDisconnectRun(parts, scopeOf(query), staff.id)
    if (!isNew) return unchanged({ id, sessions })
    const afterwards = done.then((counts) => ({ run: id, ...counts }))
    return changed({ id, sessions }, { run: id, sessions }, { target: shownScope(query), afterwards })
  }),
  implement(contract.readDisconnect, async ({ parts: { db }, params: { id } }) => {
    const run = await disconnectRun(db, id)
    if (!run) throw new ApiProblem(404, 'no-such-disconnect', `There is no request ${id} to disconnect.`)
    const count = (wanted: string) => run.sessions.filter(({ outcome }) => outcome === wanted).length
    return {
      id,
      scope: run.scope,
      requestedAt: run.requested_at.toISOString(),
      total: run.sessions.length,
      counts: { pending: count('pending'), ack: count('ack'), nak: count('nak'), timeout: count('timeout') },
      sessions: run.sessions.map((row) => ({
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
