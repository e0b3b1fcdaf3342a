import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { doneRecord, exactlyOne, idParameter, madeRecord, number } from '../parameters.ts'

const share = z.number().min(0).max(1)
const metres = z.number().min(10).max(5000)
const money = z.number().min(0).max(1e12)
const isWider = (ring: { metres: number; worth: number }, within: { metres: number; worth: number }) =>
  ring.metres > within.metres && ring.worth <= within.worth
const lockedCandidates = z.array(z.int().min(1)).max(1000)

export const siteObjective = z.enum(['coverage', 'rings', 'floors', 'fairest', 'target', 'capacity'])
export type SiteObjective = z.infer<typeof siteObjective>

/** What is asked of a plan; shares are 0 to 1, lengths metres. */
export const sitePlanParameters = z.strictObject({
  objective: siteObjective,
  limit: z.strictObject({ unit: z.enum(['sites', 'money']), most: z.number().positive().max(1e12) }),
  method: z.enum(['line', 'streets']),
  reach: metres,
  rings: z
    .array(z.strictObject({ metres, worth: share }))
    .min(1)
    .max(4)
    .refine((rings) => rings.every(({ metres, worth }, at) => at === 0 || isWider({ metres, worth }, rings[at - 1]!)), {
      error: 'each ring is wider than the one before, and worth no more',
    }),
  needWeight: share,
  existing: z.enum(['working', 'all', 'none']),
  borough: z.string().max(300).nullable(),
  tags: z.array(z.string().max(100)).max(20),
  lockedIn: lockedCandidates,
  lockedOut: lockedCandidates,
  groups: z.enum(['borough', 'quintile']),
  share,
  concurrent: share,
  antennaCost: money,
  usersPerAntenna: z.int().min(1).max(1000),
  equipmentCost: money,
  backhaulCost: money,
  powerCost: money,
  years: z.int().min(1).max(10),
  seconds: z.number().min(1).max(600),
  gap: share,
  seed: z.int().min(1).max(1_000_000),
})
export type SitePlanParameters = z.infer<typeof sitePlanParameters>

const covered = z.object({ all: z.number(), before: z.number(), after: z.number() })

/** Walks are read first, and what the plan reaches is measured on finer cells last. */
const progress = z.object({
  step: z.enum(['reading', 'greedy', 'bound', 'search', 'branching', 'measuring']),
  seconds: z.number(),
  /** Of `reading` and `measuring`: how much of it is done, 0 to 1. */
  part: z.number().nullable(),
  /** Of the other steps; the gap is null where nothing is covered yet. */
  value: z.number().nullable(),
  bound: z.number().nullable(),
  gap: z.number().nullable(),
})

/** Of each group: its residents, and the shares of them within reach before and with a plan. */
export const sitePlanGroups = z.array(
  z.object({ name: z.string(), residents: z.number(), before: z.number(), after: z.number() }),
)

/** What came of a plan. Residents are not rounded; `value` is weighted by need. */
export const sitePlanResult = z.object({
  value: z.number(),
  bound: z.number(),
  gap: z.number().nullable(),
  proven: z.boolean(),
  cost: z.number(),
  seconds: z.number(),
  /** The day of the streets along which reach is a walk; null: it is a straight line. */
  streets: z.string().nullable(),
  residents: covered,
  fine: covered,
  groups: sitePlanGroups,
  price: z.number().nullable(),
  certified: z.number().nullable(),
  shortfall: z.number().nullable(),
  sites: z.int(),
})
export type SitePlanResult = z.infer<typeof sitePlanResult>

export const sitePlan = z.object({
  id: z.int(),
  name: z.string(),
  notes: z.string(),
  status: z.enum(['draft', 'solving', 'solved', 'stopped', 'failed']),
  parameters: sitePlanParameters,
  forkedFrom: z.int().nullable(),
  dataVersion: z.string().nullable(),
  progress: progress.nullable(),
  result: sitePlanResult.nullable(),
  /** Why it was not solved, in English; `fault` is a word for it, null where there is none. */
  failure: z.string().nullable(),
  fault: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  linkEndsAt: z.iso.datetime().nullable(),
})
export type SitePlan = z.infer<typeof sitePlan>

/** Every plan, and of what one is made; `streets`: the day of those that the city has imported. */
export const sitePlans = z.object({
  plans: z.array(sitePlan),
  boroughs: z.array(z.string()),
  tags: z.array(z.string()),
  candidates: z.int(),
  streets: z.string().nullable(),
  usual: sitePlanParameters,
})

export const readSitePlans = endpoint({
  method: 'get',
  path: '/site-plans',
  summary: 'Plans of where to build sites, and what a new one can be made of',
  role: 'planner',
  districts: 'city',
  response: sitePlans,
})

/** A candidate of a plan, by its number in it. */
const planCandidate = z.object({
  id: z.int(),
  name: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  cost: z.number(),
  locked: z.enum(['in', 'out']).nullable(),
})

const pickedSite = z.object({
  candidate: z.int(),
  cost: z.number(),
  reach: z.number(),
  gain: z.number(),
  unique: z.number(),
  year: z.int(),
  antennas: z.int().optional(),
})
export type PickedSite = z.infer<typeof pickedSite>

/** `candidates` as it was solved with; `newCells`: latitude, longitude of cells that it covers first. */
export const wholeSitePlan = z.object({
  plan: sitePlan,
  candidates: z.array(planCandidate),
  picks: z.array(pickedSite),
  newCells: z.array(z.tuple([z.number(), z.number()])),
})
export type WholeSitePlan = z.infer<typeof wholeSitePlan>

export const readSitePlan = endpoint({
  method: 'get',
  path: '/site-plans/{id}',
  summary: 'A plan with its sites; its candidates once it is solved',
  role: 'planner',
  districts: 'city',
  params: idParameter,
  response: wholeSitePlan,
})

const name = z.string().trim().min(1).max(120)
export const newSitePlan = z.strictObject({
  name,
  notes: z.string().trim().max(5000).default(''),
  parameters: sitePlanParameters,
})

const planning = { role: 'planner', districts: 'city' } as const

export const addSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans', ...planning },
  summary: 'Makes a draft of a plan',
  body: newSitePlan,
  response: madeRecord,
  changes: { action: 'site-plan.add', target: 'site-plan {id}' },
})

export const changeSitePlan = endpoint({
  ...{ method: 'put', path: '/site-plans/{id}', ...planning },
  summary: 'Changes a draft; what was solved is forked instead',
  params: idParameter,
  body: newSitePlan,
  response: doneRecord,
  changes: { action: 'site-plan.set', target: 'site-plan {id}' },
})

export const forkSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/fork', ...planning },
  summary: 'Makes a draft with the parameters of a plan; other candidates locked in or out where they are given',
  params: idParameter,
  body: z.strictObject({ name, lockedIn: lockedCandidates.optional(), lockedOut: lockedCandidates.optional() }),
  response: madeRecord,
  changes: { action: 'site-plan.fork', target: 'site-plan {id}' },
})

export const removeSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/remove', ...planning },
  summary: 'Removes a plan that is not being solved; its proposals stay',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'site-plan.remove', target: 'site-plan {id}' },
})

export const solveSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/solve', ...planning },
  summary: 'Begins to solve a draft with what the city has now',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'site-plan.solve', target: 'site-plan {id}' },
})

export const stopSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/stop', ...planning },
  summary: 'Has a plan that is being solved end with the best so far',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'site-plan.stop', target: 'site-plan {id}' },
})

const numbers = z
  .string()
  .regex(/^\d+(,\d+){0,999}$/)
  .transform((text) => text.split(',').map(Number))
const placeIn = (text: string) => {
  const [latitude = 0, longitude = 0, cost = 0] = text.split(',').map(Number)
  return { latitude, longitude, cost }
}
const onePlace = z
  .string()
  .max(60)
  .regex(/^-?[\d.]+,-?[\d.]+,[\d.]+$/)
  .transform(placeIn)
const places = z
  .string()
  .max(5000)
  .regex(/^-?[\d.]+,-?[\d.]+,[\d.]+(;-?[\d.]+,-?[\d.]+,[\d.]+)*$/)
  .transform((text) => text.split(';').map(placeIn))

export const siteDesk = z.object({
  value: z.number(),
  bound: z.number().nullable(),
  gap: z.number().nullable(),
  cost: z.number(),
  /** What counts against the limit. */
  used: z.number(),
  residents: z.number(),
  /** In the order of the picks that stay, those added, the places. */
  sites: z.array(z.object({ reach: z.number(), unique: z.number(), cost: z.number() })),
})
export type SiteDesk = z.infer<typeof siteDesk>

export const tryAtSiteDesk = endpoint({
  ...{ method: 'get', path: '/site-plans/{id}/desk', ...planning },
  summary: 'What a solved plan is worth with sites left out, added, or standing at other places; nothing is changed',
  params: idParameter,
  /** Numbers of candidates; places as `latitude,longitude,cost;…`. */
  query: z.strictObject({ without: numbers.optional(), with: numbers.optional(), at: places.optional() }),
  response: siteDesk,
})

export const siteWhy = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('picked'), loss: z.number(), others: z.array(z.int()) }),
  z.object({ answer: z.literal('dominated'), by: z.int() }),
  z.object({ answer: z.literal('covered already'), by: z.array(z.int()), gain: z.number() }),
  z.object({ answer: z.literal('worth too little'), missing: z.number(), gain: z.number() }),
  z.object({ answer: z.enum(['reaches nobody', 'locked in', 'locked out']) }),
])
export type SiteWhy = z.infer<typeof siteWhy>

export const askWhySite = endpoint({
  ...{ method: 'get', path: '/site-plans/{id}/why', ...planning },
  summary: 'Why a candidate is in a solved plan, or why it or another place is not; figures are weighted by need',
  params: idParameter,
  /** A candidate's number, or a place as `latitude,longitude,cost` with the candidate that was `moved` there. */
  query: z
    .strictObject({
      ...{ candidate: number.int().min(0).optional(), at: onePlace.optional() },
      moved: number.int().min(0).optional(),
    })
    .refine(...exactlyOne('candidate', 'at')),
  response: siteWhy,
})

export const exportSitePlan = endpoint({
  ...{ method: 'get', path: '/site-plans/{id}/export', ...planning },
  summary: 'The sites of a plan as GeoJSON and as CSV, with its parameters',
  params: idParameter,
  response: z.object({ geojson: z.looseObject({ type: z.literal('FeatureCollection') }), csv: z.string() }),
})

export const linkSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/link', ...planning },
  summary: 'Makes a link by which anybody reads a solved plan for some days; an earlier one ends',
  params: idParameter,
  body: z.strictObject({ days: z.int().min(1).max(366) }),
  response: z.object({ address: z.string(), endsAt: z.iso.datetime() }),
  holdsSecret: true,
  changes: { action: 'site-plan.link', target: 'site-plan {id}' },
})

export const unlinkSitePlan = endpoint({
  ...{ method: 'post', path: '/site-plans/{id}/unlink', ...planning },
  summary: 'Ends the link by which anybody reads a plan',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'site-plan.unlink', target: 'site-plan {id}' },
})
