import type { CapacityPlan } from '../siting/formulations/capacity.ts'
import type { FairSolution, TargetSolution } from '../siting/formulations/fair-plan.ts'
import { itemsOf } from '../siting/incidence.ts'
import type { Plan } from '../siting/plan.ts'
import type { PlanInputs } from './inputs.ts'
import type { PlanParameters } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import type { WholePlan } from './plans.ts'
import { type PlanQuestion, questionOf } from './question.ts'
import { type Covered, coveredFinely } from './reach/fine.ts'
import type { Told } from './reach/walked.ts'

/** A site of a plan, in the order in which sites gain most for their cost. Residents are not rounded. */
export interface PickedSite {
  /** Its number among the plan's candidates. */
  candidate: number
  cost: number
  /** All within its reach. */
  reach: number
  /** Whom it reaches first, after the sites before it. */
  gain: number
  /** Whom no other site of the plan or of today reaches. */
  unique: number
  /** From 1. */
  year: number
  /** Of a plan within capacity. */
  antennas?: number
}

export interface PlanResult {
  picks: PickedSite[]
  /** What the objective is worth, by the model: residents weighted by need; users at once within capacity. */
  value: number
  /** No plan is worth more; of `target`: none costs less. */
  bound: number
  /** How much better the best possible plan can be, as a share; null where nothing is covered. */
  gap: number | null
  proven: boolean
  cost: number
  seconds: number
  /** The day of the streets along which reach is a walk, yyyy-mm-dd; null: it is a straight line. */
  streets: string | null
  /** Residents within reach, by the model's cells. */
  residents: Covered
  /** The same again on cells a seventh of the size. */
  fine: Covered
  /** Of each group: share of its residents within reach, before and with the plan. */
  groups: { name: string; residents: number; before: number; after: number }[]
  /** Share of newly covered value that a plan without the rule for groups has more. */
  price: number | null
  /** Bound that the certificate's dual vector gives; null where the kind of plan has none. */
  certified: number | null
  /** Of a plan within capacity: users at once who find no place. */
  shortfall: number | null
}

export interface Solved {
  result: PlanResult
  dual: Float64Array | undefined
}

export type Outcome = Plan | FairSolution | TargetSolution | CapacityPlan | undefined

/** What came out of the solver, as it is kept. @throws {PlanError} where a target is out of reach */
export function resultOf(
  asked: PlanQuestion,
  inputs: PlanInputs,
  parameters: PlanParameters,
  outcome: Outcome,
  { seconds, told }: { seconds: () => number; told: Told },
): Solved {
  if (outcome === undefined)
    throw new PlanError('out-of-reach', 'Not even all candidates together reach the target: lower it, or add some.')
  const figures = figuresOf(asked, inputs, parameters, outcome.picks, told)
  const { picks } = figures
  if ('antennas' in outcome) for (const pick of picks) pick.antennas = outcome.antennas[pick.candidate]!
  const certificate =
    'certificate' in outcome ? outcome.certificate : 'free' in outcome ? outcome.free.certificate : null
  const value = 'antennas' in outcome ? outcome.served : outcome.value
  const measured = 'cost' in outcome ? outcome.cost : value
  const distance = Math.max(0, 'cost' in outcome ? outcome.cost - outcome.bound : outcome.bound - value)
  return {
    result: {
      ...{ ...figures, value, bound: outcome.bound, proven: outcome.proven },
      gap: measured > 0 ? distance / measured : distance > 0 ? null : 0,
      price: 'price' in outcome ? outcome.price : null,
      certified: certificate?.bound ?? null,
      shortfall: 'shortfall' in outcome ? outcome.shortfall.reduce((sum, users) => sum + users, 0) : null,
      seconds: seconds(),
    },
    dual: certificate?.u,
  }
}

/** What a plan's picks do, whatever the solver said of them: the same for the same inputs and parameters, at any time. */
export const figuresOf = (
  asked: PlanQuestion,
  inputs: PlanInputs,
  parameters: PlanParameters,
  picks: readonly number[],
  told?: Told,
): Pick<PlanResult, 'picks' | 'cost' | 'streets' | 'residents' | 'fine' | 'groups'> => {
  const sites = pickedSites(asked, picks, parameters)
  return {
    picks: sites,
    cost: sites.reduce((sum, pick) => sum + pick.cost, 0),
    streets: inputs.streets?.asOf ?? null,
    residents: coveredBy(asked, picks),
    fine: coveredFinely(inputs, parameters, picks, told),
    groups: groupShares(asked, picks),
  }
}

/** The picks by what each gains for its cost, and what each does, in residents. */
export function pickedSites(
  { reach, served, costs, grouped }: Pick<PlanQuestion, 'reach' | 'served' | 'costs' | 'grouped'>,
  picks: readonly number[],
  { years, limit }: Pick<PlanParameters, 'years' | 'limit'>,
): PickedSite[] {
  const { residents } = grouped
  const counts = new Uint16Array(served)
  for (const pick of picks) for (const cell of itemsOf(reach, pick)) counts[cell]!++
  const seen = Uint8Array.from(served)
  const sum = (pick: number, counted: (cell: number) => boolean) =>
    itemsOf(reach, pick).reduce((total, cell) => total + (counted(cell) ? residents[cell]! : 0), 0)
  const left = new Set(picks)
  const ordered: PickedSite[] = []
  while (left.size > 0) {
    let best = { pick: -1, gain: -1 }
    for (const pick of left) {
      const gain = sum(pick, (cell) => !seen[cell])
      if (best.pick < 0 || gain / costs[pick]! > best.gain / costs[best.pick]!) best = { pick, gain }
    }
    const { pick, gain } = best
    left.delete(pick)
    for (const cell of itemsOf(reach, pick)) seen[cell] = 1
    ordered.push({
      ...{ candidate: pick, cost: costs[pick]!, reach: sum(pick, () => true), gain, year: 1 },
      unique: sum(pick, (cell) => counts[cell] === 1),
    })
  }
  // Each year has as much of what the plan is limited by: money, or sites.
  const used = ({ cost }: PickedSite) => (limit.unit === 'money' ? cost : 1)
  const all = ordered.reduce((total, site) => total + used(site), 0)
  let spent = 0
  for (const site of ordered) {
    spent += used(site)
    site.year = Math.max(1, Math.min(years, Math.ceil((years * spent) / all - 1e-9)))
  }
  return ordered
}

function coveredBy({ reach, served, grouped: { residents } }: PlanQuestion, picks: readonly number[]): Covered {
  const after = Uint8Array.from(served)
  for (const pick of picks) for (const cell of itemsOf(reach, pick)) after[cell] = 1
  const sum = (of: Uint8Array) => residents.reduce((total, each, cell) => total + (of[cell] ? each : 0), 0)
  return { all: residents.reduce((total, each) => total + each, 0), before: sum(served), after: sum(after) }
}

function groupShares({ reach, served, grouped, groups }: PlanQuestion, picks: readonly number[]): PlanResult['groups'] {
  const after = Uint8Array.from(served)
  for (const pick of picks) for (const cell of itemsOf(reach, pick)) after[cell] = 1
  return sharesByGroup({ of: grouped.of, residents: grouped.residents, groups }, served, after)
}

/** Of each group: the share of its residents in cells that are served, before and after. */
export function sharesByGroup(
  { of, residents: people, groups }: { of: Int32Array; residents: ArrayLike<number>; groups: readonly string[] },
  served: Uint8Array,
  after: Uint8Array,
): PlanResult['groups'] {
  const sums = groups.map((name) => ({ name, residents: 0, before: 0, after: 0 }))
  of.forEach((group, cell) => {
    const sum = sums[group]!
    const each = people[cell]!
    sum.residents += each
    if (served[cell]) sum.before += each
    if (after[cell]) sum.after += each
  })
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 1)
  return sums.map(({ name, residents, before, after }) => {
    return { name, residents, before: share(before, residents), after: share(after, residents) }
  })
}

/** Latitude and longitude of the cells that a plan covers first, to five decimals: about a metre. */
export function newCellsOf({ inputs, parameters, result }: WholePlan): [number, number][] {
  const { reach, served } = questionOf(inputs, parameters)
  const first = new Set<number>()
  for (const { candidate } of result.picks)
    for (const cell of itemsOf(reach, candidate)) if (!served[cell]) first.add(cell)
  const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5
  const { latitude, longitude } = inputs.cells
  return [...first].map((cell) => [rounded(latitude[cell]!), rounded(longitude[cell]!)])
}
