import { z } from 'zod'
import { audit } from '../../directory/audit.ts'
import { type DisconnectScope, disconnectRun, startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import * as contract from '../contract.ts'
import { shownDevice } from '../device.ts'
import { ApiProblem, route } from '../route.ts'
import { device, exactlyOne, id, idParameter } from './parameters.ts'

const scopeQuery = z
  .strictObject({
    hotspot: id.optional(),
    resident: id.optional(),
    device: device.optional(),
    sameDeviceAs: id.optional(),
  })
  .refine(...exactlyOne('hotspot', 'resident', 'device', 'sameDeviceAs'))

type ScopeQuery = z.output<typeof scopeQuery>

function scopeOf({ hotspot, resident, device, sameDeviceAs }: ScopeQuery): DisconnectScope {
  if (hotspot !== undefined) return { hotspot }
  if (resident !== undefined) return { resident }
  return device === undefined ? { sameDeviceAs: sameDeviceAs! } : { device }
}

/** What the audit names: no whole MAC address. */
function shownScope({ hotspot, resident, device, sameDeviceAs }: ScopeQuery): string {
  if (hotspot !== undefined) return `hotspot ${hotspot}`
  if (resident !== undefined) return `resident ${resident}`
  return device === undefined ? `device of session ${sameDeviceAs}` : `device ${shownDevice(device)}`
}

export const disconnectRoutes = [
  route({
    method: 'post',
    path: '/disconnects',
    summary:
      'Asks the gateways to end every open session at a hotspot, of a resident or of a device, in the background',
    role: 'operator',
    query: scopeQuery,
    response: contract.disconnectStarted,
    async handler({ parts, query, staff }) {
      const { db, log } = parts
      const { id, sessions, isNew, done } = await startDisconnectRun(parts, scopeOf(query), staff.id)
      if (isNew) {
        const record = (action: string, detail: object) =>
          audit(db, { kind: 'staff', staffId: staff.id }, action, shownScope(query), { run: id, ...detail })
        await record('sessions.disconnect', { sessions })
        done
          .then((counts) => record('sessions.disconnected', counts))
          .catch((error) => log.error({ err: error, run: id }, 'not every session was disconnected'))
      }
      return { id, sessions }
    },
  }),
  route({
    method: 'get',
    path: '/disconnects/{id}',
    summary: 'How far such a request has come: what the gateway answered for each session',
    role: 'operator',
    params: idParameter,
    response: contract.disconnectProgress,
    async handler({ parts: { db }, params: { id } }) {
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
    },
  }),
]
