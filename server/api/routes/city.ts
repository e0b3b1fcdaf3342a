import { z } from 'zod'
import { listAlerts } from '../../health/views.ts'
import { hotspotNames } from '../../network/hotspots/views.ts'
import * as contract from '../contract.ts'
import { route } from '../route.ts'
import { flag, limit } from './parameters.ts'

/** What concerns whoever is signed in, and the city as a whole. */
export const cityRoutes = [
  route({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in',
    role: 'viewer',
    response: contract.me,
    handler: ({ staff, session }) => ({ ...staff, csrf: session.csrf }),
  }),
  route({
    method: 'get',
    path: '/settings',
    summary: 'What the dashboard needs to draw',
    role: 'viewer',
    response: contract.settings,
    handler: ({ parts: { config } }) => ({
      cityName: config.cityName,
      timeZone: config.timeZone,
      tiles: config.tiles.url === undefined ? null : { url: config.tiles.url, attribution: config.tiles.attribution },
    }),
  }),
  route({
    method: 'get',
    path: '/summary',
    summary: 'Hotspots by state, sessions and residents now',
    role: 'viewer',
    response: contract.summary,
    handler: ({ parts }) => parts.summary(),
  }),
  route({
    method: 'get',
    path: '/alerts',
    summary: 'Alerts, those with most residents affected first',
    role: 'viewer',
    query: z.strictObject({ open: flag.optional(), limit: limit(1000, 200) }),
    response: contract.alerts,
    async handler({ parts: { db }, query }) {
      const rows = await listAlerts(db, { open: query.open, limit: query.limit })
      const names = await hotspotNames(db, [...new Set(rows.map((row) => row.hotspot_id))])
      return {
        alerts: rows.map((row) => ({
          id: row.id,
          hotspotId: row.hotspot_id,
          hotspot: names.get(row.hotspot_id) ?? `${row.hotspot_id}`,
          kind: row.kind,
          cause: row.cause,
          openedAt: row.opened_at.toISOString(),
          closedAt: row.closed_at?.toISOString() ?? null,
          residentsAffected: row.residents_affected,
        })),
      }
    },
  }),
]
