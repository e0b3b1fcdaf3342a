import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'

const planning = { role: 'planner', districts: 'city' } as const
const day = z.iso.date()
const money = z.number().min(0).max(1e12).nullable()
const status = z.enum(['planned', 'in-work', 'installed', 'dropped'])

/** A site of a plan that becomes work; with its hotspot one record. */
export const siteProposal = z.object({
  ...{ id: z.int(), planId: z.int().nullable(), name: z.string(), latitude: z.number(), longitude: z.number() },
  ...{ status, plannedFor: day.nullable(), cost: money, notes: z.string(), installedOn: day.nullable() },
  ...{
    expectedResidents: z.number().nullable(),
    outcome: z.enum(['weekly-users']),
    hotspotId: z.int().nullable(),
    hotspot: z.string().nullable(),
  },
  createdAt: z.iso.datetime(),
})
export type SiteProposal = z.infer<typeof siteProposal>

export const readSiteProposals = endpoint({
  ...{ method: 'get', path: '/site-proposals', ...planning },
  summary: 'Sites that became work, the newest first',
  response: z.object({ proposals: z.array(siteProposal) }),
})

export const addSiteProposal = endpoint({
  ...{ method: 'post', path: '/site-proposals', ...planning },
  summary: 'Makes a site of a plan into work; by what it will be judged is fixed now',
  body: z.strictObject({ plan: z.int().min(1), candidate: z.int().min(0), plannedFor: day.nullable() }),
  response: madeRecord,
  changes: { action: 'site-proposal.add', target: 'site-proposal {id}' },
})

export const listNearbyHotspots = endpoint({
  ...{ method: 'get', path: '/site-proposals/{id}/hotspots', ...planning },
  summary: 'Hotspots that may be the one of a proposal: the nearest, of no other proposal; with `search` in their name',
  params: idParameter,
  query: z.strictObject({ search: z.string().max(200).default('') }),
  response: z.object({ hotspots: z.array(z.object({ id: z.int(), name: z.string(), metres: z.number() })) }),
})

export const changeSiteProposal = endpoint({
  ...{ method: 'put', path: '/site-proposals/{id}', ...planning },
  summary: 'How far a proposal is; `hotspotId` once it is installed',
  params: idParameter,
  body: z.strictObject({
    ...{ status, plannedFor: day.nullable(), cost: money, notes: z.string().trim().max(5000) },
    ...{ installedOn: day.nullable(), hotspotId: z.int().min(1).nullable() },
  }),
  response: doneRecord,
  changes: { action: 'site-proposal.set', target: 'site-proposal {id}' },
})
