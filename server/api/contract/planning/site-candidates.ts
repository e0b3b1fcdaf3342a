import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { madeRecord } from '../parameters.ts'

/** Characters of base64: a file of 30 MB. */
const LONGEST_FILE = 40_000_000
const money = z.number().min(0).max(1e12).nullable()
const planning = { role: 'planner', districts: 'city' } as const
const place = { latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }

/** A place where a site could be built; costs in the city's money. */
export const siteCandidate = z.object({
  ...{ id: z.int(), code: z.string().nullable(), name: z.string(), kind: z.string().nullable(), ...place },
  ...{ equipmentCost: money, backhaulCost: money, powerCost: money, tags: z.array(z.string()) },
  ...{ locked: z.enum(['in', 'out']).nullable(), origin: z.enum(['file', 'drawn', 'rule']) },
})
export type SiteCandidate = z.infer<typeof siteCandidate>

export const readSiteCandidates = endpoint({
  ...{ method: 'get', path: '/site-candidates', ...planning },
  summary: 'Every place where a site could be built',
  response: z.object({ candidates: z.array(siteCandidate) }),
})

export const addSiteCandidate = endpoint({
  ...{ method: 'post', path: '/site-candidates', ...planning },
  summary: 'Stores a candidate that was drawn on the map',
  body: z.strictObject({ name: z.string().trim().min(1).max(300), ...place, cost: money.default(null) }),
  response: madeRecord,
  changes: { action: 'site-candidate.add', target: 'site-candidate {id}' },
})

const put = z.object({ added: z.int(), changed: z.int(), unchanged: z.int() })

export const importSiteCandidates = endpoint({
  ...{ method: 'post', path: '/site-candidates/import', ...planning },
  summary: 'Candidates of a file, as base64: CSV, XLSX, GeoJSON or KML; the same file again changes nothing',
  body: z.strictObject({
    name: z.string().trim().min(1).max(300),
    content: z.string().min(1).max(LONGEST_FILE),
  }),
  largestBody: '48mb',
  response: put.extend({
    /** The first hundred. */
    faults: z.array(z.object({ line: z.int(), field: z.string(), expected: z.string() })),
  }),
  changes: { action: 'site-candidates.import' },
})

export const makeSiteCandidates = endpoint({
  ...{ method: 'post', path: '/site-candidates/grid', ...planning },
  summary: 'Candidates by rule: one in each square of a grid where residents live',
  body: z.strictObject({ metres: z.number().min(50).max(5000), borough: z.string().max(300).nullable() }),
  response: put,
  changes: { action: 'site-candidates.grid', target: 'site-candidates' },
})

const ids = z.array(z.int().min(1)).min(1).max(1000)

export const lockSiteCandidates = endpoint({
  ...{ method: 'post', path: '/site-candidates/lock', ...planning },
  summary: 'Has every new plan have candidates, or not; null: as the plan finds best',
  body: z.strictObject({ ids, locked: z.enum(['in', 'out']).nullable() }),
  response: z.object({ candidates: z.int() }),
  changes: { action: 'site-candidates.lock', target: 'site-candidates' },
})

export const removeSiteCandidates = endpoint({
  ...{ method: 'post', path: '/site-candidates/remove', ...planning },
  summary: 'Removes candidates; plans that were solved keep theirs',
  body: z.strictObject({ ids }),
  response: z.object({ candidates: z.int() }),
  changes: { action: 'site-candidates.remove', target: 'site-candidates' },
})
