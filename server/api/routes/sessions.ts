import { z } from 'zod'
import { recentDecisions } from '../../access/views.ts'
import { audit } from '../../directory/audit.ts'
import { gatewayNames } from '../../hotspots/views.ts'
import { parseMac } from '../../mac.ts'
import { disconnectSession, nasAddress } from '../../sessions/disconnect.ts'
import { usageByDay } from '../../sessions/usage.ts'
import { sessionById } from '../../sessions/views.ts'
import * as contract from '../contract.ts'
import { shownDevice } from '../device.ts'
import { ApiProblem, route } from '../route.ts'
import { id, idParameter, limit } from './parameters.ts'

const device = z
  .string()
  .transform((text) => parseMac(text))
  .pipe(z.string('a MAC address, e.g. aa:bb:cc:dd:ee:ff'))

/** Whose use is asked for: one of the three. */
const usageQuery = z
  .strictObject({
    hotspot: id.optional(),
    resident: id.optional(),
    device: device.optional(),
    from: z.iso.date(),
    to: z.iso.date(),
  })
  .refine(
    ({ hotspot, resident, device }) => [hotspot, resident, device].filter((one) => one !== undefined).length === 1,
    {
      error: 'exactly one of hotspot, resident and device',
      path: ['hotspot'],
    },
  )

export const sessionRoutes = [
  route({
    method: 'post',
    path: '/sessions/{id}/disconnect',
    summary: 'Sends a Disconnect-Request (RFC 5176) and waits for the answer of the gateway',
    role: 'operator',
    params: idParameter,
    response: contract.disconnectResult,
    async handler({ parts: { db, registry, log }, params, staff }) {
      const session = await sessionById(db, params.id)
      if (!session) throw new ApiProblem(404, 'no-such-session', `There is no session ${params.id}.`)
      if (session.ended_at) throw new ApiProblem(409, 'session-ended', `Session ${params.id} has ended already.`)
      const gateway = registry.gateway(session.gateway_id)
      if (!gateway || !nasAddress(gateway, session.nas_ip)) {
        const message = `The gateway of session ${params.id} is out of use or its address is not known: it cannot be asked.`
        throw new ApiProblem(409, 'gateway-unknown', message)
      }
      const by = { kind: 'staff', staffId: staff.id } as const
      const cause = { cause: 'staff', staffId: staff.id } as const
      const record = (detail: Record<string, unknown>) =>
        audit(db, by, 'session.disconnect', `session ${params.id}`, { hotspotId: session.hotspot_id, ...detail })
      try {
        const result = await disconnectSession({ db, registry, log }, params.id, cause)
        await record({ ...result })
        return result
      } catch (error) {
        await record({ outcome: 'failed' })
        throw error
      }
    },
  }),
  route({
    method: 'get',
    path: '/usage',
    summary: 'Use by local day of a hotspot, a resident or a device',
    role: 'operator',
    query: usageQuery,
    response: contract.usage,
    async handler({ parts: { db }, query: { hotspot, resident, device, from, to } }) {
      const of = hotspot !== undefined ? { hotspot } : resident !== undefined ? { resident } : { device: device! }
      return { days: await usageByDay(db, of, from, to) }
    },
  }),
  route({
    method: 'get',
    path: '/access-log',
    summary: 'Recent decisions on who may be online, newest first',
    role: 'operator',
    query: z.strictObject({ hotspot: id.optional(), limit: limit(500, 100) }),
    response: contract.accessLog,
    async handler({ parts: { db }, query }) {
      const rows = await recentDecisions(db, { hotspotId: query.hotspot, limit: query.limit })
      const names = await gatewayNames(db, [...new Set(rows.map((row) => row.gateway_id))])
      return {
        decisions: rows.map((row) => ({
          at: row.at.toISOString(),
          gateway: names.get(row.gateway_id) ?? `${row.gateway_id}`,
          hotspotId: row.hotspot_id,
          device: shownDevice(row.device_mac) ?? null,
          method: row.method,
          accepted: row.accepted,
          reason: row.reason,
        })),
      }
    },
  }),
]
