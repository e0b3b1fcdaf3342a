import { z } from 'zod'
import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import { changeLimits, VendorCannot } from '../../../access/reply/change-limits.ts'
import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { hotspotById, hotspotNames } from '../../../network/hotspots/views.ts'
import { disconnectSession } from '../../../sessions/disconnects/disconnect.ts'
import { type GatewayAnswer, Unreachable } from '../../../sessions/disconnects/dynamic-authorization.ts'
import { silentBefore } from '../../../sessions/silence.ts'
import { countSessionsAt, pathsOf, type SessionsPlace, sessionsAt } from '../../../sessions/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { shownDevice } from '../../device.ts'
import { type ApiParts, ApiProblem, type Changed, changed, FailedChange, implement, unchanged } from '../../route.ts'
import { mustOwnGateway, mustOwnHotspot, mustOwnSession, noSuchHotspot, ownOf } from '../own.ts'
import { ownSite } from '../places/own-site.ts'

const place = z.tuple([z.string(), z.int()]).transform(([began, id]) => ({ began, id }))

export const sessionRoutes = [
  implement(contract.listSessions, async ({ parts: { db }, params: { id }, query, staff }) => {
    await mustOwnHotspot(db, staff, id)
    if (!(await hotspotById(db, id))) throw noSuchHotspot(id)
    return listed(db, staff, id, query)
  }),
  implement(contract.listGatewaySessions, async ({ parts: { db }, params: { id }, query, staff }) => {
    await mustOwnGateway(db, staff, id)
    return listed(db, staff, { gatewayId: id }, query)
  }),
  implement(contract.listSiteSessions, async ({ parts: { db }, params: { id }, query, staff }) => {
    const { hotspots } = await ownSite(db, staff, id)
    return listed(db, staff, { hotspots }, query)
  }),
  implement(contract.disconnectSession, async ({ parts, params: { id }, staff }) => {
    const { hotspot_id: hotspotId } = await liveSession(parts, staff, id)
    return answerOf({ hotspotId }, () => disconnectSession(parts, id, { cause: 'staff', staffId: staff.id }))
  }),
  implement(contract.changeSessionLimits, async ({ parts, params: { id }, query, staff }) => {
    const { downBps, upBps, secondsLeft } = query
    const session = await liveSession(parts, staff, id)
    const sessionSeconds =
      secondsLeft === undefined
        ? undefined
        : Math.round((Date.now() - session.started_at.getTime()) / 1000) + secondsLeft
    const rate = downBps === undefined || upBps === undefined ? undefined : { downBps, upBps }
    const detail = { hotspotId: session.hotspot_id, ...rate, ...(secondsLeft === undefined ? {} : { secondsLeft }) }
    return answerOf(detail, () => changeLimits(parts, id, { rate, sessionSeconds }, staff.id))
  }),
]

/** A page of the sessions at a place of one's districts. */
async function listed(
  db: Pick<Database, 'query'>,
  staff: StaffMember,
  at: SessionsPlace,
  query: contract.Received<typeof contract.listSessions, 'query'>,
) {
  const { interimSeconds } = await loadDefaultPolicy(db)
  const wanted = { liveSince: query.live ? silentBefore(interimSeconds) : undefined, ended: query.live === false }
  const [rows, total] = await Promise.all([
    sessionsAt(db, at, { ...wanted, limit: rowsFor(query), after: readCursor(place, query.cursor) }),
    countSessionsAt(db, at, wanted, contract.MOST_COUNTED),
  ])
  const page = cutPage(rows, query, total, (row) => [row.began, row.id])
  const paths = await pathsOf(
    db,
    page.items.map((row) => row.id),
  )
  if (staff.districts !== null)
    for (const [session, path] of paths)
      paths.set(session, await ownOf(db, staff, path, ({ hotspotId }) => ({ hotspotId, gatewayId: null })))
  const passed = [...paths.values()].flatMap((path) => path.map(({ hotspotId }) => hotspotId))
  const named = page.items.flatMap(({ hotspot_id: id }) => (id === null ? [] : [id]))
  const names = await hotspotNames(db, [...new Set([...passed, ...named])])
  return shownAs(page, (row) => shownSession(row, paths.get(row.id) ?? [], names))
}

type Row = Awaited<ReturnType<typeof sessionsAt>>[number]

const shownSession = (
  row: Row,
  path: Array<{ hotspotId: number; since: Date }>,
  names: Map<number, string>,
): contract.SessionRow => ({
  id: row.id,
  device: shownDevice(row.device_mac, row.calling_station_id) ?? '—',
  hotspot: row.hotspot_id === null ? null : { id: row.hotspot_id, name: names.get(row.hotspot_id) ?? '' },
  residentId: row.resident_id,
  startedAt: row.started_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  durationSeconds: row.duration_seconds,
  inputOctets: row.input_octets,
  outputOctets: row.output_octets,
  terminateCause: row.terminate_cause,
  endedBy: row.ended_by,
  doubt: row.doubt,
  path: path.map(({ hotspotId, since }) => ({
    hotspotId,
    hotspot: names.get(hotspotId) ?? `${hotspotId}`,
    since: since.toISOString(),
  })),
  disconnect:
    row.outcome === null ? null : { outcome: row.outcome, errorCause: row.error_cause, attempts: row.attempts ?? 0 },
  limits:
    row.change_outcome === null
      ? null
      : {
          ...{ outcome: row.change_outcome, errorCause: row.change_error_cause },
          ...{ attempts: row.change_attempts ?? 0, downBps: row.down_bps, upBps: row.up_bps },
          sessionSeconds: row.session_seconds,
        },
})

/** @throws {ApiProblem} 404 or 409 where there is no such session, or it has ended */
async function liveSession({ db }: ApiParts, staff: StaffMember, id: number) {
  const session = await mustOwnSession(db, staff, id)
  if (session.ended_at) throw new ApiProblem(409, 'session-ended', `Session ${id} has ended already.`)
  return session
}

/**
 * Asks a gateway by `ask`, and tells the audit what came of it, unless the same is under way already: then the answer is
 * pending.
 *
 * @throws {ApiProblem} 409 where the gateway cannot be asked
 */
async function answerOf(
  detail: Record<string, unknown>,
  ask: () => Promise<GatewayAnswer | undefined>,
): Promise<Changed<contract.GatewayAnswer>> {
  try {
    const answer = await ask()
    if (!answer) return unchanged({ outcome: 'pending', errorCause: null, attempts: 0 })
    return changed(answer, { ...detail, ...answer })
  } catch (error) {
    if (error instanceof Unreachable) throw new ApiProblem(409, 'gateway-unknown', error.message)
    if (error instanceof VendorCannot) throw new ApiProblem(409, 'vendor-cannot', error.message)
    throw new FailedChange(error, { ...detail, outcome: 'failed' })
  }
}
