import type { Database } from '../../database/connection.ts'
import type { Candidate } from './candidates.ts'

type Query = Pick<Database, 'query'>

export const parts = ['equipment', 'backhaul', 'power'] as const
type Part = (typeof parts)[number]

/** What one kind of equipment, backhaul or power costs a site, in the city's money. */
export interface SiteCost {
  part: Part
  name: string
  /** A tag, or a kind, that a candidate must have for it; null: every one can have it. */
  needs: string | null
  cost: number
}

/** By part and cost. */
export async function listCosts({ query }: Query): Promise<SiteCost[]> {
  const rows = await query.selectFrom('site_costs').select(['part', 'name', 'needs', 'cost']).execute()
  const order = ({ part }: SiteCost) => parts.indexOf(part)
  return rows.sort((a, b) => order(a) - order(b) || a.cost - b.cost || (a.name < b.name ? -1 : 1))
}

/** Stores these in place of what was set. */
export async function putCosts({ query }: Query, costs: readonly SiteCost[]): Promise<void> {
  await query.deleteFrom('site_costs').execute()
  if (costs.length > 0)
    await query
      .insertInto('site_costs')
      .values([...costs])
      .execute()
}

type Costed = Pick<Candidate, 'kind' | 'tags' | 'equipmentCost' | 'backhaulCost' | 'powerCost'>

/**
 * What a site at a candidate costs: of each part its own, or else the cheapest that it has what it needs for.
 *
 * @param usual of a part of which nothing is known
 */
export function costOfSite(candidate: Costed, costs: readonly SiteCost[], usual: Record<Part, number>): number {
  const has = new Set([...candidate.tags, candidate.kind?.toLowerCase()])
  const cheapest = (part: Part) =>
    costs
      .filter((one) => one.part === part && (one.needs === null || has.has(one.needs)))
      .reduce<number | null>((least, { cost }) => (least === null ? cost : Math.min(least, cost)), null)
  return (
    (candidate.equipmentCost ?? cheapest('equipment') ?? usual.equipment) +
    (candidate.backhaulCost ?? cheapest('backhaul') ?? usual.backhaul) +
    (candidate.powerCost ?? cheapest('power') ?? usual.power)
  )
}
