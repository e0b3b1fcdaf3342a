import {
  countEmergencies,
  EmergencyError,
  emergencyScope,
  endEmergency,
  openEmergencies,
  recentEmergencies,
  sparedBy,
  startEmergency,
} from '../../../access/emergencies/emergencies.ts'
import { endEmergencySessions } from '../../../sessions/disconnects/emergency.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs } from '../../cursor.ts'
import { type ApiParts, ApiProblem, changed, implement } from '../../route.ts'
import { isOwnScope, mustOwnScope } from '../own.ts'
import { endOf, idBefore } from '../parameters.ts'

export const emergencyRoutes = [
  implement(contract.listEmergencies, async ({ parts: { db }, query, staff: { districts } }) => {
    const [rows, total] = await Promise.all([
      recentEmergencies(db, { districts, limit: rowsFor(query), before: idBefore(query.cursor) }),
      countEmergencies(db, districts, contract.MOST_COUNTED),
    ])
    const now = new Date()
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      (row) => ({
        ...{ id: row.id, reason: row.reason, startedBy: row.started_by },
        hotspot: row.hotspot,
        neighbourhood: row.neighbourhood,
        startedAt: row.started_at.toISOString(),
        endsAt: row.ends_at.toISOString(),
        endedAt: row.ended_at?.toISOString() ?? null,
        active: row.ended_at === null && row.ends_at > now,
      }),
    )
  }),
  implement(contract.startEmergency, async ({ parts: { db }, body, staff }) => {
    const { reason, texts, hotspot, neighbourhood } = body
    await mustOwnScope(db, staff, { hotspot, neighbourhood })
    const now = new Date()
    const endsAt = endOf(body, now)
    const wanted = { reason, texts, hotspotId: hotspot, neighbourhoodId: neighbourhood, endsAt }
    const id = await startEmergency(db, wanted, staff.id, now).catch((error) => {
      if (!(error instanceof EmergencyError)) throw error
      throw new ApiProblem(400, 'wrong-emergency', error.message, error.field)
    })
    return changed({ id }, { reason, texts, hotspot, neighbourhood, endsAt: endsAt.toISOString() })
  }),
  implement(contract.endEmergency, async ({ parts: { db }, params: { id }, staff }) => {
    const scope = await emergencyScope(db, id)
    const isOwn = scope !== undefined && (await isOwnScope(db, staff, scope))
    const ended = isOwn && (await endEmergency(db, id, staff.id))
    if (!ended) throw new ApiProblem(404, 'no-such-emergency', `There is no emergency ${id} that has not ended.`)
    const spared = sparedBy(await openEmergencies(db))
    const whenStored = (parts: ApiParts) => {
      endEmergencySessions(parts, ended, spared).catch((error) =>
        parts.log.error({ err: error, emergency: id }, 'not every session of an emergency was ended'),
      )
    }
    return changed({ ended: true }, {}, { whenStored })
  }),
]
