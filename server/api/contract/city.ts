import { z } from 'zod'
import { coverageRing, withinRing } from './coverage-ring.ts'
import { endpoint, staffRole } from './endpoint.ts'
import { healthState } from './health/health-state.ts'

/**
 * Who is signed in; 401 when nobody is. `csrf` goes back in the header `x-plaza-csrf` of every change.
 *
 * Signing in and out are pages, not API: a link to `/staff/sign-in?return=/dashboard/...` (comes back there), and
 * `POST /staff/sign-out`, by `fetch` (204) or as a form (303 to `/staff/signed-out`).
 */
export const me = z.object({
  ...{ id: z.int(), name: z.string(), role: staffRole, csrf: z.string() },
  /** Those to which they are limited, by name; null: the whole city is theirs. */
  districts: z.array(z.object({ id: z.int(), name: z.string() })).nullable(),
})
export type Me = z.infer<typeof me>

export const readMe = endpoint({
  method: 'get',
  path: '/me',
  summary: 'Who is signed in',
  role: 'viewer',
  districts: 'none',
  response: me,
  holdsSecret: true,
})

export const settings = z.object({
  cityName: z.string(),
  timeZone: z.string(),
  tiles: z.object({ url: z.string(), attribution: z.string() }).nullable(),
  /**
   * What lies below the hotspots in place of `tiles`: a file of vector tiles (PMTiles) with the last zoom level that it
   * has, or streets, parks and names as GeoJSON.
   */
  baseMap: z
    .object({
      kind: z.enum(['pmtiles', 'geojson']),
      url: z.string(),
      /** Plain text. */
      attribution: z.string(),
      maxZoom: z.int().nullable(),
    })
    .nullable(),
  /** Of verification, from the least to the highest; none where the City Key tells of none. */
  levels: z.array(z.string()),
  /** Whether the portal takes vouchers. */
  vouchers: z.boolean(),
  rings: z.record(coverageRing, withinRing),
})
export type Settings = z.infer<typeof settings>

export const readSettings = endpoint({
  method: 'get',
  path: '/settings',
  summary: 'What the dashboard needs to draw',
  role: 'viewer',
  districts: 'none',
  response: settings,
})

/** The figures at the head of the dashboard: of one's districts, but for coverage, which is the whole city's. */
export const summary = z.object({
  hotspots: z.record(healthState, z.int()),
  liveSessions: z.int(),
  residentsToday: z.int(),
  /** All of the city: those with service, unchecked and without are the whole of them. */
  residents: z.int(),
  /** Within a walk of a hotspot that works now. */
  residentsCovered: z.int(),
  /** Of none that works, but of one of which nobody knows whether it does. */
  residentsUnchecked: z.int(),
  /** Of neither. */
  residentsWithout: z.int(),
  /** Those of them who live near a hotspot that worked before. */
  residentsWithoutByFaults: z.int(),
})
export type Summary = z.infer<typeof summary>

export const readSummary = endpoint({
  method: 'get',
  path: '/summary',
  summary: 'Hotspots by state, sessions and residents now',
  role: 'viewer',
  districts: 'own',
  response: summary,
})
