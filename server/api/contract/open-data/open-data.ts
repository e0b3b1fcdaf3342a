import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { doneRecord } from '../parameters.ts'

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month, e.g. 2026-10')
const monthParameter = z.strictObject({ month })

/** What the city lets out, what it could, and which months of use are published or may be. */
export const openDataOverview = z.object({
  hotspots: z.boolean(),
  coverage: z.boolean(),
  use: z.boolean(),
  programmes: z.array(z.object({ name: z.string(), hotspots: z.int(), withheld: z.boolean() })),
  /** The latest first; `publishedAt` null: it is complete and was not published. */
  months: z.array(z.object({ month, publishedAt: z.iso.datetime().nullable() })),
  /** How many of them stand in hotspots' files. */
  published: z.object({ hotspots: z.int(), neighbourhoods: z.int() }),
})
export type OpenDataOverview = z.infer<typeof openDataOverview>

export const readOpenData = endpoint({
  method: 'get',
  path: '/open-data',
  summary: 'What the city publishes, and what it could',
  role: 'admin',
  districts: 'city',
  response: openDataOverview,
})

export const previewOpenFile = endpoint({
  method: 'get',
  path: '/open-data/file',
  summary: 'A file of /open/v1/ as it would leave now, octet by octet, whether or not its part is out',
  role: 'admin',
  districts: 'city',
  query: z.strictObject({ name: z.string().max(100) }),
  mediaType: 'text/plain',
  response: z.string(),
})

export const setOpenData = endpoint({
  method: 'put',
  path: '/open-data',
  summary: 'Lets parts of the data out or keeps them in, and withholds programmes; at once',
  role: 'admin',
  districts: 'city',
  body: z.strictObject({
    hotspots: z.boolean().optional(),
    coverage: z.boolean().optional(),
    use: z.boolean().optional(),
    withheld: z.array(z.string().min(1).max(200)).max(500).optional(),
  }),
  response: doneRecord,
  changes: { action: 'open-data.set', target: 'open data' },
})

const count = z.int().nullable()

/** A month of use as it is, or would be, published. Null: hidden. */
export const openUse = z.object({
  month,
  publishedAt: z.iso.datetime().nullable(),
  /** Names exactly this when it is published; null: it is already. */
  digest: z.string().nullable(),
  cells: z.int(),
  hidden: z.int(),
  /** The whole city by day. */
  days: z.array(z.object({ day: z.iso.date(), visits: count, sessions: count })),
  /** Places in the whole month. */
  places: z.array(
    z.object({
      kind: z.enum(['city', 'borough', 'neighbourhood']),
      borough: z.string().nullable(),
      neighbourhood: z.string().nullable(),
      /** The neighbourhood's. */
      code: z.string().nullable(),
      visits: count,
      sessions: count,
    }),
  ),
})
export type OpenUse = z.infer<typeof openUse>

export const readOpenUse = endpoint({
  method: 'get',
  path: '/open-data/use/{month}',
  summary: 'A month of use as it is, or would be, published; the first time it is worked out, which takes a while',
  role: 'admin',
  districts: 'city',
  params: monthParameter,
  response: openUse,
})

export const publishOpenUse = endpoint({
  method: 'post',
  path: '/open-data/use/{month}/publish',
  summary: 'Publishes a month of use as it was seen, once and for ever',
  role: 'admin',
  districts: 'city',
  params: monthParameter,
  body: z.strictObject({ digest: z.string().max(100) }),
  response: doneRecord,
  changes: { action: 'open-data.publish', target: 'use of {month}' },
})
