import { z } from 'zod'
import {
  EmergencyError,
  endEmergency,
  openEmergencies,
  recentEmergencies,
  sparedBy,
  startEmergency,
} from '../../access/emergencies/emergencies.ts'
import { audit } from '../../directory/audit.ts'
import { endEmergencySessions } from '../../sessions/disconnects/emergency.ts'
import * as contract from '../contract.ts'
import { ApiProblem, route } from '../route.ts'
import { id, idParameter } from './parameters.ts'

const SHOWN = 50

export const emergencyRoutes = [
  route({
    method: 'get',
    path: '/emergencies',
    summary: 'Where everybody gets online without signing in, and where they did, newest first',
    role: 'viewer',
    response: contract.emergencies,
    async handler({ parts: { db } }) {
      const rows = await recentEmergencies(db, SHOWN)
      const now = new Date()
      return {
        emergencies: rows.map((row) => ({
          ...{ id: row.id, reason: row.reason, startedBy: row.started_by },
          hotspot: row.hotspot,
          neighbourhood: row.neighbourhood,
          startedAt: row.started_at.toISOString(),
          endsAt: row.ends_at.toISOString(),
          endedAt: row.ended_at?.toISOString() ?? null,
          active: row.ended_at === null && row.ends_at > now,
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/emergencies',
    summary:
      'Lets everybody at a hotspot, in a neighbourhood or in the whole city online without signing in, until a time',
    role: 'admin',
    body: z.strictObject({
      reason: z.string().max(300),
      /** In further languages. */
      texts: z.record(z.string().regex(/^[a-z]{2,3}$/, 'a language such as en'), z.string().max(300)).optional(),
      hotspot: id.optional(),
      neighbourhood: id.optional(),
      endsAt: z.iso.datetime({ offset: true }).transform((value) => new Date(value)),
    }),
    response: contract.emergencyStarted,
    async handler({ parts: { db }, body, staff }) {
      const { reason, texts, hotspot, neighbourhood, endsAt } = body
      const wanted = { reason, texts, hotspotId: hotspot, neighbourhoodId: neighbourhood, endsAt }
      const started = await startEmergency(db, wanted, staff.id).catch((error) => {
        if (!(error instanceof EmergencyError)) throw error
        throw new ApiProblem(400, 'wrong-emergency', error.message, error.field)
      })
      const detail = { reason, texts, hotspot, neighbourhood, endsAt: endsAt.toISOString() }
      await audit(db, { kind: 'staff', staffId: staff.id }, 'emergency.start', `emergency ${started}`, detail)
      return { id: started }
    },
  }),
  route({
    method: 'post',
    path: '/emergencies/{id}/end',
    summary: 'Ends an emergency now, and the sessions of those whom it let in',
    role: 'admin',
    params: idParameter,
    response: contract.emergencyEnded,
    async handler({ parts, params: { id }, staff }) {
      const { db, log } = parts
      const ended = await endEmergency(db, id, staff.id)
      if (!ended) throw new ApiProblem(404, 'no-such-emergency', `There is no emergency ${id} that has not ended.`)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'emergency.end', `emergency ${id}`)
      const spared = sparedBy(await openEmergencies(db))
      endEmergencySessions(parts, ended, spared).catch((error) =>
        log.error({ err: error, emergency: id }, 'not every session of an emergency was ended'),
      )
      return { ended: true }
    },
  }),
]
