import { z } from 'zod'
import { loadDefaultPolicy } from '../../access/policies/policies.ts'
import { rulesAt } from '../../access/policies/rules.ts'
import { healthOf, sampleSteps } from '../../health/views.ts'
import { hotspotById, hotspotNames, listHotspots } from '../../network/hotspots/views.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { pathsOf, sessionsAt } from '../../sessions/views.ts'
import { usageOfToday } from '../../usage/by-day.ts'
import * as contract from '../contract.ts'
import { shownDevice } from '../device.ts'
import { ApiProblem, route } from '../route.ts'
import { chartHours, fillSteps, stepSeconds } from '../samples.ts'
import { flag, id as idOf, idParameter, limit } from './parameters.ts'

const LONGEST_CHART_HOURS = 90 * 24
const MOST_SESSIONS = 200

const noSuchHotspot = (id: number) => new ApiProblem(404, 'no-such-hotspot', `There is no hotspot ${id}.`)

export const hotspotRoutes = [
  route({
    method: 'get',
    path: '/hotspots/points',
    summary: 'Every hotspot, for the map',
    role: 'viewer',
    response: contract.hotspotPoints,
    handler: ({ parts }) => parts.documents.points(),
  }),
  route({
    method: 'get',
    path: '/hotspots',
    summary: 'Hotspots by name, for lists and search',
    role: 'viewer',
    query: z.strictObject({
      search: z.string().trim().max(100).optional(),
      state: contract.healthState.optional(),
      group: idOf.optional(),
      limit: limit(500, 50),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    response: contract.hotspotList,
    async handler({ parts: { db, map }, query: { search, state, group, ...page } }) {
      const ids = state === undefined ? {} : { ids: map.idsIn(state) }
      const { total, items } = await listHotspots(db, { search: search || undefined, group, ...ids, ...page })
      return {
        total,
        items: items.map((item) => {
          const [, , , now = 'unknown', liveSessions = 0] = map.point(item.id) ?? []
          return { ...item, state: now, liveSessions }
        }),
      }
    },
  }),
  route({
    method: 'get',
    path: '/hotspots/{id}',
    summary: 'One hotspot with its last readings and its use today',
    role: 'viewer',
    params: idParameter,
    response: contract.hotspotDetail,
    async handler({ parts: { db, map, config }, params: { id } }) {
      const { interimSeconds } = await loadDefaultPolicy(db)
      const [hotspot, health, { sessions, inputOctets, outputOctets }, rules] = await Promise.all([
        hotspotById(db, id),
        healthOf(db, id),
        usageOfToday(db, { hotspot: id }, { timeZone: config.timeZone, since: silentBefore(interimSeconds) }),
        rulesAt(db, id, config.timeZone),
      ])
      if (!hotspot) throw noSuchHotspot(id)
      const { gateway, vendor, ...place } = hotspot
      return {
        ...place,
        group: rules.group ? { name: rules.group.name, hours: rules.group.hours ?? null } : null,
        policy: rules.policy.name,
        open: rules.opening.open,
        openChangesAt: rules.opening.until?.toISOString() ?? null,
        gateway: gateway !== null && vendor !== null ? { name: gateway, vendor } : null,
        state: health?.state ?? 'unknown',
        liveSessions: map.point(id)?.[4] ?? 0,
        cause: health?.cause ?? null,
        since: health?.since.toISOString() ?? null,
        lastPolledAt: health?.last_polled_at?.toISOString() ?? null,
        uptimeSeconds: health?.uptime_seconds ?? null,
        load: health?.load ?? null,
        memoryUsed: health?.memory_used ?? null,
        clients: health?.clients ?? null,
        inBps: health?.in_bps ?? null,
        outBps: health?.out_bps ?? null,
        usageToday: { sessions, inputOctets, outputOctets },
      }
    },
  }),
  route({
    method: 'get',
    path: '/hotspots/{id}/samples',
    summary: 'Readings of the last hours, averaged over equal steps; from the first reading on where there are fewer',
    role: 'viewer',
    params: idParameter,
    query: z.strictObject({ hours: z.coerce.number().int().min(1).max(LONGEST_CHART_HOURS).default(24) }),
    response: contract.samples,
    async handler({ parts: { db, config }, params: { id }, query: { hours } }) {
      if (!(await hotspotById(db, id))) throw noSuchHotspot(id)
      const now = new Date()
      const readings = (ofHours: number) => {
        const from = new Date(now.getTime() - ofHours * 3_600_000)
        return sampleSteps(db, id, from, stepSeconds(ofHours, config.pollSeconds))
      }
      const steps = await readings(hours)
      const known = chartHours(steps[0], now, hours, stepSeconds(hours, config.pollSeconds))
      const shown = known === hours ? steps : await readings(known)
      return { samples: fillSteps(shown, now, known, stepSeconds(known, config.pollSeconds)) }
    },
  }),
  route({
    method: 'get',
    path: '/hotspots/{id}/sessions',
    summary: 'Sessions at a hotspot, newest first',
    role: 'operator',
    params: idParameter,
    query: z.strictObject({ live: flag.default(false), limit: limit(MOST_SESSIONS, MOST_SESSIONS) }),
    response: contract.sessionRows,
    async handler({ parts: { db }, params: { id }, query }) {
      if (!(await hotspotById(db, id))) throw noSuchHotspot(id)
      const { interimSeconds } = await loadDefaultPolicy(db)
      const liveSince = query.live ? silentBefore(interimSeconds) : undefined
      const rows = await sessionsAt(db, id, { liveSince, limit: query.limit })
      const paths = await pathsOf(
        db,
        rows.map((row) => row.id),
      )
      const passed = [...paths.values()].flatMap((path) => path.map(({ hotspotId }) => hotspotId))
      const names = await hotspotNames(db, [...new Set(passed)])
      return {
        sessions: rows.map((row) => ({
          id: row.id,
          device: shownDevice(row.device_mac, row.calling_station_id) ?? '—',
          residentId: row.resident_id,
          startedAt: row.started_at.toISOString(),
          updatedAt: row.updated_at.toISOString(),
          endedAt: row.ended_at?.toISOString() ?? null,
          durationSeconds: row.duration_seconds,
          inputOctets: row.input_octets,
          outputOctets: row.output_octets,
          terminateCause: row.terminate_cause,
          endedBy: row.ended_by,
          path: (paths.get(row.id) ?? []).map(({ hotspotId, since }) => ({
            hotspotId,
            hotspot: names.get(hotspotId) ?? `${hotspotId}`,
            since: since.toISOString(),
          })),
          disconnect:
            row.outcome === null
              ? null
              : { outcome: row.outcome, errorCause: row.error_cause, attempts: row.attempts ?? 0 },
          limits:
            row.change_outcome === null
              ? null
              : {
                  ...{ outcome: row.change_outcome, errorCause: row.change_error_cause },
                  ...{ attempts: row.change_attempts ?? 0, downBps: row.down_bps, upBps: row.up_bps },
                  sessionSeconds: row.session_seconds,
                },
        })),
      }
    },
  }),
]
