import { z } from 'zod'
import { coverageRing } from '../coverage-ring.ts'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'

/** One neighbourhood with its coverage now; shares are 0 to 1, population in residents. */
export const neighbourhood = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  borough: z.string().nullable(),
  population: z.int(),
  /** Degree of marginalisation, as its publisher names it. */
  marginalisation: z.string().nullable(),
  withoutInternet: z.number().nullable(),
  /** Share of residents near a hotspot that works now, within the ring asked for; null where nobody lives. */
  covered: z.number().nullable(),
  /** Share near none that works, but near one of which nobody knows whether it does. */
  unchecked: z.number().nullable(),
  hotspots: z.int(),
})
export type Neighbourhood = z.infer<typeof neighbourhood>
export const neighbourhoodPage = pageOf(neighbourhood)

/** All on one page: the map colours every one of them. */
export const listNeighbourhoods = endpoint({
  method: 'get',
  path: '/neighbourhoods',
  summary: 'Every neighbourhood with its coverage now, without shapes',
  role: 'viewer',
  districts: 'none',
  query: z.object({ ring: coverageRing.default('walk') }),
  response: neighbourhoodPage,
})

const position = z.tuple([z.number(), z.number()])
const rings = z.array(z.array(position))

/** GeoJSON whose features have `id` = neighbourhood id; cached by ETag. */
export const neighbourhoodShapes = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.int(),
      properties: z.record(z.string(), z.never()),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: rings }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) }),
      ]),
    }),
  ),
})
export type NeighbourhoodShapes = z.infer<typeof neighbourhoodShapes>

export const readNeighbourhoodShapes = endpoint({
  method: 'get',
  path: '/neighbourhoods/shapes',
  summary: 'Outlines of every neighbourhood as GeoJSON',
  role: 'viewer',
  districts: 'none',
  mediaType: 'application/geo+json',
  response: neighbourhoodShapes,
})
