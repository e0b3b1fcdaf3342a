import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { doneRecord } from '../parameters.ts'

const planning = { role: 'planner', districts: 'city' } as const
const words = (longest: number) => z.string().trim().min(1).max(longest)

export const siteCostPart = z.enum(['equipment', 'backhaul', 'power'])

/** `needs`: a tag, or a kind, that a candidate must have for it; of those it has, the cheapest counts. */
export const siteCost = z.strictObject({
  ...{ part: siteCostPart, name: words(100) },
  ...{ needs: words(100).toLowerCase().nullable(), cost: z.number().min(0).max(1e12) },
})
export type SiteCost = z.infer<typeof siteCost>

export const readSiteCosts = endpoint({
  ...{ method: 'get', path: '/site-costs', ...planning },
  summary: 'What sites cost where their candidate does not say it: by kind of equipment, backhaul and power',
  response: z.object({ costs: z.array(siteCost) }),
})

export const setSiteCosts = endpoint({
  ...{ method: 'put', path: '/site-costs', ...planning },
  summary: 'Sets what sites cost where their candidate does not say it, in place of what was set',
  body: z.strictObject({
    costs: z
      .array(siteCost)
      .max(100)
      .refine((costs) => new Set(costs.map(({ part, name }) => `${part} ${name}`)).size === costs.length, {
        error: 'names none twice',
      }),
  }),
  response: doneRecord,
  changes: { action: 'site-costs.set', target: 'site-costs' },
})
